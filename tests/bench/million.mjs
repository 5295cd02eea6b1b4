/*
 * A house of a million accounts and ten million events beside one of a thousand: what each report costs, whether the
 * request path costs the same in both, what the courier's rounds take, and whether every look-up goes by an index.
 *
 * Times are seconds of processor time, on one core: they are what they are on a machine with nothing else to do, and
 * hardly move on a shared one. Calls are counted at the postmaster, whose children end with each run of pgbench.
 * ACCOUNTS (1000000) and EVENTS (10 for each account) make it shorter; the cluster is gone afterwards. Within
 * tests/support/with-cluster it leaves databases called few and many as they are, if there are such.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../support/root.mjs'
import { cpuSeconds, execFile, heading, median, row } from './measure.mjs'

const WIDE = 76

const MANY = Number(process.env.ACCOUNTS ?? 1_000_000)
const EVENTS = Number(process.env.EVENTS ?? 10 * MANY)
const FEW = 1000
const ROUNDS = 5
const SQL = join(root, 'sql')
const ADMIN = process.env.ACHO_ADMIN ?? join(root, 'build/bench/fcgi/admin/acho-admin')

if (!process.env.ACHO_TEST_PGDATA) {
	/* Nothing else may use processor time in this cluster. */
	const options = '-c shared_buffers=3GB -c max_wal_size=4GB -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off'
	const { status } = spawnSync(join(root, 'tests/support/with-cluster'), [process.execPath, import.meta.filename ?? process.argv[1]],
		{ stdio: 'inherit', env: { ...process.env, CLUSTER_OPTIONS: options } })
	process.exit(status ?? 1)
}

const folder = mkdtempSync(join(tmpdir(), 'acho-million-'))
let missed = 0
try {
	if ((await psql('postgres', 'postgres', "SELECT 1 FROM pg_database WHERE datname = 'many'")) === '') {
		await psql('postgres', 'postgres', 'CREATE ROLE acho_owner LOGIN CREATEROLE')
		await build('few', FEW, 10 * FEW)
		await build('many', MANY, EVENTS)
	}
	heading(WIDE)
	await reports()
	await requests()
	await courier()
	await plans()
} finally {
	rmSync(folder, { recursive: true, force: true })
}
process.exitCode = missed ? 1 : 0

async function build(name, accounts, events) {
	const began = performance.now()
	await psql('postgres', 'postgres', `CREATE DATABASE ${name} OWNER acho_owner`)
	await execFile(ADMIN, ['migrate', '--apply'], { env: { ...process.env, ACHO_SQL_DIR: SQL, ACHO_MIGRATE_DB: `host=${process.env.PGHOST} user=acho_owner dbname=${name}` } })
	await execFile(join(root, 'tests/bench/seed'), [accounts, events], { env: { ...process.env, PGDATABASE: name } })
	/* Whoever is measured has been here within the minute; who has not is noted down once a minute. */
	await psql(name, 'postgres', "UPDATE directory.session SET seen_at = now() + interval '1 hour'", 'VACUUM ANALYZE directory.session')
	console.log(`${accounts} accounts, ${events} events: made in ${Math.round((performance.now() - began) / 1000)} s`)
}

/* Each report, as those who read it would ask, and whole. A list's first page is what a tool asks for: 2,000 rows. */
async function reports() {
	const courier = await session('many', 'acho_courier')
	/* The courier allows itself ten minutes: fcgi/courier/reports.c. */
	await courier.ask("SET statement_timeout = '10min'")
	for (const what of ['report.refresh(), the first of the day', 'report.refresh()']) {
		const { seconds } = await courier.ask('SELECT report.refresh()')
		judge(what, seconds, 30)
	}
	courier.end()

	const slug = (await psql('many', 'postgres', `SELECT slug FROM directory.slug WHERE account_id = ${Math.ceil(MANY / 2)}`)).trim()
	const period = (from, to) => readFileSync(join(SQL, 'reporting/queries/funnel_of_a_period.sql'), 'utf8').replace(":'from'", from).replace(":'to'", to)
	const asked = [
		['accounts', `WHERE slug = '${slug}'`], ['accounts', 'WHERE day >= current_date - 1'], ['accounts', "WHERE created_at >= now() - interval '1 day'"], ['accounts', 'LIMIT 2000'],
		['oa_links', `WHERE slug = '${slug}'`], ['oa_links', 'WHERE NOT works ORDER BY broken_since LIMIT 100'], ['oa_links', 'LIMIT 2000'],
		['token_health', `WHERE slug = '${slug}'`], ['token_health', "WHERE state = 'refuted' LIMIT 2000"], ['token_health', 'LIMIT 2000'],
		['audit', `WHERE slug = '${slug}' AND at >= now() - interval '7 days' ORDER BY at`], ['audit', `WHERE slug = '${slug}'`], ['audit', 'LIMIT 2000'],
		['addresses', `WHERE slug = '${slug}'`], ['addresses', 'LIMIT 2000'],
		['onboarding_steps', `WHERE slug = '${slug}'`], ['onboarding_steps', 'WHERE is_stuck ORDER BY stuck_since LIMIT 50'], ['onboarding_steps', "WHERE reached_at >= now() - interval '7 days'"],
		['onboarding_steps', 'LIMIT 2000'],
		['onboarding_funnel', ''], ['signups_daily', 'WHERE day >= current_date - 30'], ['signups_daily', ''],
		['login_activity', 'WHERE day >= current_date - 30'], ['login_activity', ''],
		['line_errors', 'WHERE day >= current_date - 30'], ['line_errors', ''],
		['mail_delivery', 'WHERE day >= current_date - 7'], ['mail_delivery', ''],
		['email_reuse', ''], ['departures', ''], ['dictionary', ''],
	].map(([view, how]) => [`report.${view} ${how.replace(slug, '...')}`.trim(), `SELECT * FROM report.${view} ${how}`])
	asked.push(['the funnel of 30 days, half a year ago', period('now() - interval \'210 days\'', 'now() - interval \'180 days\'')],
		['the funnel of the last 30 days', period('now() - interval \'30 days\'', 'now()')],
		['the funnel of all 395 days', period('now() - interval \'400 days\'', 'now()')])
	const readers = { support: await session('many', 'acho_support'), report: await session('many', 'acho_report') }
	const seen = new Set()
	for (const [what, query] of asked) {
		const reader = /addresses/.test(query) ? readers.support : readers.report
		const runs = []
		for (let i = 0; i < 3; i++) runs.push((await reader.ask(query)).seconds)
		judge(what, Math.min(...runs.slice(1)), 1)
		seen.add(query.match(/report\.(\w+)/)[1])
	}
	const all = (await psql('many', 'acho_report', 'SELECT DISTINCT view_name FROM report.dictionary')).trim().split('\n')
	const left = all.filter((view) => !seen.has(view))
	row('reports that were not asked', left.length, `of ${all.length}`, left.length / all.length, `= 0 ${left}`.trim(), hold(left.length === 0), WIDE)
	Object.values(readers).forEach((reader) => reader.end())
}

/*
 * What a request asks of the database, a thousand times by each of four connections. As many merchants are at work in
 * the large house as there are in the small one, spread over all of it: what is measured is the way to a row, not how
 * much of a house fits into a processor's cache.
 */
async function requests() {
	const slug = "translate(lower(left(encode(sha256((:n)::text::bytea), 'base64'), 13)), 'ilou+/', '012345')"
	const kinds = {
		'session read': ['login', `\\set n random(1, ${FEW} / 3) * :step * 3\nSELECT * FROM login.session(sha256(('cookie ' || (:n)::text)::bytea), ${slug}, '2026-01');\n`],
		'login page by slug': ['login', `\\set n random(1, ${FEW}) * :step\nSELECT * FROM login.account(NULL, ${slug});\n`],
		'login look-up': ['login', `\\set n random(1, ${FEW}) * :step\n\\set a random(1, 1000000000000)\nSELECT * FROM login.attempt(${slug}, 'owner' || (:n)::text || '@shop.example', sha256((:a)::text::bytea), 30);\n`],
		'sign-up': ['signup', "\\set n random(1000000000, 1000000000000)\n" +
			`SELECT * FROM signup.create(sha256((:n)::text::bytea), sha256('d'), 'phc', ${slug}, 'C', 'C', 'new' || (:n)::text || '@shop.example', NULL, 'zh-TW', '2026-01', '192.0.2.1', 'r', NULL);\n`],
		'linking state': ['link', `\\set n random(1, ${FEW} / 3) * :step * 3\nSELECT * FROM link.oa(sha256(('cookie ' || (:n)::text)::bytea), ${slug});\n`],
	}
	for (const [what, [role, script]] of Object.entries(kinds)) {
		const file = join(folder, 'script.sql')
		writeFileSync(file, script, { mode: 0o644 })
		const few = [], many = []
		for (let round = 0; round <= ROUNDS; round++) {
			const a = await calls('few', role, file, FEW), b = await calls('many', role, file, MANY)
			if (round > 0) few.push(a), many.push(b)
		}
		const ratio = median(many.map((cpu, i) => cpu / few[i]))
		row(`${what}, database CPU s per 1000`, median(many).toFixed(3), `${FEW} accounts ${median(few).toFixed(3)}`, ratio, '<= 1.25', hold(ratio <= 1.25), WIDE)
	}
}

/* Seconds of processor time per thousand calls. */
async function calls(database, role, file, accounts) {
	const before = reaped()
	await execFile(join(process.env.ACHO_TEST_PGBIN, 'pgbench'), ['-n', '-M', 'prepared', '-c', '4', '-j', '1', '-t', '1000', '-D', `step=${Math.floor(accounts / FEW)}`, '-f', file, '-U', `acho_${role}`, database])
	await new Promise((done) => setTimeout(done, 200)) // until the postmaster has reaped them
	return (reaped() - before) / 4
}

/* What the postmaster's children that have ended have used. */
function reaped() {
	const pid = readFileSync(join(process.env.ACHO_TEST_PGDATA, 'postmaster.pid'), 'utf8').split('\n')[0]
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
	return (Number(fields[13]) + Number(fields[14])) / 100
}

/* The courier's rounds, with as much to do as a night without a courier leaves. */
async function courier() {
	await psql('many', 'postgres', `UPDATE directory.session SET expires_at = now() WHERE account_id % 15 = 0;
		UPDATE directory.device SET expires_at = now() WHERE account_id % 15 = 0;
		UPDATE tenant.outbox SET settled_at = now() - interval '31 days' WHERE state = 'delivered' AND account_id % 2 = 0;
		ANALYZE directory.session, directory.device, tenant.outbox`)
	const worker = await session('many', 'acho_courier')
	const round = await worker.ask('SELECT courier.retention()')
	judge(`courier.retention(), ${round.rows[0]} rows gone`, round.seconds, 1)
	let gone = round, rounds = 1
	for (; Number(gone.rows[0]) >= 5000; rounds++) gone = await worker.ask('SELECT courier.retention()')
	judge(`  the last of ${rounds} rounds, with little to do`, gone.seconds, 1)
	judge('courier.partitions(), nothing to do', (await worker.ask("SELECT courier.partitions()")).seconds, 1)
	const month = await worker.ask("SELECT courier.partitions() FROM set_config('acho.audit_days', '330', false)")
	judge(`courier.partitions(), ${month.rows[0]} months dropped`, month.seconds, 1)
	/* The first of a kind finds no plan made. */
	for (const claim of ['mail_claim(60)', 'find_claim(60, 200, 3, 10)', 'proof_claim(60, 0)', 'watch_claim(60, 0)', 'release_resolve()', 'reset_resolve()', 'erase()']) {
		const runs = []
		for (let i = 0; i < 3; i++) runs.push((await worker.ask(`SELECT count(*) FROM courier.${claim}`)).seconds)
		judge(`courier.${claim}`, Math.min(...runs), 0.05)
	}
	worker.end()
}

/* tests/sql/plans.sh, whose every call then finds a million accounts. */
async function plans() {
	const { stdout } = await execFile('bash', [join(root, 'tests/sql/plans.sh')], { env: { ...process.env, SEEDED: 'many', ACHO_SQL_DIR: SQL } }).catch((problem) => problem)
	const failed = stdout.match(/^not ok.*/gm) ?? []
	if (failed.length) console.log(stdout)
	row('calls that read a table whole', failed.length, stdout.match(/(\d+) look-ups go by an index/)?.[0] ?? 'none', failed.length, '= 0', hold(failed.length === 0 && /^ok/m.test(stdout)), WIDE)
}

/* ---- a psql that stays, and what its backend uses ---- */

async function session(database, role) {
	const child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', role, '-d', database], { stdio: ['pipe', 'pipe', 'inherit'] })
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
	const ask = async (query) => {
		const before = child.backend ? cpuSeconds(child.backend) : 0
		child.stdin.write(`${query.replace(/;?\s*$/, '')};\n\\echo -- done --\n`)
		const rows = []
		for (;;) {
			const { value, done } = await lines.next()
			if (done) throw new Error(`psql ended in: ${query}`)
			if (value === '-- done --') break
			rows.push(value)
		}
		return { rows, seconds: child.backend ? cpuSeconds(child.backend) - before : 0 }
	}
	child.backend = Number((await ask('SELECT pg_backend_pid()')).rows[0])
	await ask('SET max_parallel_workers_per_gather = 0')
	return { ask, end: () => child.stdin.end('\\q\n') }
}

/* Each query in a transaction of its own. */
async function psql(database, role, ...queries) {
	return (await execFile('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', role, '-d', database, ...queries.flatMap((query) => ['-c', query])], { maxBuffer: 1 << 28 })).stdout
}

function hold(holds) {
	if (!holds) missed++
	return holds
}

function judge(what, seconds, target) {
	row(what, `${seconds.toFixed(2)} s`, `${target} s`, seconds / target, '<= 1.00', hold(seconds <= target), WIDE)
}
