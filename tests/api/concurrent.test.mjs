/* Everything at once: many merchants walk the whole path side by side while others look, log in and log out. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { form, Merchant } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const MERCHANTS = 12

let stack
before(async () => { stack = await startStack({ env: { ACHO_POOL_TARGET: '16' } }) })
after(() => stack?.stop())

test('twelve merchants walk from sign-up to linked at once, and each is linked to its own', async () => {
	const merchants = await Promise.all(Array.from({ length: MERCHANTS }, (_, i) => Merchant.linked(stack, { company: `Shop ${i}` })))
	await Promise.all(merchants.map(async (merchant, i) => {
		const [session, oa] = await Promise.all([merchant.get('session'), merchant.oa()])
		assert.equal(session.body.account.company, `Shop ${i}`)
		assert.deepEqual(session.body.onboarding, { step: 'done', waiting: false })
		assert.equal(oa.messaging_token.bot.basic_id, merchant.line.oa.bot.basicId)
		assert.equal(oa.login_channel.kid, merchant.kid)
	}))
})

test('reads, writes, logins and refusals mixed on the same connections never answer one another', async () => {
	const merchants = await Promise.all(Array.from({ length: 6 }, (_, i) => Merchant.withKid(stack, { company: `Mixed ${i}` })))
	const stranger = stack.client()
	await Promise.all(merchants.map(async (merchant, i) => {
		for (let round = 0; round < 6; round++) {
			const [session, foreign, oa, login, token, bad, page] = await Promise.all([
				merchant.get('session'),
				stranger.get(merchant.path('session')),
				merchant.put('oa', { name: `Name ${i}.${round}`, basic_id: merchant.line.oa.bot.basicId }),
				merchant.putLoginChannel(),
				merchant.putToken('x'.repeat(40)),
				stranger.call('PUT', merchant.path('oa'), { raw: 'x'.repeat(9000 + round) }),
				stranger.get(merchant.path('account')),
			])
			assert.equal(session.body.account.company, `Mixed ${i}`)
			assert.equal(oa.body.oa.name, `Name ${i}.${round}`)
			assert.equal(page.body.company, `Mixed ${i}`)
			assert.deepEqual([foreign.status, login.status, token.status, bad.status], [401, 200, 422, 401])
		}
	}))
})

test('sessions opened and closed in parallel are counted right', async () => {
	const merchant = await Merchant.signUp(stack)
	await Promise.all(Array.from({ length: 10 }, async (_, i) => {
		const browser = Object.assign(Object.create(Merchant.prototype), merchant, { client: stack.client() })
		await browser.logIn()
		assert.equal((await browser.get('session')).status, 200)
		if (i % 2) assert.equal((await browser.delete('session')).status, 204)
		assert.equal((await browser.get('session')).status, i % 2 ? 401 : 200)
	}))
})

test('sign-ups in parallel under few keys', async () => {
	const fields = Array.from({ length: 4 }, () => form())
	const answers = await sideBySide(32, (i) =>
		stack.client().post('/api/signup', fields[i % 4], { headers: { 'Idempotency-Key': `mixed-${i % 4}` } }))
	for (const answer of answers) assert.equal(answer.status, 201, answer.text)
	assert.equal(new Set(answers.map((answer) => answer.body.slug)).size, 4)
})
