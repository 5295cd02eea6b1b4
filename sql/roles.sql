-- roles.sql - every database role of ACHO, made or put right; harmless to run again.
--
-- Run by `acho-admin migrate` before the migrations, as the owner of the database: a role with
-- CREATEROLE that is no superuser. No passwords here: workers come in over the unix socket (peer)
-- or with what the operator sets by ALTER ROLE.
--
--   login roles   one per program. They own nothing and may do nothing but execute the functions of
--                 the schema that bears their name; acho_report reads the views of schema report, and
--                 acho_support with them the one that shows whole addresses.
--   definers      one per schema, NOLOGIN. Its functions run as this role, and the row-level
--                 policies name it. Definers own no table and cannot bypass the policies.
--   the owner     owns the tables. It is a member of the definers to be able to SET ROLE (their
--                 functions must be theirs), but does not inherit them: inheriting would hand it
--                 their policies, and FORCE ROW LEVEL SECURITY would bind it no longer.

DO $$
DECLARE
  wanted record;
BEGIN
  -- Before it is made a member of anything: newer servers keep with each grant whether it is inherited.
  EXECUTE format('ALTER ROLE %I NOINHERIT', current_user);

  FOR wanted IN
    SELECT *
      FROM (VALUES ('acho_signup', 'LOGIN'), ('acho_login', 'LOGIN'), ('acho_link', 'LOGIN'),
                   ('acho_courier', 'LOGIN'), ('acho_admin', 'LOGIN'), ('acho_report', 'LOGIN'), ('acho_support', 'LOGIN'),
                   ('acho_signup_definer', 'NOLOGIN'), ('acho_login_definer', 'NOLOGIN'),
                   ('acho_link_definer', 'NOLOGIN'), ('acho_courier_definer', 'NOLOGIN'),
                   ('acho_admin_definer', 'NOLOGIN'), ('acho_report_definer', 'NOLOGIN')) AS roles (name, may_login)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I', wanted.name);
    END IF;
    EXECUTE format('ALTER ROLE %I %s NOINHERIT NOCREATEDB NOCREATEROLE', wanted.name, wanted.may_login);

    IF wanted.may_login = 'LOGIN' THEN
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), wanted.name);
    ELSE
      EXECUTE format('GRANT %I TO %I', wanted.name, current_user);
    END IF;
  END LOOP;

  -- PUBLIC has nothing: no connection for a role not named above, no temporary tables for anybody but one, who
  -- needs them to compare a materialised view with what it is to become.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO acho_report_definer', current_database());
END
$$;

-- A request is one short call. A session that cannot get a lock in 2 s, answer in 5 s or close its
-- transaction in 10 s is cut off, so that one stuck worker never holds up the others. The functions
-- count on READ COMMITTED: each statement sees what was committed before it. Every statement in them
-- is a few look-ups by key, for which a plan made once fits every value.
DO $$
DECLARE
  worker text;
BEGIN
  FOREACH worker IN ARRAY ARRAY['acho_signup', 'acho_login', 'acho_link', 'acho_courier', 'acho_admin'] LOOP
    EXECUTE format('ALTER ROLE %I SET default_transaction_isolation = %L', worker, 'read committed');
    EXECUTE format('ALTER ROLE %I SET plan_cache_mode = %L', worker, 'force_generic_plan');
    EXECUTE format('ALTER ROLE %I SET search_path = pg_catalog', worker);
    EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', worker, '5s');
    EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', worker, '2s');
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', worker, '10s');
  END LOOP;
END
$$;

-- A plan made once while a table was young would read all of it for ever, or until the next ANALYZE,
-- for each look-up: a request never reads a whole table, whatever the statistics say.
DO $$
DECLARE
  worker text;
BEGIN
  FOREACH worker IN ARRAY ARRAY['acho_signup', 'acho_login', 'acho_link'] LOOP
    EXECUTE format('ALTER ROLE %I SET enable_seqscan = off', worker);
  END LOOP;
END
$$;

-- Retention deletes in batches, a few thousand rows each; behind a slow disk that may take a while.
ALTER ROLE acho_courier SET statement_timeout = '30s';

-- People's SQL: it can only read, stops by itself, and shows the vendor's own clock. Compiling a query takes longer
-- than most of these run.
DO $$
DECLARE
  reader text;
BEGIN
  FOREACH reader IN ARRAY ARRAY['acho_report', 'acho_support'] LOOP
    EXECUTE format('ALTER ROLE %I SET default_transaction_read_only = on', reader);
    EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', reader, '30s');
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', reader, '10min');
    EXECUTE format('ALTER ROLE %I SET search_path = report, pg_catalog', reader);
    EXECUTE format('ALTER ROLE %I SET timezone = %L', reader, 'Asia/Taipei');
    EXECUTE format('ALTER ROLE %I SET jit = off', reader);
  END LOOP;
END
$$;
