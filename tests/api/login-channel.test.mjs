/* Step 12, the proof: kid, channel ID and key, every way they can be wrong, and every way LINE can fail to say so. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { cleanings, fieldCodes, Merchant, problem } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const TOKEN = 'POST /oauth2/v3/token'
const BOT = 'GET /v2/bot/info'
const LIFF = 'GET /liff/v1/apps'

let stack
before(async () => { stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: '20000' } }) })
after(() => stack?.stop())

const otherKey = () => {
	const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
	return { ...jwk, alg: 'RS256', use: 'sig' }
}
const stateOf = async (merchant) => (await merchant.oa()).login_channel

test('the three that agree are proved', async () => {
	const merchant = await Merchant.withKid(stack)
	const answer = await merchant.putLoginChannel()
	assert.equal(answer.status, 200, answer.text)
	assert.deepEqual({ ...answer.body.login_channel, checked_at: '' },
		{ channel_id: merchant.line.login.id, kid: merchant.kid, state: 'proved', checked_at: '', code: null })
	assert.deepEqual(await merchant.oa(), answer.body)
	assert.equal((await merchant.putLoginChannel()).status, 200, 'and again')
})

test('LINE is asked as its documentation wants it, and costs no token slot', async () => {
	const merchant = await Merchant.withKid(stack)
	await merchant.putLoginChannel()
	const calls = await stack.sandbox.requests({ channel_id: merchant.line.login.id })
	assert.deepEqual(calls.map(({ method, path }) => `${method} ${path}`).sort(), [LIFF, BOT, TOKEN].sort())
	const { jwt, form, headers } = calls.find(({ path }) => path === '/oauth2/v3/token')
	assert.deepEqual(jwt.header, { alg: 'RS256', typ: 'JWT', kid: merchant.kid })
	const { exp, token_exp, ...claims } = jwt.claims
	assert.deepEqual(claims, { iss: merchant.line.login.id, sub: merchant.line.login.id, aud: 'https://api.line.me/' })
	assert.ok(exp - Date.now() / 1000 > 30 && exp - Date.now() / 1000 <= 300, 'at most five minutes')
	assert.ok(token_exp > 0)
	assert.equal(form.grant_type, 'client_credentials')
	assert.equal(headers['content-type'], 'application/x-www-form-urlencoded')
	assert.equal(headers['accept-encoding'], undefined, 'nothing to inflate')
	for (const { headers: sent } of calls) assert.equal(sent.cookie, undefined)
})

test('the pasted values are cleaned', async () => {
	const merchant = await Merchant.withKid(stack)
	const wide = merchant.line.login.id.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
	for (const [channel_id, kid, ...cleaned] of [
		[merchant.line.login.id, merchant.kid],
		[` ${merchant.line.login.id}\n`, `\t${merchant.kid} `, 'channel_id blanks lines', 'kid blanks'],
		[wide, `kid: ${merchant.kid}`, 'channel_id wide', 'kid label'],
		[`Channel ID ${merchant.line.login.id}`, `"${merchant.kid}"`, 'channel_id label', 'kid quotes'],
		[`\u200b${merchant.line.login.id}\ufeff`, `「${merchant.kid}」`, 'channel_id invisible', 'kid quotes'],
		[merchant.line.login.id.replace(/^..../, '$& '), merchant.kid.replace('-', '\n-'), 'channel_id blanks', 'kid lines'],
		[`https://developers.line.biz/console/channel/${merchant.line.login.id}`, merchant.kid, 'channel_id link'],
	]) {
		const answer = await merchant.put('login-channel', { channel_id, kid })
		assert.equal(answer.status, 200, `${JSON.stringify([channel_id, kid])}: ${answer.text}`)
		assert.equal(answer.body.login_channel.channel_id, merchant.line.login.id)
		assert.equal(answer.body.login_channel.kid, merchant.kid)
		assert.deepEqual(cleanings(answer), cleaned)
	}
	assert.equal((await merchant.oa()).cleaned, undefined, 'told once')
	assert.equal(problem(await merchant.putLoginChannel({ kid: `${merchant.kid}\u0000` })), '400 request.bad_json')
})

const JWK = JSON.stringify(otherKey())
const SHAPES = [
	['kid', '1234567890', 'paste.is_channel_id'],
	['kid', JWK, 'paste.is_public_key'],
	['kid', '0123456789abcdef0123456789abcdef', 'paste.is_channel_secret'],
	['kid', `${'Ab9+/'.repeat(34)}A=`, 'paste.is_token'],
	['kid', '@123abcde', 'paste.is_basic_id'],
	['kid', 'https://developers.line.biz/console/channel/1234567890', 'paste.is_url'],
	['kid', 'U0123456789abcdef0123456789abcdef', 'paste.is_user_id'],
	['kid', '1234567890-AbCdEfGh', 'paste.is_liff_id'],
	['kid', '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----', 'paste.is_private_key'],
	['channel_id', randomUUID(), 'paste.is_kid'],
	['channel_id', JWK, 'paste.is_public_key'],
	['channel_id', '0123456789abcdef0123456789abcdef', 'paste.is_channel_secret'],
	['channel_id', '@123abcde', 'paste.is_basic_id'],
	['channel_id', `${'Ab9+/'.repeat(34)}A=`, 'paste.is_token'],
	['channel_id', '1234567890-AbCdEfGh', 'paste.is_liff_id'],
	['channel_id', '123456789', 'channel_id.invalid'],
	['channel_id', 'Tea shop', /^(channel_id\.invalid|paste\.unknown)$/],
	['channel_id', '', /^(field\.required|channel_id\.invalid|field\.too_short|paste\.unknown)$/],
]

test('another thing pasted is called by its name, without asking LINE', async () => {
	const merchant = await Merchant.withOa(stack)
	const good = { channel_id: '1234567890', kid: randomUUID() }
	const asked = (await stack.sandbox.requests()).length
	for (const [field, value, code] of SHAPES) {
		const answer = await merchant.put('login-channel', { ...good, [field]: value })
		assert.equal(problem(answer), '422 request.invalid', `${field} ${value}: ${answer.text}`)
		const found = fieldCodes(answer)
		assert.deepEqual(Object.keys(found), [field], answer.text)
		if (code instanceof RegExp) assert.match(found[field], code, value)
		else assert.equal(found[field], code, `${field} ${value}`)
	}
	const short = await merchant.put('login-channel', { ...good, channel_id: ' 1234 567\n' }, { headers: { 'accept-language': 'en' } })
	assert.match(short.body.errors[0].detail, /has 10 digits; you entered 7 characters\./)
	assert.deepEqual(cleanings(short), ['channel_id blanks lines'])
	assert.equal((await stack.sandbox.requests()).length, asked)
	assert.equal((await stateOf(merchant)).state, 'missing')
})

test('each disagreement has its own name', async () => {
	const [merchant, neighbour] = [await Merchant.withKid(stack), await Merchant.withKid(stack)]
	const { login, oa } = merchant.line
	const foreignKid = await stack.sandbox.registerKey(login, otherKey())
	const kidAtBot = await stack.sandbox.registerKey(oa, await merchant.publicKey())
	for (const [what, values, code] of [
		['a mistyped kid', { channel_id: login.id, kid: randomUUID() }, 'line.kid_unknown'],
		["a kid of another channel", { channel_id: login.id, kid: neighbour.kid }, 'line.channel_mismatch'],
		['the channel ID of another channel', { channel_id: neighbour.line.login.id, kid: merchant.kid }, 'line.channel_mismatch'],
		["the Messaging API channel's ID", { channel_id: oa.id, kid: merchant.kid }, 'line.channel_mismatch'],
		["another account's public key", { channel_id: login.id, kid: foreignKid }, 'line.key_mismatch'],
		['a Messaging API channel', { channel_id: oa.id, kid: kidAtBot }, 'line.not_login_channel'],
	]) {
		const answer = await merchant.put('login-channel', values)
		assert.equal(problem(answer), `422 ${code}`, `${what}: ${answer.text}`)
		if (code === 'line.not_login_channel')
			assert.deepEqual(answer.body.found, { basic_id: oa.bot.basicId, display_name: oa.bot.displayName })
		const state = await stateOf(merchant)
		assert.deepEqual([state.state, state.code], ['refuted', code], what)
		assert.equal((await merchant.onboarding()).step, 'login_channel')
	}
	await stack.sandbox.deleteKey(login, merchant.kid)
	assert.equal(problem(await merchant.putLoginChannel()), '422 line.kid_unknown', 'a deleted key')
})

test('a refuted value never displaces a proved one', async () => {
	const merchant = await Merchant.withKid(stack)
	await merchant.putLoginChannel()
	assert.equal(problem(await merchant.putLoginChannel({ kid: randomUUID() })), '422 line.kid_unknown')
	const state = await stateOf(merchant)
	assert.equal(state.state, 'proved')
	assert.equal(state.kid, merchant.kid)
	assert.notEqual((await merchant.onboarding()).step, 'login_channel')
})

test('only the errors that say so lead to the other endpoint', async () => {
	for (const [error, other] of [['unsupported_grant_type', true], ['unauthorized_client', true], ['invalid_request', false]]) {
		const merchant = await Merchant.withKid(stack)
		await stack.sandbox.behave({ endpoint: TOKEN, channel_id: merchant.line.login.id, mode: 'status', status: 400, body: { error, error_description: 'x' } })
		const answer = await merchant.putLoginChannel()
		assert.equal(answer.status, other ? 200 : 422, `${error}: ${answer.text}`)
		const paths = (await stack.sandbox.requests({ channel_id: merchant.line.login.id })).map(({ path }) => path)
		assert.equal(paths.includes('/oauth2/v2.1/tokens/kid'), other, error)
	}
	await stack.sandbox.behaveWell()
})

test('a 4xx nobody foresaw is not called invalid, and brings LINE\'s request id', async () => {
	const merchant = await Merchant.withKid(stack)
	const channel_id = merchant.line.login.id
	for (const rule of [
		{ endpoint: TOKEN, mode: 'status', status: 418, body: { message: 'teapot' } },
		{ endpoint: TOKEN, mode: 'status', status: 403, body: { message: 'no' } },
		{ endpoint: TOKEN, mode: 'status', status: 400, body: { error: 'something_new' } },
	]) {
		await stack.sandbox.behave({ ...rule, channel_id, headers: { 'X-Line-Request-Id': 'request-id-42' } })
		const answer = await merchant.putLoginChannel()
		assert.equal(problem(answer), '422 line.unexpected', `${rule.status}: ${answer.text}`)
		assert.equal(answer.body.request_id, 'request-id-42')
	}
	for (const status of [401, 403]) {
		await stack.sandbox.behave({ endpoint: TOKEN, mode: 'ok', channel_id }, { endpoint: LIFF, mode: 'status', status, body: { message: 'no' }, channel_id })
		const answer = await merchant.putLoginChannel()
		assert.equal(problem(answer), '422 line.not_login_channel', `LIFF ${status}: ${answer.text}`)
		assert.equal(answer.body.found, undefined, 'LINE has named nobody')
		assert.notEqual((await stateOf(merchant)).state, 'proved')
	}
	await stack.sandbox.behaveWell()
})

test('what proves nothing about LIFF or the bot does not refuse', async () => {
	for (const rule of [
		{ endpoint: LIFF, mode: 'status', status: 404, body: { message: 'no apps' } },
		{ endpoint: BOT, mode: 'status', status: 400, body: { message: 'x' } },
		{ endpoint: BOT, mode: 'status', status: 401, body: { message: 'x' } },
	]) {
		const merchant = await Merchant.withKid(stack)
		await stack.sandbox.behave({ ...rule, channel_id: merchant.line.login.id })
		const answer = await merchant.putLoginChannel()
		assert.equal(answer.status, 200, `${rule.endpoint} ${rule.status}: ${answer.text}`)
	}
	await stack.sandbox.behaveWell()
})

/* Each way LINE can be slow, failing or lying, on the call that decides. */
const MOODS = [
	{ mode: 'status', status: 500 }, { mode: 'status', status: 503, body: '<h1>maintenance</h1>' }, { mode: '429' }, { mode: '204' }, { mode: '206' },
	{ mode: 'status', status: 201, body: {} }, { mode: 'empty' }, { mode: 'html' }, { mode: 'redirect' }, { mode: 'redirect', to: 'http://127.0.0.1:1/' },
	{ mode: 'close' }, { mode: 'reset' }, { mode: 'hang' }, { mode: 'slow', ms: 20_000 }, { mode: 'drip', every_ms: 700 }, { mode: 'missing', field: 'access_token' },
	{ mode: 'wrong_types', field: 'access_token' }, { mode: 'duplicate_keys' }, { mode: 'trailing_junk' }, { mode: 'invalid_utf8' }, { mode: 'huge' }, { mode: 'gzip_bomb' },
	{ mode: 'error', id: 'v3_expired' }, { mode: 'status', status: 400, body: { error: 'invalid_client', error_description: 'Invalid aud' } },
]

test('whatever LINE does instead of answering, the value is kept as pending', async () => {
	const short = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: '2000' } })
	try {
		await arePending(short)
	} finally {
		await short.stop()
	}
})

async function arePending(house) {
	const merchants = await sideBySide(MOODS.length, () => Merchant.withKid(house))
	await house.sandbox.behave(...MOODS.map((mood, i) => ({ endpoint: TOKEN, channel_id: merchants[i].line.login.id, ...mood })))
	const answers = await Promise.all(merchants.map((merchant) => merchant.putLoginChannel()))
	for (const [i, answer] of answers.entries()) {
		const mood = JSON.stringify(MOODS[i])
		assert.equal(answer.status, 202, `${mood}: ${answer.text}`)
		assert.deepEqual({ ...answer.body, detail: '' }, { code: 'line.pending', detail: '' }, mood)
		const state = await stateOf(merchants[i])
		assert.equal(state.state, 'pending', mood)
		const { step, waiting } = await merchants[i].onboarding()
		assert.deepEqual([step, waiting], ['publish', false], 'the merchant goes on')
	}
}
