# Two couriers at once: no watched value is given to both, and nobody is told twice.
. "$(dirname "$0")/../lib.bash"
accounts 1 10
oas 1 10
for n in {1..10}; do
  echo "SELECT link.login_channel_settle($(h "cookie $n"), '$(slug "$n")', attempt, NULL, key1_id, NULL, NULL, 200, 'r')
          FROM link.login_channel_put($(h "cookie $n"), '$(slug "$n")', 'c', 'k', 60);"
done | psql -X -q -v ON_ERROR_STOP=1 -U acho_link >/dev/null
is "$(look 'SELECT count(*) FROM tenant.watch')" 10 'ten values are proved'
look 'UPDATE tenant.watch SET due_at = now()'
echo 'SELECT lease FROM courier.watch_claim(3, 60);' >"$WORK/watch"
load courier 4 3 "$WORK/watch"
ok $? 'four couriers claim them, three at a time'
is "$(look 'SELECT count(*), count(DISTINCT lease), min(tries), max(tries) FROM tenant.watch')" '10 10 1 1' 'each was given to one'

# A second refusal arrives twice: the courier said it again because it did not hear the answer.
look "UPDATE tenant.watch SET refused_at = now() - interval '1 hour', code = 'line.kid_unknown'"
lease=$(look 'SELECT lease FROM tenant.watch LIMIT 1')
settle="SELECT coalesce(courier.watch_settle('$lease', 'line.kid_unknown', 404, 'r', 'TOKEN', 86400, 3600), 'not held')"
at_once courier "$settle" "$settle" "$settle"
is "$(cat "$WORK"/[123] | sort | tr '\n' ' ')" 'not held not held refuted ' 'one of them counts'
is "$(look "SELECT (SELECT count(*) FROM tenant.outbox WHERE kind = 'login_channel_broken'), (SELECT count(*) FROM tenant.event WHERE kind = 'watch.refuted')")" \
  '1 1' 'one mail, one event'

# Another kid is proved while the refusal of the old one arrives: whoever is first, what is proved holds.
for n in {2..7}; do
  lease=$(look "SELECT lease FROM tenant.watch WHERE account_id = (SELECT account_id FROM directory.slug WHERE slug = '$(slug "$n")')")
  attempt=$(as link "SELECT attempt FROM link.login_channel_put($(h "cookie $n"), '$(slug "$n")', 'c', 'new', 60)")
  key=$(look "SELECT key_id FROM tenant.login_channel WHERE account_id = (SELECT account_id FROM directory.slug WHERE slug = '$(slug "$n")')")
  as courier "SELECT courier.watch_settle('$lease', 'line.kid_unknown', 404, 'r', 'TOKEN', 86400, 3600)" >"$WORK/refused" &
  as link "SELECT problem, state FROM link.login_channel_settle($(h "cookie $n"), '$(slug "$n")', $attempt, NULL, '$key', NULL, NULL, 200, 'r')" >"$WORK/proved"
  wait
done
is "$(look "SELECT count(*) FROM tenant.watch AS w JOIN tenant.login_channel AS l USING (account_id) WHERE l.kid = 'new' AND w.refuted_at IS NULL AND w.refused_at IS NULL")" \
  6 'a newer proof wins over a refusal of the older one'

# The operator asks for a check while a courier is asking: the value is not given to a second courier.
look 'UPDATE tenant.watch SET due_at = now(), lease = NULL, tries = 0'
for n in {1..10}; do echo "SELECT problem FROM admin.token_check('$(slug "$n")');"; done >"$WORK/check"
psql -X -q -U acho_admin -f "$WORK/check" >/dev/null &
load courier 4 5 "$WORK/watch"
wait
psql -X -q -U acho_admin -f "$WORK/check" >/dev/null
is "$(as courier 'SELECT count(*) FROM courier.watch_claim(10, 60)')" 0 'what is being asked about is left alone'
finish
