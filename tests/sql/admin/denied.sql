BEGIN;
SELECT plan(6);
SELECT is_empty($$SELECT tap.rows_as('acho_admin', 'SELECT * FROM admin.denied()')$$, 'every role may do what it must');
REVOKE EXECUTE ON FUNCTION courier.pool_wanted FROM acho_courier;
SELECT results_eq($$SELECT tap.rows_as('acho_admin', 'SELECT * FROM admin.denied()')$$,
  ARRAY['{"role": "acho_courier", "what": "call courier.pool_wanted(integer)"}'::jsonb], 'a function that was taken away');
REVOKE USAGE ON SCHEMA signup FROM acho_signup;
SELECT is((SELECT count(*) FROM tap.rows_as('acho_admin', 'SELECT * FROM admin.denied()') AS r WHERE r ->> 'role' = 'acho_signup'), 2::bigint, 'a schema: all of it');
ALTER ROLE acho_link NOLOGIN;
CREATE TEMP VIEW of_link AS SELECT r ->> 'what' FROM tap.rows_as('acho_admin', 'SELECT * FROM admin.denied()') AS r WHERE r ->> 'role' = 'acho_link';
SELECT results_eq('SELECT * FROM of_link', ARRAY['log in'], 'a role that is locked out');
REVOKE CONNECT ON DATABASE tests FROM PUBLIC, acho_link;
SELECT results_eq('SELECT * FROM of_link', ARRAY['connect to tests', 'log in'], 'of the database too');
ALTER ROLE acho_link RENAME TO acho_gone;
SELECT results_eq('SELECT * FROM of_link', ARRAY['log in'], 'a role that is not there');
SELECT * FROM finish();
ROLLBACK;
