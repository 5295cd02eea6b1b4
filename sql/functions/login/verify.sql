-- login.verify: a link that says an address is a member's is followed: the present one, or the one it is to become.
--
-- The token is the authority, for the account and the member it was mailed to; the slug of the page is
-- only compared.
-- Problem: link.expired, or link.throttled with retry_after, as directory.count_link (unknown, used, too old, of another purpose, another account's; of a change, see
-- tenant.change_address).
-- Who: acho_login. Locks the member, the link tokens; for a change as tenant.change_address. Raises as that.
DROP FUNCTION IF EXISTS login.verify(bytea, text, text, text);
CREATE OR REPLACE FUNCTION login.verify(
  _token_hash bytea, _slug text, _ip text, _request_id text, _limit integer DEFAULT NULL,
  OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  spent record;
  member uuid;
BEGIN
  SELECT * INTO spent FROM directory.spend_link(_token_hash, 'verify', _slug);
  IF spent.account_id IS NULL THEN
    member := tenant.change_address(_token_hash, _slug);
    IF member IS NULL THEN
      SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
    ELSE
      PERFORM tenant.record_act('email.changed', member, _ip, _request_id, c.old_email)
         FROM tenant.address_change AS c
        WHERE c.account_id = tenant.current_account() AND c.member_id = member AND c.changed_at IS NOT NULL
        ORDER BY c.changed_at DESC
        LIMIT 1;
    END IF;
    RETURN;
  END IF;

  UPDATE tenant.member AS m SET verified_at = now()
   WHERE m.account_id = spent.account_id AND m.member_id = spent.member_id AND m.verified_at IS NULL;
  IF FOUND THEN
    PERFORM tenant.record_act('email.verified', spent.member_id, _ip, _request_id);
  END IF;
END
$$;
