# lib.bash - for tests that need several sessions which commit; sourced by the .sh files beside it.
#
# Each test gets a migrated database of its own, called after the file. Workers connect as themselves.
set -euo pipefail
export LC_ALL=C.UTF-8
# The roles' own timeouts are for production; here a slow machine must not fail what is right.
export PGOPTIONS='-c client_min_messages=warning -c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0'

PGDATABASE=$(basename "$0" .sh)
export PGDATABASE
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

psql -X -q -U postgres -d postgres -v ON_ERROR_STOP=1 -c "CREATE DATABASE $PGDATABASE OWNER acho_owner TEMPLATE acho"
psql -X -q -U acho_owner -v ON_ERROR_STOP=1 -f "$ACHO_SQL_DIR/roles.sql"

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

# Run a script of pgbench as a role: load ROLE CLIENTS TRANSACTIONS-EACH FILE...; its last words are in $work/load.
load() {
  local role=$1 clients=$2 each=$3
  shift 3
  pgbench -U "acho_$role" -n -j 2 -c "$clients" -t "$each" "${@/#/-f}" >"$work/load" 2>&1
}

# at_once ROLE QUERY...: each query in a session of its own, let go at the same moment; answers in $work/N.
# They stand waiting for a lock that is released when all have come.
at_once() {
  local role=$1 n=0 query
  shift
  coproc gate { psql -X -q -A -t -U postgres 2>&1; }
  echo "SELECT pg_advisory_lock(1), 'shut';" >&"${gate[1]}"
  read -r -u "${gate[0]}"
  for query; do
    n=$((n + 1))
    psql -X -q -A -t -F ' ' -U "acho_$role" -c "SELECT pg_advisory_lock_shared(1)" -c "$query" 2>&1 | tail -n +2 >"$work/$n" &
  done
  until_true "SELECT count(*) = $n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
  echo '\q' >&"${gate[1]}"
  wait
}

# Wait, at most 10 s, until a query says t.
until_true() {
  local i
  for ((i = 0; i < 500; i++)); do
    if [[ $(look "$1") == t ]]; then return 0; fi
    sleep 0.02
  done
  echo "Bail out! never came true: $1"
  exit 1
}

h() { echo "sha256('$1')"; }

# A slug out of a number.
slug() { printf 's%012d' "$1"; }

# account N: an account with the session h(cookie N), step 11 done, and a key.
account() {
  local s
  s=$(slug "$1")
  as signup "SELECT problem FROM signup.create(NULL, NULL, 'phc', '$s', 'Company $1', 'Contact', 'owner$1@example.com', NULL, 'en')" >/dev/null
  as login "SELECT problem FROM login.attempt('$s', 'owner$1@example.com', $(h "attempt $1"), 30);
            SELECT problem FROM login.open($(h "attempt $1"), $(h "cookie $1"), NULL, 14, 90, NULL, NULL)" >/dev/null
}
oa() {
  local key
  as courier "SELECT courier.pool_add(gen_random_uuid(), 'n', '\x01')" >/dev/null
  key=$(as link "SELECT pool_id FROM link.oa_put($(h "cookie $1"), '$(slug "$1")', 'OA', '@oa$1')")
  as link "SELECT problem FROM link.key_store($(h "cookie $1"), '$(slug "$1")', '$key', '\x02')" >/dev/null
}
