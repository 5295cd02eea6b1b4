-- directory.count_mail: count one mail against its recipient's limits, or say when to come back.
--
-- Returns NULL when the mail was counted and may go. Else nothing was counted, and the answer is when the
-- hour or day that is full ends. An hour, and a day, begins with the first mail in it. One INSERT ..
-- ON CONFLICT decides under the row's lock: however many couriers, no more than _hour and _day get through.
-- Who: definer of courier. Locks the counter's row. Errors: none.
CREATE OR REPLACE FUNCTION directory.count_mail(_key bytea, _hour integer, _day integer) RETURNS timestamptz
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO directory.mail_count AS c (mail_key, hour_count, hour_ends_at, day_count, day_ends_at)
  VALUES (_key, 1, now() + interval '1 hour', 1, now() + interval '1 day')
  ON CONFLICT (mail_key) DO UPDATE
     SET hour_count = CASE WHEN c.hour_ends_at <= now() THEN 1 ELSE c.hour_count + 1 END,
         hour_ends_at = CASE WHEN c.hour_ends_at <= now() THEN now() + interval '1 hour' ELSE c.hour_ends_at END,
         day_count = CASE WHEN c.day_ends_at <= now() THEN 1 ELSE c.day_count + 1 END,
         day_ends_at = CASE WHEN c.day_ends_at <= now() THEN now() + interval '1 day' ELSE c.day_ends_at END
   WHERE (c.hour_ends_at <= now() OR c.hour_count < _hour) AND (c.day_ends_at <= now() OR c.day_count < _day);
  IF FOUND THEN
    RETURN NULL;
  END IF;

  RETURN (SELECT greatest(CASE WHEN c.hour_count >= _hour THEN c.hour_ends_at END,
                          CASE WHEN c.day_count >= _day THEN c.day_ends_at END)
            FROM directory.mail_count AS c
           WHERE c.mail_key = _key);
END
$$;
GRANT EXECUTE ON FUNCTION directory.count_mail(bytea, integer, integer) TO acho_courier_definer;
