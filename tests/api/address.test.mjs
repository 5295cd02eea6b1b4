/* Another address: asked for, confirmed at the new one, undone from the old one; and the link that verifies one, again. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailedTokens } from '../support/links.mjs'
import { fieldCodes, Merchant, problem, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const NEXT = 'nine green lanterns'
const ask = (merchant, email) => merchant.put('email', { email })
const confirm = (merchant, token) => stack.client().post(merchant.path('email-verification'), { token })
const undo = (merchant, token) => stack.client().post(merchant.path('email-undo'), { token })
const look = (merchant, token) => stack.client().post(merchant.path('link/look'), { token })
const masked = (email) => email.replace(/^(.)[^@]*/, '$1***')
const address = async (merchant) => (await merchant.get('session')).body.member.email
const mail = (email, text, n = 1) => until(`${n} of ${text} to ${email}`, async () => {
	const found = (await stack.sandbox.mails(email)).filter((one) => one.text.includes(text))
	return found.length >= n && found
})
const token = (merchant, email, page, n = 1) => until(`link ${n} to ${page} for ${email}`, async () => {
	const tokens = await mailedTokens(stack, email, page, merchant.slug)
	return tokens.length >= n && tokens.at(-1)
})
const events = async (merchant, pattern = '^email') => (await stack.db.sql('postgres', `SELECT kind FROM tenant.event JOIN tenant.account USING (account_id)
	WHERE slug = '${merchant.slug}' AND kind ~ '${pattern}' ORDER BY at`)).map(([kind]) => kind)

/* Ask for an address and follow the link mailed there; resolves to the token that undoes it. */
async function change(merchant, email) {
	const from = await address(merchant)
	assert.equal(problem(await ask(merchant, email)), '202 email.change_asked')
	assert.equal((await confirm(merchant, await token(merchant, email, 'verify'))).status, 204)
	return token(merchant, from, 'undo')
}

/* The login URLs that a list mailed to this address names. */
async function listed(email, slugs) {
	assert.equal((await stack.client().post('/api/find', { email })).status, 202)
	await until('the request to be looked at', async () => (await stack.db.sql('postgres', 'SELECT count(*) FROM directory.find_mail WHERE delivered_at IS NULL'))[0][0] === '0')
	const lists = (await stack.sandbox.mails(email)).filter(({ text }) => slugs.some((slug) => text.includes(`/a/${slug}`)) && !text.includes('#t='))
	return slugs.filter((slug) => lists.at(-1)?.text.includes(`/a/${slug}`))
}

test('an address changes when the new one says so, and the old one can take it back', async () => {
	const [old, next] = [someEmail(), someEmail()]
	const [merchant, other] = [await Merchant.loggedIn(stack, { email: old }), await Merchant.loggedIn(stack, { email: old })]
	assert.equal(problem(await ask(merchant, next)), '202 email.change_asked')
	assert.equal(await address(merchant), old, 'asking changes nothing')
	await mail(old, '確認之前')
	const confirming = await token(merchant, next, 'verify')
	assert.ok(!(await stack.db.dump()).includes(confirming), 'no row holds it')
	assert.deepEqual((await look(merchant, confirming)).body, { purpose: 'address', to: next, from: masked(old) })
	for (const [whose, of] of [[other, confirming], [merchant, 'x']]) assert.equal(problem(await look(whose, of)), '404 link.expired')
	assert.equal(problem(await confirm(other, confirming)), '404 link.expired')
	const answers = await Promise.all(Array.from({ length: 4 }, () => confirm(merchant, confirming)))
	assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404, 404])

	const { member } = (await merchant.get('session')).body
	assert.deepEqual([member.email, member.verified], [next, true])
	assert.equal((await merchant.tryLogIn({ email: next })).status, 201)
	assert.equal(problem(await merchant.tryLogIn({ email: old })), '401 login.failed')
	assert.equal((await other.tryLogIn()).status, 201, 'the other account of the address is as it was')
	assert.deepEqual(await listed(next, [merchant.slug, other.slug]), [merchant.slug])
	assert.deepEqual(await listed(old, [merchant.slug, other.slug]), [other.slug])

	const undoing = await token(merchant, old, 'undo')
	assert.equal(problem(await look(merchant, confirming)), '404 link.expired', 'it has been followed')
	assert.deepEqual((await look(merchant, undoing)).body, { purpose: 'undo', to: old, from: masked(next) })
	assert.equal(problem(await undo(other, undoing)), '404 link.expired')
	const undone = await undo(merchant, undoing)
	assert.equal(undone.status, 204, undone.text)
	assert.equal(problem(await merchant.get('session')), '401 session.required')
	assert.equal(problem(await merchant.tryLogIn({ email: old })), '401 login.failed', 'the password is nobody\'s')
	assert.equal(problem(await undo(merchant, undoing)), '404 link.expired')
	const resetting = await token(merchant, old, 'reset')
	assert.deepEqual((await look(merchant, resetting)).body, { purpose: 'reset', to: old, from: null })
	const reset = await stack.client().put(merchant.path('password-reset'), { token: resetting, password: NEXT })
	assert.equal(reset.status, 204, reset.text)
	assert.equal((await merchant.tryLogIn({ email: old, password: NEXT })).status, 201)
	assert.equal(await address(merchant), old)
	await mail(next, '改回去了')
	assert.equal((await other.tryLogIn()).status, 201)
	assert.deepEqual(await events(merchant), ['email.change_asked', 'email.changed', 'email.change_undone'])
})

test('what waits to be confirmed is shown, and can be cancelled', async () => {
	const [merchant, other] = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack)]
	const next = someEmail()
	const waits = async (whose) => (await whose.get('email')).body.pending
	assert.deepEqual((await merchant.get('email')).body, { pending: null, asked_at: null })
	await ask(merchant, next)
	assert.deepEqual([await waits(merchant), await waits(other)], [next, null])
	const confirming = await token(merchant, next, 'verify')
	assert.equal(await waits(merchant), next, 'once the mail is sent too')
	await ask(other, next)
	assert.equal((await merchant.delete('email')).status, 204)
	assert.deepEqual([await waits(merchant), await waits(other)], [null, next])
	assert.equal(problem(await look(merchant, confirming)), '404 link.expired')
	assert.equal(problem(await confirm(merchant, confirming)), '404 link.expired')
	assert.equal((await merchant.delete('email')).status, 204, 'a second time')
	assert.deepEqual(await events(merchant), ['email.change_asked', 'email.change_cancelled'])
	for (const method of ['get', 'delete']) assert.equal(problem(await stack.client()[method](merchant.path('email'))), '401 session.required')
})

test('a second change leaves the first one\'s way back good; taking that voids the second', async () => {
	const [first, second, third] = [someEmail(), someEmail(), someEmail()]
	const merchant = await Merchant.loggedIn(stack, { email: first })
	const [toFirst, toSecond] = [await change(merchant, second), await change(merchant, third)]
	assert.equal((await undo(merchant, toFirst)).status, 204)
	assert.equal(problem(await undo(merchant, toSecond)), '404 link.expired')
	assert.equal(problem(await stack.client().put(merchant.path('password-reset'), { token: toSecond, password: NEXT })), '404 link.expired')
	const [[email]] = await stack.db.sql('postgres', `SELECT email FROM tenant.member JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}'`)
	assert.equal(email, first)
})

test('what was mailed to the old address opens nothing once it is given up', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const [old, next] = [merchant.fields.email, someEmail()]
	await stack.client().post(merchant.path('password-reset'), { email: old })
	const reset = await token(merchant, old, 'reset')
	const verify = await token(merchant, old, 'verify')
	await change(merchant, next)
	assert.equal(problem(await stack.client().put(merchant.path('password-reset'), { token: reset, password: NEXT })), '404 link.expired')
	assert.equal(problem(await confirm(merchant, verify)), '404 link.expired')
	assert.equal((await merchant.get('session')).status, 200)
})

test('an address that cannot be one is said, one long after login wants the password', async () => {
	const merchant = await Merchant.loggedIn(stack)
	for (const [email, code] of [['', 'field.required'], ['x', 'email.invalid'], ['a@b.example\r\nBcc: c@d.example', 'field.control_chars'], [`${'x'.repeat(250)}@shop.example`, 'field.too_long'],
		[merchant.fields.email.toUpperCase(), 'email.same']]) {
		const answer = await ask(merchant, email)
		assert.deepEqual([problem(answer), fieldCodes(answer)], ['422 request.invalid', { email: code }], email)
	}
	await stack.db.sql('postgres', `INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
		SELECT account_id, gen_random_uuid(), 'colleague@shop.example', sha256('colleague@shop.example'), 'owner', 'phc' FROM tenant.account WHERE slug = '${merchant.slug}'`)
	assert.deepEqual(fieldCodes(await ask(merchant, 'Colleague@shop.example')), { email: 'email.taken' })
	await stack.db.sql('postgres', `UPDATE directory.session SET confirmed_at = now() - interval '15 minutes' WHERE slug = '${merchant.slug}'`)
	assert.equal(problem(await ask(merchant, someEmail())), '403 session.confirm')
	assert.equal(problem(await stack.client().put(merchant.path('email'), { email: someEmail() })), '401 session.required')
	assert.deepEqual(await events(merchant), [])
})

test('the link that verifies is mailed again, until the address is verified', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const { email } = merchant.fields
	await token(merchant, email, 'verify')
	assert.equal(problem(await merchant.post('email-verification/request', {})), '202 email.verification_asked')
	const again = await token(merchant, email, 'verify', 2)
	assert.equal((await confirm(merchant, again)).status, 204)
	assert.equal((await merchant.get('session')).body.member.verified, true)
	assert.equal(problem(await merchant.post('email-verification/request', {})), '202 email.verification_asked')
	assert.equal(problem(await stack.client().post(merchant.path('email-verification/request'), {})), '401 session.required')
	const [[mails]] = await stack.db.sql('postgres', `SELECT count(*) FROM tenant.outbox JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' AND kind = 'verification'`)
	assert.equal(mails, '1')
})

test('mails that nobody asked for end at the cap', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const victim = someEmail()
	for (let i = 0; i < 6; i++) {
		assert.equal((await ask(merchant, victim)).status, 202)
		assert.equal((await ask(merchant, someEmail())).status, 202)
	}
	await until('the mails to be sent or held', async () => (await stack.db.sql('postgres', `SELECT count(*) FROM tenant.outbox WHERE state = 'waiting' AND due_at <= now()`))[0][0] === '0')
	assert.ok((await stack.sandbox.mails(victim)).length <= 3)
	assert.ok((await mail(merchant.fields.email, '確認之前')).length <= 3)
})
