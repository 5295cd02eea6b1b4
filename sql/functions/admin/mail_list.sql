-- admin.mail_list: mails of the next _batch accounts by slug behind _after, or of that one account alone; _limit at most.
--
-- _only: 'waiting' or 'failed', or NULL for all that is still kept. Those of no account, lists of login URLs, come first
-- and have neither slug nor recipient: only a hash of the address is known. Recipients are masked unless _whole.
-- Last comes a row without an id: `next` is what to go on behind, NULL at the end. Of one account the newest 500.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.mail_list(_after text, _batch integer, _limit integer, _slug text, _only text, _whole boolean)
  RETURNS TABLE (next text, message_id uuid, slug text, kind text, recipient text, state text, tries integer,
                 created_at timestamptz, due_at timestamptz, last_status text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  page record;
  one text;
  account bigint;
  found_now integer;
  left_over integer := _limit;
BEGIN
  IF _slug IS NOT NULL THEN
    SELECT NULL::text AS next, ARRAY[_slug] AS slugs INTO page;
  ELSE
    SELECT w.next, w.slugs INTO page FROM directory.walk(_after, _batch) AS w;
  END IF;

  IF _slug IS NULL AND _after IS NULL THEN
    RETURN QUERY
      SELECT NULL::text, f.message_id, NULL::text, 'find', NULL::text, s.state, f.tries, f.created_at, f.due_at, f.last_status
        FROM directory.find_mail AS f
       CROSS JOIN LATERAL (SELECT CASE WHEN f.failed_at IS NOT NULL THEN 'failed' WHEN f.delivered_at IS NOT NULL THEN 'delivered' ELSE 'waiting' END AS state) AS s
       WHERE _only IS NULL OR s.state = _only
       ORDER BY f.created_at DESC
       LIMIT 500;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    left_over := left_over - found_now;
  END IF;

  FOREACH one IN ARRAY page.slugs LOOP
    account := directory.enter_account(one);
    RETURN QUERY
      SELECT NULL::text, o.message_id, one, o.kind,
             CASE WHEN _whole THEN o.recipient ELSE regexp_replace(o.recipient, '^(.).*@', '\1***@') END,
             o.state, o.tries, o.created_at, o.due_at, o.last_status
        FROM tenant.outbox AS o
       WHERE o.account_id = account AND (_only IS NULL OR o.state = _only)
       ORDER BY o.created_at DESC
       LIMIT 500;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    left_over := left_over - found_now;
    IF left_over <= 0 THEN
      page.next := CASE WHEN one < page.slugs[cardinality(page.slugs)] OR page.next IS NOT NULL THEN one END;
      EXIT;
    END IF;
  END LOOP;
  next := page.next;
  message_id := NULL;
  RETURN NEXT;
END
$$;
