-- How many people look after several shops with one address?
SELECT accounts_per_address, addresses, memberships
  FROM report.email_reuse
 ORDER BY accounts_per_address DESC;
