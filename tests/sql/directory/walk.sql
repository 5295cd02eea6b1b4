BEGIN;
SELECT plan(4);
DELETE FROM directory.slug;
INSERT INTO directory.slug (slug) SELECT lpad(n::text, 13, '0') FROM generate_series(1, 5) AS n;
CREATE FUNCTION pg_temp.walk(_after text, _batch integer) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE page record; BEGIN
  SET LOCAL ROLE acho_admin_definer;
  SELECT * INTO page FROM directory.walk(_after, _batch);
  RESET ROLE;
  RETURN array_to_string(array(SELECT ltrim(s, '0') FROM unnest(page.slugs) AS s), ' ') || coalesce(' and ' || ltrim(page.next, '0'), '');
END $$;
SELECT is(pg_temp.walk(NULL, 2), '1 2 and 2', 'the first ones, and where to go on');
SELECT is(pg_temp.walk('0000000000002', 2), '3 4 and 4', 'those behind');
SELECT is(pg_temp.walk('0000000000004', 2), '5', 'the last');
SELECT is(pg_temp.walk('0000000000005', 2), '', 'and none');
SELECT * FROM finish();
ROLLBACK;
