/*
 * Everything dies, over and over, while merchants sign up and link: each program, nginx and PostgreSQL by kill -9, by
 * SIGTERM, one of PostgreSQL's backends by kill -9, in an order for each that SEED decides. Clients keep a journal of what was
 * answered. In the end the journal, the database and the mailbox must agree: nothing that was acknowledged is lost,
 * nothing is there twice, no answer was wrong.
 *
 *     tests/faults/chaos                            # ten minutes; each program dies every EVERY (20) seconds or sooner
 *     MINUTES=1 SEED=7 EVERY=5 tests/faults/chaos
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { form, Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'

const DRIVERS = 6
const PATIENCE_MS = 300_000 // the courier makes their keys when nobody else wants the processor
const MAIL_THREADS = 5 // of the courier (outbox_job.c): so many mails may be sent and not yet noted as sent
export const HOUSE = { env: { ACHO_LIMITS: 'off', ACHO_LIMIT_LOGIN: '1000000', ACHO_LINE_TIMEOUT_MS: '3000', ACHO_HASH_QUEUE: '400' } }

/* mulberry32: the same SEED, the same faults. */
function randomFrom(seed) {
	let state = seed >>> 0
	return () => {
		state = (state + 0x6d2b79f5) >>> 0
		let t = Math.imul(state ^ (state >>> 15), state | 1)
		t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296
	}
}

export class Chaos {
	journal = []
	hits = {}
	passed = 0
	courierDeaths = 0
	running = true
	over = false
	asking = new Map() // of each client what it has not been told yet, and what it was told instead
	passes = new Set([502, 503, 504]) // and no answer at all: try again with the same words

	/* `every` seconds at most, and a second, between two deaths of one program. */
	constructor(stack, { seconds, seed, every = 6, say = () => {} }) {
		Object.assign(this, { stack, seconds, seed, every, say })
	}

	/* ---- faults ---- */

	async end(name, signal, random) {
		const part = this.stack.parts[name]
		const children = ['postgres', 'nginx'].includes(name) ? childrenOf(part.pid) : []
		if (name === 'courier') this.courierDeaths++
		await part.end(signal)
		/* A master that was killed leaves children, and no other starts before they are gone: nginx's do not go by themselves. */
		if (name === 'nginx') children.forEach(kill)
		await until(`the children of ${name} to be gone`, () => children.every((pid) => !existsSync(`/proc/${pid}`)), 30)
		await pause(random() * 300)
		part.start()
	}

	/* Each program has its own bad luck, so that several may be down at once. */
	victims() {
		const ways = (name, ...signals) => signals.map((signal) => [`${name} ${signal}`, (random) => this.end(name, signal, random)])
		return [
			...['signup', 'login', 'link', 'courier', 'nginx'].map((name) => ways(name, 'SIGKILL', 'SIGTERM')),
			[...ways('postgres', 'SIGKILL', 'SIGINT', 'SIGQUIT'), ['backend SIGKILL', (random) => this.killBackend(random)]],
		]
	}

	async killBackend(random) {
		const pids = childrenOf(this.stack.parts.postgres.pid)
		if (pids.length) kill(pids[Math.floor(random() * pids.length)])
	}

	/* Each way to die once in a shuffled order, then any. */
	async strike(ways, random, ends) {
		const order = ways.map((way) => [random(), way]).sort((a, b) => a[0] - b[0]).map(([, way]) => way)
		for (;;) {
			await pause(1000 + random() * this.every * 1000)
			if (performance.now() > ends && !order.length) return
			const [name, act] = order.shift() ?? ways[Math.floor(random() * ways.length)]
			this.hits[name] = (this.hits[name] ?? 0) + 1
			this.say(name)
			await act(random)
		}
	}

	/* ---- clients ---- */

	/* Ask until there is an answer that says something; whatever that is must be one of `good`. */
	async persist(what, good, call) {
		const me = Symbol(what)
		this.asking.set(me, `${what}: not answered at all`)
		while (!this.over) {
			const answer = await call().catch((problem) => ({ status: 0, text: problem.message }))
			if (good.includes(answer.status)) {
				this.asking.delete(me)
				return answer
			}
			this.asking.set(me, `${what}: ${answer.status} ${answer.text}`)
			if (answer.status !== 0 && !this.passes.has(answer.status)) throw new Error(`${what}: ${answer.status} ${answer.text}`)
			this.passed++
			await pause(50 + Math.random() * 200)
		}
		throw new Error(`${what}: the faults have ended in one of our own`)
	}

	async signUp() {
		const entry = { key: randomUUID(), fields: form({ company: `Chaos ${this.journal.length}` }) }
		this.journal.push(entry)
		const client = this.stack.client()
		const answer = await this.persist('sign-up', [201], () => client.post('/api/signup', entry.fields, { headers: { 'Idempotency-Key': entry.key } }))
		entry.slug = answer.body.slug
		entry.merchant = new Merchant(this.stack, entry.fields, entry.slug, client)
		return entry
	}

	/* Steps 10 to 14; each value that was acknowledged is noted at once. */
	async link(entry) {
		const { merchant } = entry
		await this.persist('login', [201], () => merchant.tryLogIn())
		merchant.line = await this.stack.sandbox.merchant({ name: entry.fields.company })
		await this.persist('oa', [200], () => merchant.put('oa', { name: entry.fields.company, basic_id: merchant.line.oa.bot.basicId }))
		entry.name = entry.fields.company
		const { body } = await this.persist('key', [200], () => merchant.get('assertion-key'))
		entry.publicKey = body.public_key
		merchant.kid = await this.stack.sandbox.registerKey(merchant.line.login, body.public_key)
		await this.persist('login channel', [200, 202], () => merchant.putLoginChannel())
		entry.channel = true
		await this.persist('checklist', [200], () => merchant.put('login-channel/checklist', { published: true, oa_linked: true }))
		await this.persist('token', [200, 202], () => merchant.putToken())
		entry.token = true
		const name = `${entry.name} renamed`
		await this.persist('new name', [200], () => merchant.put('oa', { name, basic_id: merchant.line.oa.bot.basicId }))
		entry.name = name
	}

	async drive() {
		while (this.running) {
			const entry = await this.signUp()
			if (this.running && Math.random() < 0.5) await this.link(entry)
		}
	}

	async run() {
		const ends = performance.now() + this.seconds * 1000
		const drivers = Promise.all(Array.from({ length: DRIVERS }, () => this.drive()))
		let broken = null
		drivers.catch((problem) => { broken = problem })
		try {
			await Promise.all(this.victims().map((ways, i) => this.strike(ways, randomFrom(this.seed + i), ends)))
		} catch (problem) {
			this.over = true // nobody asks on
			throw problem
		} finally {
			this.running = false
		}
		await Promise.race([drivers, pause(PATIENCE_MS, undefined, { ref: false }).then(() => { throw broken ?? new Error(`clients still ask ${PATIENCE_MS / 1000} s after the last fault:\n${[...this.asking.values()].join('\n')}`) })])
		return this.judge()
	}

	/* ---- the end ---- */

	rows(text) {
		return this.stack.db.sql('postgres', text)
	}

	/* Leases of the dead run out now, and what failed meanwhile is due. */
	async settle() {
		for (const name of this.stack.workers) await this.stack.ready(name)
		await until('every mail and proof to be settled', async () => {
			await this.rows(`UPDATE tenant.outbox SET due_at = now() WHERE state = 'waiting' AND due_at > now() + interval '3 s';
				UPDATE tenant.proof SET due_at = now() WHERE state = 'pending' AND due_at > now() + interval '3 s'`)
			await pause(1000)
			const [[mails, proofs]] = await this.rows("SELECT (SELECT count(*) FROM tenant.outbox WHERE state = 'waiting'), (SELECT count(*) FROM tenant.proof WHERE state = 'pending')")
			return mails === '0' && proofs === '0'
		}, 90)
	}

	async judge() {
		await this.settle()
		const accounts = await this.rows('SELECT a.slug, m.email FROM tenant.account a JOIN tenant.member m USING (account_id)')
		assert.deepEqual(new Map(accounts.map(([slug, email]) => [email, slug])), new Map(this.journal.map(({ fields, slug }) => [fields.email, slug])), 'accounts are those that were acknowledged')
		assert.equal(accounts.length, this.journal.length, 'none twice')

		const mails = await this.stack.sandbox.mails()
		const sent = new Set(mails.map(({ headers }) => headers['message-id'].match(/[0-9a-f-]{36}/)[0]))
		const noted = (await this.rows("SELECT message_id, state FROM tenant.outbox")).map(([id, state]) => [id, state])
		assert.deepEqual([...sent].sort(), noted.map(([id]) => id).sort(), 'the mailbox has what the database says, no mail lost or made up')
		assert.ok(noted.every(([, state]) => state === 'delivered'))
		const copies = mails.length - sent.size
		assert.ok(copies <= this.courierDeaths * MAIL_THREADS, `${copies} copies for ${this.courierDeaths} deaths of the courier`)
		const welcomed = new Set(mails.filter(({ text }) => text.includes('/verify#t=')).map(({ recipients }) => [recipients].flat()[0]))
		for (const { fields } of this.journal) assert.ok(welcomed.has(fields.email), `no welcome for ${fields.email}`)

		let linked = 0
		for (const entry of this.journal.filter((one) => one.name)) {
			const { merchant } = entry
			await this.persist('a session that was given', [200], () => merchant.get('session'))
			const { oa, login_channel, messaging_token } = (await this.persist('what was pasted', [200], () => merchant.get('oa'))).body
			assert.equal(oa.name, entry.name)
			if (entry.publicKey) assert.deepEqual((await this.persist('the key', [200], () => merchant.get('assertion-key'))).body.public_key, entry.publicKey)
			if (entry.channel) assert.equal(login_channel.state, 'proved')
			if (entry.token) assert.equal(messaging_token.state, 'proved')
			linked += Boolean(entry.token)
		}
		return { faults: this.hits, signups: this.journal.length, linked, mails: sent.size, copies, passed: this.passed }
	}
}

function kill(pid) {
	try {
		process.kill(pid, 'SIGKILL')
	} catch { /* it has ended by itself meanwhile */ }
}

function childrenOf(pid) {
	try {
		return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim().split('\n').map(Number)
	} catch {
		return []
	}
}
