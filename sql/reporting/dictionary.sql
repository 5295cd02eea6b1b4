-- report.dictionary: what there is to read, read from the catalogue, so that it cannot be out of date.
CREATE OR REPLACE VIEW report.dictionary AS
SELECT c.relname::text AS view_name,
       coalesce(a.attnum, 0)::integer AS position,
       a.attname::text AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attnum IS NULL THEN obj_description(c.oid, 'pg_class') ELSE col_description(c.oid, a.attnum) END AS meaning,
       has_table_privilege('acho_report', c.oid, 'SELECT') AS for_everybody
  FROM pg_class AS c
 CROSS JOIN LATERAL (
         SELECT NULL::smallint AS attnum, NULL::name AS attname, NULL::oid AS atttypid, NULL::integer AS atttypmod
         UNION ALL
         SELECT t.attnum, t.attname, t.atttypid, t.atttypmod
           FROM pg_attribute AS t WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped) AS a
 WHERE c.relnamespace = 'report'::regnamespace AND c.relkind IN ('v', 'm') AND has_table_privilege('acho_support', c.oid, 'SELECT')
 ORDER BY c.relname, coalesce(a.attnum, 0);

COMMENT ON VIEW report.dictionary IS 'Every report and every column of it, with what it means. Start here. One row per report (its column_name is empty), followed by one per column.';
COMMENT ON COLUMN report.dictionary.view_name IS 'Name of the report: SELECT * FROM report.<this name>.';
COMMENT ON COLUMN report.dictionary.position IS '0: the report itself; 1 and up: its columns in order.';
COMMENT ON COLUMN report.dictionary.column_name IS 'Name of the column. Empty: the row speaks of the report itself.';
COMMENT ON COLUMN report.dictionary.type IS 'What stands in it: text, bigint (whole number), numeric (number), date, timestamp with time zone (instant), boolean (t: yes, f: no). Empty: the row speaks of the report itself.';
COMMENT ON COLUMN report.dictionary.meaning IS 'What it means.';
COMMENT ON COLUMN report.dictionary.for_everybody IS 'No when only acho_support may read it, because it shows whole addresses.';
