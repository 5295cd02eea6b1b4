BEGIN;
SELECT plan(8);
SELECT tap.account('bot-a'), tap.account('bot-b');
CREATE FUNCTION pg_temp.claim(_name text, _bot text) RETURNS boolean LANGUAGE plpgsql
AS $$ DECLARE held boolean; BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  SET LOCAL ROLE acho_link_definer; held := directory.claim_bot(_bot); RESET ROLE; RETURN held;
END $$;
SELECT is(pg_temp.claim('bot-a', 'Ubot-1'), true, 'a free one');
SELECT is(pg_temp.claim('bot-a', 'Ubot-1'), true, 'one''s own again');
SELECT is(pg_temp.claim('bot-b', 'Ubot-1'), false, 'not another account''s');
SELECT is(pg_temp.claim('bot-b', 'Ubot-2'), true, 'but another one');
SELECT is(pg_temp.claim('bot-b', 'Ubot-1'), false, 'which a refusal does not cost');
SELECT is((SELECT count(*) FROM directory.bot WHERE account_id = tap.account_id('bot-b')), 1::bigint, 'it is still held');
SELECT is(pg_temp.claim('bot-a', 'Ubot-3'), true, 'a change');
SELECT is(pg_temp.claim('bot-b', 'Ubot-1'), true, 'frees the one before');
SELECT * FROM finish();
ROLLBACK;
