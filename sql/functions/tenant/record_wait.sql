-- tenant.record_wait: was this guess the one after which others must wait, that is an event of the account that is set.
--
-- _member: who is logged in and confirms; NULL: whoever is at the login page. _email: the address guessed at. Called
-- once the guess is counted (directory.count_failure), so at most once a wait; for an address nobody has (_email NULL)
-- too, so that its answer takes as long, though it leaves no event.
-- Who: definer of login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.record_wait(_counter bytea, _member uuid, _email text, _ip text, _request_id text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM directory.throttle AS t WHERE t.throttle_key = _counter AND t.retry_at > now()) AND _email IS NOT NULL THEN
    PERFORM tenant.record_act('session.throttled', _member, _ip, _request_id, _email);
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.record_wait(bytea, uuid, text, text, text) TO acho_login_definer;
