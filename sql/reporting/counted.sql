-- report.counted: when report.refresh counted last.
--
-- A row of its own: a time in every row of what was counted would make every row another one at each refresh.
CREATE MATERIALIZED VIEW IF NOT EXISTS report.counted AS SELECT 1 AS one, now() AS as_of;
CREATE UNIQUE INDEX IF NOT EXISTS counted_one ON report.counted (one);

COMMENT ON MATERIALIZED VIEW report.counted IS 'When was counted what is counted ahead. One row.';
COMMENT ON COLUMN report.counted.one IS 'Always 1.';
COMMENT ON COLUMN report.counted.as_of IS 'When.';

REVOKE ALL ON report.counted FROM acho_report, acho_support;
