# One release link, followed by many at once, and what may come between the mail and the click.
. "$(dirname "$0")/../lib.bash"
accounts 1 4
oas 1 4
id() { look "SELECT account_id FROM directory.slug WHERE slug = '$(slug "$1")'"; }
token() { # token ACCOUNT BOT: a paste, with LINE's answer that it is the token of that bot
  as link "SELECT s.problem, s.state FROM link.token_put($(h "cookie $1"), '$(slug "$1")', gen_random_uuid(), '\x01', false, 60) AS p,
             LATERAL link.token_settle($(h "cookie $1"), '$(slug "$1")', p.attempt, NULL, '$2', '@b', NULL, 'B', NULL, NULL, NULL, 200, 'r') AS s"
}
link() { # link TOKEN ACCOUNT BOT
  look "INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
        VALUES ($(h "$1"), $(id "$2"), 'release', $(h "$3"), now() + interval '7 days')"
}
follow() { echo "SELECT coalesce(problem, 'released') FROM link.release($(h "$1"), '$(slug "$2")') AS problem"; }
is "$(token 1 U1)" ' proved' 'one has it'
is "$(token 2 U1) $(token 3 U1)" 'line.bot_taken  line.bot_taken ' 'two would like it'
as link "SELECT link.release_request($(h 'cookie 2'), '$(slug 2)'), link.release_request($(h 'cookie 3'), '$(slug 3)')" >/dev/null
echo 'SELECT courier.release_resolve();' >"$WORK/resolve"
load courier 4 3 "$WORK/resolve"
is "$(look "SELECT count(*), count(DISTINCT account_id) FROM tenant.outbox WHERE kind = 'release'")" '2 1' 'four couriers write one mail for each, to the one who has it'

link one 1 U1
link two 1 U1
at_once link "$(follow one 1)" "$(follow one 1)" "$(follow two 1)" "$(follow one 1)" "$(follow two 1)"
is "$(cat "$WORK"/[12345] | sort | uniq -c | tr -s ' \n' ' ')" ' 4 link.expired 1 released ' 'of five who follow two links at once one releases'
is "$(look "SELECT (SELECT count(*) FROM tenant.event WHERE kind = 'bot.released'), (SELECT count(*) FROM directory.link_token), (SELECT count(*) FROM directory.bot)")" \
  '1 0 0' 'once'
load courier 4 3 "$WORK/resolve"
is "$(look "SELECT string_agg(recipient, ' ' ORDER BY recipient) FROM tenant.outbox WHERE kind = 'released'")" 'owner2@example.com owner3@example.com' \
  'both who asked are told, once'

# Both paste at once: one gets it, and the other may ask for it.
at_once link "SELECT s.problem FROM link.token_put($(h 'cookie 2'), '$(slug 2)', gen_random_uuid(), '\x01', false, 60) AS p, LATERAL link.token_settle($(h 'cookie 2'), '$(slug 2)', p.attempt, NULL, 'U1', '@b', NULL, 'B', NULL, NULL, NULL, 200, 'r') AS s" \
  "SELECT s.problem FROM link.token_put($(h 'cookie 3'), '$(slug 3)', gen_random_uuid(), '\x01', false, 60) AS p, LATERAL link.token_settle($(h 'cookie 3'), '$(slug 3)', p.attempt, NULL, 'U1', '@b', NULL, 'B', NULL, NULL, NULL, 200, 'r') AS s"
is "$(cat "$WORK"/[12] | sort | tr '\n' ' ')" ' line.bot_taken ' 'then both paste at once: one gets it'
loser=$(look "SELECT CASE WHEN account_id = $(id 2) THEN 3 ELSE 2 END FROM directory.bot")
winner=$((5 - loser))
is "$(as link "SELECT coalesce(link.release_request($(h "cookie $loser"), '$(slug "$loser")'), 'asked')")" asked 'and the other may ask again'

# The link is followed while its account deletes the token, or pastes one of another Official Account, or the same again.
for n in {1..6}; do
  link "race $n" "$winner" U1
  case $((n % 3)) in
  0) other="SELECT coalesce(link.token_delete($(h "cookie $winner"), '$(slug "$winner")'), 'deleted')" ;;
  *) other="SELECT coalesce(s.problem, s.state) FROM link.token_put($(h "cookie $winner"), '$(slug "$winner")', gen_random_uuid(), '\x01', false, 60) AS p, LATERAL link.token_settle($(h "cookie $winner"), '$(slug "$winner")', p.attempt, NULL, 'U$((n % 3))', '@b', NULL, 'B', NULL, NULL, NULL, 200, 'r') AS s" ;;
  esac
  at_once link "$(follow "race $n" "$winner")" "$other"
  cat "$WORK"/[12] >>"$WORK/race"
  is "$(look "SELECT (SELECT count(*) FROM directory.bot AS b WHERE b.account_id = $(id "$winner")) - (SELECT count(*) FROM tenant.messaging_token AS m WHERE m.account_id = $(id "$winner")),
                     (SELECT count(*) FROM tenant.messaging_token AS m WHERE m.account_id = $(id "$winner")) - (SELECT count(*) FROM tenant.watch AS w WHERE w.account_id = $(id "$winner"))")" \
    '0 0' "race $n: an Official Account is held by whoever has its token, and that is watched"
  token "$winner" U1 >/dev/null
  look "DELETE FROM directory.link_token"
done
is "$(grep -c ERROR "$WORK/race" || true)" 0 'nobody ran into a deadlock'
finish
