# Sign-ups under one Idempotency-Key, at the same time: one account, one mail, one answer.
. "$(dirname "$0")/../lib.bash"

create() { # create N KEY DIGEST
  echo "SELECT concat_ws(' ', problem, slug, prior_phc) FROM signup.create($(h "$2"), '$3', 'phc $1', '$(slug "$1")', 'C', 'C', 'owner@example.com', NULL, 'en')"
}

queries=()
for n in {1..20}; do queries+=("$(create "$n" key '\x01')"); done
at_once signup "${queries[@]}"
winner=$(look 'SELECT slug FROM tenant.account')
is "$(look 'SELECT count(*) FROM tenant.account')" 1 'twenty sessions, one account'
is "$(look 'SELECT count(*) FROM tenant.outbox')" 1 'one mail'
is "$(cat "$WORK"/{1..20} | cut -d' ' -f1 | sort -u)" "$winner" 'all twenty got its slug'
is "$(cat "$WORK"/{1..20} | grep -c "^$winner phc ${winner: -2:2}\$\|^$winner phc ${winner: -1:1}\$")" 19 'and all but the first the password hash to check'

# While the first try runs the second waits; when the first fails the second makes the account.
coproc first { psql -X -q -A -t -U acho_signup 2>&1; }
echo "BEGIN; $(create 30 slow '\x01');" >&"${first[1]}"
read -r -u "${first[0]}"
is "$(as signup "$(create 32 quick '\x01')")" "$(slug 32)" 'a sign-up under another key, or none, waits for nobody'
psql -X -q -A -t -U acho_signup -c "$(create 31 slow '\x01')" >"$WORK/second" &
second=$!
until_true "SELECT count(*) = 1 FROM pg_stat_activity WHERE usename = 'acho_signup' AND wait_event_type = 'Lock'"
ok 0 'the second try waits for the first'
echo 'ROLLBACK;' >&"${first[1]}"
wait "$second"
is "$(cat "$WORK/second")" "$(slug 31)" 'when the first fails, the second makes the account'
is "$(look "SELECT count(*) FROM tenant.account WHERE slug IN ('$(slug 30)', '$(slug 31)')")" 1 'and it is the only one'

# When the first succeeds the second has its answer, or is told that the key was another body's.
echo "BEGIN; $(create 40 slow2 '\x01');" >&"${first[1]}"
read -r -u "${first[0]}"
psql -X -q -A -t -U acho_signup -c "$(create 41 slow2 '\x01')" >"$WORK/same" &
same=$!
psql -X -q -A -t -U acho_signup -c "$(create 42 slow2 '\x02')" >"$WORK/other" &
other=$!
until_true "SELECT count(*) = 2 FROM pg_stat_activity WHERE usename = 'acho_signup' AND wait_event_type = 'Lock'"
printf 'COMMIT;\n\\q\n' >&"${first[1]}"
wait "$same" "$other"
is "$(cat "$WORK/same")" "$(slug 40) phc 40" 'when the first succeeds, the second has its answer'
is "$(cat "$WORK/other")" 'signup.key_reused' 'and another body under that key is refused'
is "$(look "SELECT count(*) FROM tenant.account WHERE slug IN ('$(slug 40)', '$(slug 41)', '$(slug 42)')")" 1 'one account'
finish
