BEGIN;
SELECT plan(3);
SELECT is(tenant.holds_since(now(), NULL), now(), 'a proved value holds');
SELECT is(tenant.holds_since(now(), now()), NULL, 'until LINE takes it no longer');
SELECT is(tenant.holds_since(NULL, NULL), NULL, 'none');
SELECT * FROM finish();
ROLLBACK;
