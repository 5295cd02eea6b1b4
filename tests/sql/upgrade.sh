# Migrations that change what is in the tables, run on tables that hold something.
. "$(dirname "$0")/lib.bash"
look "CREATE DATABASE upgrade_from OWNER acho_owner"
export PGDATABASE=upgrade_from

# upto NUMBER: the database as that migration left it. Functions stay out: they belong to the release.
upto() {
  local sql=$WORK/sql
  mkdir -p "$sql"/{migrations,reporting,functions/{tenant,directory,signup,login,link,courier,admin,report}}
  cp "$ACHO_SQL_DIR/roles.sql" "$sql"
  find "$ACHO_SQL_DIR/migrations" -name '*.sql' -exec bash -c '[[ $(basename "$1") < $2 ]] && cp "$1" "$3"' _ {} "$(printf '%04d' $(($1 + 1)))" "$sql/migrations" \;
  ACHO_MIGRATE_DB="host=$PGHOST user=acho_owner dbname=$PGDATABASE" "$ACHO_ADMIN" migrate --apply --sql "$sql" >/dev/null
}

upto 7
# 1 has proved both, 2 one and was refused 1's Official Account, 3 waits.
look "
  INSERT INTO tenant.account SELECT n, '$(slug 0)', 'C', 'C', NULL, 'en' FROM generate_series(1, 3) AS n;
  INSERT INTO tenant.proof (account_id, step, attempt, state, started_at, proved_at, code, found_basic_id, channel_id, kid, due_at)
  VALUES (1, 'login_channel', 1, 'settled', now(), now(), NULL, NULL, NULL, NULL, NULL), (1, 'messaging_token', 1, 'refuted', now(), now(), 'line.token_invalid', NULL, NULL, NULL, NULL),
         (2, 'login_channel', 1, 'settled', now(), now(), NULL, NULL, NULL, NULL, NULL), (2, 'messaging_token', 1, 'refuted', now(), NULL, 'line.bot_taken', '@bot', NULL, NULL, NULL),
         (3, 'login_channel', 1, 'pending', now(), NULL, NULL, NULL, 'c', 'k', now());
  INSERT INTO tenant.messaging_token (account_id, token_id, sealed, bot_user_id, basic_id, display_name) VALUES (1, gen_random_uuid(), '\x01', 'U1', '@bot', 'B')"
ACHO_MIGRATE_DB="host=$PGHOST user=acho_owner dbname=$PGDATABASE" "$ACHO_ADMIN" migrate --apply >/dev/null
is "$(look 'SELECT account_id, step FROM tenant.watch ORDER BY 1, 2' | tr '\n' ' ')" '1 login_channel 1 messaging_token 2 login_channel ' 'what was proved before is watched'
is "$(look "SELECT bool_and(due_at BETWEEN now() - interval '1 min' AND now() + interval '1 day') FROM tenant.watch")" t 'within a day'
is "$(look "SELECT account_id, taken_hash = sha256('U1') FROM tenant.proof WHERE taken_hash IS NOT NULL")" '2 t' 'a taken Official Account can be asked for'
is "$(look "SELECT count(*) FROM pg_class WHERE relnamespace = 'tenant'::regnamespace AND relkind IN ('r', 'p') AND NOT relforcerowsecurity")" 0 'no policy was lifted'
finish
