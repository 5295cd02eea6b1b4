-- login.reset_look: what the new password of a mailed reset link may not be made of.
--
-- Asked before the new password is hashed; the link is spent afterwards, by login.reset.
-- Problem: link.expired, or link.throttled with retry_after, as directory.count_link (unknown, used, too old, of another purpose, another account's).
-- Who: acho_login. Locks as that. Errors: none.
DROP FUNCTION IF EXISTS login.reset_look(bytea, text);
CREATE OR REPLACE FUNCTION login.reset_look(
  _token_hash bytea, _slug text, _ip text DEFAULT NULL, _limit integer DEFAULT NULL,
  OUT problem text, OUT company text, OUT email text, OUT contact text, OUT oa text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'reset', _slug);
  SELECT a.company, m.email, a.contact, o.name INTO company, email, contact, oa
    FROM tenant.account AS a
    JOIN tenant.member AS m ON m.account_id = a.account_id
    LEFT JOIN tenant.oa AS o ON o.account_id = a.account_id
   WHERE a.account_id = link.account_id AND m.member_id = link.member_id;
  IF NOT FOUND THEN
    SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
  END IF;
END
$$;
