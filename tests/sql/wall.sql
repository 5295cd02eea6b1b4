-- The wall between tenants, read from the catalogue.
--
-- Each rule is a view of what breaks it. A rule passes when its view is empty, and is itself tried: the
-- violation is planted, and the view must show it. Schema tap is the tests' own and exempt.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE worker (role text, definer text, schema text);
INSERT INTO worker VALUES
  ('acho_signup', 'acho_signup_definer', 'signup'), ('acho_login', 'acho_login_definer', 'login'),
  ('acho_link', 'acho_link_definer', 'link'), ('acho_courier', 'acho_courier_definer', 'courier'),
  ('acho_admin', 'acho_admin_definer', 'admin'), ('acho_report', 'acho_report_definer', 'report'),
  ('acho_support', 'acho_report_definer', 'report');

CREATE TEMP VIEW ours AS
SELECT n.oid, n.nspname AS name, n.nspacl AS acl FROM pg_namespace AS n
 WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'tap');

CREATE TEMP VIEW relation AS
SELECT c.oid, s.name AS schema, c.relname AS name, s.name || '.' || c.relname AS full_name, c.relkind AS kind,
       c.relowner::regrole::text AS owner, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
       c.relispartition AS partition
  FROM pg_class AS c JOIN ours AS s ON s.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S');

CREATE TEMP VIEW func AS
SELECT p.oid, s.name AS schema, p.oid::regprocedure::text AS name, p.proowner::regrole::text AS owner, p.prosecdef AS definer,
       p.proconfig AS config, p.prosqlbody IS NOT NULL AS parsed, p.proacl AS acl, p.proargnames AS argnames, p.proargmodes AS argmodes
  FROM pg_proc AS p JOIN ours AS s ON s.oid = p.pronamespace;

-- ---- Tables ---------------------------------------------------------------------------------------

CREATE TEMP VIEW table_elsewhere AS
SELECT full_name FROM relation WHERE kind IN ('r', 'p', 'f', 'S') AND schema NOT IN ('tenant', 'directory', 'meta');
SELECT tap.rule('table_elsewhere', 'tables stand in tenant and directory only',
  'CREATE TABLE login.note (x int)', 'CREATE TABLE public.note (x int)', 'CREATE SEQUENCE report.s');

CREATE TEMP VIEW not_owners AS
SELECT full_name, owner FROM relation
 WHERE schema IN ('tenant', 'directory') AND owner <> 'acho_owner' OR kind IN ('r', 'p', 'S', 'f') AND owner ~ '_definer$';
SELECT tap.rule('not_owners', 'they belong to the owner, never to a definer', 'ALTER TABLE tenant.member OWNER TO acho_login_definer');

CREATE TEMP VIEW not_forced AS
SELECT full_name FROM relation
 WHERE schema = 'tenant' AND kind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity);
SELECT tap.rule('not_forced', 'row-level security is forced on every tenant table',
  'ALTER TABLE tenant.oa NO FORCE ROW LEVEL SECURITY', 'ALTER TABLE tenant.event NO FORCE ROW LEVEL SECURITY', 'ALTER TABLE tenant.oa DISABLE ROW LEVEL SECURITY', 'CREATE TABLE tenant.note (account_id bigint)');

-- What each policy says must be one of three forms.
CREATE TEMP VIEW bad_policy AS
SELECT p.tablename, p.policyname, p.roles, p.cmd, p.qual, p.with_check
  FROM pg_policies AS p
 WHERE p.schemaname = 'tenant'
   AND NOT (p.permissive = 'PERMISSIVE' AND cardinality(p.roles) = 1
            AND CASE
                  WHEN p.roles[1] IN ('acho_signup_definer', 'acho_login_definer', 'acho_link_definer', 'acho_admin_definer')
                  THEN p.qual = '(account_id = tenant.current_account())'
                       AND (p.cmd = 'SELECT' AND p.with_check IS NULL OR p.cmd = 'ALL' AND p.with_check IS NOT DISTINCT FROM p.qual)
                  WHEN p.roles[1] = 'acho_courier_definer'
                  THEN p.qual = 'true' AND (p.cmd = 'SELECT' AND p.with_check IS NULL OR p.cmd = 'ALL' AND p.with_check IS NOT DISTINCT FROM 'true')
                  WHEN p.roles[1] = 'acho_report_definer'
                  THEN p.qual = 'true' AND p.cmd = 'SELECT'
                  ELSE false
                END);
SELECT tap.rule('bad_policy', 'policies name one definer each; those of the request path see the current account alone, USING and WITH CHECK',
  'CREATE POLICY x ON tenant.oa USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account())',
  'CREATE POLICY x ON tenant.oa TO acho_login_definer USING (true) WITH CHECK (true)',
  'CREATE POLICY x ON tenant.oa TO acho_login_definer USING (account_id = tenant.current_account())',
  'CREATE POLICY x ON tenant.oa TO acho_link_definer USING (account_id = tenant.current_account()) WITH CHECK (true)',
  'CREATE POLICY x ON tenant.oa TO acho_link_definer USING (account_id = tenant.current_account() OR true) WITH CHECK (account_id = tenant.current_account())',
  'CREATE POLICY x ON tenant.oa TO acho_report_definer USING (true) WITH CHECK (true)',
  'CREATE POLICY x ON tenant.oa TO acho_owner USING (true)');

CREATE TEMP VIEW no_policy AS
SELECT full_name FROM relation AS r
 WHERE r.schema = 'tenant' AND r.kind IN ('r', 'p') AND NOT r.partition
   AND NOT EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = r.oid AND p.polcmd = '*');
SELECT tap.rule('no_policy', 'every tenant table has one for reading and writing', 'DROP POLICY courier ON tenant.address_change; DROP POLICY login ON tenant.address_change');

-- Forced row-level security without a policy and without a grant: whoever asks a partition itself gets nothing.
CREATE TEMP VIEW open_partition AS
SELECT r.full_name FROM relation AS r
 WHERE r.partition AND (EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = r.oid)
                        OR EXISTS (SELECT FROM pg_class AS c CROSS JOIN aclexplode(c.relacl) AS x WHERE c.oid = r.oid AND x.grantee <> c.relowner)
                        OR NOT (r.relrowsecurity AND r.relforcerowsecurity));
SELECT tap.rule('open_partition', 'a partition is reached through its table alone',
  'GRANT SELECT ON tenant.event_default TO acho_link_definer', 'ALTER TABLE tenant.event_default NO FORCE ROW LEVEL SECURITY',
  'CREATE POLICY x ON tenant.event_default TO acho_link_definer USING (account_id = tenant.current_account())',
  'CREATE TABLE tenant.event_1999_12 PARTITION OF tenant.event FOR VALUES FROM (''1999-12-01'') TO (''2000-01-01'')');

CREATE TEMP VIEW bad_key AS
SELECT x.indexrelid::regclass::text AS key
  FROM pg_index AS x JOIN relation AS r ON r.oid = x.indrelid
  LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
 WHERE r.schema = 'tenant' AND (x.indisunique OR x.indisexclusion) AND a.attname IS DISTINCT FROM 'account_id'
UNION ALL
SELECT r.full_name FROM relation AS r
 WHERE r.schema = 'tenant' AND r.kind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_index AS x WHERE x.indrelid = r.oid AND x.indisprimary)
UNION ALL
SELECT r.full_name FROM relation AS r
 WHERE r.schema = 'tenant' AND r.kind IN ('r', 'p')
   AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = r.oid AND a.attname = 'account_id' AND a.attnotnull AND a.atttypid = 'bigint'::regtype);
SELECT tap.rule('bad_key', 'every key of a tenant table starts with account_id',
  'CREATE UNIQUE INDEX x ON tenant.session (session_id)', 'ALTER TABLE tenant.session ADD EXCLUDE (session_id WITH =)', 'CREATE UNIQUE INDEX x ON tenant.member (lower(email), account_id)',
  'CREATE TABLE tenant.note (account_id bigint NOT NULL)', 'CREATE TABLE tenant.note (id int PRIMARY KEY)');

CREATE TEMP VIEW bad_reference AS
SELECT c.conrelid::regclass::text AS at, c.conname
  FROM pg_constraint AS c
  JOIN relation AS f ON f.oid = c.conrelid
  JOIN relation AS t ON t.oid = c.confrelid
  JOIN pg_attribute AS fa ON fa.attrelid = c.conrelid AND fa.attnum = c.conkey[1]
  JOIN pg_attribute AS ta ON ta.attrelid = c.confrelid AND ta.attnum = c.confkey[1]
 WHERE c.contype = 'f' AND NOT (f.schema = 'tenant' AND t.schema = 'tenant' AND fa.attname = 'account_id' AND ta.attname = 'account_id');
SELECT tap.rule('bad_reference', 'foreign keys stay within tenant and start with account_id',
  'ALTER TABLE tenant.session ADD FOREIGN KEY (account_id) REFERENCES directory.slug (account_id)',
  'ALTER TABLE directory.bot ADD FOREIGN KEY (account_id) REFERENCES tenant.account',
  'ALTER TABLE directory.bot ADD FOREIGN KEY (account_id) REFERENCES directory.slug (account_id)');

-- Of what could say something about somebody, directory holds slugs, password hashes of 24 hours and public keys;
-- of other words only a member's role, what a mailed link or a master key is for, the number a mail server answered with
-- and a master key's mark.
CREATE TEMP VIEW plain_in_directory AS
SELECT r.full_name, a.attname
  FROM relation AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
 WHERE r.schema = 'directory' AND r.kind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND (a.atttypid NOT IN ('bytea'::regtype, 'bigint'::regtype, 'integer'::regtype, 'uuid'::regtype, 'boolean'::regtype,
                           'timestamptz'::regtype, 'interval'::regtype)
        AND (r.name, a.attname) NOT IN (('slug', 'slug'), ('session', 'slug'), ('session', 'role'), ('idempotency', 'slug'), ('idempotency', 'phc'), ('key_pool', 'n'),
                                         ('link_token', 'purpose'), ('reset_request', 'slug'), ('find_mail', 'last_status'),
                                         ('master_key', 'master'))
        OR a.atttypid = 'bytea'::regtype AND a.attname !~ '(_hash|^digest|_key)$' AND (r.name, a.attname) NOT IN (('key_pool', 'sealed'), ('master_key', 'mark')));
SELECT tap.rule('plain_in_directory', 'directory holds hashes and ids only',
  'ALTER TABLE directory.address ADD email text', 'ALTER TABLE directory.bot ADD sealed bytea');

-- What is sealed is found by its name: acho-admin vault rotate must miss no column, see tests/sql/admin/vault_count.sql.
CREATE TEMP VIEW unnamed_bytes AS
SELECT r.full_name, a.attname FROM relation AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
 WHERE r.schema = 'tenant' AND r.kind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND a.atttypid = 'bytea'::regtype AND a.attname !~ '_hash$' AND a.attname <> 'sealed'
   AND (r.name, a.attname) NOT IN (('oa_picture', 'bytes'), ('oa_picture', 'digest'));
SELECT tap.rule('unnamed_bytes', 'bytes of a tenant are a hash, or sealed, and named so',
  'ALTER TABLE tenant.oa ADD secret bytea');

CREATE TEMP VIEW uncommented AS
SELECT r.full_name || coalesce('.' || a.attname, '') AS what
  FROM relation AS r
  LEFT JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE r.schema IN ('tenant', 'directory', 'report') AND r.kind <> 'S'
   AND (coalesce(obj_description(r.oid, 'pg_class'), '') = '' OR coalesce(col_description(r.oid, a.attnum), '') = '');
SELECT tap.rule('uncommented', 'every table, view and column says what it is',
  'ALTER TABLE directory.bot ADD x int', 'COMMENT ON TABLE directory.bot IS NULL', 'COMMENT ON COLUMN report.accounts.step IS NULL');

CREATE TEMP VIEW view_with_rights AS
SELECT full_name FROM relation
 WHERE kind IN ('v', 'm') AND schema <> 'report' AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false);
SELECT tap.rule('view_with_rights', 'views outside report lend nobody their owner''s rights', 'CREATE VIEW tenant.v AS SELECT * FROM tenant.oa');

-- ---- Roles ----------------------------------------------------------------------------------------

CREATE TEMP VIEW mighty AS
SELECT r.rolname FROM pg_roles AS r
 WHERE r.rolname ~ '^acho_' AND r.rolname <> 'acho_owner'
   AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolcanlogin AND r.rolname ~ '_definer$')
UNION ALL SELECT r.rolname FROM pg_roles AS r WHERE r.rolname = 'acho_owner' AND (r.rolsuper OR r.rolbypassrls OR r.rolinherit);
SELECT tap.rule('mighty', 'no role is above the policies, and no definer logs in',
  'ALTER ROLE acho_login_definer BYPASSRLS', 'ALTER ROLE acho_link SUPERUSER', 'ALTER ROLE acho_report_definer LOGIN', 'ALTER ROLE acho_owner INHERIT');

CREATE TEMP VIEW ladder AS
SELECT x.member, x.into_role
  FROM (SELECT m.member::regrole::text AS member, m.roleid::regrole::text AS into_role FROM pg_auth_members AS m) AS x
 WHERE x.member ~ '^acho_' AND x.member <> 'acho_owner'
    OR x.member = 'acho_owner' AND x.into_role !~ '^acho_\w+_definer$'
    OR x.into_role = 'acho_owner';
SELECT tap.rule('ladder', 'no role climbs to another; only the owner may become a definer',
  'GRANT acho_login_definer TO acho_login', 'GRANT acho_courier_definer TO acho_login_definer', 'GRANT acho_owner TO acho_admin',
  'GRANT pg_read_all_data TO acho_owner');

CREATE TEMP VIEW reachable_table AS
SELECT w.role, r.full_name FROM worker AS w CROSS JOIN relation AS r
 WHERE NOT (w.schema = 'report' AND r.schema = 'report' AND r.kind = 'v' AND r.name NOT IN ('accounts_progress', 'onboarding') AND (w.role = 'acho_support' OR r.name <> 'addresses'))
   AND CASE WHEN r.kind = 'S' THEN has_sequence_privilege(w.role, r.oid, 'USAGE, SELECT, UPDATE')
            ELSE has_table_privilege(w.role, r.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                 OR has_any_column_privilege(w.role, r.oid, 'SELECT, INSERT, UPDATE, REFERENCES') END
UNION ALL
SELECT w.role, r.full_name FROM worker AS w CROSS JOIN relation AS r
 WHERE w.schema = 'report' AND r.schema = 'report'
   AND has_table_privilege(w.role, r.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER');
SELECT tap.rule('reachable_table', 'no worker reads or writes a table; acho_report reads the views of report but not what they are counted from, only acho_support the one with addresses',
  'GRANT SELECT (slug) ON tenant.account TO acho_login', 'GRANT DELETE ON directory.bot TO PUBLIC',
  'GRANT SELECT ON tenant.keys_to_try TO acho_courier', 'GRANT SELECT ON tenant.oa TO acho_report', 'GRANT UPDATE ON report.accounts TO acho_report',
  'GRANT SELECT ON report.counted_progress TO acho_report', 'GRANT SELECT ON report.onboarding TO acho_support', 'GRANT SELECT ON report.accounts TO acho_courier',
  'GRANT SELECT ON tenant.member TO acho_support', 'GRANT SELECT ON report.addresses TO acho_report', 'GRANT DELETE ON report.addresses TO acho_support');

CREATE TEMP VIEW reachable_function AS
SELECT w.role, f.name FROM worker AS w CROSS JOIN func AS f
 WHERE has_function_privilege(w.role, f.oid, 'EXECUTE') AND f.schema <> w.schema
   AND NOT (w.schema = 'report' AND f.name ~ '^tenant\.(onboarding_(step|waiting)|event_kinds)\(')
   AND NOT (w.role = 'acho_courier' AND f.name = 'report.refresh()')
UNION ALL
SELECT w.role, f.name FROM worker AS w JOIN func AS f ON f.name = 'report.refresh()' WHERE w.schema = 'report' AND has_function_privilege(w.role, f.oid, 'EXECUTE');
SELECT tap.rule('reachable_function', 'nor executes a function outside its schema (the views of report need three that read no data; to have them counted anew is the courier''s)',
  'GRANT EXECUTE ON FUNCTION courier.retention() TO acho_login', 'GRANT EXECUTE ON FUNCTION tenant.current_account() TO PUBLIC',
  'CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS ''SELECT 1''',
  'GRANT EXECUTE ON FUNCTION report.refresh() TO acho_report', 'GRANT EXECUTE ON FUNCTION report.refresh() TO acho_admin',
  'GRANT EXECUTE ON FUNCTION report.funnel(timestamptz, timestamptz) TO acho_courier');

CREATE TEMP VIEW unreachable_function AS
SELECT w.role, f.name FROM worker AS w JOIN func AS f ON f.schema = w.schema AND f.name <> 'report.refresh()' OR f.name = 'report.refresh()' AND w.role = 'acho_courier'
 WHERE NOT has_function_privilege(w.role, f.oid, 'EXECUTE');
SELECT tap.rule('unreachable_function', 'each function of its schema is the worker''s to execute', 'REVOKE EXECUTE ON FUNCTION login.session FROM acho_login',
  'REVOKE EXECUTE ON FUNCTION report.refresh() FROM acho_courier');

CREATE TEMP VIEW reachable_schema AS
SELECT w.role, s.name FROM worker AS w CROSS JOIN ours AS s
 WHERE has_schema_privilege(w.role, s.oid, 'CREATE')
    OR has_schema_privilege(w.role, s.oid, 'USAGE') AND s.name <> w.schema AND NOT (w.role = 'acho_courier' AND s.name = 'report')
UNION ALL
SELECT w.role, d.datname FROM (SELECT role FROM worker UNION SELECT definer FROM worker WHERE definer <> 'acho_report_definer') AS w CROSS JOIN pg_database AS d
 WHERE d.datname = current_database() AND has_database_privilege(w.role, d.oid, 'CREATE, TEMP');
SELECT tap.rule('reachable_schema', 'nor uses another schema (the courier has report.refresh there), nor makes anything; of the definers report''s alone may make temporary tables, which a refresh needs',
  'GRANT USAGE ON SCHEMA report TO acho_login', 'DO $d$ BEGIN EXECUTE format(''GRANT TEMP ON DATABASE %I TO acho_login_definer'', current_database()); END $d$',
  'DO $d$ BEGIN EXECUTE format(''GRANT TEMP ON DATABASE %I TO acho_report'', current_database()); END $d$',
  'GRANT USAGE ON SCHEMA tenant TO acho_login', 'GRANT CREATE ON SCHEMA login TO acho_login', 'GRANT USAGE ON SCHEMA public TO PUBLIC');

CREATE TEMP VIEW public_has AS
SELECT 'schema ' || s.name AS what FROM ours AS s CROSS JOIN aclexplode(coalesce(s.acl, acldefault('n', s.oid))) AS x WHERE x.grantee = 0
UNION ALL
SELECT r.full_name FROM relation AS r JOIN pg_class AS c ON c.oid = r.oid CROSS JOIN aclexplode(c.relacl) AS x WHERE x.grantee = 0
UNION ALL
SELECT f.name FROM func AS f CROSS JOIN aclexplode(coalesce(f.acl, acldefault('f', f.oid))) AS x WHERE x.grantee = 0;
SELECT tap.rule('public_has', 'PUBLIC has nothing',
  'GRANT USAGE ON SCHEMA directory TO PUBLIC', 'GRANT SELECT ON directory.bot TO PUBLIC', 'GRANT EXECUTE ON FUNCTION login.session TO PUBLIC');

-- What report could show if a view asked for it.
CREATE TEMP VIEW secret_for_report AS
SELECT r.full_name, a.attname FROM relation AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
 WHERE a.attnum > 0 AND NOT a.attisdropped AND r.schema IN ('tenant', 'directory')
   AND has_column_privilege('acho_report_definer', r.oid, a.attnum, 'SELECT')
   AND (a.atttypid = 'bytea'::regtype OR a.attname ~ '(phc|hash|sealed|token_id|kid|lease|^n$|phone|contact|ip|user_agent)' OR r.schema = 'directory')
   AND NOT (r.full_name = 'tenant.event' AND a.attname = 'ip') -- from where something was done
   AND r.full_name <> 'directory.departure' -- how many have left, and nothing about any
UNION ALL
SELECT r.full_name, 'write' FROM relation AS r
 WHERE r.schema IN ('tenant', 'directory') AND r.kind <> 'S'
   AND (has_table_privilege('acho_report_definer', r.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
        OR has_any_column_privilege('acho_report_definer', r.oid, 'INSERT, UPDATE'));
SELECT tap.rule('secret_for_report', 'not even the report definer can read a secret, a hash or a token',
  'GRANT SELECT ON tenant.member TO acho_report_definer', 'GRANT SELECT (sealed) ON tenant.proof TO acho_report_definer',
  'GRANT SELECT ON directory.address TO acho_report_definer', 'GRANT UPDATE (name) ON tenant.oa TO acho_report_definer');

-- What happened stays as it was written. Months go as whole tables; the courier may take a whole account's away.
CREATE TEMP VIEW rewritten AS
SELECT d.role, r.full_name FROM relation AS r
 CROSS JOIN (SELECT w.role FROM worker AS w UNION SELECT w.definer FROM worker AS w) AS d
 WHERE r.schema = 'tenant' AND r.name ~ '^event'
   AND (has_table_privilege(d.role, r.oid, 'UPDATE, TRUNCATE') OR has_any_column_privilege(d.role, r.oid, 'UPDATE')
        OR has_table_privilege(d.role, r.oid, 'DELETE') AND d.role <> 'acho_courier_definer');
SELECT tap.rule('rewritten', 'nobody alters or removes an event',
  'GRANT UPDATE (kind) ON tenant.event TO acho_login_definer', 'GRANT DELETE ON tenant.event TO acho_link_definer',
  'GRANT TRUNCATE ON tenant.event_default TO acho_courier_definer', 'GRANT DELETE ON tenant.event TO acho_login');

-- Sealed values and password hashes are read only where they are used.
CREATE TEMP VIEW secret_reader AS
SELECT w.definer, r.full_name, a.attname
  FROM worker AS w CROSS JOIN relation AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
 WHERE w.definer IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND r.schema IN ('tenant', 'directory')
   AND has_column_privilege(w.definer, r.oid, a.attnum, 'SELECT')
   AND (a.attname ~ 'sealed' AND w.schema NOT IN ('link', 'courier', 'admin') AND NOT (w.schema = 'login' AND r.full_name = 'tenant.totp')
        OR r.full_name = 'tenant.totp' AND a.attname ~ 'sealed' AND w.schema NOT IN ('login', 'admin')
        OR a.attname = 'phc' AND w.schema <> 'login' AND NOT (w.schema = 'signup' AND r.full_name = 'directory.idempotency'));
SELECT tap.rule('secret_reader', 'sealed values are for link and courier, those of second factors and password hashes for login; admin seals anew',
  'GRANT SELECT (sealed) ON tenant.messaging_token TO acho_login_definer', 'GRANT SELECT (sealed) ON tenant.totp TO acho_courier_definer', 'GRANT SELECT ON tenant.member TO acho_link_definer');

-- ---- Functions ------------------------------------------------------------------------------------

CREATE TEMP VIEW bad_worker_function AS
SELECT f.name FROM func AS f
 WHERE f.schema IN ('signup', 'login', 'link', 'courier', 'admin', 'report')
   AND NOT (f.definer AND f.owner = CASE WHEN f.name = 'courier.partitions()' THEN 'acho_owner' ELSE 'acho_' || f.schema || '_definer' END
            AND (f.config IS NOT DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp']
                 OR f.schema = 'report' AND f.config IS NOT DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp', 'work_mem=64MB']));
SELECT tap.rule('bad_worker_function', 'a worker''s function runs as its schema''s definer, with search_path pinned; the one that makes partitions as the owner',
  'ALTER FUNCTION login.session SECURITY INVOKER', 'ALTER FUNCTION login.session OWNER TO acho_owner',
  'ALTER FUNCTION courier.partitions OWNER TO acho_courier_definer', 'ALTER FUNCTION courier.retention OWNER TO acho_owner',
  'ALTER FUNCTION report.funnel RESET search_path', 'ALTER FUNCTION login.session SET work_mem = ''64MB''', 'ALTER FUNCTION login.session RESET search_path', 'ALTER FUNCTION login.session SET search_path = public, pg_catalog');

CREATE TEMP VIEW bad_helper AS
SELECT f.name FROM func AS f
 WHERE f.schema NOT IN ('signup', 'login', 'link', 'courier', 'admin', 'report')
   AND NOT (NOT f.definer AND f.owner = 'acho_owner' AND (f.parsed AND f.config IS NULL OR f.config IS NOT DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp']));
SELECT tap.rule('bad_helper', 'a helper has its caller''s rights; its search_path is pinned, or its body was parsed when it was made',
  'ALTER FUNCTION tenant.settle_proof SECURITY DEFINER', 'ALTER FUNCTION tenant.settle_proof RESET search_path',
  'CREATE FUNCTION tenant.f() RETURNS int LANGUAGE sql AS ''SELECT 1''');

CREATE TEMP VIEW account_as_argument AS
SELECT f.name, a.name AS argument
  FROM func AS f CROSS JOIN LATERAL unnest(f.argnames, f.argmodes) AS a (name, mode)
 WHERE a.name ~* 'account|tenant|owner'
   AND (coalesce(a.mode, 'i') IN ('i', 'b', 'v') OR f.schema IN ('signup', 'login', 'link', 'courier', 'admin', 'report'));
SELECT tap.rule('account_as_argument', 'no function takes an account id, and none gives one to a worker',
  'CREATE FUNCTION tenant.f(_account_id bigint) RETURNS int LANGUAGE sql AS ''SELECT 1''',
  'CREATE FUNCTION login.f(OUT account_id bigint, OUT x int) LANGUAGE sql AS ''SELECT 1::bigint, 1''');

CREATE TEMP VIEW problem_not_first AS
SELECT f.name FROM func AS f
 WHERE f.schema IN ('signup', 'login', 'link')
   AND (SELECT a.name FROM unnest(f.argnames, f.argmodes) WITH ORDINALITY AS a (name, mode, n) WHERE a.mode IN ('o', 't') ORDER BY a.n LIMIT 1) IS DISTINCT FROM 'problem';
SELECT tap.rule('problem_not_first', 'what a request calls answers with its problem first',
  'CREATE FUNCTION link.f(OUT x int, OUT problem text) LANGUAGE sql AS ''SELECT 1, NULL''',
  'CREATE FUNCTION login.f() RETURNS TABLE (x int, problem text) LANGUAGE sql AS ''SELECT 1, NULL''');

CREATE TEMP VIEW session_not_first AS
SELECT f.name FROM func AS f
 WHERE f.schema = 'link' AND f.name <> 'link.master_known(text,integer,bytea)' AND f.argnames[1:2] IS DISTINCT FROM ARRAY['_session', '_slug']
   AND NOT (f.name IN ('link.release(bytea,text,text,text,integer)', 'link.release_look(bytea,text,text,integer)') AND f.argnames[1:2] = ARRAY['_token_hash', '_slug']);
SELECT tap.rule('session_not_first', 'and whatever link does for anybody it does for a session, or for the hash of a mailed link',
  'CREATE FUNCTION link.f(_slug text, OUT problem text) LANGUAGE sql AS ''SELECT NULL''');

CREATE TEMP VIEW operator_password AS
SELECT f.name FROM func AS f WHERE f.schema = 'admin' AND array_to_string(f.argnames, ' ') ~ 'password|phc';
SELECT tap.rule('operator_password', 'nothing an operator calls takes a password',
  'CREATE FUNCTION admin.f(_slug text, _phc text, OUT problem text) LANGUAGE sql AS ''SELECT NULL''');
SELECT is_empty('SELECT FROM tenant.account', 'a new house has no account');

-- ---- In the workers' own skin ---------------------------------------------------------------------

SELECT throws_ok(format($$SELECT tap.rows_as(%L, 'SELECT 1 FROM %s LIMIT 1')$$, w.role, r.full_name), '42501', NULL,
                 format('%s cannot read %s', w.role, r.full_name))
  FROM worker AS w CROSS JOIN relation AS r
 WHERE r.kind <> 'S' AND r.schema <> 'report';
SELECT throws_ok(format($$SELECT tap.rows_as(%L, 'SELECT 1 FROM %s LIMIT 1')$$, w.role, r.full_name), '42501', NULL,
                 format('%s cannot read %s', w.role, r.full_name))
  FROM worker AS w CROSS JOIN relation AS r
 WHERE r.schema = 'report' AND w.schema <> 'report';

CREATE FUNCTION pg_temp.try(_role text, _statement text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', _role); EXECUTE _statement; END $$;
SELECT throws_ok(format('SELECT pg_temp.try(%L, %L)', w.role, s), '42501', NULL, format('%s cannot: %s', w.role, s))
  FROM worker AS w
 CROSS JOIN unnest(ARRAY['SET ROLE acho_courier_definer', 'SET ROLE acho_owner', 'CREATE SCHEMA x', 'CREATE TEMP TABLE x (y int)',
                         'CREATE FUNCTION login.x() RETURNS int LANGUAGE sql AS ''SELECT 1''', 'CREATE ROLE x',
                         'SELECT tenant.current_account()', 'SELECT courier.retention()', 'SELECT courier.partitions()',
                         'SELECT report.refresh()', 'REFRESH MATERIALIZED VIEW report.counted', 'SELECT * FROM admin.token_health(''s'')']) AS s
 WHERE NOT (w.role = 'acho_courier' AND s ~ 'retention|partitions|report.refresh') AND NOT (w.role = 'acho_admin' AND s ~ 'token_health');

-- A definer that has set no account, or another one, finds and makes nothing.
CREATE FUNCTION pg_temp.rows_of(_definer text, _table text) RETURNS bigint LANGUAGE plpgsql
AS $$ DECLARE n bigint; BEGIN
  EXECUTE format('SET LOCAL ROLE %I', _definer);
  EXECUTE format('SELECT count(*) FROM %s', _table) INTO n;
  RESET ROLE;
  RETURN n;
END $$;
SELECT tap.account('wall-a'), tap.oa('wall-a', 'wall key'), tap.login_channel('wall-a', 'wall key'), tap.token('wall-a', 'wall bot');
SELECT set_config('acho.account', v, true) FROM (VALUES ('')) AS none (v);
SELECT is(pg_temp.rows_of(w.definer, r.full_name), 0::bigint, format('%s sees nothing of %s without an account', w.definer, r.full_name))
  FROM worker AS w CROSS JOIN relation AS r
 WHERE w.schema IN ('signup', 'login', 'link', 'admin') AND r.schema = 'tenant' AND r.kind IN ('r', 'p') AND has_any_column_privilege(w.definer, r.oid, 'SELECT');
SELECT is(pg_temp.rows_of('acho_owner', r.full_name), 0::bigint, format('the owner itself sees nothing of %s', r.full_name))
  FROM relation AS r WHERE r.schema = 'tenant' AND r.kind IN ('r', 'p');

CREATE FUNCTION pg_temp.write_as(_definer text, _statement text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('wall-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _definer);
  EXECUTE _statement;
END $$;
SELECT throws_ok(format('SELECT pg_temp.write_as(%L, %L)', definer, statement), '42501', 'new row violates row-level security policy for table "' || t || '"',
                 format('%s writes nothing into another account''s %s', definer, t))
  FROM (VALUES
    ('acho_signup_definer', 'outbox', $$INSERT INTO tenant.outbox (account_id, message_id, kind, recipient) VALUES (0, gen_random_uuid(), 'welcome', 'x')$$),
    ('acho_login_definer', 'session', $$INSERT INTO tenant.session (account_id, session_id, member_id) VALUES (0, gen_random_uuid(), gen_random_uuid())$$),
    ('acho_link_definer', 'event', $$INSERT INTO tenant.event (account_id, kind) VALUES (0, 'line.proved')$$),
    ('acho_link_definer', 'watch', $$INSERT INTO tenant.watch (account_id, step, due_at) VALUES (0, 'login_channel', now())$$),
    ('acho_link_definer', 'oa', $$INSERT INTO tenant.oa (account_id, name, basic_id) VALUES (0, 'x', 'x')$$),
    ('acho_link_definer', 'messaging_token', $$UPDATE tenant.messaging_token SET account_id = 0$$)) AS v (definer, t, statement);

-- A new function is nobody's but its worker's.
CREATE FUNCTION pg_temp.who_may() RETURNS text[] LANGUAGE plpgsql
AS $$ BEGIN
  SET LOCAL ROLE acho_login_definer;
  CREATE FUNCTION login.brand_new() RETURNS int LANGUAGE sql AS 'SELECT 1';
  RESET ROLE;
  RETURN (SELECT array_agg(r.rolname::text ORDER BY r.rolname) FROM pg_roles AS r
           WHERE r.rolname ~ '^acho_' AND r.rolname <> 'acho_login_definer' AND has_function_privilege(r.rolname, 'login.brand_new()', 'EXECUTE'));
END $$;
SELECT is(pg_temp.who_may(), ARRAY['acho_login'], 'a function made in login tomorrow is acho_login''s to execute and nobody else''s');

-- ---- What the roles are held to -------------------------------------------------------------------

SELECT ok(EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = w.role AND r.rolconfig @> ARRAY[s]), format('%s: %s', w.role, s))
  FROM (VALUES ('acho_signup', 'statement_timeout=5s'), ('acho_login', 'statement_timeout=5s'), ('acho_link', 'statement_timeout=5s'),
               ('acho_courier', 'statement_timeout=30s'), ('acho_login', 'lock_timeout=2s'), ('acho_login', 'idle_in_transaction_session_timeout=10s'),
               ('acho_report', 'default_transaction_read_only=on'), ('acho_report', 'statement_timeout=30s'), ('acho_report', 'TimeZone=Asia/Taipei'),
               ('acho_report', 'jit=off'), ('acho_support', 'jit=off'),
               ('acho_support', 'default_transaction_read_only=on'), ('acho_support', 'statement_timeout=30s'))
         AS w (role, s);

SELECT * FROM finish();
ROLLBACK;
