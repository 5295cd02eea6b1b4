# lib.bash - for tests that need several sessions which commit; sourced by the .sh files.
#
# Each test has a migrated database of its own, called after the file. Workers connect as themselves.
set -euo pipefail
export LC_ALL=C.UTF-8
# The roles' own timeouts are for production; here a slow machine must not fail what is right.
export PGOPTIONS='-c client_min_messages=warning -c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0'

PGDATABASE=$(basename "$0" .sh)
export PGDATABASE
WORK=$(mktemp -d)
trap 'rm -rf -- "$WORK"' EXIT

# What a query answers, run as a role: values only, columns separated by spaces.
as() { psql -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 -U "acho_$1" -c "$2"; }
# The same as superuser, to look and to prepare.
look() { psql -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 -U postgres -c "$1"; }

tests=0
ok() { # ok CONDITION-STATUS WHAT
  tests=$((tests + 1))
  if (($1 == 0)); then echo "ok $tests - $2"; else echo "not ok $tests - $2"; fi
}
is() { # is GOT WANTED WHAT
  if [[ $1 == "$2" ]]; then ok 0 "$3"; else ok 1 "$3"; printf '# got:    %s\n# wanted: %s\n' "$1" "$2"; fi
}
finish() { echo "1..$tests"; }

# Run a script of pgbench as a role: load ROLE CLIENTS TRANSACTIONS-EACH FILE...; its last words are in $WORK/load.
load() {
  local role=$1 clients=$2 each=$3
  shift 3
  pgbench -U "acho_$role" -n -j 2 -c "$clients" -t "$each" "${@/#/-f}" >"$WORK/load" 2>&1
}

# at_once ROLE QUERY...: each query in a session of its own, let go at the same moment; answers in $WORK/N.
# They stand waiting for a lock that is released when all have come. ROLE postgres: each query says for itself who asks.
at_once() {
  local user=acho_$1 n=0 query
  if [[ $1 == postgres ]]; then user=postgres; fi
  shift
  coproc gate { psql -X -q -A -t -U postgres 2>&1; }
  echo "SELECT pg_advisory_lock(1), 'shut';" >&"${gate[1]}"
  read -r -u "${gate[0]}"
  for query; do
    n=$((n + 1))
    psql -X -q -A -t -F ' ' -U "$user" -c "SELECT pg_advisory_lock_shared(1)" -c "$query" 2>&1 | tail -n +2 >"$WORK/$n" &
  done
  until_true "SELECT count(*) = $n FROM pg_locks JOIN pg_database ON pg_database.oid = database
               WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
  echo '\q' >&"${gate[1]}"
  wait
}

# Wait, at most some 30 s, until a query says t.
until_true() {
  local i
  for ((i = 0; i < 1500; i++)); do
    if [[ $(look "$1") == t ]]; then return 0; fi
    sleep 0.02
  done
  echo "Bail out! never came true: $1"
  exit 1
}

h() { echo "sha256('$1')"; }

# A slug out of a number.
slug() { printf 's%012d' "$1"; }

# accounts FIRST LAST: accounts with the sessions h(cookie N). oas FIRST LAST: their step 11, done, with a key.
# In one go and in the workers' skins, because starting a program a call would take most of the time.
accounts() {
  local n
  for ((n = $1; n <= $2; n++)); do
    echo "SET SESSION AUTHORIZATION acho_signup;
      SELECT problem FROM signup.create(NULL, NULL, 'phc', '$(slug "$n")', 'Company $n', 'Contact', 'owner$n@example.com', NULL, 'en');
      SET SESSION AUTHORIZATION acho_login;
      SELECT problem FROM login.attempt('$(slug "$n")', 'owner$n@example.com', $(h "attempt $n"), 30);
      SELECT problem FROM login.open($(h "attempt $n"), $(h "cookie $n"), NULL, 14, 90, NULL, NULL);"
  done | psql -X -q -v ON_ERROR_STOP=1 -U postgres >/dev/null
}
oas() {
  local n
  for ((n = $1; n <= $2; n++)); do
    echo "SET SESSION AUTHORIZATION acho_courier;
      SELECT courier.pool_add(gen_random_uuid(), 'n', '\x01');
      SET SESSION AUTHORIZATION acho_link;
      SELECT link.key_store($(h "cookie $n"), '$(slug "$n")', p.pool_id, '\x02')
        FROM link.oa_put($(h "cookie $n"), '$(slug "$n")', 'OA', '@oa$n') AS p;"
  done | psql -X -q -v ON_ERROR_STOP=1 -U postgres >/dev/null
}
pool() { as courier "SELECT courier.pool_add(gen_random_uuid(), 'n', '\x01') FROM generate_series(1, $1)" >/dev/null; }
