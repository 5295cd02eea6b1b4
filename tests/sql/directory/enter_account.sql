BEGIN;
SELECT plan(4);
SELECT tap.account('enter-a'), tap.account('enter-b');
CREATE FUNCTION pg_temp.enter(_name text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE account bigint; slug text := tap.slug(_name); BEGIN
  SET LOCAL ROLE acho_admin_definer;
  account := directory.enter_account(slug);
  RESET ROLE;
  RETURN format('%s, set: %s', account, current_setting('acho.account'));
END $$;
SELECT is(pg_temp.enter(name), format('%s, set: %1$s', tap.account_id(name)), format('the account of %s is found and set', name))
  FROM unnest(ARRAY['enter-a', 'enter-b']) AS name;
SELECT is(pg_temp.enter('enter-nowhere'), ', set: ', 'a slug of nobody opens none, and takes back the one that was set');
SELECT is(array(SELECT r.rolname::text FROM pg_roles AS r WHERE r.rolname ~ '^acho_' AND r.rolname <> 'acho_owner'
                 AND has_function_privilege(r.rolname, 'directory.enter_account(text)', 'EXECUTE')), ARRAY['acho_admin_definer'],
          'for everybody but an operator a slug opens nothing');
SELECT * FROM finish();
ROLLBACK;
