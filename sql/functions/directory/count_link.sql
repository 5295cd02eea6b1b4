-- directory.count_link: a mailed link was followed that opens nothing; it counts for the network of _ip.
--
-- problem: link.expired; once _limit others within the hour opened nothing either, link.throttled, with retry_after in
-- seconds. _limit NULL: nothing is counted. One dead link counts once, however often it is followed, and a link that
-- is good is never asked here: whoever shares a network with a guesser still comes in, and the tokens are 256 random
-- bits, so the limit keeps guesses from being made at all rather than from being right.
-- Who: definers of login and link. Locks as directory.count_place. Errors: none.
CREATE OR REPLACE FUNCTION directory.count_link(
  _token_hash bytea, _ip text, _limit integer, OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  retry_after := directory.count_place(directory.tally_key('links', NULL, _ip), coalesce(encode(_token_hash, 'hex'), ''), _limit);
  problem := CASE WHEN retry_after IS NULL THEN 'link.expired' ELSE 'link.throttled' END;
END
$$;
GRANT EXECUTE ON FUNCTION directory.count_link(bytea, text, integer) TO acho_login_definer, acho_link_definer;
