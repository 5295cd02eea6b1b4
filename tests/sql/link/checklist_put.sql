BEGIN;
SELECT plan(7);
SELECT tap.account('check-a'), tap.account('check-b');

CREATE FUNCTION pg_temp.put(_published text, _linked text, _cookie text DEFAULT 'check-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.checklist_put', tap.h(_cookie)::text, tap.slug('check-a'), _published, _linked) $$;

SELECT is(pg_temp.put('true', 'true', 'check-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.put('true', 'true'), '{"problem": "onboarding.oa_required", "published_at": null, "oa_linked_at": null}', 'and step 11');
SELECT tap.oa('check-a', 'check key');
SELECT is(pg_temp.put('true', 'false'), jsonb_build_object('problem', NULL, 'published_at', now(), 'oa_linked_at', NULL), 'one tick');
UPDATE tenant.oa SET published_at = now() - interval '1 day' WHERE account_id = tap.account_id('check-a');
SELECT is(pg_temp.put('true', 'true'), jsonb_build_object('problem', NULL, 'published_at', now() - interval '1 day', 'oa_linked_at', now()),
          'the other; the first keeps its time');
SELECT is(pg_temp.put('false', 'true'), jsonb_build_object('problem', NULL, 'published_at', NULL, 'oa_linked_at', now()), 'taken away');
SELECT is(pg_temp.put('true', 'true') -> 'published_at', to_jsonb(now()), 'and set anew');
SELECT is((SELECT count(*) FROM tenant.oa WHERE published_at IS NOT NULL), 1::bigint, 'for this account only');

SELECT * FROM finish();
ROLLBACK;
