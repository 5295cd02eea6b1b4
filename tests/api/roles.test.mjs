/* A role allows some things and refuses the rest, in words that say who can do it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

/* The account's only member from now on is a `role`. */
async function become(merchant, role) {
	const account = `(SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`
	await stack.db.sql('postgres', `UPDATE tenant.member SET role = '${role}' WHERE account_id = ${account};
		UPDATE directory.session SET role = '${role}' WHERE account_id = ${account}`)
}

/* Every call that writes something of the linking. */
const writes = (merchant) => [
	['put', 'oa', { name: '新的名字', basic_id: merchant.line.oa.bot.basicId }],
	['post', 'assertion-key', {}],
	['put', 'login-channel', { channel_id: merchant.line.login.id, kid: merchant.kid }],
	['put', 'login-channel/checklist', { published: false, oa_linked: false }],
	['put', 'messaging-token', { token: merchant.line.token }],
	['post', 'messaging-token/release-request', {}],
]

test('a viewer reads everything and writes nothing, and LINE is not even asked', async () => {
	const merchant = await Merchant.linked(stack)
	await become(merchant, 'viewer')
	const { member } = (await merchant.get('session')).body
	assert.deepEqual([member.role, member.may], ['viewer', ['oa.read', 'team.read']])
	const linked = await merchant.oa()
	const asked = (await stack.sandbox.requests()).length
	for (const [method, path, body] of writes(merchant)) {
		const answer = await merchant[method](path, body)
		assert.equal(problem(answer), '403 role.denied', path)
		assert.match(answer.body.detail, /An owner/, 'it says who can')
	}
	assert.equal(problem(await merchant.delete('messaging-token')), '403 role.denied')
	assert.equal((await stack.sandbox.requests()).length, asked)
	assert.deepEqual(await merchant.oa(), linked)
	assert.equal((await merchant.get('assertion-key')).status, 200)
	assert.equal((await merchant.get('sessions')).status, 200, 'what is one\'s own is anybody\'s')
})

test('a manager links the Official Account, and a role counts from the next request on', async () => {
	const merchant = await Merchant.withKid(stack)
	await become(merchant, 'manager')
	assert.deepEqual((await merchant.get('session')).body.member.may, ['oa.read', 'oa.write', 'team.read'])
	assert.equal((await merchant.putLoginChannel()).status, 200)
	await become(merchant, 'viewer')
	assert.equal(problem(await merchant.putToken()), '403 role.denied')
	await become(merchant, 'manager')
	assert.equal((await merchant.putToken()).status, 200)
})

test('a role lost while LINE is asked is refused when LINE has answered', async () => {
	const merchant = await Merchant.withKid(stack)
	const bot = merchant.line.oa.id
	await stack.sandbox.behave({ endpoint: 'GET /v2/bot/info', channel_id: bot, mode: 'slow', ms: 2500, times: 1 })
	const asked = merchant.putToken()
	await until('the token to be at LINE', async () =>
		(await stack.sandbox.requests({ path: '/v2/bot/info' })).some((request) => request.channel_id === bot))
	await become(merchant, 'viewer')
	assert.equal(problem(await asked), '403 role.denied')
	assert.equal((await merchant.oa()).messaging_token.state, 'pending')
})
