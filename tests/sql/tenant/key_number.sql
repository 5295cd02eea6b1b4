BEGIN;
SELECT plan(1);
SELECT results_eq('SELECT tenant.key_number(v) FROM unnest(ARRAY[''\x00000001'', ''\x00000102ff'', ''\xffffffff00'', ''\x01'']::bytea[]) AS v',
  'VALUES (1::bigint), (258), (4294967295), (16777216)', 'the first four bytes, the highest first');
SELECT * FROM finish();
ROLLBACK;
