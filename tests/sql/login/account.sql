BEGIN;
SELECT plan(7);
SELECT tap.account('account-a'), tap.account('account-b');

SELECT is(tap.call('login.account', NULL, tap.slug('account-a')),
          '{"problem": null, "company": "Company account-a", "signed_in": false}', 'anybody may ask whose page it is');
SELECT is(tap.call('login.account', tap.h('account-a')::text, tap.slug('account-a')) ->> 'signed_in', 'true',
          'its own session is signed in');
SELECT is(tap.call('login.account', tap.h('account-a')::text, tap.slug('account-b')),
          '{"problem": null, "company": "Company account-b", "signed_in": false}', 'a session of another account is not');
SELECT is(tap.call('login.account', tap.h('nobody')::text, tap.slug('account-a')) ->> 'signed_in', 'false',
          'an unknown session is not');
UPDATE directory.session SET expires_at = now() WHERE session_hash = tap.h('account-a');
SELECT is(tap.call('login.account', tap.h('account-a')::text, tap.slug('account-a')) ->> 'signed_in', 'false',
          'an ended session is not');
SELECT is(tap.call('login.account', NULL, tap.slug('account-nowhere')),
          '{"problem": "not_found", "company": null, "signed_in": null}', 'an unknown slug is said to be unknown');
SELECT is(tap.call('login.account', tap.h('account-b')::text, '') ->> 'problem', 'not_found', 'so is an empty one');

SELECT * FROM finish();
ROLLBACK;
