BEGIN;
SELECT plan(22);
SELECT tap.account('rel-a'), tap.account('rel-b'), tap.oa('rel-a', 'rel key a'), tap.oa('rel-b', 'rel key b');
SELECT tap.login_channel('rel-a', 'rel key a'), tap.token('rel-a', 'rel bot'), tap.token('rel-b', 'rel bot');
SELECT tap.call('link.release_request', tap.h('rel-b')::text, tap.slug('rel-b'));
CREATE FUNCTION pg_temp.link(_token text, _name text, _bot text, _for interval DEFAULT '7 days') RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
      VALUES (tap.h(_token), tap.account_id(_name), 'release', tap.h('U' || _bot), now() + _for) $$;
CREATE FUNCTION pg_temp.follow(_token text, _name text) RETURNS text LANGUAGE sql
AS $$ SELECT coalesce(tap.call('link.release', tap.h(_token)::text, tap.slug(_name), '192.0.2.1', 'request-1') ->> 'problem', 'released') $$;
SELECT pg_temp.link('rel 1', 'rel-a', 'rel bot'), pg_temp.link('rel 2', 'rel-a', 'rel bot'), pg_temp.link('rel late', 'rel-a', 'rel bot', '0'),
       pg_temp.link('rel other bot', 'rel-a', 'another bot'), pg_temp.link('rel b', 'rel-b', 'rel bot');
DELETE FROM tenant.event;

SELECT is(pg_temp.follow('rel none', 'rel-a'), 'link.expired', 'an unknown token');
SELECT is(pg_temp.follow('rel late', 'rel-a'), 'link.expired', 'one too old');
SELECT is(pg_temp.follow('rel 1', 'rel-b'), 'link.expired', 'one that stands on another account''s page');
SELECT is(tap.call('link.release', tap.h('rel 1')::text, 'nosuchslug000') ->> 'problem', 'link.expired', 'or on nobody''s');
SELECT is(tap.call('link.release', tap.h('rel 1')::text, NULL) ->> 'problem', 'link.expired', 'or on none');
SELECT is(pg_temp.follow('rel b', 'rel-b'), 'link.expired', 'one of an account that does not have the Official Account');
SELECT is(pg_temp.follow('rel other bot', 'rel-a'), 'link.expired', 'one about an Official Account it does not have any more');
SELECT is(tap.call('link.release', NULL, tap.slug('rel-a')) ->> 'problem', 'link.expired', 'none');
SELECT is((SELECT count(*) FROM directory.link_token), 5::bigint, 'nothing was spent');
SELECT ok(EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('rel-a')), 'and nothing has changed');

SELECT is(pg_temp.follow('rel 1', 'rel-a'), 'released', 'followed, without a session');
SELECT is_empty($$SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('rel-a')$$, 'the token is forgotten');
SELECT is_empty($$SELECT FROM directory.bot WHERE bot_hash = tap.h('Urel bot')$$, 'the Official Account is free');
SELECT results_eq($$SELECT step COLLATE "default" FROM tenant.watch WHERE account_id = tap.account_id('rel-a')$$, ARRAY['login_channel'],
                  'the Login channel stays, and is watched');
SELECT results_eq($$SELECT account_id, kind, ip, request_id FROM tenant.event$$, $$VALUES (tap.account_id('rel-a'), 'bot.released', '192.0.2.1', 'request-1')$$, 'an event of its account');
SELECT is((SELECT released_at FROM directory.release WHERE account_id = tap.account_id('rel-b')), now(), 'who asked will be told');
SELECT is(pg_temp.follow('rel 1', 'rel-a'), 'link.expired', 'it is good once');
SELECT is(pg_temp.follow('rel 2', 'rel-a'), 'link.expired', 'and ends the account''s others');
SELECT results_eq($$SELECT token_hash FROM directory.link_token$$, ARRAY[tap.h('rel b')], 'but no other account''s');

SELECT tap.token('rel-b', 'rel bot');
SELECT is((SELECT account_id FROM directory.bot WHERE bot_hash = tap.h('Urel bot')), tap.account_id('rel-b'), 'whoever asked pastes again');
-- An old link that nobody spent, and the Official Account has come back in between.
SELECT pg_temp.link('rel old', 'rel-a', 'rel bot');
SELECT is(pg_temp.follow('rel old', 'rel-a'), 'link.expired', 'a link is worth nothing while another account has it');

-- A pending paste goes as by link.token_delete.
SELECT tap.call('link.token_put', tap.h('rel-b')::text, tap.slug('rel-b'), tap.id('t')::text, '\x01', 'false', '10');
SELECT pg_temp.follow('rel b', 'rel-b');
SELECT results_eq($$SELECT state, sealed, attempt FROM tenant.proof WHERE account_id = tap.account_id('rel-b') AND step = 'messaging_token'$$,
                  $$VALUES ('settled', NULL::bytea, 4::bigint)$$, 'a pending paste goes too, and its answer changes nothing');
SELECT * FROM finish();
ROLLBACK;
