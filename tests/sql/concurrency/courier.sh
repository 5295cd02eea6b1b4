# Two couriers at once: no mail, no paste and no key is given to both; NOTIFY reaches them.
. "$(dirname "$0")/../lib.bash"

# Hear of a mail.
coproc ear { psql -X -q -A -t -U acho_courier 2>&1; }
echo "LISTEN acho_outbox; LISTEN acho_pool; LISTEN acho_proof; SELECT 'listening';" >&"${ear[1]}"
read -r -u "${ear[0]}"
heard() { # heard CHANNEL: within 10 s
  local i line
  for ((i = 0; i < 500; i++)); do
    echo "SELECT 'silence';" >&"${ear[1]}"
    while read -r -t 5 -u "${ear[0]}" line && [[ $line != silence ]]; do
      if [[ $line == *"\"$1\""* ]]; then return 0; fi
    done
    # psql says what it heard after the answer; give it one more turn.
    sleep 0.02
  done
  return 1
}
accounts 1 1
heard acho_outbox && ok 0 'a sign-up is heard on acho_outbox' || ok 1 'a sign-up is heard on acho_outbox'
as link "SELECT problem FROM link.oa_put($(h 'cookie 1'), '$(slug 1)', 'OA', '@oa')" >/dev/null
heard acho_pool && ok 0 'an empty pool on acho_pool' || ok 1 'an empty pool on acho_pool'
echo '\q' >&"${ear[1]}"

accounts 2 10
echo 'SELECT * FROM courier.mail_claim(60);' >"$WORK/mail"
load courier 4 6 "$WORK/mail"
ok $? 'four couriers claim 24 times'
is "$(look 'SELECT count(*), count(DISTINCT lease), min(tries), max(tries) FROM tenant.outbox')" '10 10 1 1' 'each of ten mails was given to one'

# Ten accounts wait for a key, six keys are there.
for n in {1..10}; do echo "SELECT problem FROM link.oa_put($(h "cookie $n"), '$(slug "$n")', 'OA', '@oa$n');"; done |
  psql -X -q -U acho_link >/dev/null
pool 6
echo 'SELECT * FROM courier.key_claim(60);' >"$WORK/key"
load courier 4 5 "$WORK/key"
ok $? 'four couriers claim keys'
is "$(look 'SELECT count(*), count(DISTINCT account_id), count(DISTINCT lease) FROM directory.key_pool')" '6 6 6' 'six accounts got one key each'
is "$(look 'SELECT count(*) FROM directory.key_wanted WHERE due_at <= now()')" 4 'four wait on'

# The worker of the request and a courier, for one account.
look 'DELETE FROM directory.key_pool; UPDATE directory.key_wanted SET due_at = now()'
pool 20
cat >"$WORK/both" <<SQL
SELECT coalesce(pool_id, gen_random_uuid()) AS pool_id FROM link.oa_put($(h 'cookie 1'), '$(slug 1)', 'OA', '@oa1') \gset
SELECT problem FROM link.key_store($(h 'cookie 1'), '$(slug 1)', :'pool_id', '\x02');
SQL
sed -i "s/:'pool_id'/':pool_id'/" "$WORK/both"
echo 'SELECT courier.key_store(lease, pool_sealed) FROM courier.key_claim(60);' >"$WORK/key"
load courier 4 5 "$WORK/key" &
pgbench -U acho_link -n -c 4 -t 5 -f "$WORK/both" >"$WORK/link" 2>&1
ok $? 'the worker of a request at the same time'
wait
is "$(look 'SELECT count(*), count(DISTINCT account_id) FROM tenant.assertion_key')" '10 10' 'in the end each account has one key'
is "$(look 'SELECT count(*) FROM directory.key_wanted')" 0 'and nobody waits'

# Pastes.
for n in {1..10}; do echo "SELECT problem FROM link.login_channel_put($(h "cookie $n"), '$(slug "$n")', 'c', 'k', 0);"; done |
  psql -X -q -U acho_link >/dev/null
echo 'SELECT lease FROM courier.proof_claim(3, 60);' >"$WORK/proof"
load courier 4 3 "$WORK/proof"
ok $? 'four couriers claim pastes, three at a time'
is "$(look 'SELECT count(*), count(DISTINCT lease), min(tries), max(tries) FROM tenant.proof')" '10 10 1 1' 'each was given to one'
finish
