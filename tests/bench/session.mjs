/*
 * The session read: every page asks it first. Against the textbook worker, against the bare SELECT, and beside 500
 * requests that wait for LINE. Runs are interleaved and medians compared, because the machine is shared.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Merchant } from '../support/merchant.mjs'
import { Part, freePort, isRoot, until } from '../support/parts.mjs'
import { pgBin } from '../support/cluster.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'
import { burst, startCrowd } from './crowd.mjs'
import { execFile, heading, median, row, wrk, wrkOn } from './measure.mjs'
import { startSleepingLine } from './sleeping-line.mjs'

const ROUNDS = 5
const PARKED = 500

const line = await startSleepingLine(3000)
const stack = await startStack({ build: 'bench', env: { ACHO_LINE_API: line.url, ACHO_POOL_TARGET: '1' } })
try {
	await stack.terminate('courier') // it would make keys on the cores that are measured
	const merchant = await Merchant.loggedIn(stack)
	const cookie = [...merchant.client.cookies.values()].filter((one) => one.name === 'acho').map((one) => `${one.name}=${one.value}`)[0]
	const path = `/a/${merchant.slug}/api/session`
	heading()
	await againstTextbook(path, cookie)
	await againstBareSelect(merchant, cookie)
	await besideParked(path, cookie)
} finally {
	await stack.stop()
	line.stop()
}

/* Our worker and the textbook's, each behind the same nginx configuration, in turn. */
async function againstTextbook(path, cookie) {
	const textbook = await startTextbook()
	const ours = [], theirs = []
	try {
		for (let round = 0; round <= ROUNDS; round++) {
			const a = await wrkOn(stack.parts.login.pid, stack.url + path, { cookie })
			const b = await wrkOn(textbook.worker.pid, textbook.url + path, { cookie })
			if (a.errors || b.errors) throw new Error(`session reads failed: ours ${a.errors || 'none'}, textbook ${b.errors || 'none'}`)
			if (round > 0) ours.push(a), theirs.push(b) // the first round warms up
		}
	} finally {
		await textbook.stop()
	}
	const pick = (runs, what) => median(runs.map((run) => run[what]))
	const rate = median(ours.map((run, i) => run.rate / theirs[i].rate))
	const cpu = median(ours.map((run, i) => run.cpu / theirs[i].cpu))
	const p99 = median(ours.map((run, i) => run.p99 / theirs[i].p99))
	row('session read, requests/s, c=32', Math.round(pick(ours, 'rate')), `textbook ${Math.round(pick(theirs, 'rate'))}`, rate, '>= 1.30', rate >= 1.3)
	row('session read, worker CPU s per 1000', pick(ours, 'cpu').toFixed(3), `textbook ${pick(theirs, 'cpu').toFixed(3)}`, cpu, '<= 0.80', cpu <= 0.8)
	row('session read, p99 ms', pick(ours, 'p99').toFixed(1), `textbook ${pick(theirs, 'p99').toFixed(1)}`, p99, '<= 1.00', p99 <= 1)
}

async function startTextbook() {
	const run = join(stack.folder, 'textbook')
	const port = await freePort()
	const socket = join(run, 'login.sock')
	const conf = execFileSync(join(root, 'nginx/render'), [run, `RUN=${run}`, `LISTEN=127.0.0.1:${port}`, 'LIMITS=off', 'WORKERS=2',
		'CONNECTIONS=4096', ...(isRoot ? ['USER=root'] : [])], { encoding: 'utf8' }).trim()
	/* A kept connection would pin one of its threads. */
	const snippet = join(run, 'snippets/fastcgi.conf')
	writeFileSync(snippet, readFileSync(snippet, 'utf8').replace(/fastcgi_keep_conn\s+on/, 'fastcgi_keep_conn off'))
	const worker = new Part('textbook', {
		command: [join(root, 'build/bench/tests/bench/textbook'), socket, '8', stack.db.conninfo('acho_login')],
		env: {}, cwd: run, log: join(run, 'textbook.log'),
	}).start()
	const nginx = new Part('nginx', {
		command: ['nginx', '-e', 'stderr', '-p', run, '-c', conf, '-g', 'daemon off;'],
		env: { PATH: `${process.env.PATH}:/usr/sbin` }, cwd: run, log: join(run, 'nginx.log'),
	}).start()
	const url = `http://localhost:${port}`
	await until('the textbook worker', () => fetch(`${url}/a/0000000000000/api/session`).then((answer) => answer.status === 401, () => false))
	return { url, worker, stop: async () => { await nginx.end('SIGTERM'); await worker.end('SIGKILL') } }
}

/* What the wall costs: our function as acho_login, and the same look-ups as one SELECT of a superuser. */
async function againstBareSelect(merchant, cookie) {
	const hash = `decode('${createHash('sha256').update(Buffer.from(cookie.slice('acho='.length), 'base64url')).digest('hex')}', 'hex')`
	const file = (name, text) => {
		const script = join(stack.folder, name)
		writeFileSync(script, `${text};\n`, { mode: 0o644 })
		return script
	}
	const wall = file('wall.sql', `SELECT problem, email, role, company, step, waiting, verified FROM login.session(${hash}, '${merchant.slug}')`)
	const bare = file('bare.sql', `SELECT m.email, m.verified_at IS NOT NULL, m.role, a.company,
		tenant.onboarding_step(o.created_at, o.published_at, o.oa_linked_at, l.holds_since, l.state, t.holds_since, t.state),
		tenant.onboarding_waiting(o.published_at, o.oa_linked_at, l.holds_since, l.state, t.holds_since, t.state)
		FROM directory.session s JOIN tenant.member m USING (account_id, member_id) JOIN tenant.account a USING (account_id)
		LEFT JOIN tenant.oa o USING (account_id)
		LEFT JOIN tenant.standing l ON l.account_id = m.account_id AND l.step = 'login_channel'
		LEFT JOIN tenant.standing t ON t.account_id = m.account_id AND t.step = 'messaging_token'
		WHERE s.session_hash = ${hash} AND s.slug = '${merchant.slug}' AND s.expires_at > now()
		AND s.seen_at + s.idle_for > now()`.replace(/\s+/g, ' '))
	const ours = [], theirs = []
	for (let round = 0; round <= ROUNDS; round++) {
		const a = await pgbench('acho_login', wall), b = await pgbench('postgres', bare)
		if (round > 0) ours.push(a), theirs.push(b)
	}
	const ratio = median(ours.map((tps, i) => tps / theirs[i]))
	row("the wall's own cost, calls/s in pgbench", Math.round(median(ours)), `bare SELECT ${Math.round(median(theirs))}`, ratio, '>= 0.50', ratio >= 0.5)
}

async function pgbench(role, script) {
	const { stdout } = await execFile(join(pgBin(), 'pgbench'), ['-n', '-M', 'prepared', '-c', '2', '-j', '2', '-T', '2', '-f', script,
		'-h', stack.db.socket, '-U', role, 'acho'])
	return Number(stdout.match(/tps = ([\d.]+)/)[1])
}

/* Session reads while nobody waits, and while PARKED requests wait for a LINE that takes 3 s. */
async function besideParked(path, cookie) {
	const crowd = await startCrowd(stack, PARKED / 2)
	const read = () => wrk(stack.url + path, { cookie, seconds: 2, connections: 8 })
	const alone = [], beside = []
	for (let round = 0; round < ROUNDS; round++) {
		alone.push(await read())
		const { pastes } = await burst(stack, line, crowd)
		beside.push(await read())
		await Promise.all(pastes.map(({ answer }) => answer))
	}
	const ratio = median(beside.map((run, i) => run.rate / alone[i].rate))
	const rate = (runs) => Math.round(median(runs.map((run) => run.rate)))
	row(`session reads/s beside ${PARKED} parked, c=8`, rate(beside), `alone ${rate(alone)}`, ratio, '>= 0.90', ratio >= 0.9)
}
