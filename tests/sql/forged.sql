-- A worker that has been taken over: it calls what it may, with whatever it likes. For another account that comes to
-- nothing, whether it sets that account beforehand, or brings its slug, a session or a link of its own.
--
-- The functions come from the catalogue, and so do their arguments: made up by type.
BEGIN;
SELECT no_plan();
SELECT tap.account(n), tap.oa(n, n || ' key'), tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot'), tap.totp(n)
  FROM unnest(ARRAY['forged-a', 'forged-b']) AS n;
-- A link of each purpose for a, and an attempt of a's at logging in.
INSERT INTO directory.link_token (token_hash, account_id, member_id, purpose, expires_at, subject_hash)
SELECT tap.h('forged link ' || p), account_id, member_id, p, now() + interval '1 h', tap.h('subject')
  FROM tenant.member CROSS JOIN unnest(ARRAY(SELECT DISTINCT (regexp_matches(pg_get_constraintdef(oid), '''(\w+)''', 'g'))[1] FROM pg_constraint
                                               WHERE conrelid = 'directory.link_token'::regclass AND pg_get_constraintdef(oid) ~ 'purpose.*ANY')) AS p
 WHERE account_id = tap.account_id('forged-a');
SELECT cmp_ok(count(*), '>=', 5::bigint, 'links of all purposes') FROM directory.link_token WHERE account_id = tap.account_id('forged-a');

SELECT tap.call('login.attempt', tap.slug('forged-a'), 'forged-a@example.com', tap.h('forged attempt')::text, '30');

-- Which functions are looked at: all, but only the planted one when a plant is.
CREATE TEMP TABLE looked_at (pattern text);
INSERT INTO looked_at VALUES ('');
CREATE TEMP VIEW func AS
SELECT p.oid, n.nspname || '.' || p.proname AS name, 'acho_' || n.nspname AS worker, p.proargnames AS names, p.proargtypes::oid[] AS types
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('signup', 'login', 'link') AND p.proname ~ (SELECT pattern FROM looked_at) ORDER BY 2;
CREATE FUNCTION pg_temp.made_up(_name text, _type regtype, _first text, _slug text) RETURNS text LANGUAGE sql
AS $$ SELECT CASE WHEN _name = '_slug' THEN quote_literal(_slug)
                  WHEN _name IN ('_session', '_token_hash', '_attempt_hash') THEN quote_literal(_first) || '::bytea'
                  WHEN _name ~ 'email' THEN quote_literal('forged-b@example.com')
                  ELSE CASE _type WHEN 'text'::regtype THEN quote_literal('x') WHEN 'bytea'::regtype THEN quote_literal('\x01') || '::bytea'
                                  WHEN 'integer'::regtype THEN '30' WHEN 'bigint'::regtype THEN '1' WHEN 'boolean'::regtype THEN 'true'
                                  WHEN 'uuid'::regtype THEN 'gen_random_uuid()' WHEN 'timestamptz'::regtype THEN 'now()' END END $$;
CREATE FUNCTION pg_temp.statement(_oid oid, _first bytea, _slug text) RETURNS text LANGUAGE sql
AS $$ SELECT format('SELECT * FROM %s(%s)', p.oid::regproc,
                    (SELECT string_agg(pg_temp.made_up(p.proargnames[n], t::regtype, _first::text, _slug), ', ' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (t, n)))
        FROM pg_proc AS p WHERE p.oid = _oid $$;
SELECT is_empty($$SELECT name FROM func WHERE pg_temp.statement(oid, '\x01', 'x') IS NULL$$, 'an argument of each type can be made up');

-- All of an account's rows, in one hash: tenant's, and those of directory that name it.
CREATE FUNCTION pg_temp.rows_of(_name text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE t regclass; one text; total text := ''; BEGIN
  FOR t IN SELECT c.oid FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'account_id'
            WHERE c.relnamespace IN ('tenant'::regnamespace, 'directory'::regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1 LOOP
    EXECUTE format('SELECT md5(string_agg(x::text, '','' ORDER BY x::text)) FROM %s AS x WHERE account_id = %s', t, tap.account_id(_name)) INTO one;
    total := total || coalesce(one, '-');
  END LOOP;
  RETURN md5(total);
END $$;
CREATE TEMP TABLE before AS SELECT pg_temp.rows_of('forged-b') AS hash;
-- What a call answers, and whether account b has changed by it; undone.
CREATE FUNCTION pg_temp.call(_oid oid, _first bytea, _slug text, _account text, OUT answer text, OUT touched boolean) LANGUAGE plpgsql
AS $$ BEGIN
  BEGIN
    PERFORM set_config('acho.account', _account, true);
    SELECT coalesce(string_agg(r::text, ' ' ORDER BY r::text), 'nothing') INTO answer
      FROM tap.rows_as((SELECT worker FROM func WHERE oid = _oid), pg_temp.statement(_oid, _first, _slug)) AS r;
    touched := (SELECT hash FROM before) <> pg_temp.rows_of('forged-b');
    RAISE EXCEPTION 'undo' USING ERRCODE = 'TB001';
  EXCEPTION WHEN SQLSTATE 'TB001' THEN
  WHEN OTHERS THEN
    answer := SQLSTATE;
    touched := false;
  END;
END $$;

-- What the worker brings: nothing that opens, its session, and each link, attempt and session of account a.
CREATE TEMP TABLE brought (what text, first bytea, as_argument text);
INSERT INTO brought VALUES ('nothing', tap.h('nothing'), NULL), ('the session of a', tap.h('forged-a'), '_session'), ('an attempt of a', tap.h('forged attempt'), '_attempt_hash');
INSERT INTO brought SELECT 'a link of a: ' || purpose, token_hash, '_token_hash' FROM directory.link_token WHERE account_id = tap.account_id('forged-a');
CREATE TEMP VIEW tries AS
SELECT f.oid, f.name, b.what, b.first FROM func AS f JOIN brought AS b ON b.as_argument IS NULL OR b.as_argument = ANY (f.names);

-- 1. Set beforehand, an account counts for nothing: the answer is what it is without, and b has not changed.
CREATE FUNCTION pg_temp.nameless(_answer text) RETURNS text LANGUAGE sql
AS $$ SELECT regexp_replace(_answer, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'id', 'g') $$;
CREATE TEMP VIEW by_setting AS
SELECT f.name, f.what, without.answer AS without, with_b.answer AS with_b, with_b.touched
  FROM tries AS f
 CROSS JOIN LATERAL pg_temp.call(f.oid, f.first, tap.slug('forged-a'), '') AS without
 CROSS JOIN LATERAL pg_temp.call(f.oid, f.first, tap.slug('forged-a'), tap.account_id('forged-b')::text) AS with_b
 WHERE with_b.touched OR pg_temp.nameless(without.answer) <> pg_temp.nameless(with_b.answer);
-- 2. The slug of b opens nothing: with what is a's, each function answers as at a slug that nobody has, and b has not changed.
-- What serves whoever comes is named: the login page's company, and what counts a guess or leaves a request for b.
CREATE TEMP VIEW by_slug AS
SELECT f.name, f.what, nowhere.answer AS nowhere, at_b.answer AS at_b, at_b.touched
  FROM tries AS f
 CROSS JOIN LATERAL pg_temp.call(f.oid, f.first, 'nowhere', '') AS nowhere
 CROSS JOIN LATERAL pg_temp.call(f.oid, f.first, tap.slug('forged-b'), '') AS at_b
 WHERE f.name NOT IN ('signup.create', 'login.account', 'login.attempt', 'login.reset_request') AND (at_b.touched OR nowhere.answer <> at_b.answer);

SELECT cmp_ok((SELECT count(*) FROM tries), '>', 100::bigint, 'much is tried');
SELECT tap.rule('by_setting', 'an account that the worker sets itself changes no answer, and nothing of that account',
  $plant$SET LOCAL ROLE acho_link_definer;
  CREATE FUNCTION link.forged(_session bytea, _slug text, OUT problem text, OUT name text) LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'SELECT NULL, o.name FROM tenant.oa AS o'; RESET ROLE; UPDATE looked_at SET pattern = 'forged'$plant$,
  $plant$SET LOCAL ROLE acho_login_definer;
  CREATE FUNCTION login.forged(_session bytea, _slug text, OUT problem text) LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'DELETE FROM tenant.recovery_code; SELECT NULL::text'; RESET ROLE; UPDATE looked_at SET pattern = 'forged'$plant$);
SELECT tap.rule('by_slug', 'a slug opens nothing: with another account''s session or link it is as if nobody had it',
  $plant$SET LOCAL ROLE acho_link_definer;
  CREATE FUNCTION link.forged(_session bytea, _slug text, OUT problem text, OUT name text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS 'BEGIN PERFORM set_config(''acho.account'', (SELECT account_id::text FROM directory.session AS s WHERE s.slug = _slug LIMIT 1), true); SELECT o.name INTO name FROM tenant.oa AS o; END'; RESET ROLE; UPDATE looked_at SET pattern = 'forged'$plant$);

SELECT * FROM finish();
ROLLBACK;
