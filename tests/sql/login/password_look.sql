BEGIN;
SELECT plan(6);
SELECT tap.account('own-a'), tap.account('own-b');
CREATE FUNCTION pg_temp.look(_cookie text DEFAULT 'own-a', _name text DEFAULT 'own-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.password_look', tap.h(_cookie)::text, tap.slug(_name)) $$;
SELECT is(pg_temp.look(cookie, name),
          '{"problem": "session.required", "company": null, "email": null, "contact": null, "oa": null}', what)
  FROM (VALUES ('unknown cookie', 'nobody', 'own-a'), ('cookie of another account', 'own-b', 'own-a'),
               ('cookie to another account', 'own-a', 'own-b'), ('unknown slug', 'own-a', 'own-nowhere')) AS v (what, cookie, name);
SELECT is(pg_temp.look(), '{"problem": null, "company": "Company own-a", "email": "own-a@example.com", "contact": "Contact own-a", "oa": null}',
          'what a new password may not be made of');
INSERT INTO tenant.oa (account_id, name, basic_id) VALUES (tap.account_id('own-a'), 'Sunny', '@sunny'), (tap.account_id('own-b'), 'Other', '@other');
SELECT is(pg_temp.look() ->> 'oa', 'Sunny', 'the Official Account once there is one');
SELECT * FROM finish();
ROLLBACK;
