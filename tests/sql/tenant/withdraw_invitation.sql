BEGIN;
SELECT plan(6);
SELECT tap.account('drop-a');
SELECT set_config('acho.account', tap.account_id('drop-a')::text, true);
INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role)
SELECT tap.account_id('drop-a'), tap.id(n), n || '@example.com', tap.h(n), 'viewer' FROM unnest(ARRAY['drop one', 'drop two']) AS n;
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, state, subject_hash)
SELECT tap.account_id('drop-a'), gen_random_uuid(), 'invitation', n || '@example.com', s, sha256(uuid_send(tap.id(n)))
  FROM unnest(ARRAY['drop one', 'drop two']) AS n CROSS JOIN unnest(ARRAY['waiting', 'delivered']) AS s;
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
SELECT tap.h('link of ' || n), tap.account_id('drop-a'), 'join', sha256(uuid_send(tap.id(n))), now() + interval '1 day' FROM unnest(ARRAY['drop one', 'drop two']) AS n;
SELECT ok(NOT tenant.withdraw_invitation(tap.id('drop none')), 'there is no such invitation');
SELECT ok(tenant.withdraw_invitation(tap.id('drop one')), 'there is this one');
SELECT ok(NOT tenant.withdraw_invitation(tap.id('drop one')), 'once');
SELECT results_eq('SELECT email FROM tenant.invitation', ARRAY['drop two@example.com'], 'the other stays');
SELECT bag_eq($$SELECT recipient || ' ' || state FROM tenant.outbox WHERE kind = 'invitation'$$,
  ARRAY['drop one@example.com delivered', 'drop two@example.com delivered', 'drop two@example.com waiting'], 'the mail that waited is not sent');
SELECT results_eq($$SELECT token_hash FROM directory.link_token WHERE purpose = 'join'$$, ARRAY[tap.h('link of drop two')], 'its link opens nothing');
SELECT * FROM finish();
ROLLBACK;
