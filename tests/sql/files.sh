# What stands in sql/ is what stands in the database, and each function has its test.
. "$(dirname "$0")/lib.bash"
here=$(dirname "$0")

in_files() { (cd "$ACHO_SQL_DIR/functions" && find . -name '*.sql') | sed 's,^\./,,; s,/,.,; s,\.sql$,,' | sort; }
in_reporting() { (cd "$ACHO_SQL_DIR/reporting" && printf '%s\n' *.sql); }
in_tests() { (cd "$here" && find tenant directory signup login link courier admin report -name '*.sql') | grep -vxFf <(in_reporting | sed 's,^,report/,') | sed 's,/,.,; s,\.sql$,,' | sort; }
in_catalogue() {
  look "SELECT n.nspname || '.' || p.proname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('tenant', 'directory', 'signup', 'login', 'link', 'courier', 'admin', 'report')" | sort
}
by_hand=tenant.current_account # made by the first migration, because the policies of the next ones need it

is "$(in_catalogue | grep -vx "$by_hand")" "$(in_files)" 'a function, a file of its name; no overloads, nothing left over'
is "$(in_tests | grep -vx "$by_hand")" "$(in_files)" 'a function, a test of its name'
is "$(look "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'report'::regnamespace AND c.relkind IN ('v', 'm')" | sort)" \
  "$(in_reporting | sed 's,\.sql$,,' | sort)" 'a view, a file of its name'
is "$(in_reporting | grep -vxFf <(cd "$here/report" && printf '%s\n' *.sql) || true)" '' 'a view, a test of its name'
is "$(head -qn 1 "$ACHO_SQL_DIR"/migrations/*.sql | grep -cvE '^-- previous-binary: (runs|stops)$' || true)" 0 \
  'each migration says whether the previous release runs on it'
is "$(cd "$ACHO_SQL_DIR/migrations" && printf '%s\n' *.sql | cut -c1-4)" \
  "$(seq -f %04g "$(find "$ACHO_SQL_DIR/migrations" -name '*.sql' | wc -l)")" 'migrations are numbered without a gap'

# Roles, functions and views are applied again at every upgrade.
schema() { pg_dump -U postgres --schema-only | grep -v "^.\(un\)\?restrict "; }
before=$(schema)
ACHO_MIGRATE_DB="host=$PGHOST user=acho_owner dbname=$PGDATABASE" "$ACHO_ADMIN" migrate --apply >"$WORK/again"
is "$(diff <(echo "$before") <(echo "$(schema)") | head -n 20)" '' 'applied again they change nothing'
finish
