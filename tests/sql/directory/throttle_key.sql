BEGIN;
SELECT plan(4);
SELECT is(octet_length(directory.throttle_key('s', tap.h('a'))), 32, 'a hash');
SELECT isnt(directory.throttle_key('s', tap.h('a')), directory.throttle_key('s', tap.h('b')), 'per address');
SELECT isnt(directory.throttle_key('s', tap.h('a')), directory.throttle_key('t', tap.h('a')), 'and per slug');
SELECT isnt(directory.throttle_key('', tap.h('a')), NULL, 'whatever the slug is');
SELECT * FROM finish();
ROLLBACK;
