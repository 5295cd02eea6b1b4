BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.row(_name text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT q FROM tap.rows_as('acho_report', format('SELECT * FROM report.oa_links WHERE slug = %L', tap.slug(_name))) AS q $$;
SELECT tap.account('rlnk'), tap.oa('rlnk', 'rlnk key'), tap.login_channel('rlnk', 'rlnk key');
SELECT is(pg_temp.row('rlnk'), NULL, 'without a token nothing is linked');
SELECT tap.token('rlnk', 'rlnk bot');
UPDATE tenant.proof SET proved_at = timestamptz '2026-03-02 16:00+00' WHERE account_id = tap.account_id('rlnk');
SELECT is(pg_temp.row('rlnk') - 'linked_at', jsonb_build_object('slug', tap.slug('rlnk'), 'company', 'Company rlnk', 'oa_name', 'Bot rlnk bot', 'basic_id', '@rlnk',
            'entered_basic_id', '@rlnk', 'as_entered', true, 'linked_day', '2026-03-03', 'works', true, 'broken_since', NULL, 'diagnosis', NULL, 'expires_at', NULL),
          'an Official Account, whose it is and since which day of Taipei');
UPDATE tenant.oa SET basic_id = '@other' WHERE account_id = tap.account_id('rlnk');
SELECT is(pg_temp.row('rlnk') -> 'as_entered', 'false', 'another one than was typed');
UPDATE tenant.watch SET refused_at = now(), refuted_at = now(), code = 'line.token_invalid' WHERE account_id = tap.account_id('rlnk') AND step = 'messaging_token';
SELECT is((SELECT concat_ws(' ', r -> 'works', r -> 'broken_since' = to_jsonb(now()), r ->> 'diagnosis') FROM pg_temp.row('rlnk') AS r),
          'false t line.token_invalid', 'LINE no longer takes its token');
SELECT * FROM finish();
ROLLBACK;
