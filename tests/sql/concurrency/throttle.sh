# Of any number of parallel guesses exactly the limit gets through, and one attempt opens one session.
. "$(dirname "$0")/../lib.bash"
accounts 1 1

cat >"$WORK/guess" <<SQL
SELECT problem FROM login.attempt('$(slug 1)', :email, sha256((random()::text || clock_timestamp())::bytea), 10);
SQL
sed "s/:email/'owner1@example.com'/" "$WORK/guess" >"$WORK/known"
sed "s/:email/'nobody@example.com'/" "$WORK/guess" >"$WORK/unknown"

load login 20 10 "$WORK/known"
ok $? '200 parallel guesses at a known address'
is "$(look 'SELECT count(*) FROM directory.login_attempt WHERE member_id IS NOT NULL')" 10 'ten of them, the limit, may be checked'
load login 20 10 "$WORK/unknown"
ok $? '200 at an unknown one'
is "$(look 'SELECT count(*) FROM directory.login_attempt WHERE member_id IS NULL')" 10 'the same there'
is "$(look 'SELECT array_agg(failures) FROM directory.throttle')" '{10,10}' 'throttled calls were not counted'

# The ten were all right: each gives its count back.
look "UPDATE directory.login_attempt SET attempt_hash = sha256(('right ' || n)::bytea)
        FROM (SELECT attempt_hash AS was, row_number() OVER () AS n FROM directory.login_attempt WHERE member_id IS NOT NULL) AS a
       WHERE attempt_hash = was"
queries=()
for n in {1..10}; do
  queries+=("SELECT problem FROM login.open(sha256('right $n'), sha256('new $n'), NULL, 14, 90, NULL, NULL)")
done
at_once login "${queries[@]}"
is "$(cat "$WORK"/{1..10} | sort -u)" '' 'ten logins at once'
is "$(look "SELECT failures FROM directory.throttle ORDER BY 1 LIMIT 1")" 0 'all counts are given back'

# One attempt, spent twenty times at once.
as login "SELECT problem FROM login.attempt('$(slug 1)', 'owner1@example.com', sha256('one'), 30)" >/dev/null
queries=()
for n in {1..20}; do
  queries+=("SELECT coalesce(problem, 'opened') FROM login.open(sha256('one'), sha256('twin $n'), NULL, 14, 90, NULL, NULL)")
done
at_once login "${queries[@]}"
is "$(cat "$WORK"/{1..20} | sort | uniq -c | tr -s ' \n' ' ')" ' 19 login.failed 1 opened ' 'one attempt opens one session'
is "$(look "SELECT failures FROM directory.throttle ORDER BY 1 LIMIT 1")" 0 'and gives one count back'

# Logins that hash anew do not fail each other.
for n in {1..8}; do as login "SELECT problem FROM login.attempt('$(slug 1)', 'owner1@example.com', sha256('rehash $n'), 30)" >/dev/null; done
queries=()
for n in {1..8}; do
  queries+=("SELECT coalesce(problem, 'opened') FROM login.open(sha256('rehash $n'), sha256('rehashed $n'), 'phc $n', 14, 90, NULL, NULL)")
done
at_once login "${queries[@]}"
is "$(cat "$WORK"/{1..8} | sort | uniq -c | tr -s ' \n' ' ')" ' 8 opened ' 'eight logins that each store a better hash'

# Accounts failed at, over one address and from many networks: as many as the limit, and no more.
cat >"$WORK/places" <<SQL
SELECT problem FROM login.attempt(md5(random()::text), 'many@example.com', sha256((random()::text || clock_timestamp())::bytea), 30, NULL, 7, 1000, '192.0.2.1');
SQL
load login 20 5 "$WORK/places"
ok $? '100 accounts at once'
is "$(look "SELECT count(*) FROM directory.tally WHERE tally_key = directory.tally_key('address', directory.address_hash('many@example.com'), NULL)")" 7 'seven, the limit, may be tried'
finish
