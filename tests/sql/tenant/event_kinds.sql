BEGIN;
SELECT plan(4);
SELECT ok(count(*) > 30, 'there are kinds') FROM tenant.event_kinds();
SELECT is_empty($$SELECT kind FROM tenant.event_kinds() GROUP BY kind HAVING count(*) > 1$$, 'each once');
SELECT is_empty($$SELECT kind FROM tenant.event_kinds() WHERE kind !~ '^[a-z_]+\.[a-z_]+$'$$, 'an area and what happened in it');
SELECT is_empty($$SELECT kind FROM tenant.event_kinds() WHERE meaning !~ '^[A-Z].{8,}\.$'$$, 'a sentence each');
SELECT * FROM finish();
ROLLBACK;
