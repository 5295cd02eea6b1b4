# A member moves to another address while a mail is written to the one given up, and while somebody else comes to it.
. "$(dirname "$0")/../lib.bash"

accounts 1 1
account=$(look "SELECT account_id FROM directory.slug WHERE slug = '$(slug 1)'")
me=$(look "SELECT member_id FROM tenant.member WHERE account_id = $account")
# moves TO: a link, mailed to that address, with the token "to TO".
moves() {
  look "INSERT INTO tenant.address_change (account_id, change_id, member_id, new_email, new_address_hash)
        VALUES ($account, gen_random_uuid(), '$2', '$1', directory.address_hash('$1'));
        INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
        VALUES ($(h "to $1 $2"), $account, 'address', directory.address_hash('$1'), '$2', now() + interval '1 day')"
}
follow() { echo "SELECT coalesce(problem, 'moved') FROM login.verify($(h "to $1 $2"), '$(slug 1)', NULL, NULL)"; }

# The courier reads the member while the move is under way.
moves new@example.com "$me"
as login "SELECT login.reset_request('$(slug 1)', 'owner1@example.com')" >/dev/null
coproc mover { psql -X -q -A -t -U acho_login 2>&1; }
echo "BEGIN; $(follow new@example.com "$me");" >&"${mover[1]}"
read -r -u "${mover[0]}" moved
is "$moved" moved 'the member moves'
as courier 'SELECT courier.reset_resolve()' >"$WORK/resolved" &
until_true "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'acho_courier' AND wait_event_type = 'Lock'"
echo 'COMMIT; \q' >&"${mover[1]}"
wait
is "$(cat "$WORK/resolved") $(look "SELECT count(*) FROM tenant.outbox WHERE kind = 'password_reset'")" '1 0' 'nothing is mailed to the address given up'
as login "SELECT login.reset_request('$(slug 1)', 'new@example.com')" >/dev/null
as courier 'SELECT courier.reset_resolve()' >/dev/null
is "$(look "SELECT string_agg(recipient, ' ') FROM tenant.outbox WHERE kind = 'password_reset'")" new@example.com 'to the new one it is'

# One that is held since a restore is in nobody's way.
look "UPDATE tenant.outbox SET due_at = 'infinity' WHERE kind = 'password_reset'"
as login "SELECT login.reset_request('$(slug 1)', 'new@example.com')" >/dev/null
as courier 'SELECT courier.reset_resolve()' >/dev/null
is "$(look "SELECT count(*) FILTER (WHERE due_at < 'infinity') || ' of ' || count(*) FROM tenant.outbox WHERE kind = 'password_reset'")" '1 of 2' 'and a new one goes out'

# Another member and somebody invited come to one address at the same moment.
other=$(look "INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
              VALUES ($account, md5('other')::uuid, 'other@example.com', directory.address_hash('other@example.com'), 'viewer', 'phc') RETURNING member_id")
look "INSERT INTO directory.address (address_hash, account_id) VALUES (directory.address_hash('other@example.com'), $account)"
for round in 1 2 3 4 5; do
  to=both$round@example.com
  moves "$to" "$me"
  moves "$to" "$other"
  look "INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role) VALUES ($account, md5('i$round')::uuid, '$to', directory.address_hash('$to'), 'viewer');
        INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
        VALUES ($(h "join $round"), $account, 'join', sha256(uuid_send(md5('i$round')::uuid)), now() + interval '1 day')"
  at_once login "$(follow "$to" "$me")" "$(follow "$to" "$other")" \
    "SELECT coalesce(problem, 'joined') FROM login.join($(h "join $round"), '$(slug 1)', 'N', 'phc', NULL, NULL)"
  is "$(cat "$WORK"/{1..3} | grep -cxE 'moved|joined') $(cat "$WORK"/{1..3} | grep -cx link.expired)" '1 2' "round $round: one comes to it, the others find their link expired"
  look "UPDATE tenant.address_change SET changed_at = now(), old_email = 'x@example.com' WHERE changed_at IS NULL"
done
finish
