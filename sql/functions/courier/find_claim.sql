-- courier.find_claim: lease the list of login URLs that has waited longest, if any is due.
--
-- One row an account of the address, newest first, at most _rows of them; `total` says how many there are.
-- The mail goes to the address as the newest account has it, in that account's language. used_on: the day
-- of its newest session there, NULL when none is remembered. Days are Asia/Taipei's.
-- An address without an account gets nothing: its request is removed. One list says all that is to say, so
-- other requests for the address that nobody has taken go into it.
-- _hour and _day bound the lists an address gets, as in courier.mail_claim; over it the list waits for the
-- end of the window. Whenever there is nothing to send but something was done, the answer is a row of NULLs.
-- Who: acho_courier. One courier at a time for an address, by an advisory lock nobody waits for; locks the
-- requests of that address and its counter. Errors: none.
CREATE OR REPLACE FUNCTION courier.find_claim(_lease_seconds integer, _rows integer, _hour integer, _day integer)
  RETURNS TABLE (lease uuid, message_id uuid, tries integer, created_at timestamptz, locale text, recipient text,
                 recipient_name text, total bigint, slug text, company text, oa_name text, created_on text, used_on text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  due record;
  taken integer;
  full_until timestamptz;
BEGIN
  FOR due IN
    SELECT f.message_id, f.address_hash
      FROM directory.find_mail AS f
     WHERE f.delivered_at IS NULL AND f.failed_at IS NULL AND f.due_at <= now()
     ORDER BY f.due_at
     LIMIT 20
  LOOP
    CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtext('directory.find_mail'), hashtext(encode(due.address_hash, 'hex')));
    SELECT f.tries INTO taken
      FROM directory.find_mail AS f
     WHERE f.message_id = due.message_id AND f.delivered_at IS NULL AND f.failed_at IS NULL AND f.due_at <= now()
       FOR UPDATE;
    EXIT WHEN FOUND;
  END LOOP;
  IF taken IS NULL THEN
    RETURN;
  END IF;

  IF NOT EXISTS (SELECT FROM directory.address AS a WHERE a.address_hash = due.address_hash) THEN
    DELETE FROM directory.find_mail AS f
     WHERE f.address_hash = due.address_hash AND f.delivered_at IS NULL AND f.failed_at IS NULL;
    RETURN NEXT;
    RETURN;
  END IF;

  DELETE FROM directory.find_mail AS f
   WHERE f.address_hash = due.address_hash AND f.tries = 0 AND f.delivered_at IS NULL AND f.failed_at IS NULL
     AND f.message_id <> due.message_id;
  IF taken = 0 AND _hour IS NOT NULL AND _day IS NOT NULL THEN
    full_until := directory.count_mail(sha256(convert_to('find', 'UTF8') || due.address_hash), _hour, _day);
    IF full_until IS NOT NULL THEN
      UPDATE directory.find_mail AS f SET due_at = full_until WHERE f.message_id = due.message_id;
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;

  RETURN QUERY
    WITH claimed AS (
      UPDATE directory.find_mail AS f
         SET lease = gen_random_uuid(), tries = f.tries + 1, due_at = now() + _lease_seconds * interval '1 s'
       WHERE f.message_id = due.message_id
      RETURNING f.*),
    of_address AS (
      SELECT a.account_id, a.slug, a.locale, a.company, a.contact, a.created_at, m.member_id, m.email
        FROM directory.address AS d
        JOIN tenant.account AS a ON a.account_id = d.account_id
        JOIN tenant.member AS m ON m.account_id = d.account_id AND m.address_hash = d.address_hash
       WHERE d.address_hash = due.address_hash),
    newest AS (
      SELECT a.locale, a.email, a.contact FROM of_address AS a ORDER BY a.created_at DESC, a.account_id DESC LIMIT 1),
    listed AS (
      SELECT a.*, count(*) OVER () AS total FROM of_address AS a ORDER BY a.created_at DESC, a.account_id DESC LIMIT _rows)
    SELECT c.lease, c.message_id, c.tries, c.created_at, n.locale, n.email, n.contact, l.total, l.slug, l.company, o.name,
           to_char(l.created_at AT TIME ZONE 'Asia/Taipei', 'YYYY-MM-DD'),
           (SELECT to_char(max(s.seen_at) AT TIME ZONE 'Asia/Taipei', 'YYYY-MM-DD')
              FROM directory.session AS s
             WHERE s.account_id = l.account_id AND s.member_id = l.member_id)
      FROM claimed AS c
     CROSS JOIN newest AS n
     CROSS JOIN listed AS l
      LEFT JOIN tenant.oa AS o ON o.account_id = l.account_id
     ORDER BY l.created_at DESC, l.account_id DESC;
END
$$;
