# Every ready query, every panel of the dashboard and every question for Metabase answers acho_report, with what README.md shows of it.
. "$(dirname "$0")/lib.bash"
reporting=$ACHO_SQL_DIR/reporting
accounts 1 8
oas 3 8

# Eight shops: two have signed up alone, two have a diagnosis, one has pasted nothing, three are linked, one of which LINE no longer takes.
as_link() { as link "$1" >/dev/null; }
for n in 4 5; do
  as_link "SELECT link.login_channel_settle($(h "cookie $n"), '$(slug "$n")', attempt, 'line.kid_unknown', NULL, NULL, NULL, 404, 'r') FROM link.login_channel_put($(h "cookie $n"), '$(slug "$n")', 'c', 'k', 60)"
done
for n in 6 7 8; do
  as_link "SELECT link.login_channel_settle($(h "cookie $n"), '$(slug "$n")', attempt, NULL, key1_id, NULL, NULL, 200, 'r') FROM link.login_channel_put($(h "cookie $n"), '$(slug "$n")', 'c', 'k', 60)"
  as_link "SELECT link.checklist_put($(h "cookie $n"), '$(slug "$n")', true, true)"
  as_link "SELECT link.token_settle($(h "cookie $n"), '$(slug "$n")', attempt, NULL, 'U$n', '@shop$n', NULL, 'Shop $n', NULL, NULL, now() + interval '10 days', 200, 'r')
             FROM link.token_put($(h "cookie $n"), '$(slug "$n")', gen_random_uuid(), '\x01', false, 60)"
done
look "UPDATE tenant.account SET created_at = created_at - interval '5 days';
      UPDATE tenant.oa SET created_at = created_at - interval '4 days', entered_at = entered_at - interval '4 days';
      UPDATE tenant.member SET email = 'agency@example.com' WHERE email IN ('owner1@example.com', 'owner2@example.com');
      UPDATE tenant.watch SET refused_at = now(), refuted_at = now(), checked_at = now(), code = 'line.token_invalid' WHERE step = 'messaging_token' AND account_id = (SELECT account_id FROM directory.slug WHERE slug = '$(slug 8)')"

# The first words of a section of the page, between its ``` lines: the columns of its sample.
# Days are Taipei's.
from=$(TZ=Asia/Taipei date -d '-30 days' +%F) to=$(TZ=Asia/Taipei date -d '+1 day' +%F)
columns_shown() { awk -v file="queries/$1" 'index($0, file) { on = 1 } on && /^ +[a-z_0-9]+ +\|/ { gsub(/[ |]+/, " "); gsub(/^ | $/, ""); print; exit }' "$reporting/README.md"; }
for file in "$reporting"/queries/*.sql; do
  name=$(basename "$file")
  psql -X -v ON_ERROR_STOP=1 -v from="$from" -v to="$to" -U acho_report -f "$file" >"$WORK/out" 2>&1 || true
  is "$(sed -n '1{s/[ |]\+/ /g; s/^ \| $//g; p}' "$WORK/out")" "$(columns_shown "$name")" "$name answers what README.md shows"
  ok "$([[ $(grep -c '^(0 rows)\|ERROR' "$WORK/out") == 0 ]]; echo $?)" "  and finds something"
  ok "$(head -n 1 "$file" | grep -q '^-- .*?'; echo $?)" '  and begins with its question'
done
is "$(psql -X -A -t -U acho_report -f "$reporting/queries/stuck_at_the_key.sql" | cut -d'|' -f1,2 | tr '\n' ' ')" 'line.kid_unknown|2 nothing pasted yet|1 ' 'who is stuck at the key, and why'
is "$(psql -X -A -t -U acho_report -f "$reporting/queries/broken_links.sql" | cut -d'|' -f3,6)" 'Shop 8|line.token_invalid' 'what LINE no longer takes'
is "$(psql -X -A -t -U acho_report -f "$reporting/queries/agencies.sql" | tr '\n' ' ')" '2|1|2 1|6|6 ' 'who has several'

is "$(psql -X -A -t -v from="$from" -v to="$to" -U acho_report -f "$reporting/queries/funnel_of_a_period.sql" | cut -d'|' -f2,3,6,8 | tr '\n' ' ')" \
  'oa|8|2| login_channel|6|3|line.kid_unknown publish|3|0| messaging_token|3|1|line.token_invalid done|2|0| ' 'how far they came, and where they are stuck'
is "$(psql -X -A -t -v from=2020-01-01 -v to="$from" -U acho_report -f "$reporting/queries/funnel_of_a_period.sql" | cut -d'|' -f3,6 | sort -u)" '0|0' 'in another period nobody did'

# What a tool is given: lines "NAME, tab, SQL", its own words replaced by what it would put there.
tool() { node -e '
  const given = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")), [from, to] = process.argv.slice(2)
  const all = given.panels ? given.panels.flatMap((one) => one.targets.map((target) => [one, target.rawSql])) : given.cards.map((one) => [one, one.dataset_query.native.query])
  for (const [one, sql] of all)
    console.log(`${one.title ?? one.name}\t${sql.replace(/\$__timeFilter\((\w+)\)/g, `$1 BETWEEN \x27${from}T00:00:00Z\x27 AND \x27${to}T00:00:00Z\x27`)
      .replaceAll("$__timeFrom()", `\x27${from}T00:00:00Z\x27`).replaceAll("$__timeTo()", `\x27${to}T00:00:00Z\x27`)
      .replaceAll("{{from}}", `DATE \x27${from}\x27`).replaceAll("{{to}}", `DATE \x27${to}\x27`)}`)' "$reporting/$1" "$from" "$to"; }
for given in 'grafana.json 10' 'metabase.json 6'; do
  tool ${given% *} >"$WORK/asked"
  is "$(wc -l <"$WORK/asked")" "${given#* }" "${given% *} has its questions"
  while IFS=$'\t' read -r name query; do
    psql -X -A -t -v ON_ERROR_STOP=1 -U acho_report -c "$query" >"$WORK/out" 2>&1
    ok "$([[ -s $WORK/out && $(grep -c ERROR "$WORK/out") == 0 ]]; echo $?)" "  $name"
  done <"$WORK/asked"
done

# Importing the dashboard needs no more than a data source: each panel names the one variable there is, and lies within the page.
is "$(node -e '
  const { templating, panels, schemaVersion, uid } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
  const source = templating.list.find((one) => one.type === "datasource" && one.query === "postgres")
  const wrong = panels.filter((one) => one.datasource.uid !== `\${${source.name}}` || one.targets.some((target) => target.datasource.uid !== one.datasource.uid || !target.rawQuery)
    || !["timeseries", "barchart", "table", "stat"].includes(one.type) || one.gridPos.x + one.gridPos.w > 24)
  console.log(wrong.length, new Set(panels.map((one) => one.id)).size === panels.length, schemaVersion > 30 && uid.length <= 40)' "$reporting/grafana.json")" '0 true true' 'grafana.json can be imported'

# What Metabase is told of a column is told of one that there is, and a variable of a question is one of its SQL.
node -e '
  const { fields } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
  for (const one of fields) for (const name of [`${one.table}.${one.field}`, one.fk_target].filter(Boolean)) console.log(name)' "$reporting/metabase.json" | sort -u >"$WORK/fields"
is "$(comm -23 "$WORK/fields" <(as report 'SELECT view_name || $$.$$ || column_name FROM report.dictionary WHERE column_name IS NOT NULL' | sort))" '' 'metabase.json names columns of the dictionary'
is "$(node -e '
  for (const { name, dataset_query: { native } } of JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).cards) {
    const used = [...new Set([...native.query.matchAll(/{{(\w+)}}/g)].map((hit) => hit[1]))].sort()
    if (used.join() !== Object.keys(native["template-tags"]).sort().join()) console.log(name)
  }' "$reporting/metabase.json")" '' '  and declares its variables'
finish
