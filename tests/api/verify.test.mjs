/* The link of the welcome mail: a button says that the address is the member's. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailedToken } from '../support/links.mjs'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const verified = async (merchant) => (await merchant.get('session')).body.member.verified
const verify = (merchant, token) => stack.client().post(merchant.path('email-verification'), { token })

test('the welcome mail\'s link verifies the address, once', async () => {
	const merchant = await Merchant.loggedIn(stack)
	assert.equal(await verified(merchant), false)
	const token = await mailedToken(stack, merchant, 'verify')
	assert.ok(!(await stack.db.dump()).includes(token), 'no row holds it')
	const answers = await Promise.all(Array.from({ length: 5 }, () => verify(merchant, token)))
	assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404, 404, 404], 'once, of five at the same moment')
	assert.equal(await verified(merchant), true)
	assert.equal(problem(await verify(merchant, token)), '404 link.expired')
})

test('a link works for its own account and purpose alone', async () => {
	const email = someEmail()
	const [one, other] = [await Merchant.loggedIn(stack, { email }), await Merchant.loggedIn(stack, { email })]
	const token = await mailedToken(stack, one, 'verify')
	const tries = [verify(other, token), verify({ path: (name) => `/a/0000000000000/api/${name}` }, token), verify(one, 'x'), verify(one, ''),
		verify(one, 'A'.repeat(43)), stack.client().put(one.path('password-reset'), { token, password: 'nine green lanterns' })]
	for (const answer of await Promise.all(tries)) assert.equal(problem(answer), '404 link.expired')
	assert.deepEqual([await verified(one), await verified(other)], [false, false])
	assert.equal((await verify(one, token)).status, 204)
	assert.deepEqual([await verified(one), await verified(other)], [true, false])
})

test('links that open nothing are counted over a network; one that is good opens all the same', async () => {
	const small = await startStack({ env: { ACHO_LIMIT_LINK_IP: '3' } })
	try {
		const merchant = await Merchant.loggedIn(small)
		const token = await mailedToken(small, merchant, 'verify')
		const guess = (i) => String(i).padEnd(43, 'A')
		const post = (name, wrong) => small.client().post(merchant.path(name), { token: wrong })
		const answers = await Promise.all(['email-verification', 'email-undo', 'invitation', 'release', 'email-verification', 'release'].map((name, i) => post(name, guess(10 + i))))
		assert.deepEqual(answers.map(problem).sort(), [...Array(3).fill('404 link.expired'), ...Array(3).fill('429 link.throttled')], 'wherever they lead')
		const late = await small.client().put(merchant.path('password-reset'), { token: guess(99), password: 'nine green lanterns' })
		assert.equal(problem(late), '429 link.throttled')
		assert.ok(Number(late.headers['retry-after']) > 3000)
		assert.equal(problem(await post('email-verification', 'no token')), '429 link.throttled', 'nor does what cannot be a token slip by')
		const counted = guess(10 + answers.findIndex(({ status }) => status === 404))
		assert.equal(problem(await post('email-verification', counted)), '404 link.expired', 'a dead link counts once, however often it is opened')
		assert.equal((await post('email-verification', token)).status, 204)
	} finally {
		await small.stop()
	}
})
