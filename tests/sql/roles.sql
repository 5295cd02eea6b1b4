-- Which role may call which function, tried with every role at every function there is.
--
-- The functions come from the catalogue, and so do their arguments: made up by type, because a role is
-- judged right after the session, before anything else is looked at. The table below says what a function
-- takes; a function without a line fails, and so does a line without its function.
BEGIN;
SELECT no_plan();

-- needs: an act of tenant.acts; 'session', any member; 'nothing', it serves whoever comes.
CREATE TEMP TABLE entry (function text PRIMARY KEY, needs text NOT NULL);
INSERT INTO entry VALUES
  ('link.whoami', 'session'), ('link.oa', 'oa.read'), ('link.key', 'oa.read'),
  ('link.oa_put', 'oa.write'), ('link.key_new', 'oa.write'), ('link.key_store', 'oa.write'), ('link.checklist_put', 'oa.write'),
  ('link.login_channel_put', 'oa.write'), ('link.login_channel_settle', 'oa.write'),
  ('link.token_put', 'oa.write'), ('link.token_settle', 'oa.write'), ('link.token_delete', 'oa.write'),
  ('link.release_request', 'oa.write'), ('link.release', 'nothing'), ('link.release_look', 'nothing'),
  ('link.deletion_ask', 'account.delete'), ('link.deletion_cancel', 'account.delete'),
  ('login.session', 'session'), ('login.close', 'session'), ('login.confirm_attempt', 'session'), ('login.confirm', 'session'),
  ('login.password', 'session'), ('login.sessions', 'session'), ('login.session_end', 'session'),
  ('login.password_look', 'session'), ('login.totp', 'session'), ('login.totp_begin', 'session'), ('login.totp_store', 'session'),
  ('login.totp_pending', 'session'), ('login.totp_on', 'session'), ('login.totp_off', 'session'), ('login.recovery_codes', 'session'), ('login.verify_request', 'session'),
  ('login.email_put', 'session'), ('login.email_pending', 'session'), ('login.email_cancel', 'session'), ('login.email_undo', 'nothing'), ('login.link_look', 'nothing'),
  ('login.team', 'team.read'), ('login.invite', 'team.write'), ('login.invitation_end', 'team.write'), ('login.member_role', 'team.write'),
  ('login.member_end', 'session'), ('login.join_look', 'nothing'), ('login.join', 'nothing'),
  ('login.consent', 'account.write'), ('login.profile', 'account.write'), ('login.profile_put', 'account.write'), ('login.events', 'audit.read'), ('login.export', 'account.export'),
  ('login.account', 'nothing'), ('login.picture', 'nothing'), ('login.attempt', 'nothing'), ('login.open', 'nothing'), ('login.verify', 'nothing'),
  ('login.reset_request', 'nothing'), ('login.reset_look', 'nothing'), ('login.reset', 'nothing'),
  ('login.master_known', 'nothing'), ('link.master_known', 'nothing');

CREATE TEMP VIEW func AS
SELECT n.nspname || '.' || p.proname AS function, 'acho_' || n.nspname AS worker, p.oid,
       p.proargnames[1:2] IS NOT DISTINCT FROM ARRAY['_session', '_slug'] AS of_session
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('login', 'link');
SELECT is_empty('SELECT function FROM func EXCEPT SELECT function FROM entry', 'every function a member can reach says what it takes');
SELECT is_empty('SELECT function FROM entry EXCEPT SELECT function FROM func', 'and none is listed that is not there');
SELECT is_empty('SELECT needs FROM entry WHERE needs NOT IN (''session'', ''nothing'') EXCEPT SELECT unnest(tenant.acts(''owner''))',
                'by an act there is');
-- login.account takes a session and does without.
SELECT is_empty($$SELECT function FROM func JOIN entry USING (function) WHERE of_session AND needs = 'nothing' AND function <> 'login.account'$$,
                'whatever takes a session takes an act, or is any member''s');

SELECT tap.account('roles-a'), tap.oa('roles-a', 'roles key'), tap.login_channel('roles-a', 'roles key'), tap.token('roles-a', 'roles bot');

CREATE FUNCTION pg_temp.made_up(_type regtype) RETURNS text LANGUAGE sql
AS $$ SELECT CASE _type WHEN 'text'::regtype THEN quote_literal('x') WHEN 'bytea'::regtype THEN quote_literal('\x01') || '::bytea'
                        WHEN 'integer'::regtype THEN '1' WHEN 'bigint'::regtype THEN '1' WHEN 'boolean'::regtype THEN 'true'
                        WHEN 'uuid'::regtype THEN 'gen_random_uuid()' WHEN 'timestamptz'::regtype THEN 'now()' END $$;
CREATE FUNCTION pg_temp.statement(_oid oid) RETURNS text LANGUAGE sql
AS $$ SELECT format('SELECT problem FROM %s(%L, %L%s)', p.oid::regproc, tap.h('roles-a'), tap.slug('roles-a'),
                    (SELECT string_agg(', ' || pg_temp.made_up(t::regtype), '' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (t, n) WHERE n > 2))
        FROM pg_proc AS p WHERE p.oid = _oid $$;
SELECT is_empty('SELECT function FROM func WHERE of_session AND pg_temp.statement(oid) IS NULL', 'an argument of each type can be made up');

-- What the account and its directory hold: each table in one hash.
CREATE FUNCTION pg_temp.everything() RETURNS text LANGUAGE plpgsql
AS $$ DECLARE t regclass; one text; total text := ''; BEGIN
  FOR t IN SELECT c.oid FROM pg_class AS c WHERE c.relnamespace IN ('tenant'::regnamespace, 'directory'::regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1 LOOP
    EXECUTE format('SELECT md5(string_agg(x::text, '','' ORDER BY x::text)) FROM %s AS x', t) INTO one;
    total := total || coalesce(one, '-');
  END LOOP;
  RETURN md5(total);
END $$;

-- The problem a function answers a member of that role with, or the error it raises; undone afterwards.
CREATE FUNCTION pg_temp.try(_worker text, _statement text, _role text, OUT answer text, OUT changed boolean) LANGUAGE plpgsql
AS $$ DECLARE before text; BEGIN
  UPDATE directory.session SET role = _role WHERE session_hash = tap.h('roles-a');
  UPDATE tenant.member SET role = _role WHERE account_id = tap.account_id('roles-a');
  before := pg_temp.everything();
  BEGIN
    SELECT r ->> 'problem' INTO answer FROM tap.rows_as(_worker, _statement) AS r LIMIT 1;
    changed := before <> pg_temp.everything();
    RAISE EXCEPTION 'undo' USING ERRCODE = 'TB001';
  EXCEPTION WHEN SQLSTATE 'TB001' THEN
  WHEN OTHERS THEN
    answer := SQLSTATE;
  END;
END $$;
CREATE TEMP VIEW tried AS
SELECT e.function, e.needs, r.role, t.answer, t.changed
  FROM func AS f JOIN entry AS e USING (function)
 CROSS JOIN unnest(ARRAY['owner', 'manager', 'viewer']) AS r (role)
 CROSS JOIN LATERAL pg_temp.try(f.worker, pg_temp.statement(f.oid), r.role) AS t
 WHERE f.of_session;

-- The matrix itself.
SELECT is(answer IS NOT DISTINCT FROM 'role.denied', NOT (needs IN ('session', 'nothing') OR tenant.may(role, needs)), format('%s, %s: %s', function, role, coalesce(answer, 'done')))
  FROM tried ORDER BY function, role;
SELECT is_empty($$SELECT function, role FROM tried WHERE answer = 'role.denied' AND changed IS DISTINCT FROM false$$, 'a refusal changes nothing at all');

-- While a second factor is to be set up, a member of any role is one of none.
UPDATE directory.session SET setup_required = true WHERE session_hash = tap.h('roles-a');
SELECT is_empty($$SELECT function, role, answer FROM tried WHERE needs NOT IN ('session', 'nothing') AND (answer IS DISTINCT FROM 'totp.setup_required' OR changed)$$,
                'who has to set up a second factor first is told so, and changes nothing');
SELECT is_empty($$SELECT function, role FROM tried WHERE needs = 'session' AND answer = 'totp.setup_required'$$, 'what is a person''s own stays theirs');
UPDATE directory.session SET setup_required = false WHERE session_hash = tap.h('roles-a');

-- Each asks for its own act and for no other: with that act alone it goes, with all but that one it does not.
CREATE TEMP TABLE wrong (function text, held text, answer text);
DO $$ DECLARE act text; BEGIN
  FOR act IN SELECT DISTINCT needs FROM entry WHERE needs NOT IN ('session', 'nothing') LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION tenant.acts(_role text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[%L]', act);
    INSERT INTO wrong SELECT function, 'only ' || act, answer FROM tried WHERE needs = act AND answer IS NOT DISTINCT FROM 'role.denied';
    EXECUTE format('CREATE OR REPLACE FUNCTION tenant.acts(_role text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN %L::text[]',
                   (SELECT array_agg(DISTINCT needs) FROM entry WHERE needs NOT IN ('session', 'nothing', act)));
    INSERT INTO wrong SELECT function, 'all but ' || act, answer FROM tried WHERE needs = act AND answer IS DISTINCT FROM 'role.denied';
  END LOOP;
END $$;
SELECT is_empty('SELECT * FROM wrong', 'a function asks for the act of its line');

SELECT * FROM finish();
ROLLBACK;
