-- previous-binary: runs
-- Reports that are counted ahead: the courier has them counted anew.

SET LOCAL ROLE acho_report_definer;
GRANT USAGE ON SCHEMA report TO acho_courier;
RESET ROLE;
-- Which of the three may execute a function of report says its file.
ALTER DEFAULT PRIVILEGES FOR ROLE acho_report_definer IN SCHEMA report
  GRANT EXECUTE ON FUNCTIONS TO acho_courier;

-- Who signed up since an instant.
CREATE INDEX account_created_at ON tenant.account (created_at);
