-- directory.tell: wake the courier when this transaction commits.
--
-- NOTIFY makes commits queue up behind one lock of the whole cluster, fsync and all: measured, eight
-- sign-ups at once fell from 2,600 to 300 a second. One notice is as good as many, so of the
-- transactions that run at the same time only one gives it. Another that commits a moment later may
-- go unheard; the courier looks by itself every second.
-- Who: definers of signup, login, link, courier and admin. Takes an advisory lock, never waits for it. Errors: none.
CREATE OR REPLACE FUNCTION directory.tell(_channel text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF pg_try_advisory_xact_lock(hashtext('directory.tell'), hashtext(_channel)) THEN
    PERFORM pg_notify(_channel, '');
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION directory.tell(text)
   TO acho_signup_definer, acho_login_definer, acho_link_definer, acho_courier_definer, acho_admin_definer;
