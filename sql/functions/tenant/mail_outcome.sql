-- tenant.mail_outcome: tell the owner of the account that is set how a proof ended after they had left.
--
-- _state is proved or refuted; the mail's kind is <step>_<state>, such as login_channel_proved.
-- Who: definer of courier. Locks nothing. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION tenant.mail_outcome(_step text, _state text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient)
  SELECT m.account_id, gen_random_uuid(), _step || '_' || _state, m.email
    FROM tenant.member AS m
   WHERE m.account_id = tenant.current_account() AND m.role = 'owner';
  PERFORM directory.tell('acho_outbox');
END
$$;
GRANT EXECUTE ON FUNCTION tenant.mail_outcome(text, text) TO acho_courier_definer;
