-- courier.watch_settle: what LINE said about a leased value that was proved before.
--
-- _code NULL: LINE takes it. A refusal is a code other than line.pending with a status of 400 to 499, but
-- not 429; anything else says nothing. vault.unreadable, for which LINE was not asked, needs no second time.
-- Answers:
--   healthy    LINE takes it; asked again in _every_seconds, more or less a tenth
--   doubted    a first refusal; asked again in _confirm_seconds
--   refuted    refused again, at least _confirm_seconds after the first time. It stays watched
--   recovered  it was refuted and LINE takes it again
--   unclear    LINE said neither; asked again within _confirm_seconds, or later if LINE said so (_retry_after), and nothing else has changed. Where the value
--              is locked (vault.locked) there is one event, and locked_at until it opens; nobody is told
--   NULL       the lease is no longer held: another value is proved, or this one is gone; nothing changed
-- Becoming refuted, and recovering, is one event and one mail to the owner each.
-- _picture_url: where LINE keeps the Official Account's picture, '' when it has none, NULL when LINE has not said. Another
-- one than before is fetched anew.
-- Who: acho_courier. Locks the watch, the token, the picture. Tells acho_outbox, acho_picture. Errors: none.
DROP FUNCTION IF EXISTS courier.watch_settle(uuid, text, integer, text, text, integer, integer),
  courier.watch_settle(uuid, text, integer, text, text, integer, integer, text);
CREATE OR REPLACE FUNCTION courier.watch_settle(
  _lease uuid, _code text, _line_status integer, _line_request_id text, _line_call text,
  _every_seconds integer, _confirm_seconds integer, _picture_url text DEFAULT NULL, _retry_after integer DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  confirm CONSTANT interval := _confirm_seconds * interval '1 s';
  damaged CONSTANT boolean := coalesce(_code = 'vault.unreadable', false);
  refused CONSTANT boolean := damaged OR coalesce(_code <> 'line.pending' AND _line_status BETWEEN 400 AND 499 AND _line_status <> 429, false);
  watched record;
  outcome text;
  entered text;
BEGIN
  SELECT w.account_id, w.step, w.refused_at, w.refuted_at, w.locked_at INTO watched
    FROM tenant.watch AS w
   WHERE w.lease = _lease
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;

  outcome := CASE WHEN _code IS NULL AND watched.refuted_at IS NULL THEN 'healthy'
                  WHEN _code IS NULL THEN 'recovered'
                  WHEN NOT refused THEN 'unclear'
                  WHEN damaged OR watched.refuted_at IS NOT NULL OR watched.refused_at <= now() - confirm THEN 'refuted'
                  ELSE 'doubted' END;
  IF outcome = 'unclear' THEN
    UPDATE tenant.watch AS w
       SET lease = NULL, due_at = now() + greatest((0.5 + 0.5 * random()) * confirm, least(coalesce(_retry_after, 0), 3600) * interval '1 s'),
           locked_at = CASE WHEN _code = 'vault.locked' THEN coalesce(w.locked_at, now()) END
     WHERE w.account_id = watched.account_id AND w.step = watched.step;
    IF _code = 'vault.locked' AND watched.locked_at IS NULL THEN
      entered := set_config('acho.account', watched.account_id::text, true);
      PERFORM tenant.record_event('vault.unreadable', watched.step, _code, NULL, NULL, NULL);
    END IF;
    RETURN outcome;
  END IF;

  UPDATE tenant.watch AS w
     SET lease = NULL, tries = 0, locked_at = NULL, checked_at = now(), code = _code,
         refused_at = CASE WHEN refused THEN coalesce(w.refused_at, now()) END,
         refuted_at = CASE WHEN outcome = 'refuted' THEN coalesce(w.refuted_at, now()) END,
         due_at = CASE WHEN outcome = 'doubted' THEN coalesce(w.refused_at, now()) + confirm
                       ELSE now() + (0.9 + 0.2 * random()) * _every_seconds * interval '1 s' END,
         line_call = _line_call, line_status = _line_status, line_request_id = _line_request_id
   WHERE w.account_id = watched.account_id AND w.step = watched.step;

  IF _code IS NULL AND watched.step = 'messaging_token' AND _picture_url IS NOT NULL THEN
    entered := set_config('acho.account', watched.account_id::text, true);
    UPDATE tenant.messaging_token AS m SET picture_url = nullif(_picture_url, '')
     WHERE m.account_id = watched.account_id AND m.picture_url IS DISTINCT FROM nullif(_picture_url, '');
    PERFORM tenant.want_picture(nullif(_picture_url, ''));
  END IF;
  IF outcome = 'recovered' OR outcome = 'refuted' AND watched.refuted_at IS NULL THEN
    entered := set_config('acho.account', watched.account_id::text, true);
    PERFORM tenant.record_event(CASE WHEN damaged THEN 'vault.unreadable' ELSE 'watch.' || outcome END, watched.step, _code, _line_call, _line_status, _line_request_id);
    PERFORM tenant.mail_owner(CASE WHEN damaged THEN 'vault_unreadable'
                                   ELSE watched.step || CASE outcome WHEN 'refuted' THEN '_broken' ELSE '_recovered' END END);
  END IF;
  RETURN outcome;
END
$$;
