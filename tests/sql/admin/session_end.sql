BEGIN;
SELECT plan(8);
SELECT tap.account('asen-a'), tap.account('asen-b'), tap.login('asen-a', 'asen a phone');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('asen-a'), tap.id('asen c'), 'asen-c@example.com', tap.h('asen-c@example.com'), 'viewer', 'phc';
INSERT INTO tenant.session (account_id, session_id, member_id) VALUES (tap.account_id('asen-a'), tap.id('asen c'), tap.id('asen c'));
INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for, role)
SELECT tap.h('asen c'), tap.slug('asen-a'), tap.account_id('asen-a'), tap.id('asen c'), tap.id('asen c'), now() + interval '1 day', '1 day', 'viewer';
DELETE FROM tenant.event;
CREATE FUNCTION pg_temp.end_of(_slug text, _email text) RETURNS text LANGUAGE sql
AS $$ SELECT concat_ws(' ', r ->> 'problem', r ->> 'ended') FROM tap.call('admin.session_end', _slug, _email) AS r $$;
SELECT is(pg_temp.end_of('nosuchslug000', NULL), 'not_found', 'no such account');
SELECT is(pg_temp.end_of(tap.slug('asen-a'), 'asen-b@example.com'), 'member.not_found', 'nobody of it, though of another');
SELECT tap.call('login.attempt', tap.slug('asen-a'), 'asen-c@example.com', tap.h('asen under way')::text, '30');
SELECT is(pg_temp.end_of(tap.slug('asen-a'), 'ASEN-C@example.com'), '1', 'one member is out');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('asen-a')), 2::bigint, 'the other is in');
SELECT is_empty($$SELECT FROM directory.login_attempt WHERE member_id = tap.id('asen c')$$, 'what was under way ends too');
SELECT is(pg_temp.end_of(tap.slug('asen-a'), NULL), '2', 'then all are');
SELECT is((SELECT string_agg(slug, ' ') FROM directory.session), tap.slug('asen-b'), 'of this account');
SELECT results_eq($$SELECT account_id, kind, member_id, about FROM tenant.event ORDER BY about NULLS LAST$$,
  $$VALUES (tap.account_id('asen-a'), 'session.ended', NULL::uuid, 'ASEN-C@example.com'), (tap.account_id('asen-a'), 'session.ended', NULL, NULL)$$, 'each is an event');
SELECT * FROM finish();
ROLLBACK;
