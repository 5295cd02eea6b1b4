BEGIN;
SELECT plan(9);
SELECT tap.account('account-a'), tap.account('account-b');

SELECT is(tap.call('login.account', NULL, tap.slug('account-a')),
          '{"problem": null, "company": "Company account-a", "signed_in": false, "picture_type": null, "picture_width": null, "picture_height": null}', 'anybody may ask whose page it is');
SELECT is(tap.call('login.account', tap.h('account-a')::text, tap.slug('account-a')) ->> 'signed_in', 'true',
          'its own session is signed in');
SELECT is(tap.call('login.account', tap.h('account-a')::text, tap.slug('account-b')),
          '{"problem": null, "company": "Company account-b", "signed_in": false, "picture_type": null, "picture_width": null, "picture_height": null}', 'a session of another account is not');
SELECT is(tap.call('login.account', tap.h('nobody')::text, tap.slug('account-a')) ->> 'signed_in', 'false',
          'an unknown session is not');
UPDATE directory.session SET expires_at = now() WHERE session_hash = tap.h('account-a');
SELECT is(tap.call('login.account', tap.h('account-a')::text, tap.slug('account-a')) ->> 'signed_in', 'false',
          'an ended session is not');
SELECT is(tap.call('login.account', NULL, tap.slug('account-nowhere')),
          '{"problem": "not_found", "company": null, "signed_in": null, "picture_type": null, "picture_width": null, "picture_height": null}', 'an unknown slug is said to be unknown');
SELECT is(tap.call('login.account', tap.h('account-b')::text, '') ->> 'problem', 'not_found', 'so is an empty one');

UPDATE directory.session SET expires_at = now() + interval '1 day' WHERE session_hash = tap.h('account-a');
SELECT tap.oa('account-a', 'account key'), tap.token('account-a', 'account bot');
INSERT INTO tenant.oa_picture (account_id, url) VALUES (tap.account_id('account-a'), 'https://p.line-scdn.net/x');
SELECT is(tap.call('login.account', NULL, tap.slug('account-a')) ->> 'picture_type', NULL, 'a picture that is still to come is not there');
UPDATE tenant.oa_picture SET media_type = 'image/png', width = 3, height = 2, bytes = '\x01', fetched_at = now();
SELECT is(tap.call('login.account', NULL, tap.slug('account-a')) - 'company',
          '{"problem": null, "signed_in": false, "picture_type": "image/png", "picture_width": 3, "picture_height": 2}', 'one that is there is described');

SELECT * FROM finish();
ROLLBACK;
