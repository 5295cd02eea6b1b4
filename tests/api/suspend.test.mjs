/* The operator logs people out, and suspends an account: to whoever comes it is as if it were not there. Resumed, it is as it was. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailedToken } from '../support/links.mjs'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { admin, operator } from '../support/operator.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const mail = (email, kind) => until(`${kind} to ${email}`, async () =>
	(await stack.sandbox.mails(email)).find(({ subject }) => subject.includes(kind)), 20)
const bare = ({ status, headers, text }) => {
	const { date: _, 'x-request-id': __, ...rest } = headers
	return { status, headers: rest, text }
}

test('a suspended account answers like one that is not there, and goes on where it was', async () => {
	const email = someEmail()
	const [merchant, other] = [await Merchant.linked(stack, { email }), await Merchant.loggedIn(stack, { email })]
	const verify = await mailedToken(stack, merchant, 'verify')
	const before = await merchant.oa()
	assert.equal(await operator(stack, 'suspend', merchant.slug), '0 suspended: nobody can log in, and LINE is not asked')
	assert.equal(await operator(stack, 'suspend', merchant.slug), '1 acho-admin: this account is suspended already')

	const nowhere = '0123456789abc'
	assert.equal(problem(await merchant.get('session')), '401 session.required', 'who was in is out')
	assert.equal(problem(await merchant.get('oa')), '401 session.required')
	const stranger = stack.client()
	const answers = await Promise.all([
		[`/a/${merchant.slug}`, email], [`/a/${nowhere}`, email], [`/a/${other.slug}`, someEmail()],
	].map(([path, address]) => stranger.post(`${path}/api/session`, { email: address, password: merchant.fields.password })))
	assert.equal(problem(answers[0]), '401 login.failed', 'the right password')
	for (const answer of answers.slice(1)) assert.deepEqual(bare(answer), bare(answers[0]))
	assert.deepEqual(bare(await stranger.get(merchant.path('account'))), bare(await stranger.get(`/a/${nowhere}/api/account`)))
	assert.equal(problem(await stranger.post(merchant.path('email-verification'), { token: verify })), '404 link.expired')
	assert.equal((await stranger.post(merchant.path('password-reset'), { email })).status, 202)
	await until('the courier to have looked at it', async () => (await stack.db.sql('postgres', `SELECT 1 FROM directory.reset_request WHERE slug = '${merchant.slug}'`)).length === 0)
	assert.equal((await other.get('session')).status, 200, 'the other account of the address is not touched')

	const told = await mail(email, '暫停')
	assert.ok(told.text.includes(`/a/${merchant.slug}\n`), told.text)
	assert.equal(await operator(stack, 'resume', merchant.slug), '0 resumed')
	assert.equal(await operator(stack, 'resume', merchant.slug), '1 acho-admin: this account is not suspended')
	await mail(email, '恢復')
	assert.ok(!(await stack.sandbox.mails(email)).some(({ text }) => text.includes(`/a/${merchant.slug}/reset`)), 'no reset link was mailed meanwhile')
	await merchant.logIn()
	assert.deepEqual(await merchant.oa(), before, 'linked as it was')
	assert.equal((await stranger.post(merchant.path('email-verification'), { token: verify })).status, 204)
})

test('the operator is told what cannot be done', async () => {
	assert.equal(await operator(stack, 'suspend', '0123456789abc'), '1 acho-admin: no account has that slug')
	assert.equal(await operator(stack, 'resume', "' OR true --"), '1 acho-admin: no account has that slug')
	assert.match(await operator(stack, 'drop', '0123456789abc'), /^2 .*usage: acho-admin account suspend/)
	const { slug } = await Merchant.signUp(stack)
	for (const word of ['suspend', 'resume', 'require-totp']) assert.equal(await operator(stack, word, slug, '--json'), `0 {"done":"${word}"}`)
})

test('the operator logs one member out, or everybody', async () => {
	const [merchant, other] = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack)]
	const end = (...words) => admin(stack, 'session', 'end', ...words)
	assert.equal(await end(merchant.slug, other.fields.email), '1 acho-admin: nobody in that account has this address')
	assert.equal((await merchant.get('session')).status, 200)
	assert.equal(await end(merchant.slug, merchant.fields.email), '0 ended: this member is logged out')
	assert.equal(problem(await merchant.get('session')), '401 session.required')
	await merchant.logIn()
	assert.equal(await end(merchant.slug, '--json'), '0 {"done":"end"}')
	assert.equal(problem(await merchant.get('session')), '401 session.required')
	assert.equal((await other.get('session')).status, 200, 'nobody of another account')
	assert.equal(await end('0123456789abc'), '1 acho-admin: no account has that slug')
	assert.match(await end(), /^2 .*usage: acho-admin session end SLUG/)
})
