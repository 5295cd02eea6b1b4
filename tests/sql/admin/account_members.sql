BEGIN;
SELECT plan(2);
SELECT tap.account(n), tap.totp(n) FROM unnest(ARRAY['am-a', 'am-b']) AS n;
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc, created_at)
SELECT tap.account_id('am-a'), tap.id('am m'), 'Anna@example.com', tap.h('anna@example.com'), 'viewer', 'phc', now() + interval '1 s';
SELECT results_eq(format('SELECT tap.rows_as(%L, %L)', 'acho_admin', format('SELECT * FROM admin.account_members(%L)', tap.slug('am-a'))),
  $$SELECT v FROM (VALUES (1, jsonb_build_object('email', 'am-a@example.com', 'role', 'owner', 'verified_at', NULL, 'totp_since', now(), 'sessions', 1, 'created_at', now())),
                          (2, jsonb_build_object('email', 'Anna@example.com', 'role', 'viewer', 'verified_at', NULL, 'totp_since', NULL, 'sessions', 0, 'created_at', now() + interval '1 s'))) AS r (n, v) ORDER BY n$$,
  'its people, whole addresses, the first one first');
SELECT is_empty($$SELECT tap.rows_as('acho_admin', 'SELECT * FROM admin.account_members(''nosuchslug000'')')$$, 'nobody of an account that is not there');
SELECT * FROM finish();
ROLLBACK;
