BEGIN;
SELECT plan(7);
SELECT tap.account(n) FROM unnest(ARRAY['vw-a', 'vw-b']) AS n;
SELECT tap.oa(n, n || ' key'), tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot'), tap.totp(n), tap.pool_key(n || ' pool') FROM unnest(ARRAY['vw-a', 'vw-b']) AS n;
SELECT tap.call('link.token_put', tap.h('vw-a')::text, tap.slug('vw-a'), tap.id('vw pending')::text, '\x0a', 'false', '10');
-- What admin.vault_read gives is written back with a 7 in front.
CREATE TEMP TABLE found AS
SELECT r ->> 'place' AS place, r ->> 'slug' AS slug, (r ->> 'row_id')::uuid AS row_id, (r ->> 'sealed')::bytea AS old, '\x00000007'::bytea || (r ->> 'sealed')::bytea AS new
  FROM tap.rows_as('acho_admin', 'SELECT * FROM admin.vault_read(NULL, 100, 4294967296, 4294967296)') AS r
 WHERE r ->> 'slug' = tap.slug('vw-a') OR (r ->> 'row_id')::uuid = tap.id('vw-a pool');
CREATE FUNCTION pg_temp.write() RETURNS integer LANGUAGE sql
AS $$ SELECT tap.call('admin.vault_write', array_agg(place)::text, array_agg(slug)::text, array_agg(row_id)::text, array_agg(old)::text, array_agg(new)::text)::integer FROM found $$;
CREATE FUNCTION pg_temp.sevens() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT place FROM tenant.sealed_values('') WHERE tenant.key_number(sealed) = 7
      UNION ALL SELECT place FROM tenant.sealed_values(tap.slug('vw-a')) WHERE tenant.key_number(sealed) = 7
      UNION ALL SELECT 'other ' || place FROM tenant.sealed_values(tap.slug('vw-b')) WHERE tenant.key_number(sealed) = 7 $$;
SELECT is((SELECT count(*) FROM found), 5::bigint, 'one of each place');
UPDATE tenant.messaging_token SET sealed = 'changed meanwhile';
SELECT is(pg_temp.write(), 4, 'written, but for the one that is another by now');
SELECT set_eq('SELECT pg_temp.sevens()', ARRAY['directory.key_pool', 'tenant.assertion_key', 'tenant.proof', 'tenant.totp'], 'of this account alone');
SELECT is((SELECT array_agg(DISTINCT sealed) FROM tenant.messaging_token), ARRAY['changed meanwhile'::bytea], 'which stays');
SELECT is(pg_temp.write(), 0, 'once');
UPDATE found SET slug = tap.slug('vw-b'), old = new WHERE place <> 'directory.key_pool';
SELECT is(pg_temp.write(), 0, 'nothing under another account''s name');
UPDATE found SET place = 'tenant.member';
SELECT throws_ok('SELECT pg_temp.write()', '20000', NULL, 'nor elsewhere');
SELECT * FROM finish();
ROLLBACK;
