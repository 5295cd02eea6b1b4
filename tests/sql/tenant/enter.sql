BEGIN;
SELECT plan(11);
SELECT tap.account('way-a'), tap.account('way-b');
-- The problem, and whether the account is entered.
CREATE FUNCTION pg_temp.enter(_cookie text, _name text, _act text DEFAULT NULL, _young boolean DEFAULT false) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE e record; BEGIN
  PERFORM set_config('acho.account', '', true);
  SELECT * INTO e FROM tenant.enter(tap.h(_cookie), tap.slug(_name), _act, _young);
  RETURN concat_ws(' ', e.problem, CASE WHEN tenant.current_account() = tap.account_id(_name) THEN 'entered' END);
END $$;
SELECT is(pg_temp.enter(cookie, name), 'session.required', what)
  FROM (VALUES ('nobody', 'way-a', 'no session'), ('way-b', 'way-a', 'another account''s'), ('way-a', 'way-b', 'to another account')) AS v (cookie, name, what);
SELECT is(pg_temp.enter('way-a', 'way-a'), 'entered', 'a session');
SELECT is(pg_temp.enter('way-a', 'way-a', 'account.delete', true), 'entered', 'an owner who has just given the password may do anything');
SELECT tap.confirmed('way-a', '1 h');
SELECT is(pg_temp.enter('way-a', 'way-a', 'account.delete', true), 'session.confirm', 'an hour ago does not do');
SELECT is(pg_temp.enter('way-a', 'way-a', 'account.delete'), 'entered', 'where it does not matter it does');
UPDATE directory.session SET role = 'viewer' WHERE session_hash = tap.h('way-a');
SELECT is(pg_temp.enter('way-a', 'way-a', 'account.delete', true), 'role.denied', 'a viewer may not, whenever');
SELECT is(pg_temp.enter('way-a', 'way-a', 'no.such.act'), 'role.denied', 'nobody may what is not known');
UPDATE directory.session SET setup_required = true WHERE session_hash = tap.h('way-a');
SELECT is(pg_temp.enter('way-a', 'way-a', 'oa.read'), 'totp.setup_required', 'nor before the second factor that is due');
SELECT is(pg_temp.enter('way-a', 'way-a'), 'entered', 'but to set it up');
SELECT * FROM finish();
ROLLBACK;
