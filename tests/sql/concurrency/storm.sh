# Everything that moves an account's linking, at once and on one account: no deadlock, no error, and what
# must go together goes together.
. "$(dirname "$0")/../lib.bash"
accounts 1 1
oas 1 1
pool 80

me="$(h 'cookie 1'), '$(slug 1)'"
cat >"$WORK/channel" <<SQL
SELECT coalesce(attempt, 0) AS attempt, coalesce(key1_id, gen_random_uuid()) AS key FROM link.login_channel_put($me, 'c', 'k', 0) \gset
SELECT problem FROM link.login_channel_settle($me, :attempt, NULL, ':key', NULL, NULL, 200, 'r');
SQL
cat >"$WORK/successor" <<SQL
SELECT coalesce(pool_id, gen_random_uuid()) AS key FROM link.key_new($me) \gset
SELECT problem FROM link.key_store($me, ':key', '\x02');
SQL
cat >"$WORK/token" <<SQL
SELECT coalesce(attempt, 0) AS attempt FROM link.token_put($me, gen_random_uuid(), '\x01', false, 0) \gset
SELECT problem FROM link.token_settle($me, :attempt, NULL, 'U1', '@b', NULL, 'B', NULL, NULL, NULL, 200, 'r');
SQL
cat >"$WORK/forget" <<SQL
SELECT problem FROM link.token_delete($me);
SELECT problem FROM link.oa_put($me, 'OA', '@' || (random() * 100)::int);
SELECT problem FROM link.checklist_put($me, random() < 0.5, random() < 0.5);
SELECT oa_state FROM link.oa($me);
SQL
cat >"$WORK/courier" <<SQL
SELECT courier.login_channel_settle(p.lease, NULL, p.key1_id, NULL, NULL, 200, 'r') FROM courier.proof_claim(1, 0) AS p WHERE p.step = 'login_channel';
SELECT courier.token_settle(p.lease, 'line.pending', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 503, 'r') FROM courier.proof_claim(1, 0) AS p WHERE p.step = 'messaging_token';
SELECT courier.pool_wanted(0);
SELECT courier.retention();
SQL
pgbench -U acho_courier -n -c 2 -t 40 -f "$WORK/courier" >"$WORK/courier.log" 2>&1 &
courier=$!
load link 6 50 "$WORK/channel" "$WORK/successor" "$WORK/token" "$WORK/forget"
ok $? 'six sessions of a merchant who cannot wait'
is "$(grep -c 'ERROR\|aborted' "$WORK/load" || true)" 0 'none of them fails'
wait "$courier"
ok $? 'nor do two couriers'
is "$(look 'SELECT count(*) FILTER (WHERE NOT successor), count(*) <= 2 FROM tenant.assertion_key')" '1 t' 'one key is in use, with one successor at most'
is "$(look 'SELECT count(*) FROM tenant.login_channel JOIN tenant.assertion_key USING (account_id, key_id)')" 1 'the channel holds with a key that is there'
is "$(look "SELECT (SELECT count(*) FROM tenant.messaging_token) = (SELECT count(*) FROM directory.bot),
                   (SELECT count(*) FROM tenant.messaging_token) = (SELECT count(*) FROM tenant.proof WHERE step = 'messaging_token' AND proved_at IS NOT NULL)")" \
  't t' 'token, Official Account and proof go together'
finish
