-- login.verify: a link that says an address is a member's is followed: the present one, or the one it is to become.
--
-- The token is the authority, for the account and the member it was mailed to; the slug of the page is
-- only compared.
-- Problem: link.expired (unknown, used, too old, of another purpose, another account's; of a change, see
-- tenant.change_address).
-- Who: acho_login. Locks the member, the link tokens; for a change as tenant.change_address. Raises as that.
CREATE OR REPLACE FUNCTION login.verify(
  _token_hash bytea, _slug text, _ip text, _request_id text,
  OUT problem text)
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
      problem := 'link.expired';
    ELSE
      PERFORM tenant.record_act('email.changed', member, _ip, _request_id);
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
