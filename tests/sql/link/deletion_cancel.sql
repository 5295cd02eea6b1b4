BEGIN;
SELECT plan(4);
-- The rest stands in deletion_ask.sql.
SELECT tap.account('keep-a'), tap.account('keep-b');
UPDATE tenant.account SET closing_at = now() WHERE company ~ 'keep-';
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('keep-a'), tap.id('keep colleague'), 'keep-c@example.com', tap.h('keep-c@example.com'), 'owner', 'phc';
CREATE FUNCTION pg_temp.keep() RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('link.deletion_cancel', tap.h('keep-a')::text, tap.slug('keep-a'), NULL, 'r') #>> '{}' $$;
UPDATE tenant.account SET goodbye_at = now() WHERE account_id = tap.account_id('keep-a');
SELECT pg_temp.keep();
SELECT is((SELECT closing_at FROM tenant.account WHERE account_id = tap.account_id('keep-a')), now(), 'too late once the time is over');
UPDATE tenant.account SET goodbye_at = NULL WHERE account_id = tap.account_id('keep-a');
SELECT pg_temp.keep();
SELECT is((SELECT closing_at FROM tenant.account WHERE account_id = tap.account_id('keep-a')), NULL, 'kept');
SELECT is((SELECT closing_at FROM tenant.account WHERE account_id = tap.account_id('keep-b')), now(), 'another account is not touched');
SELECT results_eq($$SELECT recipient FROM tenant.outbox WHERE kind = 'account_kept' ORDER BY 1$$, ARRAY['keep-a@example.com', 'keep-c@example.com'], 'every owner is told');
SELECT * FROM finish();
ROLLBACK;
