# The months of tenant.event: made ahead, dropped past their time, and rows that came without one.
. "$(dirname "$0")/../lib.bash"
accounts 1 1
months() { look "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'tenant.event'::regclass AND c.relname <> 'event_default'"; }
month() { look "SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + interval '$1 months', '\"event_\"YYYY_MM')"; }
partitions() { as courier "SELECT courier.partitions() FROM set_config('acho.audit_days', '$1', true)"; }
event() { look "INSERT INTO tenant.event (account_id, at, kind) VALUES (1, date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '$1', 'line.proved')"; }
made="$(month 0) $(month 1) $(month 2)"
is "$(months)" "$made" 'three months from the start'
is "$(partitions 400)" 0 'nothing more is to be done'

# A month begins with nothing made ahead.
look "DROP TABLE tenant.$(month 0), tenant.$(month 1), tenant.$(month 2)"
echo 'SELECT courier.partitions();' >"$WORK/partitions"
load courier 4 1 "$WORK/partitions"
is "$? $(months)" "0 $made" 'four couriers at once make them'

# The courier was away: events of last month, of this one, and one of a clock that ran ahead.
look "DROP TABLE tenant.$(month 0), tenant.$(month 1)"
event '-40 days'; event '0'; event '1 day'; event '10 years'; event '-500 days'
is "$(look 'SELECT count(*) FROM tenant.event_default')" 5 'an event without a month is kept'
is "$(partitions 400)" 4 'then the months are made'
is "$(months)" "$(month -2) $(month -1) $made" 'back to the oldest event'
is "$(look "SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY at) FROM tenant.event")" \
  "tenant.$(month -2) tenant.$(month 0) tenant.$(month 0) tenant.event_default" 'the events are in them; one past its time is gone'
is "$(look "SELECT count(*) FROM pg_class WHERE relnamespace = 'tenant'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)")" 0 \
  'the policies are in force everywhere'
is "$(partitions 400)" 0 'it is done once'

# Past their time. Ninety days is the least, whatever the setting says.
psql -X -q -U acho_owner -v ON_ERROR_STOP=1 -c "
  CREATE TABLE tenant.event_2001_01 PARTITION OF tenant.event FOR VALUES FROM ('2001-01-01Z') TO ('2001-02-01Z');
  CREATE TABLE tenant.$(month -5) PARTITION OF tenant.event FOR VALUES FROM ('$(look "SELECT date_trunc('month', now() AT TIME ZONE 'UTC') - interval '5 months'")Z')
                                                                   TO ('$(look "SELECT date_trunc('month', now() AT TIME ZONE 'UTC') - interval '4 months'")Z')"
is "$(as courier 'SELECT courier.partitions()')" 0 'without a setting nothing is dropped'
is "$(partitions 400)" 1 'with one, what is older'
is "$(months)" "$(month -5) $(month -2) $(month -1) $made" 'the oldest is dropped'
is "$(partitions 1) $(months)" "1 $(month -2) $(month -1) $made" 'and one of five months ago when one day is asked for'

look 'DELETE FROM tenant.event_default'
look 'VACUUM tenant.event_default'

# Somebody reads: a month that is past its time stays for the next call, and nobody waits for it.
psql -X -q -U acho_owner -c "CREATE TABLE tenant.event_2001_01 PARTITION OF tenant.event FOR VALUES FROM ('2001-01-01Z') TO ('2001-02-01Z')"
coproc reader { psql -X -q -A -t -U acho_report 2>&1; }
echo "BEGIN; SELECT count(*) FROM report.line_errors;" >&"${reader[1]}"
read -r -u "${reader[0]}"
is "$(partitions 400)" 0 'while somebody reads, nothing is dropped'
is "$(as link "SELECT problem FROM link.whoami($(h 'cookie 1'), '$(slug 1)')")" '' 'and requests go on'
echo 'COMMIT; SELECT 1;' >&"${reader[1]}"
read -r -u "${reader[0]}"
is "$(partitions 400)" 1 'afterwards it is'
echo '\q' >&"${reader[1]}"
finish
