-- login.join_look: what a mailed invitation offers, and what the password of whoever follows it may not be made of.
--
-- Spends nothing: login.join does.
-- Problem: link.expired, or link.throttled with retry_after, as directory.count_link (unknown, used, too old, withdrawn, of another purpose, another account's).
-- Who: acho_login. Locks as that. Errors: none.
DROP FUNCTION IF EXISTS login.join_look(bytea, text);
CREATE OR REPLACE FUNCTION login.join_look(
  _token_hash bytea, _slug text, _ip text DEFAULT NULL, _limit integer DEFAULT NULL,
  OUT problem text, OUT company text, OUT email text, OUT role text, OUT oa text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'join', _slug);
  SELECT a.company, i.email, i.role, o.name INTO company, email, role, oa
    FROM tenant.invitation AS i
    JOIN tenant.account AS a ON a.account_id = i.account_id
    LEFT JOIN tenant.oa AS o ON o.account_id = i.account_id
   WHERE i.account_id = link.account_id AND sha256(uuid_send(i.invitation_id)) = link.subject_hash;
  IF NOT FOUND THEN
    SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
  END IF;
END
$$;
