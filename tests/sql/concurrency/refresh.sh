# The reports are counted anew beside people who read them, and never twice at the same time.
. "$(dirname "$0")/../lib.bash"
accounts 1 3
look "INSERT INTO tenant.account (account_id, slug, company, contact, locale) SELECT -n, 'zzz' || lpad(n::text, 10, '0'), 'Crowd', 'Crowd', 'en' FROM generate_series(1, 20001) AS n"
reached() { as report "SET statement_timeout = '10s'; SELECT reached FROM report.onboarding_funnel WHERE step = 'oa'"; }
is "$(as courier 'SELECT report.refresh()')" t 'counted'
is "$(reached)" 20004 'everybody'

# One is at it, and takes its time.
look "DELETE FROM tenant.account WHERE account_id < -20000"
coproc busy { psql -X -q -A -t -U acho_courier 2>&1; }
echo 'BEGIN; SELECT report.refresh();' >&"${busy[1]}"
read -r -u "${busy[0]}"
is "$(reached)" 20004 'whoever reads meanwhile does not wait, and sees the count of before'
is "$(as courier "SET lock_timeout = '100ms'; SELECT report.refresh()")" f 'a second courier goes away again'
echo 'COMMIT; SELECT 1;' >&"${busy[1]}"
read -r -u "${busy[0]}"
is "$(reached)" 20003 'then there is the new one'
echo '\q' >&"${busy[1]}"

# Many at once come one after the other.
echo 'SELECT report.refresh();' >"$WORK/refresh"
load courier 4 3 "$WORK/refresh"
is "$? $(grep -c 'number of transactions actually processed: 12/12' "$WORK/load")" '0 1' 'four couriers at once fail at nothing'
is "$(reached)" 20003 'and count right'
finish
