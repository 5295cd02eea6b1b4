-- What it leaves of the request path is in link/token_delete.sql and link/release.sql.
BEGIN;
SELECT plan(5);
SELECT tap.account('forget-a'), tap.oa('forget-a', 'forget key'), tap.login_channel('forget-a', 'forget key'), tap.token('forget-a', 'forget bot');
SELECT tap.account('forget-b'), tap.oa('forget-b', 'forget key b'), tap.token('forget-b', 'forget bot b');
INSERT INTO tenant.oa_picture (account_id, url) VALUES (tap.account_id('forget-a'), 'x'), (tap.account_id('forget-b'), 'x');
DO $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('forget-a')::text, true);
  SET LOCAL ROLE acho_link_definer; PERFORM tenant.forget_token(); RESET ROLE;
END $$;
SELECT is_empty($$SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('forget-a')$$, 'the token is gone');
SELECT results_eq($$SELECT account_id FROM tenant.oa_picture$$, $$VALUES (tap.account_id('forget-b'))$$, 'and the picture of its Official Account');
SELECT results_eq($$SELECT step COLLATE "default" FROM tenant.watch WHERE account_id = tap.account_id('forget-a')$$, ARRAY['login_channel'],
                  'and with it that LINE is asked about it');
SELECT results_eq($$SELECT attempt, state, proved_at FROM tenant.proof WHERE account_id = tap.account_id('forget-a') AND step = 'messaging_token'$$,
                  $$VALUES (2::bigint, 'settled', NULL::timestamptz)$$, 'an answer still under way changes nothing');
SELECT ok(EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('forget-b'))
          AND EXISTS (SELECT FROM directory.bot WHERE account_id = tap.account_id('forget-b')), 'another account''s stays');
SELECT * FROM finish();
ROLLBACK;
