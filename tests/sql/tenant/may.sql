BEGIN;
SELECT plan(5);
SELECT is((SELECT string_agg(r || ' ' || a, ', ' ORDER BY r, a)
             FROM unnest(ARRAY['owner', 'manager', 'viewer', 'admin', NULL]) AS r, unnest(tenant.acts('owner') || ARRAY['oa', NULL]) AS a
            WHERE tenant.may(r, a) AND r <> 'owner'),
          'manager oa.read, manager oa.write, manager team.read, viewer oa.read, viewer team.read', 'what tenant.acts lists');
SELECT ok(bool_and(tenant.may('owner', a)), 'an owner may all of it') FROM unnest(tenant.acts('owner')) AS a;
SELECT is(tenant.may(r, a), false, what || ': no, never NULL, which no IF would notice')
  FROM (VALUES ('no role', NULL, 'oa.read'), ('no act', 'owner', NULL), ('an unknown act', 'owner', 'oa.burn')) AS v (what, r, a);
SELECT * FROM finish();
ROLLBACK;
