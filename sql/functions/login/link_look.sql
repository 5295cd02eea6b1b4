-- login.link_look: what a mailed link would do, for the page it leads to.
--
-- purpose: reset, a password; verify, says that an address is the member's; address, gives the member another one; undo,
-- takes such a change back. to_email: where the mail went, and what is the member's address then. from_email: the
-- member's present address, which that one would replace, or NULL; the caller masks it.
-- Spends nothing. A link that would be refused when it is followed is refused here.
-- Problem: link.expired, or link.throttled with retry_after, as directory.count_link (unknown, used, too old, overtaken,
-- another account's, for anything else).
-- Who: acho_login. Locks as that. Errors: none.
CREATE OR REPLACE FUNCTION login.link_look(
  _token_hash bytea, _slug text, _ip text, _limit integer,
  OUT problem text, OUT purpose text, OUT to_email text, OUT from_email text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
  wanted text;
  present text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['reset', 'verify', 'address', 'undo'] LOOP
    SELECT * INTO link FROM directory.enter_link(_token_hash, wanted, _slug);
    EXIT WHEN link.account_id IS NOT NULL;
  END LOOP;
  SELECT m.email INTO present
    FROM tenant.member AS m
   WHERE m.account_id = link.account_id AND m.member_id = link.member_id;
  IF wanted IN ('reset', 'verify') THEN
    purpose := CASE WHEN FOUND THEN wanted END;
    to_email := present;
  ELSE
    -- As tenant.change_address and login.email_undo will judge it.
    SELECT wanted, e.address, present INTO purpose, to_email, from_email
      FROM tenant.address_change AS c
     CROSS JOIN LATERAL (SELECT CASE wanted WHEN 'address' THEN c.new_email ELSE c.old_email END AS address) AS e
     WHERE c.account_id = link.account_id AND c.member_id = link.member_id
       AND CASE wanted WHEN 'address' THEN c.changed_at IS NULL AND c.new_address_hash = link.subject_hash
                       ELSE c.changed_at IS NOT NULL AND sha256(uuid_send(c.change_id)) = link.subject_hash END
       AND NOT EXISTS (SELECT FROM tenant.member AS m
                        WHERE m.account_id = c.account_id AND (wanted = 'address' OR m.member_id <> c.member_id)
                          AND m.address_hash = directory.address_hash(e.address));
  END IF;
  IF purpose IS NULL THEN
    SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
  END IF;
END
$$;
