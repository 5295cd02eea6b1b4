-- Which linked Official Accounts does LINE no longer take, since when, and why?
SELECT slug, company, oa_name, basic_id, broken_since, diagnosis
  FROM report.oa_links
 WHERE NOT works
 ORDER BY broken_since;
