-- courier.picture_settle: what came of fetching a leased picture.
--
-- With _bytes: it is shown from now on. Without: tried again after about 1 minute, 10 minutes, 100 minutes and 17
-- hours, then given up until LINE names another address; at once when _again is false (an address that is not asked).
-- What was fetched before stays. False, and nothing changed, when the lease is no longer held.
-- Who: acho_courier. Locks the picture. Raises 23514 for bytes that are too many or no picture's.
CREATE OR REPLACE FUNCTION courier.picture_settle(
  _lease uuid, _media_type text, _width integer, _height integer, _bytes bytea, _again boolean) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF _bytes IS NULL THEN
    UPDATE tenant.oa_picture AS p
       SET lease = NULL,
           due_at = CASE WHEN _again AND p.tries < 5
                         THEN now() + 10 ^ (p.tries - 1) * (0.8 + 0.4 * random()) * interval '1 min' END
     WHERE p.lease = _lease;
  ELSE
    UPDATE tenant.oa_picture AS p
       SET lease = NULL, due_at = NULL, fetched_at = now(),
           media_type = _media_type, width = _width, height = _height, bytes = _bytes
     WHERE p.lease = _lease;
  END IF;
  RETURN FOUND;
END
$$;
