-- admin.account_list: accounts by slug, behind _after; no more than _limit, and _batch are looked at.
--
-- _only: 'suspended', 'closing' (being deleted), or NULL for all. Addresses of the owners are masked unless _whole.
-- Last comes a row without a slug: `next` is what to go on behind, NULL at the end.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.account_list(_after text, _batch integer, _limit integer, _only text, _whole boolean)
  RETURNS TABLE (next text, slug text, company text, addresses text, step text, created_at timestamptz,
                 suspended_at timestamptz, deletes_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  page record;
  one text;
  account bigint;
  left_over integer := _limit;
BEGIN
  SELECT w.next, w.slugs INTO page FROM directory.walk(_after, _batch) AS w;
  FOREACH one IN ARRAY page.slugs LOOP
    account := directory.enter_account(one);
    -- First what is cheap: most accounts are none of those that are asked for.
    PERFORM FROM tenant.account AS a
      WHERE a.account_id = account
        AND (_only IS NULL OR _only = 'suspended' AND a.suspended_at IS NOT NULL OR _only = 'closing' AND a.closing_at IS NOT NULL);
    CONTINUE WHEN NOT FOUND;
    RETURN QUERY
      SELECT NULL::text, a.slug, a.company,
             (SELECT string_agg(CASE WHEN _whole THEN m.email ELSE regexp_replace(m.email, '^(.).*@', '\1***@') END, ', ' ORDER BY m.email)
                FROM tenant.member AS m WHERE m.account_id = a.account_id AND m.role = 'owner'),
             tenant.onboarding_step(o.created_at, o.published_at, o.oa_linked_at, l.holds_since, l.state, t.holds_since, t.state),
             a.created_at, a.suspended_at, a.closing_at + interval '14 days'
        FROM tenant.account AS a
        LEFT JOIN tenant.oa AS o ON o.account_id = a.account_id
        LEFT JOIN tenant.standing AS l ON l.account_id = a.account_id AND l.step = 'login_channel'
        LEFT JOIN tenant.standing AS t ON t.account_id = a.account_id AND t.step = 'messaging_token'
       WHERE a.account_id = account;
    left_over := left_over - 1;
    IF left_over <= 0 THEN
      page.next := CASE WHEN one < page.slugs[cardinality(page.slugs)] OR page.next IS NOT NULL THEN one END;
      EXIT;
    END IF;
  END LOOP;
  next := page.next;
  RETURN NEXT;
END
$$;
