-- directory.tally_key: which tally an address, or a network, counts on.
--
-- _what: 'address', with the hash of one; 'network', 'sign-ups' or 'links', with the text of an IP address. A network is the /24
-- of an IPv4 and the /56 of an IPv6 address: what one customer of a provider, or one rented server, can easily change
-- within. IPv4 in IPv6's clothes counts as IPv4; what is no address is a network of its own.
-- Who: definers of login, signup and link. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.tally_key(_what text, _address_hash bytea, _ip text) RETURNS bytea
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  whose bytea := coalesce(_address_hash, convert_to(coalesce(_ip, ''), 'UTF8'));
  ip inet;
BEGIN
  IF _address_hash IS NULL THEN
    BEGIN
      ip := regexp_replace(_ip, '^::ffff:(?=[0-9.]+$)', '', 'i')::inet;
      whose := convert_to(network(set_masklen(ip, CASE family(ip) WHEN 4 THEN 24 ELSE 56 END))::text, 'UTF8');
    EXCEPTION WHEN invalid_text_representation OR null_value_not_allowed THEN
      NULL;
    END;
  END IF;
  RETURN sha256(convert_to(_what, 'UTF8') || '\x00'::bytea || coalesce(whose, ''));
END
$$;
GRANT EXECUTE ON FUNCTION directory.tally_key(text, bytea, text) TO acho_login_definer, acho_signup_definer, acho_link_definer;
