-- login.reset: a mailed reset link is followed; its member has another password.
--
-- The token is the authority, for the account and the member it was mailed to; the slug of the page is
-- only compared. Every session and every login under way of the member ends, and since the mail arrived the
-- address is verified. Whatever wait guesses at the address, or in the member's browsers, had run into is over;
-- should a stranger go on guessing, it would be back at once, so the browser that followed the link is known by
-- _device from now on.
-- Problem: link.expired, as login.reset_look.
-- Who: acho_login. Locks the member, the link tokens, the counter, the sessions. Tells acho_outbox. Errors: none.
DROP FUNCTION IF EXISTS login.reset(bytea, text, text, text, text);
CREATE OR REPLACE FUNCTION login.reset(
  _token_hash bytea, _slug text, _phc text, _ip text, _request_id text, _device bytea DEFAULT NULL,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  spent record;
BEGIN
  SELECT * INTO spent FROM directory.spend_link(_token_hash, 'reset', _slug);
  IF spent.account_id IS NULL THEN
    problem := 'link.expired';
    RETURN;
  END IF;

  PERFORM tenant.change_password(spent.member_id, _phc);
  UPDATE directory.throttle AS t SET failures = 0, retry_at = NULL
   WHERE t.throttle_key IN (SELECT directory.throttle_key(_slug, m.address_hash)
                              FROM tenant.member AS m
                             WHERE m.account_id = spent.account_id AND m.member_id = spent.member_id
                            UNION ALL
                            SELECT d.device_hash
                              FROM directory.device AS d
                             WHERE d.account_id = spent.account_id AND d.member_id = spent.member_id);
  PERFORM directory.know_device(spent.member_id, _device, NULL);
  PERFORM tenant.end_sessions(spent.member_id, NULL, NULL);
  UPDATE tenant.member AS m SET verified_at = now()
   WHERE m.account_id = spent.account_id AND m.member_id = spent.member_id AND m.verified_at IS NULL;
  PERFORM tenant.record_act('password.reset', spent.member_id, _ip, _request_id);
END
$$;
