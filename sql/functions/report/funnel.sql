-- report.funnel: how far merchants came between two instants, one row a step; see report.onboarding_funnel.
--
-- Counted is who reached a step from _from on and before _to, how long that took from the step before, and who of these
-- stands there still: how many, since when, and what LINE said of most. One pass over report.onboarding, in which every
-- account has a row, then the one row of sums is laid out as five: a million accounts take less than a second, sorted in
-- memory.
-- A column of report.onboarding_funnel is what is called the same here.
-- Who: acho_report, acho_support. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION report.funnel(_from timestamptz, _to timestamptz)
  RETURNS TABLE ("position" integer, step text, reached bigint, stuck_now bigint, median_seconds numeric, commonest_diagnosis text,
                 p90_seconds numeric, stuck_longest_since timestamptz, as_of timestamptz)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB'
AS $$
BEGIN
  RETURN QUERY
  WITH totals AS (
    SELECT count(*) FILTER (WHERE o.signed_up_at >= _from AND o.signed_up_at < _to) AS oa,
           count(*) FILTER (WHERE o.login_channel >= _from AND o.login_channel < _to) AS login_channel,
           count(*) FILTER (WHERE o.publish >= _from AND o.publish < _to) AS publish,
           count(*) FILTER (WHERE o.messaging_token >= _from AND o.messaging_token < _to) AS messaging_token,
           count(*) FILTER (WHERE o.done >= _from AND o.done < _to) AS done,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY o.login_channel_seconds) FILTER (WHERE o.login_channel >= _from AND o.login_channel < _to) AS login_channel_took,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY o.publish_seconds) FILTER (WHERE o.publish >= _from AND o.publish < _to) AS publish_took,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY o.messaging_token_seconds) FILTER (WHERE o.messaging_token >= _from AND o.messaging_token < _to) AS messaging_token_took,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY o.done_seconds) FILTER (WHERE o.done >= _from AND o.done < _to) AS done_took
      FROM report.onboarding AS o),
  stuck AS (
    SELECT c.step, sum(c.merchants)::bigint AS merchants, min(c.since) AS since,
           (array_agg(c.last_diagnosis ORDER BY c.merchants DESC, c.last_diagnosis) FILTER (WHERE c.last_diagnosis IS NOT NULL))[1] AS code
      FROM (SELECT o.step, o.last_diagnosis, count(*) AS merchants, min(o.step_since) AS since
              FROM report.onboarding AS o
             WHERE o.step <> 'done' AND o.here_at >= _from AND o.here_at < _to
             GROUP BY o.step, o.last_diagnosis) AS c
     GROUP BY c.step)
  SELECT s.n, s.name, s.reached, coalesce(k.merchants, 0), round(s.took[1]::numeric), k.code, round(s.took[2]::numeric), k.since, coalesce((SELECT o.as_of FROM report.onboarding AS o LIMIT 1), now())
    FROM totals AS t
   CROSS JOIN LATERAL (
           VALUES (1, 'oa', t.oa, NULL::double precision[]), (2, 'login_channel', t.login_channel, t.login_channel_took),
                  (3, 'publish', t.publish, t.publish_took), (4, 'messaging_token', t.messaging_token, t.messaging_token_took),
                  (5, 'done', t.done, t.done_took)) AS s (n, name, reached, took)
    LEFT JOIN stuck AS k ON k.step = s.name
   ORDER BY s.n;
END
$$;
COMMENT ON FUNCTION report.funnel(timestamptz, timestamptz) IS 'As report.onboarding_funnel, of a period: SELECT * FROM report.funnel(''2026-01-01'', ''2026-02-01'') counts who reached each step in January, how long it took, and who of these stands there still, since when at the earliest.';
-- The courier has report.refresh alone here.
REVOKE EXECUTE ON FUNCTION report.funnel(timestamptz, timestamptz) FROM acho_courier;
