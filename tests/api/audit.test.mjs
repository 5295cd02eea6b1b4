/* What happened to an account: written where it happens, read by its owner. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailedToken } from '../support/links.mjs'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

async function page(merchant, place = '') {
	const answer = await merchant.get(place ? `events/${place}` : 'events')
	assert.equal(answer.status, 200, answer.text)
	return answer.body
}

test('who did what, when, from where and by which request', async () => {
	const email = someEmail()
	const [merchant, other] = [await Merchant.signUp(stack, { email }), await Merchant.loggedIn(stack, { email })]
	const login = await merchant.tryLogIn()
	await merchant.post('email-verification', { token: await mailedToken(stack, merchant, 'verify') })
	const password = 'nine green lanterns'
	assert.equal((await merchant.put('password', { current: merchant.fields.password, new: password })).status, 204)
	assert.equal((await merchant.delete('session')).status, 204)
	assert.equal((await merchant.tryLogIn({ password })).status, 201)
	const { events, next } = await page(merchant)
	assert.deepEqual(events.map(({ kind, who, ip }) => [kind, who, ip]),
		['session.opened', 'session.closed', 'password.changed', 'email.verified', 'session.opened', 'account.created'].map((kind) => [kind, email, '127.0.0.1']))
	assert.equal(events.at(-2).request_id, login.headers['x-request-id'], 'the number that stands in the logs')
	assert.ok(events.every(({ at }, i) => i === 0 || at <= events[i - 1].at), 'newest first')
	assert.equal(next, null)
	assert.deepEqual((await page(other)).events.map(({ kind }) => kind), ['session.opened', 'account.created'], 'another account of the address has its own')
	const { text } = await merchant.get('events')
	for (const secret of [password, merchant.fields.password, ...[...merchant.client.cookies.values()].map(({ value }) => value)]) assert.ok(!text.includes(secret))
})

test('page by page to the first of them, for the owner alone', async () => {
	const [merchant, other] = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack)]
	await stack.db.sql('postgres', `INSERT INTO tenant.event (account_id, at, kind, request_id)
		SELECT account_id, now() - n / 4 * interval '1 day', 'email.verified', n::text FROM tenant.account CROSS JOIN generate_series(1, 120) AS n WHERE slug = '${merchant.slug}'`)
	const seen = []
	let place = ''
	do {
		const { events, next } = await page(merchant, place)
		assert.ok(events.length === 50 || next === null)
		seen.push(...events.map(({ request_id }) => request_id))
		place = next
	} while (place)
	assert.equal(seen.length, 122)
	assert.equal(new Set(seen).size, 122)
	const { next } = await page(merchant)
	assert.deepEqual((await page(other, next)).events.filter(({ kind }) => !['session.opened', 'account.created'].includes(kind)), [], 'a place in one account shows nothing of it in another')
	for (const nowhere of ['x', '1-2', "'--", '%20']) assert.equal(problem(await merchant.get(`events/${nowhere}`)), '404 not_found', nowhere)
	assert.equal(problem(await stack.client().get(merchant.path('events'))), '401 session.required')
	assert.equal(problem(await other.client.get(merchant.path('events'))), '401 session.required')
	assert.equal((await merchant.post('events', {})).status, 405)
})

test('whom it was about, and what was entered at LINE', async () => {
	const merchant = await Merchant.loggedIn(stack)
	await merchant.post('email-verification', { token: await mailedToken(stack, merchant, 'verify') })
	for (const name of ['好喝茶飲', '好喝茶飲', '好喝茶飲 信義店']) assert.equal((await merchant.put('oa', { name, basic_id: '@acho-audit' })).status, 200)
	const colleague = someEmail()
	assert.equal((await merchant.post('invitations', { email: colleague, role: 'viewer' })).status, 202)
	const { events } = await page(merchant)
	assert.deepEqual(events.map(({ role }) => role), ['viewer', null, null, null, null, null])
	assert.deepEqual(events.map(({ kind, who, about, ip }) => [kind, who, about, ip]), [
		['member.invited', colleague], ['oa.named', null], ['oa.named', null], ['email.verified', null], ['session.opened', null], ['account.created', null],
	].map(([kind, about]) => [kind, merchant.fields.email, about, '127.0.0.1']))
})
