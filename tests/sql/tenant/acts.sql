BEGIN;
SELECT plan(5);
CREATE FUNCTION pg_temp.acts(_role text) RETURNS text LANGUAGE sql
AS $$ SELECT array_to_string(array_agg(a ORDER BY a), ' ') FROM unnest(tenant.acts(_role)) AS a $$;
SELECT is(pg_temp.acts('owner'), 'account.delete account.export account.write audit.read oa.read oa.write team.read team.write', 'an owner may everything');
SELECT is(pg_temp.acts('manager'), 'oa.read oa.write team.read', 'a manager links the Official Account');
SELECT is(pg_temp.acts('viewer'), 'oa.read team.read', 'a viewer looks');
SELECT is(tenant.acts(r), '{}', coalesce(r, 'nobody') || ' may nothing') FROM (VALUES ('Owner'), (NULL)) AS v (r);
SELECT * FROM finish();
ROLLBACK;
