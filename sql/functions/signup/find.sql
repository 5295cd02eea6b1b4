-- signup.find: leave a request to mail an address its login URLs.
--
-- One row with the address's hash, whatever the address: nothing is asked, so a known one answers like
-- an unknown one. The courier finds out whether there is anything to list.
-- Problem: none. Who: acho_signup. Locks nothing. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION signup.find(_email text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO directory.find_mail (message_id, address_hash)
  VALUES (gen_random_uuid(), directory.address_hash(_email));
  PERFORM directory.tell('acho_outbox');
END
$$;
