-- signup.create: make an account, its owner and the welcome mail; one transaction, all or nothing.
--
-- _key_hash is the hash of the Idempotency-Key, NULL without one. A key used within 24 hours makes
-- nothing: with another digest the problem is signup.key_reused; with the same digest the first slug
-- comes back together with the password hash of then (prior_phc), and the worker checks the password
-- against that before it answers as it did the first time. While the first try still runs, the second
-- waits for it on the key's row; when the first one fails, the second becomes the first.
--
-- _terms: the version of the terms that whoever signs up has agreed to; NULL: nobody was asked.
--
-- The network of _ip makes _ip_limit accounts an hour; NULL: any number. What a key answers again is no account more.
-- Problem: signup.key_reused; signup.throttled, with retry_after in seconds.
--
-- An address may own any number of accounts: nothing here asks whether it owns one already.
-- Who: acho_signup. Locks the key's row, then the network's tally. Raises 23505 if the slug exists or did once (65 random bits: never).
-- Tells acho_outbox.
DROP FUNCTION IF EXISTS signup.create(bytea, bytea, text, text, text, text, text, text, text),
  signup.create(bytea, bytea, text, text, text, text, text, text, text, text, text, text);
CREATE OR REPLACE FUNCTION signup.create(
  _key_hash bytea, _digest bytea, _phc text, _slug text,
  _company text, _contact text, _email text, _phone text, _locale text,
  _terms text DEFAULT NULL, _ip text DEFAULT NULL, _request_id text DEFAULT NULL, _ip_limit integer DEFAULT NULL,
  OUT problem text, OUT slug text, OUT prior_phc text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  prior record;
  account bigint;
  member uuid := gen_random_uuid();
  entered text;
BEGIN
  IF _key_hash IS NOT NULL THEN
    INSERT INTO directory.idempotency AS i (key_hash, digest, phc, slug)
    VALUES (_key_hash, _digest, _phc, _slug)
    ON CONFLICT (key_hash) DO UPDATE
       SET digest = excluded.digest, phc = excluded.phc, slug = excluded.slug, created_at = now()
     WHERE i.created_at <= now() - interval '24 hours';
    IF NOT FOUND THEN
      SELECT i.digest, i.phc, i.slug INTO prior
        FROM directory.idempotency AS i
       WHERE i.key_hash = _key_hash;
      IF prior.digest IS DISTINCT FROM _digest THEN
        problem := 'signup.key_reused';
      ELSE
        slug := prior.slug;
        prior_phc := prior.phc;
      END IF;
      RETURN;
    END IF;
  END IF;

  retry_after := directory.count_place(directory.tally_key('sign-ups', NULL, _ip), _slug, _ip_limit);
  IF retry_after IS NOT NULL THEN
    DELETE FROM directory.idempotency AS i WHERE i.key_hash = _key_hash;
    problem := 'signup.throttled';
    RETURN;
  END IF;

  IF EXISTS (SELECT FROM directory.spent_slug AS s WHERE s.slug_hash = sha256(convert_to(_slug, 'UTF8'))) THEN
    RAISE EXCEPTION 'this slug was somebody''s' USING ERRCODE = '23505';
  END IF;
  INSERT INTO directory.slug AS g (slug) VALUES (_slug) RETURNING g.account_id INTO account;
  INSERT INTO directory.address (address_hash, account_id)
  VALUES (directory.address_hash(_email), account);
  entered := set_config('acho.account', account::text, true);

  INSERT INTO tenant.account (account_id, slug, company, contact, phone, locale)
  VALUES (account, _slug, _company, _contact, _phone, _locale);
  INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
  VALUES (account, member, _email, directory.address_hash(_email), 'owner', _phc);
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
  VALUES (account, gen_random_uuid(), 'welcome', _email, member);
  PERFORM tenant.record_act('account.created', member, _ip, _request_id);
  IF _terms IS NOT NULL THEN
    INSERT INTO tenant.consent (account_id, version, member_id, ip) VALUES (account, _terms, member, nullif(_ip, ''));
    PERFORM tenant.record_act('consent.given', member, _ip, _request_id);
  END IF;
  PERFORM directory.tell('acho_outbox');

  slug := _slug;
END
$$;
