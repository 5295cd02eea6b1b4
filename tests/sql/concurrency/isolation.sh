# Two accounts taking turns on the same connections: never a row of the other.
. "$(dirname "$0")/../lib.bash"
accounts 1 2
# One call in three is A's cookie at B's address or the like, and must find nothing. A leak divides by zero.
cat >"$WORK/turn" <<SQL
\set cookie random(1, 2)
\set page random(1, 3)
SELECT 1 / (coalesce(s.email, s.problem) = CASE WHEN :cookie = :page THEN 'owner:page@example.com' ELSE 'session.required' END
            AND (s.company = 'Company :page') IS NOT DISTINCT FROM CASE WHEN :cookie = :page THEN true END)::int
  FROM login.session(sha256('cookie :cookie'), 's00000000000:page') AS s;
SQL
load login 4 5000 "$WORK/turn"
ok $? '20,000 turns on four connections'
is "$(grep -c 'number of transactions actually processed: 20000/20000' "$WORK/load")" 1 'each got its own answer'

# The same with an account planted in the session beforehand, as a worker that was taken over might.
look "SELECT 'SET acho.account = ''' || account_id || ''';' FROM directory.slug WHERE slug = '$(slug 2)'" >"$WORK/planted"
cat "$WORK/turn" >>"$WORK/planted"
load login 2 500 "$WORK/planted"
ok $? 'an account planted in the session counts for nothing'

# The test bites: a function that trusts the planted account is caught.
as owner "SET ROLE acho_login_definer;
  CREATE FUNCTION login.trusting(_session bytea, _slug text, OUT problem text, OUT email text, OUT company text) LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS 'SELECT NULL, email, (SELECT company FROM tenant.account) FROM tenant.member'"
sed -i 's/login\.session/login.trusting/' "$WORK/planted"
if load login 1 20 "$WORK/planted"; then ok 1 'a leak would be seen'; else ok 0 'a leak would be seen'; fi
finish
