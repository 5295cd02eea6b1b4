-- courier.accounts: how many accounts there are, and how many of them hold what LINE has proved.
--
-- For a dashboard; report.onboarding_funnel says more, and where they stop.
-- Who: acho_courier. Locks nothing; counts four tables, a fraction of a second at a million accounts: ask it now and
-- then. Errors: none.
CREATE OR REPLACE FUNCTION courier.accounts()
  RETURNS TABLE (signed_up bigint, oa_entered bigint, login_channel_proved bigint, token_proved bigint)
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT (SELECT count(*) FROM tenant.account),
         (SELECT count(*) FROM tenant.oa),
         (SELECT count(*) FROM tenant.login_channel),
         (SELECT count(*) FROM tenant.messaging_token)
$$;
