-- support.sql - what the pgTAP tests have in common; loaded once into the database they share.
--
-- The tests connect as superuser, to be able to look at the tables, and call every function in the
-- skin of the role that calls it in production: SET SESSION AUTHORIZATION, so that not even SET ROLE
-- would lead back. Names of accounts are unique per test file: files run at the same time and roll back.

CREATE SCHEMA tap;
CREATE EXTENSION pgtap SCHEMA tap;
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = tap, pg_catalog', current_database()); END $$;
SET search_path = tap, pg_catalog;

-- A 32-byte hash that stands for a cookie, a key, an attempt.
CREATE FUNCTION tap.h(_name text) RETURNS bytea LANGUAGE sql IMMUTABLE
  RETURN sha256(convert_to(_name, 'UTF8'));

-- An id that stands for a row.
CREATE FUNCTION tap.id(_name text) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN md5(_name)::uuid;

-- 13 characters of Crockford base32 made of a name.
CREATE FUNCTION tap.slug(_name text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN (SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', get_byte(tap.h(_name), i) % 32 + 1, 1), '')
            FROM generate_series(0, 12) AS i);

-- The rows of a query run as a role, as JSON.
CREATE FUNCTION tap.rows_as(_role text, _query text) RETURNS SETOF jsonb LANGUAGE plpgsql
AS $$
DECLARE
  answers jsonb[];
BEGIN
  EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', _role);
  EXECUTE format('SELECT array_agg(to_jsonb(q)) FROM (%s) AS q', _query) INTO answers;
  SET LOCAL SESSION AUTHORIZATION DEFAULT;
  RETURN QUERY SELECT unnest(answers);
END
$$;

-- Call a function of a worker's schema as that worker; arguments as text, like a client would bind them.
-- The one row comes back as JSON (NULL for none), a scalar as its own JSON value.
CREATE FUNCTION tap.call(_function text, VARIADIC _args text[] DEFAULT '{}') RETURNS jsonb LANGUAGE plpgsql
AS $$
DECLARE
  args text := (SELECT coalesce(string_agg(quote_nullable(a), ', ' ORDER BY n), '')
                  FROM unnest(_args) WITH ORDINALITY AS u (a, n));
BEGIN
  RETURN (SELECT r -> 'r' FROM tap.rows_as('acho_' || split_part(_function, '.', 1),
                                          format('SELECT r FROM %s(%s) AS r', _function, args)) AS r LIMIT 1);
END
$$;

-- A rule is a view of what breaks it. It holds when the view is empty, and bites: each of _plants, a statement that
-- breaks it and is undone, must show in the view.
CREATE FUNCTION tap.rule(_view text, _what text, VARIADIC _plants text[]) RETURNS SETOF text LANGUAGE plpgsql
AS $$
DECLARE
  plant text;
  found bigint;
BEGIN
  RETURN NEXT is_empty('SELECT * FROM ' || _view, _what);
  FOREACH plant IN ARRAY _plants LOOP
    BEGIN
      EXECUTE plant;
      EXECUTE 'SELECT count(*) FROM ' || _view INTO found;
      RAISE EXCEPTION 'undo' USING ERRCODE = 'TB001';
    EXCEPTION WHEN SQLSTATE 'TB001' THEN
    END;
    RETURN NEXT cmp_ok(found, '>', 0::bigint, '  and bites: ' || regexp_replace(plant, '\s+', ' ', 'g'));
  END LOOP;
END
$$;

-- The courier has counted anew what the reports have counted ahead.
CREATE FUNCTION tap.refresh() RETURNS boolean LANGUAGE sql
AS $$ SELECT (q ->> 'done')::boolean FROM tap.rows_as('acho_courier', 'SELECT report.refresh() AS done') AS q $$;

-- So many accounts that the reports are counted ahead: bare ones, of 2020, whose slugs begin with zzz.
CREATE FUNCTION tap.crowd() RETURNS void LANGUAGE sql
AS $$ INSERT INTO tenant.account (account_id, slug, company, contact, locale, created_at)
      SELECT -n, 'zzz' || lpad(n::text, 10, '0'), 'Crowd', 'Crowd', 'en', timestamptz '2020-01-01 00:00+08' FROM generate_series(1, 20001) AS n $$;

-- An account of that name with an owner <name>@example.com, who is logged in with cookie h(name).
CREATE FUNCTION tap.account(_name text) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE
  slug text := tap.slug(_name);
BEGIN
  PERFORM tap.call('signup.create', NULL, NULL, 'phc of ' || _name, slug, 'Company ' || _name, 'Contact ' || _name,
                   _name || '@example.com', NULL, 'en');
  PERFORM tap.login(_name, _name);
  RETURN slug;
END
$$;

-- Log the owner of an account in; the cookie is h(_cookie).
CREATE FUNCTION tap.login(_name text, _cookie text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM tap.call('login.attempt', tap.slug(_name), _name || '@example.com', tap.h('attempt ' || _cookie)::text, '30');
  PERFORM tap.call('login.open', tap.h('attempt ' || _cookie)::text, tap.h(_cookie)::text, NULL, '14', '90',
                   '192.0.2.1', 'Browser');
  -- A test sees the events of what it does itself.
  DELETE FROM tenant.event WHERE account_id = tap.account_id(_name) AND kind IN ('account.created', 'session.opened');
END
$$;

-- The owner of an account has a second factor: "sealed of <name>", switched on with step 100, and the recovery
-- codes h(<name> code 1) and h(<name> code 2).
CREATE FUNCTION tap.totp(_name text) RETURNS void LANGUAGE plpgsql
AS $$
DECLARE
  sealed text := convert_to('sealed of ' || _name, 'UTF8')::text;
BEGIN
  PERFORM tap.call('login.totp_store', tap.h(_name)::text, tap.slug(_name), sealed);
  PERFORM tap.call('login.totp_on', tap.h(_name)::text, tap.slug(_name), sealed, '100',
                   (tap.h(_name || ' code 1') || tap.h(_name || ' code 2'))::text, NULL, NULL);
  DELETE FROM tenant.event WHERE account_id = tap.account_id(_name) AND kind = 'totp.on';
  DELETE FROM tenant.outbox WHERE account_id = tap.account_id(_name) AND kind = 'totp_on';
END
$$;

-- What the tests may look up although no worker may.
CREATE FUNCTION tap.account_id(_name text) RETURNS bigint LANGUAGE sql STABLE
  RETURN (SELECT account_id FROM directory.slug WHERE slug = tap.slug(_name));

-- Make a session old: its password was given _ago.
CREATE FUNCTION tap.confirmed(_cookie text, _ago interval) RETURNS void LANGUAGE sql
AS $$ UPDATE directory.session SET confirmed_at = now() - _ago WHERE session_hash = tap.h(_cookie) $$;

-- A key in the pool, named; the first made is the first given.
CREATE FUNCTION tap.pool_key(_name text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM tap.call('courier.pool_add', tap.id(_name)::text, 'n of ' || _name, convert_to('pool ' || _name, 'UTF8')::text);
  UPDATE directory.key_pool SET created_at = clock_timestamp() WHERE pool_id = tap.id(_name);
END
$$;

-- Step 11 of an account, with the key of that name stored.
CREATE FUNCTION tap.oa(_name text, _key text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM tap.pool_key(_key);
  PERFORM tap.call('link.oa_put', tap.h(_name)::text, tap.slug(_name), 'OA ' || _name, '@' || _name);
  PERFORM tap.call('link.key_store', tap.h(_name)::text, tap.slug(_name), tap.id(_key)::text,
                   convert_to('sealed ' || _key, 'UTF8')::text);
END
$$;

-- Step 12 of an account, proved with that key; returns the attempt.
CREATE FUNCTION tap.login_channel(_name text, _key text) RETURNS void LANGUAGE plpgsql
AS $$
DECLARE
  put jsonb := tap.call('link.login_channel_put', tap.h(_name)::text, tap.slug(_name), '1234567890', 'kid', '10');
BEGIN
  PERFORM tap.call('link.login_channel_settle', tap.h(_name)::text, tap.slug(_name), put ->> 'attempt', NULL,
                   tap.id(_key)::text, NULL, NULL, '200', 'request');
END
$$;

-- Step 14 of an account, proved to be the token of bot U<bot>.
CREATE FUNCTION tap.token(_name text, _bot text) RETURNS void LANGUAGE plpgsql
AS $$
DECLARE
  put jsonb := tap.call('link.token_put', tap.h(_name)::text, tap.slug(_name), tap.id(_name || ' token')::text,
                        convert_to('token of ' || _name, 'UTF8')::text, 'false', '10');
BEGIN
  PERFORM tap.call('link.token_settle', tap.h(_name)::text, tap.slug(_name), put ->> 'attempt', NULL,
                   'U' || _bot, '@' || _name, NULL, 'Bot ' || _bot, NULL, '2000000000', NULL, '200', 'request');
END
$$;
