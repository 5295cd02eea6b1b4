-- admin.vault_write: new seals for the same values; returns how many are in place.
--
-- Compare and set, each row by itself: one that holds another value than _old by now, or that somebody holds, is left as
-- it is, for the next walk. Nothing here waits for anybody. The arrays are of one length.
-- Who: acho_admin. Locks the rows it changes, skipping those others hold. Raises 20000 for a place that is none.
CREATE OR REPLACE FUNCTION admin.vault_write(
  _places text[], _slugs text[], _rows uuid[], _old bytea[], _new bytea[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v record;
  account bigint;
  written integer := 0;
  one integer;
BEGIN
  FOR v IN SELECT * FROM unnest(_places, _slugs, _rows, _old, _new) AS u (place, slug, row_id, old, new) LOOP
    account := directory.enter_account(v.slug);
    CASE v.place
      WHEN 'directory.key_pool' THEN
        UPDATE directory.key_pool AS k SET sealed = v.new
         WHERE k.pool_id IN (SELECT h.pool_id FROM directory.key_pool AS h
                              WHERE h.pool_id = v.row_id AND h.sealed = v.old FOR NO KEY UPDATE SKIP LOCKED);
      WHEN 'tenant.assertion_key' THEN
        UPDATE tenant.assertion_key AS k SET sealed = v.new
         WHERE k.account_id = account
           AND k.key_id IN (SELECT h.key_id FROM tenant.assertion_key AS h
                             WHERE h.account_id = account AND h.key_id = v.row_id AND h.sealed = v.old FOR NO KEY UPDATE SKIP LOCKED);
      WHEN 'tenant.messaging_token' THEN
        UPDATE tenant.messaging_token AS m SET sealed = v.new
         WHERE m.account_id IN (SELECT h.account_id FROM tenant.messaging_token AS h
                                 WHERE h.account_id = account AND h.token_id = v.row_id AND h.sealed = v.old FOR NO KEY UPDATE SKIP LOCKED);
      WHEN 'tenant.proof' THEN
        UPDATE tenant.proof AS p SET sealed = v.new
         WHERE p.account_id = account
           AND p.step IN (SELECT h.step FROM tenant.proof AS h
                           WHERE h.account_id = account AND h.token_id = v.row_id AND h.sealed = v.old FOR NO KEY UPDATE SKIP LOCKED);
      WHEN 'tenant.totp' THEN
        UPDATE tenant.totp AS t SET sealed = v.new
         WHERE t.account_id = account
           AND t.member_id IN (SELECT h.member_id FROM tenant.totp AS h
                                WHERE h.account_id = account AND coalesce(h.totp_id, h.member_id) = v.row_id AND h.sealed = v.old FOR NO KEY UPDATE SKIP LOCKED);
    END CASE;
    GET DIAGNOSTICS one = ROW_COUNT;
    written := written + one;
  END LOOP;
  RETURN written;
END
$$;
