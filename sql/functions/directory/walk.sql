-- directory.walk: a page of all accounts there are, by slug: those behind _after, _batch of them; NULL begins.
--
-- For what looks at every account and sees one at a time: the caller sets each. `next` is what the next page goes on
-- behind, NULL at the end.
-- Who: definer of admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.walk(_after text, _batch integer, OUT next text, OUT slugs text[])
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  slugs := array(SELECT g.slug FROM directory.slug AS g WHERE g.slug > coalesce(_after, '') ORDER BY g.slug LIMIT _batch);
  IF cardinality(slugs) = _batch THEN
    next := slugs[_batch];
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION directory.walk(text, integer) TO acho_admin_definer;
