#!/bin/bash
# apply.sh - lay sql/ into an empty database, for the tests, as `acho-admin migrate --apply` does.
#
#   apply.sh SQL_DIR        connects as libpq's environment says (PGHOST, PGDATABASE), as acho_owner
#
# roles.sql, then every migration in a transaction of its own, then all functions in one (the shared
# helpers first, as the owner; the rest as the definer of their schema), then the views.
set -euo pipefail
sql=$1

run() { PGOPTIONS='-c lock_timeout=2s -c client_min_messages=warning' psql -X -q -v ON_ERROR_STOP=1 -U acho_owner "$@"; }

# The files in the order they are applied, each wrapped in the role that is to own what it makes.
functions() {
  echo 'BEGIN;'
  for schema in tenant directory signup login link courier; do
    case $schema in
      tenant | directory) ;;
      *) echo "SET LOCAL ROLE acho_${schema}_definer;" ;;
    esac
    cat "$sql/functions/$schema"/*.sql
    echo 'RESET ROLE;'
  done
  echo 'SET LOCAL ROLE acho_report_definer;'
  cat "$sql"/reporting/*.sql
  echo 'COMMIT;'
}

run -f "$sql/roles.sql"
for migration in "$sql"/migrations/[0-9][0-9][0-9][0-9]_*.sql; do
  run --single-transaction -f "$migration"
done
run -f <(functions)
