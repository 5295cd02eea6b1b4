BEGIN;
SELECT plan(9);
CREATE FUNCTION pg_temp.same(_one text, _other text) RETURNS boolean LANGUAGE sql
AS $$ SELECT directory.tally_key('network', NULL, _one) = directory.tally_key('network', NULL, _other) $$;
SELECT ok(pg_temp.same('192.0.2.1', '192.0.2.254'), 'an IPv4 network is a /24');
SELECT ok(NOT pg_temp.same('192.0.2.1', '192.0.3.1'), 'and no more');
SELECT ok(pg_temp.same('2001:db8:0:ff::1', '2001:db8:0:aa:1:2:3:4'), 'an IPv6 network is a /56');
SELECT ok(NOT pg_temp.same('2001:db8:0:100::1', '2001:db8:0:200::1'), 'and no more');
SELECT ok(pg_temp.same('::ffff:192.0.2.7', '192.0.2.9'), 'IPv4 in IPv6''s clothes is IPv4');
SELECT ok(NOT pg_temp.same('unix:', '192.0.2.1') AND pg_temp.same('unix:', 'unix:'), 'what is no address is one of its own');
SELECT ok(directory.tally_key('network', NULL, NULL) IS NOT NULL, 'so is none');
SELECT ok(directory.tally_key('network', NULL, '192.0.2.1') <> directory.tally_key('sign-ups', NULL, '192.0.2.1'), 'each thing is counted for itself');
SELECT is(directory.tally_key('address', tap.h('x'), NULL), sha256('address'::bytea || '\x00'::bytea || tap.h('x')), 'an address counts by its hash');
SELECT * FROM finish();
ROLLBACK;
