-- courier.mail_claim: lease the mail that has waited longest, if any is due.
--
-- Two couriers never get the same one. A lease that lapses makes the mail due again, so a courier that
-- dies delays a mail and loses none; message_id is the same at every try. `tries` counts this one.
-- recipient_name: the member who has that address; NULL for whoever is no member.
-- oa_name and oa_basic_id as the merchant entered them, NULL before step 11. deletes_on: the day, in Asia/Taipei,
-- on which an account that is to be deleted will be; NULL: it is not. inviter, role: of an invitation, the address of
-- whoever invites, if still a member, and what the invited will be; NULL: of any other mail.
--
-- _hour and _day bound the mails of one kind that a recipient gets; welcome mails in all, others an
-- account; NULL: no bound. The first try counts. A mail over the bound is held (tenant.hold_mail) and the
-- answer is a row of NULLs: nothing to send, ask again. One transaction touches one counter, and nobody
-- who waits for a counter holds what its holder waits for.
-- Who: acho_courier. Locks one mail, skipping those others hold, and its recipient's counter. Errors: none.
DROP FUNCTION IF EXISTS courier.mail_claim(integer);
DROP FUNCTION IF EXISTS courier.mail_claim(integer, integer, integer);
CREATE OR REPLACE FUNCTION courier.mail_claim(_lease_seconds integer, _hour integer DEFAULT NULL, _day integer DEFAULT NULL)
  RETURNS TABLE (lease uuid, kind text, slug text, locale text, recipient text, recipient_name text,
                 company text, message_id uuid, tries integer, created_at timestamptz,
                 oa_name text, oa_basic_id text, deletes_on text, inviter text, role text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  due record;
  full_until timestamptz;
  entered text;
BEGIN
  SELECT d.account_id, d.message_id, d.kind, d.tries, directory.address_hash(d.recipient) AS address_hash INTO due
    FROM tenant.outbox AS d
   WHERE d.state = 'waiting' AND d.due_at <= now()
   ORDER BY d.due_at
   LIMIT 1
     FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;

  IF due.tries = 0 AND _hour IS NOT NULL AND _day IS NOT NULL THEN
    full_until := directory.count_mail(
      sha256(convert_to(due.kind || CASE WHEN due.kind = 'welcome' THEN '' ELSE ' ' || due.account_id END, 'UTF8')
             || due.address_hash), _hour, _day);
    IF full_until IS NOT NULL THEN
      entered := set_config('acho.account', due.account_id::text, true);
      PERFORM tenant.hold_mail(due.message_id, full_until);
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;

  RETURN QUERY
    WITH claimed AS (
      UPDATE tenant.outbox AS o
         SET lease = gen_random_uuid(), tries = o.tries + 1, due_at = now() + _lease_seconds * interval '1 s'
       WHERE o.account_id = due.account_id AND o.message_id = due.message_id
      RETURNING o.*)
    SELECT c.lease, c.kind, a.slug, a.locale, c.recipient,
           CASE WHEN c.kind NOT IN ('invitation', 'member_removed') THEN coalesce(m.name, a.contact) END, a.company, c.message_id, c.tries, c.created_at,
           o.name, o.basic_id,
           to_char((a.closing_at + interval '14 days') AT TIME ZONE 'Asia/Taipei', 'YYYY-MM-DD'), b.email, i.role
      FROM claimed AS c
      JOIN tenant.account AS a ON a.account_id = c.account_id
      LEFT JOIN tenant.oa AS o ON o.account_id = c.account_id
      LEFT JOIN tenant.member AS m ON m.account_id = c.account_id
       AND CASE WHEN c.member_id IS NULL THEN m.address_hash = due.address_hash ELSE m.member_id = c.member_id END
      LEFT JOIN tenant.invitation AS i
        ON c.kind = 'invitation' AND i.account_id = c.account_id AND sha256(uuid_send(i.invitation_id)) = c.subject_hash
      LEFT JOIN tenant.member AS b ON b.account_id = i.account_id AND b.member_id = i.invited_by;
END
$$;
