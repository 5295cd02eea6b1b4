BEGIN;
SELECT plan(6);
SELECT tap.account(n) FROM unnest(ARRAY['vr-a', 'vr-b']) AS n;
SELECT tap.oa('vr-a', 'vr key'), tap.login_channel('vr-a', 'vr key'), tap.token('vr-a', 'vr bot'), tap.totp('vr-b'), tap.pool_key('vr pool');
UPDATE tenant.assertion_key SET sealed = '\x00000001aa';
UPDATE tenant.messaging_token SET sealed = '\x00000002bb';
UPDATE tenant.totp SET sealed = '\x00000001cc';
DELETE FROM directory.key_pool WHERE pool_id <> tap.id('vr pool');
UPDATE directory.key_pool SET sealed = '\x00000001dd';
CREATE FUNCTION pg_temp.read(_line text, _totp text, _after text DEFAULT NULL, _batch integer DEFAULT 100) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(concat_ws(' ', r ->> 'place', r ->> 'slug', r ->> 'row_id', r ->> 'sealed'), E'\n' ORDER BY r ->> 'place')
        FROM tap.rows_as('acho_admin', format('SELECT * FROM admin.vault_read(%L, %s, %L, %L)', _after, _batch, _line, _totp)) AS r $$;
SELECT is(pg_temp.read('2', NULL), concat_ws(E'\n', format('directory.key_pool  %s \x00000001dd', tap.id('vr pool')),
  format('tenant.assertion_key %s %s \x00000001aa', tap.slug('vr-a'), tap.id('vr key'))), 'what stands under a lower number, with what it is sealed for');
SELECT is(pg_temp.read(NULL, '2'), format('tenant.totp %s %s \x00000001cc', tap.slug('vr-b'), (SELECT coalesce(totp_id, member_id) FROM tenant.totp)), 'second factors by a number of their own');
SELECT is(pg_temp.read('1', '1'), '', 'nothing is lower');
SELECT is(pg_temp.read(NULL, NULL), '', 'nothing is asked for');
SELECT unalike(pg_temp.read('9', '9', '0'), '%key_pool%', 'the pool comes at the beginning alone');
SELECT is((SELECT r ->> 'next' FROM tap.rows_as('acho_admin', 'SELECT * FROM admin.vault_read(NULL, 1, 9, 9)') AS r LIMIT 1),
          (SELECT min(slug) FROM directory.slug), 'a call goes as far as it was told');
SELECT * FROM finish();
ROLLBACK;
