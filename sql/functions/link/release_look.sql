-- link.release_look: would a mailed release link still let an Official Account go? For the page it leads to.
--
-- Spends nothing.
-- Problem: as link.release.
-- Who: acho_link. Locks as directory.count_link. Errors: none.
CREATE OR REPLACE FUNCTION link.release_look(
  _token_hash bytea, _slug text, _ip text, _limit integer,
  OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'release', _slug);
  IF NOT EXISTS (SELECT FROM directory.bot AS b WHERE b.bot_hash = link.subject_hash AND b.account_id = link.account_id) THEN
    SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
  END IF;
END
$$;
