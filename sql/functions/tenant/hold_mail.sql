-- tenant.hold_mail: a mail's recipient has had as many of its kind as may be before _until; see to it that
-- what it says comes then.
--
-- A welcome, and every other welcome to that address that nobody has taken yet, goes into one list of all
-- login URLs (directory.find_mail). Of any other kind the newest of the account waits, the others, whose
-- place it takes, go into it.
-- Who: definer of courier, which has the mail locked. Locks its fellows, skipping those others hold. Errors: none.
CREATE OR REPLACE FUNCTION tenant.hold_mail(_message_id uuid, _until timestamptz) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  mail record;
  newest uuid;
BEGIN
  SELECT o.account_id, o.kind, o.subject_hash, lower(o.recipient COLLATE "C") AS address INTO mail
    FROM tenant.outbox AS o
   WHERE o.account_id = tenant.current_account() AND o.message_id = _message_id;

  IF mail.kind = 'welcome' THEN
    INSERT INTO directory.find_mail (message_id, address_hash, due_at)
    VALUES (gen_random_uuid(), directory.address_hash(mail.address), _until);
  ELSE
    SELECT o.message_id INTO newest
      FROM tenant.outbox AS o
     WHERE o.state = 'waiting' AND o.tries = 0 AND o.kind = mail.kind
       AND lower(o.recipient COLLATE "C") = mail.address AND o.account_id = mail.account_id
       AND o.subject_hash IS NOT DISTINCT FROM mail.subject_hash
     ORDER BY o.created_at DESC, o.message_id
     LIMIT 1;
    UPDATE tenant.outbox AS o SET due_at = _until
     WHERE o.account_id = mail.account_id AND o.message_id = _message_id;
  END IF;

  UPDATE tenant.outbox AS o SET state = 'merged', settled_at = now()
    FROM (SELECT f.account_id, f.message_id
            FROM tenant.outbox AS f
           WHERE f.state = 'waiting' AND f.tries = 0 AND f.kind = mail.kind
             AND lower(f.recipient COLLATE "C") = mail.address
             AND (mail.kind = 'welcome'
                  OR f.account_id = mail.account_id AND f.message_id <> newest
                     AND f.subject_hash IS NOT DISTINCT FROM mail.subject_hash)
             FOR UPDATE SKIP LOCKED) AS fellow
   WHERE o.account_id = fellow.account_id AND o.message_id = fellow.message_id;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.hold_mail(uuid, timestamptz) TO acho_courier_definer;
