# Owners who act at the same moment: an account keeps one, and one invitation makes one member.
. "$(dirname "$0")/../lib.bash"

accounts 1 1
account=$(look "SELECT account_id FROM directory.slug WHERE slug = '$(slug 1)'")
# Three more owners, each with a session.
for n in a b c; do
  look "WITH m AS (INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
          VALUES ($account, md5('$n')::uuid, '$n@example.com', $(h "$n@example.com"), 'owner', 'phc') RETURNING member_id),
        s AS (INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for)
          SELECT $(h "cookie $n"), '$(slug 1)', $account, member_id, md5('session $n')::uuid, now() + interval '1 day', '1 day' FROM m)
        SELECT 1" >/dev/null
done
me=$(look "SELECT member_id FROM tenant.member WHERE account_id = $account AND phc <> 'phc'")
id() { [[ $1 == 1 ]] && echo "$me" || look "SELECT md5('$1')::uuid"; }
demote() { echo "SELECT coalesce(problem, 'done') FROM login.member_role($(h "cookie $1"), '$(slug 1)', '$(id "$2")', 'viewer', NULL, NULL)"; }
remove() { echo "SELECT coalesce(problem, 'done') FROM login.member_end($(h "cookie $1"), '$(slug 1)', '$(id "$2")', NULL, NULL)"; }
at_once login "$(demote 1 a)" "$(demote a b)" "$(remove b c)" "$(remove c 1)" "$(demote a a)" "$(remove b b)"
is "$(cat "$WORK"/{1..6} | grep -cvxE 'done|role.denied|session.required|team.last_owner|not_found')" 0 'each is done or refused, and none waits for another for ever'
is "$(look "SELECT count(*) > 0 FROM tenant.member WHERE account_id = $account AND role = 'owner'")" t 'an owner remains'
is "$(look "SELECT count(*) FROM tenant.member AS m JOIN directory.session AS s USING (account_id, member_id) WHERE m.role <> s.role")" 0 \
  'every session knows its role'

look "INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role) VALUES ($account, md5('i')::uuid, 'i@example.com', $(h i@example.com), 'viewer')"
look "INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
      SELECT sha256(n::text::bytea), $account, 'join', sha256(uuid_send(md5('i')::uuid)), now() + interval '1 day' FROM generate_series(1, 6) AS n"
queries=()
for n in {1..6}; do queries+=("SELECT coalesce(problem, 'joined') FROM login.join(sha256('$n'), '$(slug 1)', 'N', 'phc', NULL, NULL)"); done
at_once login "${queries[@]}"
is "$(cat "$WORK"/{1..6} | sort | uniq -c | tr -s ' \n' ' ')" ' 1 joined 5 link.expired ' 'of six who follow one invitation, one joins'
finish
