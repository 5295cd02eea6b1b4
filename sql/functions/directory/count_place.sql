-- directory.count_place: count an account on a tally, or say how many seconds to wait.
--
-- Returns NULL when it was counted and may go on: _limit accounts within an hour may. One that is counted already
-- may always go on, so the tally is full for accounts yet untouched alone. _limit NULL: nothing is counted.
-- New accounts of one tally come one after the other, so that of any number at once exactly _limit get through.
-- Who: definers of login, signup and link. Locks the tally, when an account is new to it. Errors: none.
CREATE OR REPLACE FUNCTION directory.count_place(_key bytea, _slug text, _limit integer) RETURNS integer
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  place bytea := sha256(convert_to(_slug, 'UTF8'));
  counted bigint;
  first timestamptz;
BEGIN
  IF _limit IS NULL
     OR EXISTS (SELECT FROM directory.tally AS t WHERE t.tally_key = _key AND t.slug_hash = place AND t.ends_at > now()) THEN
    RETURN NULL;
  END IF;

  PERFORM pg_advisory_xact_lock(('x' || encode(substr(_key, 1, 8), 'hex'))::bit(64)::bigint);
  SELECT count(*), min(t.ends_at) INTO counted, first
    FROM directory.tally AS t
   WHERE t.tally_key = _key AND t.slug_hash <> place AND t.ends_at > now();
  IF counted >= _limit THEN
    RETURN greatest(1, ceil(extract(epoch FROM first - now())))::integer;
  END IF;
  INSERT INTO directory.tally (tally_key, slug_hash, ends_at) VALUES (_key, place, now() + interval '1 hour')
  ON CONFLICT (tally_key, slug_hash) DO UPDATE SET ends_at = excluded.ends_at;
  RETURN NULL;
END
$$;
GRANT EXECUTE ON FUNCTION directory.count_place(bytea, text, integer) TO acho_login_definer, acho_signup_definer, acho_link_definer;
