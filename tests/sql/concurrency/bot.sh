# Accounts that prove the same Official Account at the same moment: one has it, the others are told.
. "$(dirname "$0")/../lib.bash"

settle() { # settle ACCOUNT ATTEMPT BOT
  echo "SELECT coalesce(problem, state) FROM link.token_settle($(h "cookie $1"), '$(slug "$1")', $2, NULL, '$3', '@bot', NULL, 'Bot', NULL, NULL, NULL, 200, 'r')"
}
put() { as link "SELECT attempt FROM link.token_put($(h "cookie $1"), '$(slug "$1")', gen_random_uuid(), '\x01', false, 60)"; }

accounts 1 8
oas 1 8
queries=()
for n in {1..6}; do queries+=("$(settle "$n" "$(put "$n")" Ubot)"); done
at_once link "${queries[@]}"
is "$(cat "$WORK"/{1..6} | sort | uniq -c | tr -s ' \n' ' ')" ' 5 line.bot_taken 1 proved ' 'six accounts, one has it'
is "$(look "SELECT count(*) FROM directory.bot")" 1 'the Official Account is held once'
is "$(look "SELECT count(*) FROM tenant.messaging_token AS t JOIN directory.bot USING (account_id)")" 1 'by the account with the token'
is "$(look "SELECT count(*) FROM tenant.proof WHERE step = 'messaging_token' AND state = 'refuted' AND code = 'line.bot_taken' AND sealed IS NULL")" 5 \
  'the other pastes are refuted, their tokens dropped'

# Two accounts that want each other's: neither gets it, and neither waits for the other for ever.
for n in 7 8; do as link "$(settle "$n" "$(put "$n")" "Uof$n")" >/dev/null; done
at_once link "$(settle 7 "$(put 7)" Uof8)" "$(settle 8 "$(put 8)" Uof7)"
is "$(cat "$WORK"/{1,2} | sort -u)" line.bot_taken 'a swap is refused on both sides'
is "$(look "SELECT count(*) FROM directory.bot JOIN tenant.messaging_token AS t USING (account_id) WHERE bot_hash = sha256(t.bot_user_id::bytea)")" 3 \
  'everybody has what they had'

# Forgetting a token and proving a newer one.
look "UPDATE directory.session SET confirmed_at = now()"
at_once link "$(settle 7 "$(put 7)" Uof7)" "SELECT coalesce(problem, 'gone') FROM link.token_delete($(h 'cookie 7'), '$(slug 7)')"
is "$(look "SELECT (SELECT count(*) FROM tenant.messaging_token WHERE account_id = s.account_id) = (SELECT count(*) FROM directory.bot WHERE account_id = s.account_id)
            FROM directory.slug AS s WHERE slug = '$(slug 7)'")" t 'whichever came first, token and Official Account go together'
finish
