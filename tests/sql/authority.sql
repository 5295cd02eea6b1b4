-- Whose word counts, read from the catalogue: what a function takes for authority, how long the account it sets lasts,
-- what a role owns and was given. What they may reach is in wall.sql. Each rule is tried by planting what breaks it.
BEGIN;
SELECT no_plan();
CREATE TEMP TABLE worker (role text, schema text);
INSERT INTO worker VALUES ('acho_signup', 'signup'), ('acho_login', 'login'), ('acho_link', 'link'), ('acho_courier', 'courier'),
                          ('acho_admin', 'admin'), ('acho_report', 'report'), ('acho_support', 'report');
CREATE TEMP VIEW func AS
SELECT p.oid, n.nspname AS schema, p.proname AS name, n.nspname || '.' || p.proname AS full_name, p.proconfig AS config, p.prosqlbody IS NULL AS in_words, p.prosrc AS body,
       (p.proargnames)[1:p.pronargs] AS args, p.proargtypes::oid[] AS types
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('tenant', 'directory', 'signup', 'login', 'link', 'courier', 'admin', 'report');

-- ---- The account that is set ----------------------------------------------------------------------

-- Every place that names the setting, with what is not the one way to set it or to ask for it taken out.
CREATE TEMP VIEW lasting_account AS
SELECT f.full_name, m.place
  FROM func AS f CROSS JOIN LATERAL (SELECT coalesce(pg_get_function_sqlbody(f.oid), f.body) || coalesce(E'\nSET ' || array_to_string(f.config, E'\nSET '), '') AS def) AS d
 CROSS JOIN LATERAL (SELECT regexp_replace(regexp_replace(regexp_replace(d.def, '--[^\n]*', '', 'g'),
                              'set_config\(''acho\.account'', [^;]*?, true\)', '', 'g'), 'current_setting\(''acho\.account''(::text)?, true\)', '', 'g') AS place) AS m
 WHERE m.place ~* 'acho\.account|set_config\([^;]*false|\mSET\s+(SESSION\s|LOCAL\s)?\s*acho\.';
SELECT tap.rule('lasting_account', 'a function sets the account for its transaction alone, and asks for it in one way',
  $$CREATE FUNCTION login.f() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN set_config(''acho.account'', ''1'', false); END'$$,
  $$CREATE FUNCTION login.f(_for boolean) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN set_config(''acho.account'', ''1'', _for); END'$$,
  $$CREATE FUNCTION login.f() RETURNS void LANGUAGE plpgsql AS 'BEGIN SET acho.account = ''1''; END'$$,
  $$CREATE FUNCTION login.f() RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE ''SET SESSION acho.account = 1''; END'$$,
  $$CREATE FUNCTION login.f() RETURNS text LANGUAGE sql SET acho.account = '1' AS 'SELECT ''x'''$$,
  $$CREATE FUNCTION login.f() RETURNS text LANGUAGE sql RETURN set_config('acho.account', '1', false)$$);
-- Nobody brings one along: not a role, not the database.
CREATE TEMP VIEW account_by_default AS
SELECT setrole::regrole::text AS of, c FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS c WHERE c ~* '^acho\.|^row_security|^session_replication_role|^role=';
SELECT tap.rule('account_by_default', 'and no role or database starts with one',
  'ALTER ROLE acho_login SET acho.account = ''1''', 'ALTER ROLE acho_link SET row_security = off');

-- ---- Authority ------------------------------------------------------------------------------------

-- What opens: a session, an attempt, a link. What does not, and takes a slug: it only says what is meant, whose picture
-- is shown to everybody, or what an operator seals anew.
CREATE TEMP VIEW slug_alone AS
SELECT f.full_name FROM func AS f
 WHERE f.schema IN ('signup', 'login', 'link', 'tenant') AND '_slug' = ANY (f.args)
   AND f.args[1:2] IS DISTINCT FROM ARRAY['_session', '_slug'] AND f.args[1:2] IS DISTINCT FROM ARRAY['_token_hash', '_slug']
   AND f.full_name NOT IN ('login.attempt', 'login.reset_request', 'login.picture', 'signup.create', 'tenant.sealed_values');
SELECT tap.rule('slug_alone', 'a slug goes along with a session or a link; alone it names whom a guess, a request or a picture is for, or is new',
  $$CREATE FUNCTION login.f(_slug text, _x text, OUT problem text) LANGUAGE sql AS 'SELECT NULL'$$,
  $$CREATE FUNCTION link.f(_x text, _session bytea, _slug text, OUT problem text) LANGUAGE sql AS 'SELECT NULL'$$);

-- An account's number, by whatever name: the numbers a request may bring are these, and those of master keys.
CREATE TEMP VIEW number_as_argument AS
SELECT f.full_name, a.name FROM func AS f CROSS JOIN LATERAL unnest(f.args, f.types) AS a (name, type)
 WHERE f.schema IN ('signup', 'login', 'link', 'courier', 'admin') AND a.type IN ('bigint'::regtype, 'numeric'::regtype, 'regclass'::regtype, 'oid'::regtype)
   AND (f.full_name, a.name) NOT IN (('link.login_channel_settle', '_attempt'), ('link.token_settle', '_attempt'), ('login.open', '_totp_step'), ('login.confirm', '_totp_step'), ('login.totp_on', '_step'),
                                   ('admin.vault_read', '_line'), ('admin.vault_read', '_totp'));
SELECT tap.rule('number_as_argument', 'and no number is an account''s by another name',
  $$CREATE FUNCTION login.f(_id bigint, OUT problem text) LANGUAGE sql AS 'SELECT NULL'$$, $$CREATE FUNCTION courier.f(_of numeric) RETURNS int LANGUAGE sql AS 'SELECT 1'$$);

-- Nor a name that is made a statement: what runs stands in the file.
CREATE TEMP VIEW statement_made_up AS
SELECT f.full_name FROM func AS f
 WHERE f.in_words AND regexp_replace(f.body, '--[^\n]*|''EXECUTE''', '', 'g') ~* '\mEXECUTE\M' AND f.full_name <> 'courier.partitions';
SELECT tap.rule('statement_made_up', 'no function but the one that makes partitions puts statements together',
  $$CREATE FUNCTION login.f(_t text) RETURNS int LANGUAGE plpgsql AS 'BEGIN EXECUTE _t; RETURN 1; END'$$);

-- ---- Ownership, and what was given ----------------------------------------------------------------

CREATE TEMP VIEW owned AS
SELECT r.rolname, d.classid::regclass AS kind, d.objid
  FROM pg_shdepend AS d JOIN pg_roles AS r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass
 WHERE d.deptype = 'o' AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) AND r.rolname ~ '^acho_' AND r.rolname <> 'acho_owner'
   AND NOT (r.rolname ~ '_definer$' AND (d.classid = 'pg_proc'::regclass AND d.objid IN (SELECT oid FROM func WHERE 'acho_' || schema || '_definer' = r.rolname)
            OR d.classid = 'pg_namespace'::regclass AND 'acho_' || d.objid::regnamespace::text || '_definer' = r.rolname
            OR d.classid = 'pg_class'::regclass AND r.rolname = 'acho_report_definer' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = d.objid AND c.relnamespace = 'report'::regnamespace AND c.relkind IN ('v', 'm'))
            OR d.classid = 'pg_default_acl'::regclass));
SELECT tap.rule('owned', 'workers own nothing; a definer its schema''s functions, that of report its views',
  'ALTER FUNCTION login.session OWNER TO acho_login', 'ALTER TABLE tenant.oa OWNER TO acho_link_definer', 'ALTER SCHEMA link OWNER TO acho_link',
  'ALTER TABLE directory.bot OWNER TO acho_admin', 'ALTER VIEW report.accounts OWNER TO acho_report', 'ALTER FUNCTION login.session OWNER TO acho_link_definer',
  'SET LOCAL ROLE acho_login; SELECT lo_create(0); RESET ROLE');

-- Whatever was given to a worker by name, of any kind of thing: its schema, functions and views, and to connect; to the
-- courier also to have the reports counted.
CREATE TEMP VIEW given AS
SELECT w.role, d.classid::regclass AS kind, d.objid
  FROM pg_shdepend AS d JOIN pg_roles AS r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass JOIN worker AS w ON w.role = r.rolname
 WHERE d.deptype = 'a' AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND NOT (d.classid = 'pg_database'::regclass
            OR d.classid = 'pg_namespace'::regclass AND (d.objid::regnamespace::text = w.schema OR w.role = 'acho_courier' AND d.objid::regnamespace::text = 'report')
            OR d.classid = 'pg_proc'::regclass AND EXISTS (SELECT FROM func AS f WHERE f.oid = d.objid AND (f.schema = w.schema
                 OR w.role = 'acho_courier' AND f.full_name = 'report.refresh'
                 OR w.schema = 'report' AND f.full_name IN ('tenant.onboarding_step', 'tenant.onboarding_waiting', 'tenant.event_kinds')))
            OR d.classid = 'pg_class'::regclass AND w.schema = 'report' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = d.objid AND c.relnamespace = 'report'::regnamespace)
            OR d.classid = 'pg_default_acl'::regclass);
SELECT tap.rule('given', 'and was given nothing else by name, of whatever kind',
  'GRANT SELECT ON pg_statistic TO acho_login', 'GRANT EXECUTE ON FUNCTION pg_read_file(text) TO acho_link', 'GRANT USAGE ON LANGUAGE plpgsql TO acho_report',
  'GRANT SET ON PARAMETER session_replication_role TO acho_courier', 'GRANT USAGE ON SCHEMA directory TO acho_admin', 'GRANT INSERT ON tenant.event TO acho_support',
  'GRANT EXECUTE ON FUNCTION report.funnel(timestamptz, timestamptz) TO acho_courier', 'GRANT USAGE ON SCHEMA report TO acho_link');

-- Of what PostgreSQL itself brings, nothing that it keeps from PUBLIC.
CREATE TEMP VIEW system_function AS
SELECT w.role, p.oid::regprocedure::text AS name FROM worker AS w CROSS JOIN pg_proc AS p
 WHERE p.pronamespace = 'pg_catalog'::regnamespace AND NOT coalesce(p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) AS x WHERE x.grantee = 0 AND x.privilege_type = 'EXECUTE'), false)
   AND has_function_privilege(w.role, p.oid, 'EXECUTE');
SELECT tap.rule('system_function', 'nor executes a function that PostgreSQL keeps from PUBLIC',
  'GRANT pg_read_server_files TO acho_login; GRANT EXECUTE ON FUNCTION pg_read_file(text) TO acho_login', 'GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO acho_report');

-- ---- In the workers' own skin ---------------------------------------------------------------------

-- Each statement as each role, undone: what was not refused for want of a right.
CREATE FUNCTION pg_temp.try(_role text, _statement text) RETURNS text LANGUAGE plpgsql
AS $$ BEGIN
  EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', _role);
  EXECUTE _statement;
  RAISE EXCEPTION 'undo' USING ERRCODE = 'TB001';
EXCEPTION WHEN OTHERS THEN
  RETURN CASE SQLSTATE WHEN 'TB001' THEN 'done' ELSE SQLSTATE END;
END $$;
CREATE TEMP VIEW writes AS
SELECT w.role, s.statement
  FROM worker AS w
 CROSS JOIN (SELECT c.oid::regclass AS t, c.relkind, c.relnamespace::regnamespace::text AS schema, (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = c.oid AND attnum = 1) AS c1
               FROM pg_class AS c WHERE c.relnamespace::regnamespace::text IN ('tenant', 'directory', 'meta', 'report') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')) AS r
 CROSS JOIN LATERAL unnest(CASE r.relkind
    WHEN 'S' THEN ARRAY[format('SELECT nextval(%L)', r.t), format('SELECT setval(%L, 1)', r.t), format('SELECT last_value FROM %s', r.t)]
    ELSE ARRAY[format('INSERT INTO %s DEFAULT VALUES', r.t), format('UPDATE %s SET %s = %s', r.t, r.c1, r.c1), format('DELETE FROM %s', r.t), format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', r.t),
               format('CREATE INDEX ON %s (%s)', r.t, r.c1), format('COMMENT ON COLUMN %s.%s IS ''x''', r.t, r.c1)]
         || CASE WHEN r.relkind IN ('r', 'p') THEN ARRAY[format('TRUNCATE %s', r.t), format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', r.t), format('CREATE POLICY x ON %s USING (true)', r.t),
                                                         format('DROP TABLE %s', r.t), format('ALTER TABLE %s OWNER TO %s', r.t, w.role)] ELSE '{}' END END) AS s (statement);
-- 42501: not allowed; and of a view what no right would change.
CREATE TEMP VIEW not_refused AS
SELECT t.* FROM (SELECT w.*, pg_temp.try(w.role, w.statement) AS answer FROM writes AS w) AS t
 WHERE t.answer <> '42501' AND NOT (t.statement ~ '(INTO|UPDATE|FROM|TABLE|ON|COLUMN) report\.' AND t.answer IN ('55000', '42809', '0A000'));
SELECT cmp_ok((SELECT count(*) FROM writes), '>', 2000::bigint, 'much is tried');
SELECT tap.rule('not_refused', 'no role writes, locks, indexes, opens or takes a table, a view or a sequence',
  'GRANT USAGE ON SCHEMA tenant TO acho_login; GRANT INSERT ON tenant.consent TO acho_login', 'GRANT USAGE ON SCHEMA directory TO acho_admin; GRANT UPDATE ON directory.bot TO PUBLIC');
-- 42939: the name of a role of PostgreSQL's own.
CREATE TEMP VIEW climbs AS
SELECT w.role, r.rolname, s.way FROM worker AS w CROSS JOIN pg_roles AS r CROSS JOIN unnest(ARRAY['SET ROLE %I', 'GRANT %I TO CURRENT_USER', 'ALTER ROLE %I BYPASSRLS']) AS s (way)
 WHERE pg_temp.try(w.role, format(s.way, r.rolname)) NOT IN ('42501', '42939') AND NOT (r.rolname = w.role AND s.way ~ '^SET');
SELECT tap.rule('climbs', 'no role becomes another, or more than it is', 'GRANT acho_link_definer TO acho_link', 'GRANT acho_owner TO acho_report', 'ALTER ROLE acho_login CREATEROLE');

SELECT * FROM finish();
ROLLBACK;
