/* A forgotten password: a mailed link sets a new one, for one member of one account, once. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseCookie } from '../support/client.mjs'
import { mailedToken, mailedTokens } from '../support/links.mjs'
import { fieldCodes, Merchant, problem, someEmail } from '../support/merchant.mjs'
import { sideBySide, until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const NEXT = 'nine green lanterns'
const ask = (slug, email) => stack.client().post(`/a/${slug}/api/password-reset`, { email })
const set = (merchant, token, password = NEXT) => stack.client().put(merchant.path('password-reset'), { token, password })

/* Ask for a link and wait for its mail. */
async function link(merchant, n = 1) {
	assert.equal((await ask(merchant.slug, merchant.fields.email)).status, 202)
	return mailedToken(stack, merchant, 'reset', n)
}

function comparable({ status, headers, setCookies, body }) {
	const { date, 'x-request-id': id, ...rest } = headers
	return { status, headers: rest, setCookies, body }
}

test('whoever follows the link comes in, however much strangers guess', async () => {
	const merchant = await Merchant.signUp(stack)
	const strangers = () => sideBySide(40, () => merchant.tryLogIn({ password: 'wrong password' }))
	const tried = (client) => client.post(merchant.path('session'), { email: merchant.fields.email, password: NEXT })
	await strangers()
	const browser = stack.client()
	assert.equal((await browser.put(merchant.path('password-reset'), { token: await link(merchant), password: NEXT })).status, 204)
	assert.equal((await tried(stack.client())).status, 201, 'the wait is over')
	await strangers()
	assert.equal(problem(await tried(stack.client())), '429 login.throttled', 'it begins anew elsewhere')
	assert.equal((await tried(browser)).status, 201, 'but not in that browser')
})

test('the link sets a password and ends every session', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const token = await link(merchant)
	assert.ok(!(await stack.db.dump()).includes(token), 'no row holds it')
	assert.equal((await merchant.get('session')).status, 200, 'asking changes nothing')
	const answer = await set(merchant, token)
	assert.equal(answer.status, 204, answer.text)
	assert.deepEqual(answer.setCookies.map((one) => parseCookie(one).name), ['acho-device'], 'no session')
	assert.equal(problem(await merchant.get('session')), '401 session.required')
	assert.equal(problem(await merchant.tryLogIn()), '401 login.failed', 'the old one')
	assert.equal((await merchant.tryLogIn({ password: NEXT })).status, 201)
	assert.equal((await merchant.get('session')).body.member.verified, true, 'the mail has arrived')
	await stack.sandbox.waitForMails(merchant.fields.email, 3)
	assert.deepEqual(await stack.db.sql('postgres', `SELECT kind FROM tenant.event JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' AND kind ~ '^password'`), [['password.reset']])
})

test('whoever asks learns nothing', async () => {
	const merchant = await Merchant.signUp(stack)
	const stranger = someEmail()
	const answers = await Promise.all([[merchant.slug, merchant.fields.email], [merchant.slug, stranger], ['0000000000000', merchant.fields.email],
		['nonsense', stranger]].map(([slug, email]) => ask(slug, email)))
	for (const answer of answers) assert.deepEqual(comparable(answer), comparable(answers[0]))
	assert.equal(problem(answers[0]), '202 reset.asked')
	await mailedToken(stack, merchant, 'reset')
	await until('all requests to be looked at', async () => (await stack.db.sql('postgres', 'SELECT count(*) FROM directory.reset_request'))[0][0] === '0')
	assert.equal((await mailedTokens(stack, merchant.fields.email, 'reset', merchant.slug)).length, 1)
	assert.deepEqual(await stack.sandbox.mails(stranger), [])
})

test('an address is read as an input method for Chinese types it; what is none is refused by its looks, whatever the slug', async () => {
	const merchant = await Merchant.signUp(stack)
	const wide = `\u3000${merchant.fields.email.replace('@', '＠').replaceAll('.', '。').replaceAll('e', 'ｅ')}。`
	assert.equal((await ask(merchant.slug, wide)).status, 202)
	await mailedToken(stack, merchant, 'reset')
	assert.equal((await merchant.tryLogIn({ email: wide })).status, 201)
	for (const [email, code] of [['', 'field.required'], ['nobody', 'email.invalid'], ['x'.repeat(3000), 'field.too_long'], ['王\r\nBcc: x@y.example', 'field.control_chars']]) {
		const answers = await Promise.all([merchant.slug, '0000000000000', 'nonsense'].map((slug) => ask(slug, email)))
		for (const answer of answers) {
			assert.deepEqual([problem(answer), fieldCodes(answer)], ['422 request.invalid', { email: code }])
			assert.deepEqual(comparable(answer), comparable(answers[0]))
		}
	}
})

test('a link that is used, foreign, guessed or for something else has one answer and changes nothing', async () => {
	const email = someEmail()
	const [one, other] = [await Merchant.loggedIn(stack, { email }), await Merchant.loggedIn(stack, { email, password: 'another good lantern' })]
	const token = await link(one)
	const welcome = await mailedToken(stack, one, 'verify')
	const nowhere = { path: (name) => `/a/0000000000000/api/${name}` }
	const answers = await Promise.all([set(other, token), set(nowhere, token), set(one, welcome), set(one, 'A'.repeat(43)), set(one, ''), set(one, `${token}x`), set(one, 'x'.repeat(5000))])
	answers.push(await stack.client().post(one.path('email-verification'), { token }))
	for (const answer of answers) {
		assert.equal(problem(answer), '404 link.expired', answer.text)
		assert.deepEqual(comparable(answer), comparable(answers[0]))
	}
	assert.equal((await set(one, token)).status, 204)
	assert.deepEqual(comparable(await set(one, token)), comparable(answers[0]), 'a second time')
	assert.equal((await other.get('session')).status, 200, 'the other account stays as it is')
	assert.equal((await other.tryLogIn()).status, 201)
})

test('of many who follow one link at once, one sets a password; other links end with it', async () => {
	const merchant = await Merchant.signUp(stack)
	const first = await link(merchant)
	const second = await link(merchant, 2)
	const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => set(merchant, first, `${NEXT} ${i}`)))
	assert.deepEqual(answers.map(({ status }) => status).sort(), [204, ...Array(5).fill(404)])
	assert.equal((await merchant.tryLogIn({ password: `${NEXT} ${answers.findIndex(({ status }) => status === 204)}` })).status, 201)
	assert.equal(problem(await set(merchant, second)), '404 link.expired')
})

test('an old link is worth nothing', async () => {
	const merchant = await Merchant.signUp(stack)
	const token = await link(merchant)
	const [[minutes]] = await stack.db.sql('postgres', `SELECT extract(epoch FROM expires_at - made_at) / 60 FROM directory.link_token JOIN directory.slug USING (account_id) WHERE slug = '${merchant.slug}' AND purpose = 'reset'`)
	assert.equal(Number(minutes), 30)
	await stack.db.sql('postgres', `UPDATE directory.link_token SET expires_at = now() WHERE purpose = 'reset'`)
	assert.equal(problem(await set(merchant, token)), '404 link.expired')
})

test('a password that may not be set leaves the link good', async () => {
	const merchant = await Merchant.signUp(stack, { company: 'Lanternfish', contact: 'Zebrafinch' })
	const token = await link(merchant)
	for (const [password, code] of [['short', 'password.too_short'], ['x'.repeat(1025), 'password.too_long'], ['password1', 'password.common'], ['klubnichka', 'password.breached'], ['lanternfish1', 'password.context'], ['zebrafinchdragon1', 'password.context']]) {
		const answer = await set(merchant, token, password)
		assert.deepEqual([problem(answer), fieldCodes(answer)], ['422 request.invalid', { password: code }])
	}
	assert.equal((await set(merchant, token, 'cafe\u0301 lanterns')).status, 204)
	assert.equal((await merchant.tryLogIn({ password: 'caf\u00e9 lanterns' })).status, 201, 'however the keyboard composes it')
})

test('a reset ends the wait after failed logins', async () => {
	const merchant = await Merchant.signUp(stack)
	await sideBySide(31, () => merchant.tryLogIn({ password: 'wrong password' }))
	assert.equal(problem(await merchant.tryLogIn()), '429 login.throttled')
	assert.equal((await set(merchant, await link(merchant))).status, 204)
	assert.equal((await merchant.tryLogIn({ password: NEXT })).status, 201)
})
