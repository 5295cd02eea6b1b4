-- directory.give_back: what was counted by directory.count_failure was no failure.
--
-- The person is who they say: whatever delay their guesses had run into is over.
-- Who: definer of login. Locks the counter's row. Errors: none.
CREATE OR REPLACE FUNCTION directory.give_back(_key bytea) RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  UPDATE directory.throttle AS t
     SET failures = greatest(t.failures - 1, 0), retry_at = NULL
   WHERE t.throttle_key = _key;
END;
GRANT EXECUTE ON FUNCTION directory.give_back(bytea) TO acho_login_definer;
