-- report.departures: how many accounts were deleted, a row a month.
CREATE OR REPLACE VIEW report.departures AS
SELECT d.month, d.accounts FROM directory.departure AS d;
COMMENT ON VIEW report.departures IS 'How many merchants have left and had their account deleted. One row per month in which any did; nothing else is known of them.';
COMMENT ON COLUMN report.departures.month IS 'The month: its first day.';
COMMENT ON COLUMN report.departures.accounts IS 'How many accounts were deleted in it.';
