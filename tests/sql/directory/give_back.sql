BEGIN;
SELECT plan(3);
CREATE FUNCTION pg_temp.give_back(_name text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN
  SET LOCAL ROLE acho_login_definer;
  PERFORM directory.give_back(sha256(_name::bytea));
  RESET ROLE;
END $$;
INSERT INTO directory.throttle (throttle_key, failures, retry_at, forget_at)
VALUES (tap.h('give waits'), 7, now() + interval '1 min', now() + interval '1 h'), (tap.h('give other'), 3, now(), now());

SELECT pg_temp.give_back('give waits'), pg_temp.give_back('give never');
SELECT results_eq($$SELECT failures, retry_at FROM directory.throttle WHERE throttle_key = tap.h('give waits')$$,
                  $$VALUES (6, NULL::timestamptz)$$, 'one failure less, and no wait');
SELECT results_eq($$SELECT failures, retry_at FROM directory.throttle WHERE throttle_key = tap.h('give other')$$,
                  $$VALUES (3, now())$$, 'of that counter alone');
-- Forgotten meanwhile: not paid twice.
UPDATE directory.throttle SET failures = 0 WHERE throttle_key = tap.h('give waits');
SELECT pg_temp.give_back('give waits');
SELECT results_eq($$SELECT failures FROM directory.throttle WHERE throttle_key = tap.h('give waits')$$, ARRAY[0], 'it never falls below nothing');
SELECT * FROM finish();
ROLLBACK;
