/*
 * What may befall the database and the machine, one thing at a time: who it does not concern goes on, who it does is told
 * to come back, and when it is over all is as before, by itself.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { after, before, test } from 'node:test'
import { form, Merchant, problem } from '../support/merchant.mjs'
import { figure, figuresOf } from '../support/figures.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const THREADS = 4
const HASH_THREADS = 2
const LOGINS = 500
const MIB = 1 << 20
const ARGON2 = 19 * MIB

/* acho-signup's log goes to a disk that is full, from the first line on. */
const launch = (name, what) => (name === 'signup' ? { ...what, command: ['sh', '-c', 'exec "$0" 2>/dev/full', ...what.command] } : what)

let stack, merchant, silent
before(async () => {
	stack = await startStack({ launch, patient: false, env: { ACHO_LIMIT_LOGIN: '100000', ACHO_THREADS: String(THREADS), ACHO_HASH_THREADS: String(HASH_THREADS) } })
	merchant = await Merchant.withOa(stack)
	silent = { since: performance.now(), release: await stack.db.hold('SELECT pg_advisory_xact_lock(99)', 'acho_login') }
})
after(() => stack?.stop())

const sql = (text) => stack.db.sql('postgres', text)
const count = async (from) => Number((await sql(`SELECT count(*) FROM ${from}`))[0][0])
const heldUp = () => stack.db.heldUp('acho_login', () => merchant.get('session'))
const isWell = async () => (await merchant.get('session')).status === 200
const isBusy = (answer) => {
	assert.equal(problem(answer), '503 server.busy', answer.text)
	assert.match(answer.headers['retry-after'], /^\d+$/)
}

test('the log cannot be written: the service goes on, and what is lost is counted', async () => {
	await Merchant.signUp(stack)
	const { signup, login } = await figuresOf(stack)
	assert.ok(figure(signup, 'acho_log_lines_lost_total') >= 1)
	assert.equal(figure(login, 'acho_log_lines_lost_total'), 0)
})

test('the disk of the database is full: what writes is refused whole, what reads goes on', async () => {
	const key = { headers: { 'Idempotency-Key': 'while-the-disk-is-full' } }
	const fields = form()
	await sql(`CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no space left on device' USING ERRCODE = '53100'; END $$`)
	const tables = (await sql("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('tenant', 'directory')")).flat()
	await sql(tables.map((table) => `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION public.full_disk()`).join('; '))
	isBusy(await stack.client().post('/api/signup', fields, key))
	isBusy(await merchant.tryLogIn())
	isBusy(await merchant.put('oa', { name: 'No room', basic_id: merchant.line.oa.bot.basicId }))
	assert.ok(await isWell(), 'who is logged in stays so')
	assert.equal((await merchant.oa()).oa.name, merchant.fields.company)
	await stack.parts.link.said(/"sqlstate":"53100"/)
	await sql('DROP FUNCTION public.full_disk() CASCADE')
	assert.equal((await stack.client().post('/api/signup', fields, key)).status, 201, 'nothing of it was left in the way')
	assert.equal(await count(`tenant.member WHERE email = '${fields.email}'`), 1)
	await merchant.logIn()
})

test('no connection is to be had: 503 at once, no storm of attempts, and all is well when one is', async () => {
	await sql("ALTER ROLE acho_login CONNECTION LIMIT 0; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'acho_login' AND application_name = 'acho-login'")
	const refusals = () => stack.parts.postgres.text().split('too many connections for role "acho_login"').length - 1
	const began = performance.now()
	await until('a worker without a connection', async () => !(await isWell()))
	for (let i = 0; i < 40; i++) {
		const answers = await Promise.all(Array.from({ length: 8 }, () => merchant.get('session')))
		for (const answer of answers) if (answer.status !== 200) isBusy(answer)
	}
	assert.equal((await merchant.oa()).oa.name, merchant.fields.company, 'other workers have theirs')
	const seconds = (performance.now() - began) / 1000
	/* Each thread, and the one that answers for all at the start, once a second at most. */
	assert.ok(refusals() >= 1 && refusals() <= (THREADS + 1) * (seconds + 1), `${refusals()} attempts in ${seconds} s`)
	await sql('ALTER ROLE acho_login CONNECTION LIMIT -1')
	await until('each thread of the worker to be well', async () => {
		await Promise.all(Array.from({ length: 4 * THREADS }, isWell))
		return await count("pg_stat_activity WHERE application_name = 'acho-login' AND usename = 'acho_login'") >= THREADS
	})
})

test('who waits for a lock gives up after two tries, and holds up nobody else', async () => {
	const release = await stack.db.hold('LOCK TABLE directory.session')
	const { answer: asked } = await heldUp()
	assert.equal((await stack.client().post('/api/signup', form())).status, 201)
	isBusy(await asked)
	await release()
	await stack.parts.login.said(/"sqlstate":"55P03"/)
	assert.ok(await isWell())
})

test('a deadlock costs one of the two a moment, and the merchant nothing', async () => {
	const who = (key, granted) => `pg_locks WHERE locktype = 'advisory' AND objid = ${key} AND granted = ${granted}`
	const release = await stack.db.hold("SET LOCAL deadlock_timeout = '1 min'; SELECT pg_advisory_xact_lock(2)")
	/* Takes 1, and 2 as soon as the other, who holds 2, asks for 1. */
	await sql(`CREATE FUNCTION public.clash() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
		PERFORM pg_advisory_xact_lock(1);
		WHILE EXISTS (SELECT FROM ${who(2, true)}) AND NOT EXISTS (SELECT FROM ${who(1, false)}) LOOP PERFORM pg_sleep(0.01); END LOOP;
		PERFORM pg_advisory_xact_lock(2);
		RETURN NEW;
	END $$;
	CREATE TRIGGER clash BEFORE INSERT ON directory.session FOR EACH ROW EXECUTE FUNCTION public.clash()`)
	const asked = merchant.tryLogIn()
	await until('the worker to hold its lock', async () => await count(who(1, true)) === 1)
	await release('SELECT pg_advisory_xact_lock(1)')
	assert.equal((await asked).status, 201)
	await stack.parts.postgres.said(/ERROR: {2}deadlock detected/)
	await sql('DROP FUNCTION public.clash() CASCADE')
})

test('a worker that is stopped in the middle keeps no transaction open, and goes on where it was', async () => {
	const release = await stack.db.hold('LOCK TABLE directory.session')
	const { answer: asked } = await heldUp()
	process.kill(stack.parts.login.pid, 'SIGSTOP')
	try {
		await release()
		await until('its question to be over', async () => await count("pg_stat_activity WHERE application_name = 'acho-login' AND state <> 'idle'") === 0)
		assert.equal((await merchant.put('oa', { name: 'Meanwhile', basic_id: merchant.line.oa.bot.basicId })).status, 200)
		assert.equal((await stack.client().post('/api/signup', form())).status, 201)
	} finally {
		process.kill(stack.parts.login.pid, 'SIGCONT')
	}
	assert.equal((await asked).status, 200)
})

/* One login on a connection of its own: {status, retryAfter}. */
function logIn({ path, body }, agent) {
	return new Promise((resolve, reject) => {
		const sent = request(`${stack.url}${path}`, { agent, method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), Origin: stack.url } }, (answer) => {
			answer.resume().once('end', () => resolve({ status: answer.statusCode, retryAfter: answer.headers['retry-after'] }))
		})
		sent.once('error', reject).end(body)
	})
}

test(`${LOGINS} logins at once: so many are hashed at a time, the rest wait or come back, and other questions are answered`, async (t) => {
	const memory = (name) => Number(readFileSync(`/proc/${stack.parts.login.pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))[1]) * 1024
	const agent = new Agent({ maxSockets: LOGINS })
	const login = { path: merchant.path('session'), body: JSON.stringify({ email: merchant.fields.email, password: merchant.fields.password }) }
	const base = memory('VmRSS')
	const began = performance.now()
	let over = false
	const storm = Promise.all(Array.from({ length: LOGINS }, () => logIn(login, agent))).finally(() => { over = true })
	const reads = []
	while (!over) {
		const asked = performance.now()
		const answer = await merchant.get('session')
		/* While 500 new questions queue for four threads, one that has waited for a second is told so. */
		if (answer.status === 200) reads.push(performance.now() - asked)
		else isBusy(answer)
	}
	const answers = await storm
	const took = performance.now() - began
	const good = answers.filter(({ status }) => status === 201)
	const busy = answers.filter(({ status, retryAfter }) => status === 503 && /^\d+$/.test(retryAfter))
	assert.equal(good.length + busy.length, LOGINS, JSON.stringify([...new Set(answers.map(({ status }) => status))]))
	assert.ok(good.length > 0 && busy.length > 0, `${good.length} good, ${busy.length} busy`)
	const grown = memory('VmHWM') - base
	assert.ok(grown < HASH_THREADS * ARGON2 + 200 * MIB, `${Math.round(grown / MIB)} MiB; all at once would be ${LOGINS * ARGON2 / MIB}`)
	reads.sort((a, b) => a - b)
	t.diagnostic(`${good.length} in ${Math.round(took)} ms, ${busy.length} told to come back; ${reads.length} reads, median ${Math.round(reads[reads.length >> 1])} ms, p99 ${Math.round(reads[Math.floor(reads.length * 0.99)])} ms; ${Math.round(grown / MIB)} MiB more`)
	assert.ok(reads.length >= 10, 'while passwords are hashed, others get their answers')
})

test('a transaction that somebody leaves open with a role of a worker is ended by the server, and its locks with it', async () => {
	await until('the server to end it', async () => await count("pg_locks WHERE locktype = 'advisory' AND objid = 99") === 0)
	await stack.parts.postgres.said(/terminating connection due to idle-in-transaction timeout/)
	assert.ok(performance.now() - silent.since >= 9000, 'not before its time')
	await silent.release()
})
