# Suspending and deleting while people log in and link, and several couriers that erase at once.
. "$(dirname "$0")/../lib.bash"
accounts 1 9
oas 1 9
id() { look "SELECT account_id FROM directory.slug WHERE slug = '$(slug "$1")'"; }

# A login whose password was checked before the operator came opens nothing, or a session that ends.
logins=()
for n in {1..6}; do
  as login "SELECT problem FROM login.attempt('$(slug 1)', 'owner1@example.com', $(h "race $n"), 30)" >/dev/null
  logins+=("SET SESSION AUTHORIZATION acho_login; SELECT coalesce(problem, 'in') FROM login.open($(h "race $n"), $(h "race cookie $n"), NULL, 14, 90, NULL, NULL)")
done
at_once postgres "${logins[@]}" "SET SESSION AUTHORIZATION acho_admin; SELECT coalesce(problem, 'suspended') FROM admin.suspend('$(slug 1)') AS problem"
is "$(cat "$WORK"/7)" suspended 'the account is suspended'
is "$(cat "$WORK"/[1-6] | grep -cvE '^(in|login.failed)$' || true)" 0 'each login was in time or came to nothing'
is "$(look "SELECT (SELECT count(*) FROM directory.session WHERE account_id = $(id 1)), (SELECT count(*) FROM tenant.session WHERE account_id = $(id 1))")" '0 0' \
  'and whoever was in is out'

# One that begins and ends while the operator's transaction is open waits for it.
coproc operator { psql -X -q -A -t -U postgres 2>&1; }
echo "BEGIN; SET LOCAL SESSION AUTHORIZATION acho_admin; SELECT coalesce(admin.suspend('$(slug 7)'), 'suspended');" >&"${operator[1]}"
read -r -u "${operator[0]}"
as login "SELECT problem FROM login.attempt('$(slug 7)', 'owner7@example.com', $(h late), 30)" >/dev/null
as login "SELECT coalesce(problem, 'in') FROM login.open($(h late), $(h 'late cookie'), NULL, 14, 90, NULL, NULL)" >"$WORK/late" &
late=$!
until_true "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'acho_login' AND wait_event_type = 'Lock'"
echo 'COMMIT; \q' >&"${operator[1]}"
wait "$late"
is "$(cat "$WORK/late")" login.failed 'a login that comes in between waits, and comes to nothing'

# Deletion is asked for while LINE's answer to a token comes in: the Official Account is not kept without its token.
for n in 2 3 4 5; do
  attempt=$(as link "SELECT attempt FROM link.token_put($(h "cookie $n"), '$(slug "$n")', gen_random_uuid(), '\x01', false, 60)")
  at_once link "SELECT coalesce(s.problem, s.state) FROM link.token_settle($(h "cookie $n"), '$(slug "$n")', $attempt, NULL, 'U$n', '@b', NULL, 'B', NULL, NULL, NULL, 200, 'r') AS s" \
    "SELECT coalesce(problem, 'asked') FROM link.deletion_ask($(h "cookie $n"), '$(slug "$n")', 'Company $n', NULL, 'r')"
  is "$(cat "$WORK"/2)" asked "account $n is to be deleted"
  is "$(look "SELECT (SELECT count(*) FROM directory.bot WHERE account_id = $(id "$n")), (SELECT count(*) FROM tenant.messaging_token WHERE account_id = $(id "$n"))")" '0 0' \
    'and has no Official Account'
done

# Asked twice at once: one mail. Kept and asked again at once: one of the two holds.
at_once link "SELECT coalesce(problem, 'asked') FROM link.deletion_ask($(h 'cookie 6'), '$(slug 6)', 'Company 6', NULL, 'r')" \
  "SELECT coalesce(problem, 'asked') FROM link.deletion_ask($(h 'cookie 6'), '$(slug 6)', 'Company 6', NULL, 'r')"
is "$(look "SELECT count(*) FROM tenant.outbox WHERE account_id = $(id 6) AND kind = 'account_closing'")" 1 'asked twice at once, the owner gets one mail'

# Four couriers erase five accounts: each goes once.
gone="$(id 2), $(id 3), $(id 4), $(id 5), $(id 6)"
look "UPDATE tenant.account SET closing_at = now() - interval '15 days' WHERE account_id IN ($gone)"
echo 'SELECT courier.erase();' >"$WORK/erase"
load courier 4 10 "$WORK/erase"
is "$(look "SELECT count(*), count(DISTINCT account_id) FROM tenant.outbox WHERE kind = 'account_deleted'")" '5 5' 'each owner is told once'
look "UPDATE tenant.outbox SET state = 'delivered' WHERE kind = 'account_deleted'"
load courier 4 10 "$WORK/erase"
is "$(grep -ciE 'error|deadlock' "$WORK/load" || true)" 0 'nobody ran into a deadlock'
is "$(look "SELECT (SELECT sum(accounts) FROM directory.departure), (SELECT count(*) FROM directory.spent_slug), (SELECT count(*) FROM tenant.account WHERE account_id IN ($gone))")" \
  '5 5 0' 'each goes once'
is "$(look 'SELECT count(*) FROM tenant.account')" 4 'the others stay'
finish
