-- directory.count_failure: count one failure, or say how many seconds to wait.
--
-- Returns NULL when the guess was counted and may go on. Up to _limit failures in 15 minutes are free;
-- the next one must wait 15 s, then 30, 60 ... 900 s. A call that comes too early does not count, so
-- hammering prolongs nothing. Behind a delay the count is forgotten 15 minutes after the delay ended.
--
-- One INSERT .. ON CONFLICT decides under the row's lock: of any number of parallel guesses exactly
-- _limit get through. The count is taken before the password is looked at and given back when it was
-- right, see directory.spend_attempt().
-- Who: definer of login. Locks the counter's row. Errors: none.
CREATE OR REPLACE FUNCTION directory.count_failure(_key bytea, _limit integer) RETURNS integer
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO directory.throttle AS t (throttle_key, failures, retry_at, forget_at)
  VALUES (_key, 1,
          CASE WHEN _limit <= 1 THEN now() + interval '15 s' END,
          now() + interval '15 min')
  ON CONFLICT (throttle_key) DO UPDATE
     SET (failures, retry_at, forget_at) = (
           SELECT n.failures,
                  n.retry_at,
                  CASE WHEN n.retry_at IS NOT NULL THEN n.retry_at + interval '15 min'
                       WHEN n.failures = 1 THEN now() + interval '15 min'
                       ELSE t.forget_at END
             FROM (SELECT c.failures,
                          CASE WHEN c.failures >= _limit
                               THEN now() + least(15 * 2 ^ least(c.failures - _limit, 6), 900) * interval '1 s'
                          END AS retry_at
                     FROM (SELECT CASE WHEN t.forget_at <= now() THEN 1 ELSE t.failures + 1 END AS failures) AS c
                  ) AS n)
   WHERE t.forget_at <= now() OR t.retry_at IS NULL OR t.retry_at <= now();
  IF FOUND THEN
    RETURN NULL;
  END IF;

  RETURN (SELECT greatest(1, ceil(extract(epoch FROM t.retry_at - now())))::integer
            FROM directory.throttle AS t
           WHERE t.throttle_key = _key);
END
$$;
GRANT EXECUTE ON FUNCTION directory.count_failure(bytea, integer) TO acho_login_definer;
