BEGIN;
SELECT plan(1);
INSERT INTO directory.tally (tally_key, slug_hash, ends_at)
SELECT k.key, tap.h(s.slug), now() + interval '1 h'
  FROM (VALUES (directory.tally_key('address', tap.h('x'), NULL)), (directory.tally_key('network', NULL, '192.0.2.1')), (directory.tally_key('network', NULL, '198.51.100.1'))) AS k (key),
       (VALUES ('one'), ('two')) AS s (slug);
SELECT directory.forget_place('one', tap.h('x'), '192.0.2.77');
SELECT bag_eq('SELECT tally_key, slug_hash FROM directory.tally',
  $$VALUES (directory.tally_key('address', tap.h('x'), NULL), tap.h('two')), (directory.tally_key('network', NULL, '192.0.2.1'), tap.h('two')),
           (directory.tally_key('network', NULL, '198.51.100.1'), tap.h('one')), (directory.tally_key('network', NULL, '198.51.100.1'), tap.h('two'))$$, 'that account alone, on its two tallies');
SELECT * FROM finish();
ROLLBACK;
