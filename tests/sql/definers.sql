-- What each definer of the request path sees and writes with an account set, without one, and with a foreign one.
--
-- Every tenant table holds rows of two accounts here, or the test fails: so nothing is hidden because nothing is there.
-- Each rule is a view of what breaks it; a rule is tried itself by planting what it is there for.
BEGIN;
SELECT no_plan();
CREATE TEMP TABLE untouched AS SELECT tenant.current_account() IS NULL AS yes;
SELECT ok(yes, 'in a session that has never set an account there is none') FROM untouched;

SELECT tap.account(n), tap.oa(n, n || ' key'), tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot'), tap.totp(n)
  FROM unnest(ARRAY['def-a', 'def-b']) AS n;
CREATE TEMP VIEW owner AS
SELECT m.account_id, m.member_id, m.email, a.slug FROM tenant.member AS m JOIN tenant.account AS a ON a.account_id = m.account_id;
INSERT INTO tenant.address_change (account_id, change_id, member_id, new_email, new_address_hash)
SELECT account_id, gen_random_uuid(), member_id, 'new ' || email, tap.h('new ' || email) FROM owner;
INSERT INTO tenant.consent (account_id, version, member_id) SELECT account_id, '2026', member_id FROM owner;
INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role) SELECT account_id, gen_random_uuid(), 'guest ' || email, tap.h('guest ' || email), 'viewer' FROM owner;
INSERT INTO tenant.oa_picture (account_id, url, due_at) SELECT account_id, 'https://profile.line-scdn.net/' || slug, now() FROM owner;
INSERT INTO tenant.former_member (account_id, member_id, email) SELECT account_id, gen_random_uuid(), 'former ' || email FROM owner;
SELECT set_config('acho.account', '', true);

CREATE TEMP TABLE request (definer text);
INSERT INTO request VALUES ('acho_signup_definer'), ('acho_login_definer'), ('acho_link_definer'), ('acho_admin_definer');
-- Read anew each time, so that what is planted counts.
CREATE FUNCTION pg_temp.tables() RETURNS SETOF regclass LANGUAGE sql
AS $$ SELECT c.oid FROM pg_class AS c WHERE c.relnamespace = 'tenant'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname $$;
CREATE FUNCTION pg_temp.rows_of(_table regclass, _name text) RETURNS bigint LANGUAGE plpgsql
AS $$ DECLARE n bigint; BEGIN
  EXECUTE format('SELECT count(*) FROM %s WHERE account_id = %s', _table, tap.account_id(_name)) INTO n;
  RETURN n;
END $$;
SELECT cmp_ok(least(pg_temp.rows_of(t, 'def-a'), pg_temp.rows_of(t, 'def-b')), '>', 0::bigint, format('%s has rows of both', t)) FROM pg_temp.tables() AS t;

-- A statement as a definer with that account set: how many rows it reached, or the error. Undone.
CREATE FUNCTION pg_temp.reach(_definer text, _account text, _statement text, OUT n bigint, OUT error text) LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', _account, true);
  EXECUTE format('SET LOCAL ROLE %I', _definer);
  EXECUTE _statement;
  GET DIAGNOSTICS n = ROW_COUNT;
  RAISE EXCEPTION 'undo' USING ERRCODE = 'TB001';
EXCEPTION WHEN SQLSTATE 'TB001' THEN
WHEN OTHERS THEN
  error := SQLERRM;
END $$;

CREATE TEMP VIEW readable AS
SELECT r.definer, t, c.attname FROM request AS r CROSS JOIN pg_temp.tables() AS t
 CROSS JOIN LATERAL (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped
                        AND has_column_privilege(r.definer, t, a.attnum, 'SELECT') LIMIT 1) AS c;
CREATE TEMP VIEW seen AS
SELECT r.definer, r.t, s.account, s.expected, x.n, x.error FROM readable AS r
 CROSS JOIN LATERAL (VALUES ('', 0), ('0', 0), ('-1', 0), ('9223372036854775807', 0),
                            (tap.account_id('def-a')::text, pg_temp.rows_of(r.t, 'def-a')), (tap.account_id('def-b')::text, pg_temp.rows_of(r.t, 'def-b'))) AS s (account, expected)
 CROSS JOIN LATERAL pg_temp.reach(r.definer, s.account, format('SELECT %I FROM %s', r.attname, r.t)) AS x;
CREATE TEMP VIEW sees_wrong AS SELECT * FROM seen WHERE n IS DISTINCT FROM expected;

-- Whatever a definer may change, without a WHERE: its own account's rows and no others.
CREATE TEMP VIEW changes AS
SELECT r.definer, t, format('UPDATE %s SET %I = %I', t, a.attname, a.attname) AS statement
  FROM request AS r CROSS JOIN pg_temp.tables() AS t JOIN pg_attribute AS a ON a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped
 WHERE has_column_privilege(r.definer, t, a.attnum, 'UPDATE') AND has_column_privilege(r.definer, t, a.attnum, 'SELECT')
UNION ALL
SELECT r.definer, t, format('DELETE FROM %s', t) FROM request AS r CROSS JOIN pg_temp.tables() AS t WHERE has_table_privilege(r.definer, t, 'DELETE');
CREATE TEMP VIEW changes_wrong AS
SELECT c.*, s.account, s.expected, x.n, x.error FROM changes AS c
 CROSS JOIN LATERAL (VALUES ('', 0), (tap.account_id('def-a')::text, pg_temp.rows_of(c.t, 'def-a'))) AS s (account, expected)
 CROSS JOIN LATERAL pg_temp.reach(c.definer, s.account, c.statement) AS x
 WHERE x.n IS DISTINCT FROM s.expected AND coalesce(x.error, '') !~ 'violates foreign key';

-- A row like one of the other account's, made in this account's name or nobody's.
CREATE FUNCTION pg_temp.copy_of(_definer text, _table regclass, _name text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE one jsonb; columns text; BEGIN
  EXECUTE format('SELECT to_jsonb(x) FROM %s AS x WHERE account_id = %s LIMIT 1', _table, tap.account_id(_name)) INTO one;
  columns := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
               WHERE a.attrelid = _table AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(_definer, _table, a.attnum, 'INSERT'));
  RETURN format('INSERT INTO %s (%s) SELECT %s FROM jsonb_populate_record(NULL::%s, %L)', _table, columns, columns, _table, one);
END $$;
CREATE TEMP VIEW inserts AS
SELECT r.definer, t, pg_temp.copy_of(r.definer, t, 'def-b') AS statement
  FROM request AS r CROSS JOIN pg_temp.tables() AS t
 WHERE has_any_column_privilege(r.definer, t, 'INSERT') AND has_column_privilege(r.definer, t, 'account_id', 'INSERT');
CREATE TEMP VIEW inserts_wrong AS
SELECT i.definer, i.t, s.account, x.n, x.error FROM inserts AS i
 CROSS JOIN LATERAL (VALUES (''), (tap.account_id('def-a')::text)) AS s (account)
 CROSS JOIN LATERAL pg_temp.reach(i.definer, s.account, i.statement) AS x
 WHERE x.error IS NULL OR x.error !~ 'violates row-level security policy';

SELECT cmp_ok((SELECT count(*) FROM seen), '>', 100::bigint, 'much is looked at');
SELECT cmp_ok((SELECT count(*) FROM changes), '>', 40::bigint, 'much is changed');
SELECT cmp_ok((SELECT count(*) FROM inserts), '>', 15::bigint, 'much is made');
SELECT tap.rule('sees_wrong', 'with an account set a definer sees all rows of that one, and without one none',
  'CREATE POLICY x ON tenant.consent TO acho_login_definer USING (true)',
  'CREATE POLICY x ON tenant.oa FOR SELECT TO acho_link_definer USING (account_id = tenant.current_account() OR tenant.current_account() IS NULL)',
  'ALTER POLICY admin ON tenant.account USING (account_id >= tenant.current_account())',
  'ALTER TABLE tenant.member DISABLE ROW LEVEL SECURITY',
  'CREATE OR REPLACE FUNCTION tenant.current_account() RETURNS bigint LANGUAGE sql STABLE RETURN coalesce(nullif(current_setting(''acho.account'', true), '''')::bigint, tap.account_id(''def-a''))',
  'ALTER ROLE acho_link_definer BYPASSRLS');
SELECT tap.rule('changes_wrong', 'and changes or removes those alone',
  'CREATE POLICY x ON tenant.oa TO acho_link_definer USING (true) WITH CHECK (true)', 'ALTER TABLE tenant.totp DISABLE ROW LEVEL SECURITY');
SELECT tap.rule('inserts_wrong', 'and makes no row of another account',
  'ALTER POLICY link ON tenant.oa WITH CHECK (true)', 'CREATE POLICY x ON tenant.event FOR INSERT TO acho_login_definer WITH CHECK (true)');
SELECT is((SELECT array_agg(DISTINCT x.error) FROM readable AS r CROSS JOIN LATERAL pg_temp.reach(r.definer, 'x', format('SELECT %I FROM %s', r.attname, r.t)) AS x),
          ARRAY['invalid input syntax for type bigint: "x"'], 'what is no account is an error');

SELECT * FROM finish();
ROLLBACK;
