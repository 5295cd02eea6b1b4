BEGIN;
SELECT plan(13);
SELECT tap.account(n) FROM unnest(ARRAY['req-a', 'req-b']) AS n;
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc) SELECT tap.account_id('req-a'), tap.id('req m'), 'm@example.com', tap.h('m@example.com'), 'viewer', 'x';
INSERT INTO tenant.session (account_id, session_id, member_id) SELECT tap.account_id('req-a'), tap.id('req s'), tap.id('req m');
INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for, role)
SELECT tap.h('req m'), tap.slug('req-a'), tap.account_id('req-a'), tap.id('req m'), tap.id('req s'), now() + interval '1 day', interval '1 day', 'viewer';
SELECT tap.totp('req-a'), tap.login('req-b', 'req pending'), tap.call('login.totp_store', tap.h('req-b')::text, tap.slug('req-b'), '\x01');
CREATE FUNCTION pg_temp.must(_name text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(s.setup_required || '', ' ' ORDER BY s.role) FROM directory.session AS s WHERE s.account_id = tap.account_id(_name) $$;
CREATE FUNCTION pg_temp.require(_name text, _on text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('admin.require_totp', tap.slug(_name), _on) $$;
UPDATE directory.session SET confirmed_at = now();

SELECT is(pg_temp.require('nobody', 'true'), '"not_found"', 'an unknown account');
SELECT is(pg_temp.require('req-a', 'false') #>> '{}', NULL, 'not demanded: no longer is as good');
SELECT is_empty('SELECT kind FROM tenant.event', 'and nothing has happened');
SELECT is(pg_temp.require('req-a', 'true') #>> '{}', NULL, 'demanded');
SELECT is(pg_temp.must('req-a'), 'false true', 'of who has one nothing more is asked; who has none sets one up first');
SELECT is(pg_temp.must('req-b'), 'false false', 'nobody else is touched');
SELECT results_eq($$SELECT account_id, kind FROM tenant.event$$, $$VALUES (tap.account_id('req-a'), 'totp.required')$$, 'an event');
UPDATE directory.session SET setup_required = false WHERE session_hash = tap.h('req m');
SELECT is(pg_temp.require('req-a', 'true') #>> '{}' || pg_temp.must('req-a') || (SELECT count(*) FROM tenant.event), NULL, 'demanded twice');
SELECT is(pg_temp.must('req-a') || (SELECT count(*) FROM tenant.event), 'false false1', 'changes nothing');
SELECT is(pg_temp.require('req-b', 'true') #>> '{}', NULL, 'in another account');
SELECT is(pg_temp.must('req-b'), 'true true', 'one that waits for its first code is none');
SELECT is(pg_temp.require('req-b', 'false') #>> '{}', NULL, 'no longer demanded');
SELECT is(pg_temp.must('req-b') || (SELECT string_agg(kind, ' ' ORDER BY kind) FROM tenant.event WHERE account_id = tap.account_id('req-b')),
          'false falsetotp.optional totp.required', 'everybody goes on, and that is an event too');
SELECT * FROM finish();
ROLLBACK;
