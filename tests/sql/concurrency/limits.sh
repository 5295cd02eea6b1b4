# Many mails to one address and several couriers: no more than the limit are given out, the rest is one list, and nobody else waits.
. "$(dirname "$0")/../lib.bash"

for n in {1..60}; do
  echo "SELECT problem FROM signup.create(NULL, NULL, 'phc', '$(slug "$n")', 'C $n', 'C', 'Victim@example.com', NULL, 'en');"
done | psql -X -q -U acho_signup >/dev/null
for n in {61..70}; do
  echo "SELECT problem FROM signup.create(NULL, NULL, 'phc', '$(slug "$n")', 'C $n', 'C', 'other$n@example.com', NULL, 'en');"
done | psql -X -q -U acho_signup >/dev/null

echo 'SELECT * FROM courier.mail_claim(600, 3, 10);' >"$WORK/mail"
load courier 4 20 "$WORK/mail"
ok $? 'four couriers claim 80 times without a deadlock'
is "$(look "SELECT count(*) FROM tenant.outbox WHERE recipient ~ 'Victim' AND tries > 0")" 3 'three welcomes go to the address that 60 sign-ups named'
is "$(look "SELECT count(*) FROM tenant.outbox WHERE recipient ~ 'Victim' AND state = 'merged'")" 57 'the others are merged'
is "$(look "SELECT count(*) FROM tenant.outbox WHERE recipient ~ 'other' AND tries = 1")" 10 'ten others get theirs all the same'
is "$(look 'SELECT bool_and(due_at > now())::text FROM directory.find_mail')" true 'the list waits'

echo 'SELECT * FROM courier.find_claim(600, 200, 3, 10);' >"$WORK/find"
look "UPDATE directory.find_mail SET due_at = now()"
load courier 4 5 "$WORK/find"
ok $? 'four couriers want the list'
is "$(look 'SELECT count(*), sum(tries) FROM directory.find_mail')" '1 1' 'one gets it, and there is one'

# Requests as they come, from several workers, while couriers take them.
echo "SELECT problem FROM signup.find('victim@example.com');" >"$WORK/ask"
pgbench -U acho_signup -n -c 4 -t 25 -f "$WORK/ask" >"$WORK/asked" 2>&1 &
load courier 4 50 "$WORK/find"
ok $? 'a hundred requests at the same time'
wait
for n in {1..4}; do
  as signup "SELECT problem FROM signup.find('victim@example.com')" >/dev/null
  load courier 4 2 "$WORK/find"
done
is "$(look 'SELECT count(*) FROM directory.find_mail WHERE tries > 0')" 3 'three lists an hour, the one of before counted'
is "$(look 'SELECT count(*) FROM directory.find_mail WHERE tries = 0 AND due_at > now()')" 1 'and one waits for the next'
finish
