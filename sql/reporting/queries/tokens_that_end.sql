-- Whose token ends by itself within two weeks?
SELECT slug, company, oa_name, expires_at
  FROM report.oa_links
 WHERE expires_at < now() + interval '14 days'
 ORDER BY expires_at;
