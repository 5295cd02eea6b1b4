/* Step 12, the key: exactly what LINE takes, the same on every look, and one per account however often it is asked for. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importJWK } from 'jose'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

test('the public key is a JWK that jose imports and LINE registers', async () => {
	const merchant = await Merchant.withOa(stack)
	const answer = await until('the key', async () => {
		const one = await merchant.get('assertion-key')
		return one.status === 200 && one
	})
	const { public_key: key, created_at } = answer.body
	assert.deepEqual(Object.keys(answer.body).sort(), ['created_at', 'public_key'])
	assert.deepEqual({ ...key, n: '' }, { kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB', n: '' }, 'and no kid inside')
	assert.equal(Buffer.from(key.n, 'base64url').length, 256)
	assert.ok(Buffer.from(key.n, 'base64url')[0] >= 0x80, 'all of 2048 bits')
	assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 600_000)
	await importJWK(key, 'RS256')
	assert.match(await stack.sandbox.registerKey(merchant.line.login, key), /./)
	assert.doesNotMatch(answer.text, /"[dpq]"|PRIVATE/)
})

test('it stays the same: on reload, after another login, after step 11 again', async () => {
	const merchant = await Merchant.withOa(stack)
	const key = await merchant.publicKey()
	assert.deepEqual(await merchant.publicKey(), key)
	await merchant.put('oa', { name: 'Other', basic_id: '@888other' })
	assert.deepEqual(await merchant.publicKey(), key)
	await merchant.delete('session')
	merchant.client = stack.client()
	await merchant.logIn()
	assert.deepEqual(await merchant.publicKey(), key)
})

test('impatient clicks make one key', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const answers = await Promise.all(Array.from({ length: 12 }, () => merchant.put('oa', { name: 'x', basic_id: '@123abcde' })))
	for (const answer of answers) assert.equal(answer.status, 200, answer.text)
	await merchant.publicKey()
	const [[count]] = await stack.db.sql('postgres',
		`SELECT count(*) FROM tenant.assertion_key JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}'`)
	assert.equal(count, '1')
})

test('no two accounts share a key', async () => {
	const keys = await Promise.all(Array.from({ length: 4 }, async () => (await (await Merchant.withOa(stack)).publicKey()).n))
	assert.equal(new Set(keys).size, 4)
})

test('looking never makes a key', async () => {
	const [[before]] = await stack.db.sql('postgres', 'SELECT count(*) FROM tenant.assertion_key')
	const merchant = await Merchant.loggedIn(stack)
	await merchant.get('assertion-key')
	const [[after]] = await stack.db.sql('postgres', 'SELECT count(*) FROM tenant.assertion_key')
	assert.equal(after, before)
})

test('a successor leaves the key in use working until it is proved itself', async () => {
	const merchant = await Merchant.linked(stack)
	const old = await merchant.publicKey()
	const made = await until('a pool key', async () => {
		const answer = await merchant.post('assertion-key')
		if (answer.status === 201) return answer
		assert.equal(problem(answer), '503 key.preparing')
		return null
	})
	assert.notEqual(made.body.public_key.n, old.n)
	assert.deepEqual(await merchant.publicKey(), made.body.public_key, 'the successor is shown')
	assert.equal((await merchant.putLoginChannel()).status, 200, 'the old kid is still proved, by the old key')
	assert.equal((await merchant.oa()).login_channel.state, 'proved')

	const kid = await stack.sandbox.registerKey(merchant.line.login, made.body.public_key)
	assert.equal((await merchant.putLoginChannel({ kid })).status, 200, 'and now the new one')
	assert.equal((await merchant.oa()).login_channel.kid, kid)
	assert.deepEqual(await merchant.publicKey(), made.body.public_key)
	assert.equal((await merchant.putLoginChannel()).body.code, 'line.key_mismatch', 'the old key is gone')
	assert.equal((await merchant.oa()).login_channel.kid, kid, 'a refuted value never displaces a proved one')
})

test('with the pool empty, step 11 goes through and the key comes by itself', async () => {
	assert.equal(await stack.terminate('courier'), 0)
	await stack.db.sql('postgres', 'DELETE FROM directory.key_pool')
	const merchant = await Merchant.withOa(stack)
	const answer = await merchant.get('assertion-key')
	assert.equal(problem(answer), '503 key.preparing')
	assert.match(answer.headers['retry-after'], /^\d+$/)
	assert.equal(problem(await merchant.put('login-channel', { channel_id: '1234567890', kid: '11111111-2222-3333-4444-555555555555' })), '503 key.preparing')
	stack.parts.courier.start()
	const key = await merchant.publicKey()
	assert.equal(Buffer.from(key.n, 'base64url').length, 256)
	assert.equal((await Merchant.withKid(stack)).kid.length > 0, true, 'and others get theirs')
})
