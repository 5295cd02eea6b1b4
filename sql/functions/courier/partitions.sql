-- courier.partitions: make the months of tenant.event ahead, drop those past their time; returns how many.
--
-- This month and the next two; older than acho.audit_days days (a setting of the session or transaction,
-- never less than 90) goes. Where it is not set nobody knows how long they are to be kept, so all stay: an
-- upgrade asks like that, for the months ahead alone. Meant for once a day.
-- The one function of the courier that belongs to the owner of the tables: nobody else may make or drop
-- them. It takes no argument and acts on tenant.event alone.
-- Who: acho_courier. Making a month stops no writer. To drop one, everybody who reads or writes events
-- is kept out for a moment; if that cannot be had within 0.2 s, it is left for the next time.
-- Raises 55P03 when somebody else is in the way of making one: ask again later.
DO $$ BEGIN EXECUTE format('GRANT USAGE, CREATE ON SCHEMA courier TO %I', session_user); END $$;
RESET ROLE;
CREATE OR REPLACE FUNCTION courier.partitions() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  days CONSTANT integer := nullif(current_setting('acho.audit_days', true), '')::integer;
  kept CONSTANT interval := CASE WHEN days IS NOT NULL THEN make_interval(days => greatest(90, days)) END;
  this_month CONSTANT timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
  strays boolean;
  month timestamp := this_month;
  low timestamptz;
  high timestamptz;
  name text;
  changed integer := 0;
  ignored text;
BEGIN
  -- One at a time; readers and writers go on.
  LOCK TABLE tenant.event IN SHARE UPDATE EXCLUSIVE MODE;
  ignored := set_config('lock_timeout', '200ms', true);
  strays := pg_relation_size('tenant.event_default') > 0;

  -- Rows that came while nobody made partitions: they are moved to where they belong. The policies are
  -- lifted from that one table, which shows nothing to anybody but the owner, for this transaction.
  IF strays THEN
    ALTER TABLE tenant.event_default NO FORCE ROW LEVEL SECURITY;
    DELETE FROM tenant.event_default AS e WHERE e.at < now() - kept;
    SELECT least(month, date_trunc('month', min(e.at) AT TIME ZONE 'UTC')) INTO month FROM tenant.event_default AS e;
  END IF;

  WHILE month <= this_month + interval '2 months' LOOP
    name := to_char(month, '"event_"YYYY_MM');
    IF to_regclass(format('tenant.%I', name)) IS NULL THEN
      low := month AT TIME ZONE 'UTC';
      high := (month + interval '1 month') AT TIME ZONE 'UTC';
      EXECUTE format('CREATE TABLE tenant.%I (LIKE tenant.event INCLUDING ALL)', name);
      EXECUTE format('COMMENT ON TABLE tenant.%I IS %L', name, 'Events of ' || to_char(month, 'YYYY-MM') || ', UTC.');
      IF strays THEN
        EXECUTE format('WITH moved AS (DELETE FROM tenant.event_default AS e WHERE e.at >= $1 AND e.at < $2 RETURNING e.*)
                        INSERT INTO tenant.%I SELECT * FROM moved', name) USING low, high;
      END IF;
      EXECUTE format('ALTER TABLE tenant.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE tenant.event ATTACH PARTITION tenant.%I FOR VALUES FROM (%L) TO (%L)', name, low, high);
      changed := changed + 1;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  IF strays THEN
    ALTER TABLE tenant.event_default FORCE ROW LEVEL SECURITY;
  END IF;

  FOR name IN
    SELECT c.relname
      FROM pg_inherits AS i
      JOIN pg_class AS c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'tenant.event'::regclass AND c.relname ~ '^event_\d{4}_\d{2}$'
       AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= now() - kept
  LOOP
    BEGIN
      EXECUTE format('DROP TABLE tenant.%I', name);
      changed := changed + 1;
    EXCEPTION WHEN lock_not_available THEN
      EXIT;
    END;
  END LOOP;
  RETURN changed;
END
$$;
SELECT courier.partitions();
SET LOCAL ROLE acho_courier_definer;
DO $$ BEGIN EXECUTE format('REVOKE ALL ON SCHEMA courier FROM %I', session_user); END $$;
