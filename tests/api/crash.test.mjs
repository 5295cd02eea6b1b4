/* A worker killed in the middle of things: nothing acknowledged is lost, nothing is done twice; a graceful end fails nobody. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { form, Merchant, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack, WORKERS } from '../support/stack.mjs'

const SIGNUPS = 200

let stack
before(async () => { stack = await startStack({ env: { ACHO_HASH_QUEUE: '400', ACHO_LIMITS: 'off' } }) })
after(() => stack?.stop())

/* Run `task` for each item, `width` at a time. */
async function each(items, width, task) {
	const rest = items.entries()
	await Promise.all(Array.from({ length: width }, async () => {
		for (const [i, item] of rest) await task(item, i)
	}))
}

test('kill -9 amid 200 sign-ups, retried with the same keys: exactly 200 accounts and 200 welcome mails', async () => {
	const email = someEmail()
	const people = Array.from({ length: SIGNUPS }, (_, i) => ({
		fields: form({ email, company: `Shop ${i}`, contact: randomUUID() }), key: randomUUID(), answers: [], failures: 0,
	}))
	let done = 0
	let kills = 0
	await each(people, 16, async (person) => {
		await until('a sign-up to go through', async () => {
			const answer = await stack.client().post('/api/signup', person.fields, { headers: { 'Idempotency-Key': person.key } })
			if (answer.status !== 201) {
				assert.ok([502, 503, 504].includes(answer.status), `${answer.status} ${answer.text}`)
				person.failures++
				return false
			}
			person.slug = answer.body.slug
			return true
		})
		if (++done === 40 || done === 90 || done === 140) {
			kills++
			await stack.kill('signup')
		}
	})
	assert.equal(kills, 3)
	assert.ok(people.some((person) => person.failures > 0), 'the kills hit somebody')

	await each(people, 8, async (person) => {
		const again = await stack.client().post('/api/signup', person.fields, { headers: { 'Idempotency-Key': person.key } })
		assert.equal(again.status, 201)
		assert.equal(again.body.slug, person.slug, 'the answer stays the same')
	})
	const rows = await stack.db.sql('postgres', `SELECT a.slug, a.contact FROM tenant.account a JOIN tenant.member m USING (account_id) WHERE m.email = '${email}'`)
	assert.equal(rows.length, SIGNUPS)
	assert.deepEqual(new Map(rows.map(([slug, contact]) => [contact, slug])), new Map(people.map(({ slug, fields }) => [fields.contact, slug])))

	await until('every mail to be settled', async () => (await stack.db.sql('postgres',
		`SELECT 1 FROM tenant.outbox WHERE recipient = '${email}' AND state <> 'delivered' LIMIT 1`)).length === 0)
	const mails = await stack.sandbox.mails(email)
	assert.equal(new Set(mails.map((mail) => mail.headers['message-id'])).size, SIGNUPS)
	assert.equal(mails.length, SIGNUPS, 'the courier was not killed, so none is there twice')
	const urls = new Set(mails.map((mail) => mail.text.match(/\/a\/([0-9a-z]{13})\b/)[1]))
	assert.deepEqual(urls, new Set(people.map(({ slug }) => slug)))
})

test('a courier killed over and over sends each mail at least once, under one Message-ID', async () => {
	const email = someEmail()
	const kills = 3, sendsAtOnce = 4 // THREADS of outbox_job.c: so many mails can be sent and not yet noted as sent
	const killIt = async () => {
		await stack.kill('courier', { restart: false })
		/* What the dead one had leased, as if the lease had run out. */
		await stack.db.sql('postgres', "UPDATE tenant.outbox SET due_at = now() WHERE state = 'waiting' AND lease IS NOT NULL")
		stack.parts.courier.start()
	}
	let killed = Promise.resolve() // one after the other, while the sign-ups go on
	await each(Array.from({ length: 10 * kills }, (_, i) => i), 8, async (i) => {
		await Merchant.signUp(stack, { email, company: `Mail ${i}` })
		if (i % 10 === 5) await (killed = killed.then(killIt))
	})
	await until('every mail to be settled', async () =>
		(await stack.db.sql('postgres', `SELECT 1 FROM tenant.outbox WHERE recipient = '${email}' AND state <> 'delivered'`)).length === 0)
	const ids = (await stack.sandbox.mails(email)).map((mail) => mail.headers['message-id'])
	assert.equal(new Set(ids).size, 10 * kills)
	assert.ok(ids.length <= 10 * kills + kills * sendsAtOnce, `${ids.length} mails for ${10 * kills} and ${kills} kills`)
})

test('SIGTERM lets what runs finish: each sign-up that was made was also answered', async () => {
	const email = someEmail()
	let running = true
	const statuses = []
	const drivers = Array.from({ length: 8 }, async () => {
		while (running) statuses.push((await stack.client().post('/api/signup', form({ email }))).status)
	})
	await until('the load to run', () => statuses.length > 20)
	assert.equal(await stack.terminate('signup'), 0)
	running = false
	await Promise.all(drivers)
	stack.parts.signup.start()
	await stack.ready('signup')
	/* Nobody listens after it has ended, so nginx answers; with a socket that outlives it nobody would notice (tests/demo). */
	assert.deepEqual(statuses.filter((status) => ![201, 502, 503].includes(status)), [])
	const [[made]] = await stack.db.sql('postgres', `SELECT count(*) FROM tenant.member WHERE email = '${email}'`)
	assert.equal(Number(made), statuses.filter((status) => status === 201).length)
})

test('PostgreSQL gone: 503, and back without help when it is back', async () => {
	const merchant = await Merchant.loggedIn(stack)
	await stack.parts.postgres.end('SIGQUIT')
	const answer = await merchant.get('session')
	assert.equal(answer.status, 503, answer.text)
	assert.equal(answer.body.code, 'server.busy')
	assert.match(answer.headers['retry-after'], /^\d+$/)
	const probe = stack.client({ validated: false })
	assert.equal((await probe.get('/livez/login')).status, 200)
	await until('readyz to say so', async () => (await probe.get('/readyz/login')).status === 503)
	stack.parts.postgres.start()
	await until('the session to be back', async () => (await merchant.get('session')).status === 200)
	const fields = form()
	await until('sign-up to be back', async () => (await stack.client().post('/api/signup', fields)).status === 201)
	await stack.sandbox.waitForMails(fields.email)
})

test('workers that start before the database wait for it', async () => {
	await stack.parts.postgres.end('SIGINT')
	for (const worker of WORKERS) await stack.terminate(worker, { restart: true })
	const probe = stack.client({ validated: false })
	for (const worker of WORKERS) {
		await until(`acho-${worker} to answer`, async () => (await probe.get(`/livez/${worker}`)).status === 200)
		assert.equal((await probe.get(`/readyz/${worker}`)).status, 503)
	}
	stack.parts.postgres.start()
	for (const worker of WORKERS) await stack.ready(worker)
	/* Each connection tries again once a second by itself. */
	await until('everybody to be served', async () => (await stack.client().post('/api/signup', form())).status === 201)
})
