/* A member sees where the account is open and ends what should not be. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseCookie } from '../support/client.mjs'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

/* The same person on another device. */
async function device(merchant, userAgent) {
	const other = new Merchant(stack, merchant.fields, merchant.slug, stack.client())
	const answer = await other.tryLogIn({}, { headers: { 'User-Agent': userAgent } })
	assert.equal(answer.status, 201, answer.text)
	return other
}

async function sessions(merchant) {
	const answer = await merchant.get('sessions')
	assert.equal(answer.status, 200, answer.text)
	return answer.body.sessions
}

const isIn = async (merchant) => (await merchant.get('session')).status === 200
const events = (merchant) => stack.db.sql('postgres', `SELECT e.kind, e.member_id IS NOT NULL, e.ip, e.request_id <> '' FROM tenant.event e
	JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' AND kind = 'session.ended'`)

test('the list names each device once, newest first', async () => {
	const merchant = await Merchant.signUp(stack)
	const [phone, laptop] = [await device(merchant, 'Phone "7"'), await device(merchant, 'Laptop')]
	const seen = await sessions(laptop)
	assert.deepEqual(seen.map(({ user_agent, current, ip }) => [user_agent, current, ip]), [['Laptop', true, '127.0.0.1'], ['Phone "7"', false, '127.0.0.1']])
	assert.deepEqual((await sessions(phone)).map(({ id, current }) => [id, current]), seen.map(({ id, current }) => [id, !current]))
	assert.ok(seen.every(({ created_at, seen_at }) => Date.parse(seen_at) >= Date.parse(created_at)))
	const text = (await phone.get('sessions')).text
	for (const cookie of phone.client.cookies.values()) assert.ok(!text.includes(cookie.value), 'and gives no cookie away')
})

test('one session ends, the others stay', async () => {
	const merchant = await Merchant.signUp(stack)
	const [phone, laptop, tablet] = [await device(merchant, 'Phone'), await device(merchant, 'Laptop'), await device(merchant, 'Tablet')]
	const { id } = (await sessions(laptop)).find(({ user_agent }) => user_agent === 'Phone')
	const answer = await laptop.delete(`sessions/${id}`)
	assert.equal(answer.status, 204, answer.text)
	assert.deepEqual(answer.setCookies, [])
	assert.equal(problem(await phone.get('session')), '401 session.required')
	assert.deepEqual([await isIn(laptop), await isIn(tablet)], [true, true])
	assert.equal(problem(await laptop.delete(`sessions/${id}`)), '404 not_found', 'it is gone already')
	assert.deepEqual(await events(merchant), [['session.ended', 't', '127.0.0.1', 't']])
})

test('all others end at once', async () => {
	const merchant = await Merchant.signUp(stack)
	const [phone, laptop, tablet] = [await device(merchant, 'Phone'), await device(merchant, 'Laptop'), await device(merchant, 'Tablet')]
	assert.equal((await laptop.delete('sessions/others')).status, 204)
	assert.deepEqual([await isIn(phone), await isIn(laptop), await isIn(tablet)], [false, true, false])
	assert.equal((await sessions(laptop)).length, 1)
	assert.equal((await laptop.delete('sessions/others')).status, 204, 'none is left to end, which is no mistake')
	assert.equal((await events(merchant)).length, 1)
})

test('ending the present session is logging out', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const [{ id }] = await sessions(merchant)
	const answer = await merchant.delete(`sessions/${id}`)
	assert.equal(answer.status, 204)
	assert.equal(parseCookie(answer.setCookies[0]).attributes['max-age'], '0')
	assert.equal(await isIn(merchant), false)
})

test('nobody ends, or learns of, a session that is not theirs', async () => {
	const email = someEmail()
	const [mine, theirs] = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack, { email })]
	const again = await Merchant.loggedIn(stack, { email })
	const [{ id }] = await sessions(theirs)
	for (const one of [id, id.toUpperCase(), '00000000-0000-0000-0000-000000000000', 'x', 'Others', "'--", '%20', 'x'.repeat(64)])
		for (const who of [mine, again]) assert.equal(problem(await who.delete(`sessions/${one}`)), '404 not_found', one)
	assert.equal(problem(await stack.client().delete(theirs.path(`sessions/${id}`))), '401 session.required')
	assert.equal(problem(await stack.client().get(theirs.path('sessions'))), '401 session.required')
	assert.equal(problem(await theirs.delete('sessions/others', { headers: { Origin: 'https://evil.example' } })), '403 request.bad_origin')
	assert.equal((await theirs.get(`sessions/${id}`)).status, 405)
	assert.deepEqual([await isIn(theirs), await isIn(again)], [true, true])
	assert.deepEqual([(await sessions(theirs)).length, (await sessions(again)).length], [1, 1], 'one address, two accounts, two lists')
})

test('sessions that end each other at the same moment leave at most one', async () => {
	const merchant = await Merchant.signUp(stack)
	const devices = await Promise.all(Array.from({ length: 6 }, (_, i) => device(merchant, `Device ${i}`)))
	const answers = await Promise.all(devices.map((one) => one.delete('sessions/others')))
	assert.deepEqual(answers.map(problem).map((one) => one.slice(0, 3)).sort(), ['204', ...Array(5).fill('401')])
	assert.equal((await Promise.all(devices.map(isIn))).filter(Boolean).length, 1)
})
