-- report.refresh: count anew what the reports have counted ahead; true when it was done, false when another is at it.
--
-- Merchants on their way each time, days that are over once a day. CONCURRENTLY, so that nobody who reads waits, and
-- all in one transaction. With a million accounts it takes some 8 to 15 s; fcgi/courier/reports.c says how often.
-- Who: acho_courier. Keeps out other refreshes alone. Errors: none.
CREATE OR REPLACE FUNCTION report.refresh() RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB'
AS $$
DECLARE
  -- As in report.finished_login_activity: a day is over an hour after midnight.
  today CONSTANT date := ((now() - interval '1 hour') AT TIME ZONE 'Asia/Taipei')::date;
BEGIN
  BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY report.counted;
  EXCEPTION WHEN lock_not_available THEN
    RETURN false;
  END;
  REFRESH MATERIALIZED VIEW CONCURRENTLY report.counted_progress;

  IF (SELECT ((max(f.as_of) - interval '1 hour') AT TIME ZONE 'Asia/Taipei')::date FROM report.finished_login_activity AS f) IS DISTINCT FROM today THEN
    REFRESH MATERIALIZED VIEW CONCURRENTLY report.finished_login_activity;
  END IF;
  IF (SELECT ((max(f.as_of) - interval '1 hour') AT TIME ZONE 'Asia/Taipei')::date FROM report.finished_line_errors AS f) IS DISTINCT FROM today THEN
    REFRESH MATERIALIZED VIEW CONCURRENTLY report.finished_line_errors;
  END IF;
  RETURN true;
END
$$;
-- Not for people.
REVOKE EXECUTE ON FUNCTION report.refresh() FROM acho_report, acho_support;
