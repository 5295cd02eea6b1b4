-- login.email_put: a member would like another address; ask at the new one, tell the present one.
--
-- Nothing changes until the link in the mail to the new address is followed. An address asked for earlier
-- and not confirmed is forgotten, and its link opens nothing. While a mail to the same new address waits to
-- be sent, no second one is written.
-- That another member of the account has the address is said: who is in an account is no secret within it,
-- and silence would lose what was asked for. Whether other accounts have it is nobody's business here.
-- Problem: session.required; session.confirm; email.same; email.taken.
-- Who: acho_login. Locks the member, waiting mails. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.email_put(
  _session bytea, _slug text, _email text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  wanted bytea := directory.address_hash(_email);
  present record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, _young => true);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  SELECT m.email, m.address_hash INTO present
    FROM tenant.member AS m
   WHERE m.account_id = live.account_id AND m.member_id = live.member_id
     FOR NO KEY UPDATE;
  problem := CASE WHEN present.address_hash = wanted THEN 'email.same'
                  WHEN EXISTS (SELECT FROM tenant.member AS m
                                WHERE m.account_id = live.account_id AND m.address_hash = wanted) THEN 'email.taken' END;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  INSERT INTO tenant.address_change (account_id, change_id, member_id, new_email, new_address_hash)
  VALUES (live.account_id, gen_random_uuid(), live.member_id, _email, wanted)
  ON CONFLICT (account_id, member_id) WHERE changed_at IS NULL DO UPDATE
     SET new_email = excluded.new_email, new_address_hash = excluded.new_address_hash, asked_at = now();
  DELETE FROM tenant.outbox AS o
   WHERE o.account_id = live.account_id AND o.member_id = live.member_id AND o.state = 'waiting'
     AND o.kind = 'email_change' AND o.recipient <> _email;
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id, subject_hash)
  SELECT live.account_id, gen_random_uuid(), 'email_change', _email, live.member_id, wanted
   WHERE NOT EXISTS (SELECT FROM tenant.outbox AS o
                      WHERE o.account_id = live.account_id AND o.member_id = live.member_id AND o.state = 'waiting'
                        AND o.kind = 'email_change' AND o.due_at < 'infinity');
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient)
  VALUES (live.account_id, gen_random_uuid(), 'email_asked', present.email);
  PERFORM tenant.record_act('email.change_asked', live.member_id, _ip, _request_id, _email);
  PERFORM directory.tell('acho_outbox');
END
$$;
