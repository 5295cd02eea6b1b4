BEGIN;
SELECT plan(15);
SELECT tap.account('tdel-a'), tap.account('tdel-b');

CREATE FUNCTION pg_temp.del(_cookie text DEFAULT 'tdel-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.token_delete', tap.h(_cookie)::text, tap.slug('tdel-a')) $$;
CREATE FUNCTION pg_temp.state() RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('link.oa', tap.h('tdel-a')::text, tap.slug('tdel-a')) ->> 'token_state' $$;

SELECT is(pg_temp.del('tdel-b'), '"session.required"', 'it takes a session of this account');
SELECT tap.confirmed('tdel-a', '1 day');
SELECT is(pg_temp.del(), 'null', 'nothing to forget: nothing to confirm');

SELECT tap.oa('tdel-a', 'tdel key'), tap.token('tdel-a', 'tdel bot');
SELECT is(pg_temp.del(), '"session.confirm"', 'a proved token is not forgotten without the password');
SELECT is(pg_temp.state(), 'proved', 'nothing changed');
SELECT tap.confirmed('tdel-a', '14 minutes');
SELECT is(pg_temp.del(), 'null', 'given it, it is');
SELECT is(pg_temp.state(), 'missing', 'the step is as before');
SELECT ok(NOT EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('tdel-a')), 'no copy is left');
SELECT ok(NOT EXISTS (SELECT FROM directory.bot WHERE account_id = tap.account_id('tdel-a')), 'the Official Account is free');
SELECT is(pg_temp.del(), 'null', 'a second time nothing happens');

-- An answer under way.
SELECT is(tap.call('link.token_put', tap.h('tdel-a')::text, tap.slug('tdel-a'), tap.id('late')::text, '\x01', 'false', '10') ->> 'attempt',
          (SELECT (attempt + 1)::text FROM tenant.proof WHERE account_id = tap.account_id('tdel-a')), 'numbers go on')
  FROM (SELECT attempt FROM tenant.proof WHERE account_id = tap.account_id('tdel-a')) AS before;
SELECT tap.confirmed('tdel-a', '1 day');
SELECT is(pg_temp.del(), '"session.confirm"', 'nor a pending one');
SELECT tap.confirmed('tdel-a', '0');
SELECT is(pg_temp.del(), 'null', 'but then');
SELECT is(tap.call('link.token_settle', tap.h('tdel-a')::text, tap.slug('tdel-a'), (SELECT (attempt - 1)::text FROM tenant.proof
                    WHERE account_id = tap.account_id('tdel-a')), NULL, 'Ulate', '@l', NULL, 'L', NULL, NULL, NULL, '200', 'r') ->> 'problem',
          'line.superseded', 'LINE''s answer to it comes too late');
SELECT is(pg_temp.state(), 'missing', 'and brings nothing back');

SELECT is((SELECT count(*) FROM tenant.event WHERE kind = 'messaging_token.removed'), 2::bigint, 'each that went is an event');
SELECT * FROM finish();
ROLLBACK;
