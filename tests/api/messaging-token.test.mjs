/* Step 14: whose token it is, every way it can be the wrong one, and what is kept of it (nothing anybody can read). */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { cleanings, fieldCodes, Merchant, problem } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const VERIFY = 'POST /v2/oauth/verify'
const BOT = 'GET /v2/bot/info'
const INVENTED = `${'Zz9+/'.repeat(34)}A=`

let stack
before(async () => { stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: '20000' } }) })
after(() => stack?.stop())

const stateOf = async (merchant) => (await merchant.oa()).messaging_token

test('the right token is proved and its bot shown', async () => {
	const merchant = await Merchant.withOa(stack)
	const { bot } = merchant.line.oa
	const answer = await merchant.putToken()
	assert.equal(answer.status, 200, answer.text)
	assert.deepEqual(answer.body, { bot: { basic_id: bot.basicId, display_name: bot.displayName, has_picture: true } })
	const state = await merchant.oa()
	assert.deepEqual({ ...state.messaging_token, checked_at: '' }, { ...answer.body, expires_at: null, state: 'proved', checked_at: '', code: null })
	assert.equal(state.oa.state, 'proved', 'and with it the Basic ID of step 11')
	const calls = await stack.sandbox.requests({ channel_id: merchant.line.oa.id })
	assert.deepEqual(calls.map(({ method, path }) => `${method} ${path}`).sort(), [BOT, VERIFY].sort())
})

test('a bot without a picture, and one named by its premium ID', async () => {
	const plain = await Merchant.withOa(stack, {}, { picture: false })
	assert.equal((await plain.putToken()).body.bot.has_picture, false)
	const premium = await Merchant.loggedIn(stack)
	premium.line = await stack.sandbox.merchant({ name: 'Premium', premium_id: '@premium-tea' })
	assert.equal((await premium.put('oa', { name: 'Premium', basic_id: '@Premium-Tea' })).status, 200)
	const answer = await premium.putToken()
	assert.equal(answer.status, 200, answer.text)
})

test('a pasted token is cleaned', async () => {
	for (const [dirty, cleaned] of [
		[(t) => ` ${t}\n`, 'token blanks lines'], [(t) => `Bearer ${t}`, 'token label'], [(t) => `${t.slice(0, 80)}\r\n${t.slice(80)}`, 'token lines'],
		[(t) => `"${t}"`, 'token quotes'], [(t) => `\ufeff${t}\u200b`, 'token invisible'],
	]) {
		const merchant = await Merchant.withOa(stack)
		const answer = await merchant.putToken(dirty(merchant.line.token))
		assert.equal(answer.status, 200, `${dirty('TOKEN')}: ${answer.text}`)
		assert.deepEqual(cleanings(answer), [cleaned])
	}
	const merchant = await Merchant.withOa(stack)
	await stack.sandbox.behave({ endpoint: VERIFY, channel_id: merchant.line.oa.id, mode: 'status', status: 500 })
	const later = await merchant.putToken(`Bearer ${merchant.line.token}`)
	assert.deepEqual([later.status, cleanings(later)], [202, ['token label']], 'said while it waits')
	await stack.sandbox.behaveWell()
	const wrong = await merchant.putToken(` ${INVENTED} `)
	assert.deepEqual([problem(wrong), cleanings(wrong)], ['422 line.token_invalid', ['token blanks']], 'and when LINE says no')
})

test('another thing pasted is called by its name, without asking LINE', async () => {
	const merchant = await Merchant.withOa(stack)
	const asked = (await stack.sandbox.requests()).length
	const jws = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${'a'.repeat(80)}.${'b'.repeat(43)}`
	for (const [token, code] of [
		['0123456789abcdef0123456789abcdef', 'paste.is_channel_secret'],
		['1234567890', 'paste.is_channel_id'],
		['11111111-2222-3333-4444-555555555555', 'paste.is_kid'],
		['@123abcde', 'paste.is_basic_id'],
		['U0123456789abcdef0123456789abcdef', 'paste.is_user_id'],
		['{"kty":"RSA","alg":"RS256","use":"sig","e":"AQAB","n":"x"}', 'paste.is_public_key'],
		['-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----', 'paste.is_private_key'],
		['https://manager.line.biz/account/@123abcde', 'paste.is_url'],
		[jws, 'paste.is_other_token'],
		[merchant.line.token.slice(0, 60), 'paste.cut_short'],
		['', /^(field\.required|field\.too_short|paste\.unknown)$/],
	]) {
		const answer = await merchant.putToken(token)
		assert.equal(problem(answer), '422 request.invalid', `${token}: ${answer.text}`)
		if (code instanceof RegExp) assert.match(fieldCodes(answer).token, code)
		else assert.deepEqual(fieldCodes(answer), { token: code }, token)
		assert.ok(token.length < 20 || !answer.text.includes(token), 'the answer does not repeat it')
	}
	assert.equal((await stack.sandbox.requests()).length, asked)
	assert.equal((await stateOf(merchant)).state, 'missing')
	assert.equal(problem(await merchant.putToken(`${merchant.line.token}\u0000`)), '400 request.bad_json')
})

test('an opaque token is never refused by its length: LINE decides', async () => {
	const merchant = await Merchant.withOa(stack)
	for (const length of [100, 300, 1000]) assert.equal(problem(await merchant.putToken('aB3+'.repeat(length / 4))), '422 line.token_invalid', `${length}`)
})

test('each wrong token has its own name', async () => {
	const [merchant, neighbour] = [await Merchant.withOa(stack), await Merchant.withOa(stack)]
	const { login, oa, token } = merchant.line
	const fresh = await stack.sandbox.reissue(oa)
	for (const [what, pasted, code] of [
		['an invented one', INVENTED, 'line.token_invalid'],
		['one reissued meanwhile', token, 'line.token_invalid'],
		['an expired one', await stack.sandbox.shortLivedToken(oa, { expires_in: -60 }), 'line.token_invalid'],
		['one of a Login channel', await stack.sandbox.shortLivedToken(login), 'line.token_login_channel'],
		["another OA's", neighbour.line.token, 'line.token_other_oa'],
	]) {
		const answer = await merchant.putToken(pasted)
		assert.equal(problem(answer), `422 ${code}`, `${what}: ${answer.text}`)
		if (code === 'line.token_other_oa') {
			const { bot } = neighbour.line.oa
			assert.equal(answer.body.entered, oa.bot.basicId)
			assert.deepEqual(answer.body.found, { basic_id: bot.basicId, display_name: bot.displayName })
			assert.ok(answer.body.detail.includes(bot.displayName), 'says whose it is')
		}
		const state = await stateOf(merchant)
		assert.deepEqual([state.state, state.code, state.bot], ['refuted', code, null], what)
		assert.ok(!answer.text.includes(pasted), 'the answer does not repeat it')
	}
	assert.equal((await merchant.putToken(fresh)).status, 200)
})

test('the repair that is offered works: use that account instead', async () => {
	const [merchant, neighbour] = [await Merchant.withOa(stack), await stack.sandbox.merchant({ name: 'The right one' })]
	const { found } = (await merchant.putToken(neighbour.token)).body
	assert.equal((await merchant.put('oa', { name: found.display_name, basic_id: found.basic_id })).status, 200)
	assert.equal((await merchant.putToken(neighbour.token)).status, 200)
})

test('a token that expires wants to be accepted as such', async () => {
	const merchant = await Merchant.withOa(stack)
	const token = await stack.sandbox.shortLivedToken(merchant.line.oa, { expires_in: 20 * 86_400 })
	const inDays = (time) => (Date.parse(time) - Date.now()) / 86_400_000
	const refused = await merchant.putToken(token)
	assert.equal(problem(refused), '422 line.token_short_lived')
	assert.ok(Math.abs(inDays(refused.body.expires_at) - 20) < 0.1, refused.text)
	assert.equal(problem(await merchant.putToken(token, { accept_expiry: false })), '422 line.token_short_lived')
	assert.equal(problem(await merchant.putToken(token, { accept_expiry: 'yes' })), '422 request.invalid')
	const accepted = await merchant.putToken(token, { accept_expiry: true })
	assert.equal(accepted.status, 200, accepted.text)
	const days = inDays((await stateOf(merchant)).expires_at)
	assert.ok(days > 19.9 && days < 20.1, `${days} days`)
})

test('good at verify and refused at the bot is a restriction, not a bad token', async () => {
	for (const status of [401, 403]) {
		const merchant = await Merchant.withOa(stack)
		await stack.sandbox.behave({ endpoint: BOT, channel_id: merchant.line.oa.id, mode: 'status', status, body: { message: 'Access to this API is not available for your account' } })
		const answer = await merchant.putToken()
		assert.equal(problem(answer), '422 line.token_restricted', `${status}: ${answer.text}`)
	}
	await stack.sandbox.behaveWell()
})

test('an OA that another account has linked is refused without naming it', async () => {
	const owner = await Merchant.linked(stack, { company: 'The owner of the bot' })
	const late = await Merchant.loggedIn(stack)
	late.line = owner.line
	await late.put('oa', { name: 'Mine', basic_id: owner.line.oa.bot.basicId })
	const refused = await late.putToken()
	assert.match(problem(refused), /^(409|422) line\.bot_taken$/, refused.text)
	for (const hint of [owner.slug, owner.fields.company, owner.fields.email]) assert.ok(!refused.text.includes(hint), hint)
	assert.equal((await stateOf(late)).state, 'refuted')
	assert.equal((await stateOf(owner)).state, 'proved')
	for (let i = 0; i < 2; i++) {
		const asked = await late.post('messaging-token/release-request', {})
		assert.deepEqual([asked.status, asked.body.code], [202, 'release.asked'], asked.text)
	}
	assert.equal(problem(await owner.post('messaging-token/release-request', {})), '409 release.not_needed')
	assert.equal((await owner.delete('messaging-token')).status, 204)
	assert.equal(problem(await late.post('messaging-token/release-request', {})), '409 release.not_needed')
	assert.equal((await late.putToken()).status, 200, 'after it is set free')
	assert.match(problem(await owner.putToken()), /line\.bot_taken$/)
})

test('a release link works once, for its own account, without a session', async () => {
	const owner = await Merchant.linked(stack), other = await Merchant.linked(stack)
	const stranger = stack.client()
	const release = (slug, token) => stranger.post(`/a/${slug}/api/release`, { token })
	const token = randomBytes(32)
	const text = token.toString('base64url')
	await stack.db.sql('postgres', `INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
		SELECT '\\x${createHash('sha256').update(token).digest('hex')}', account_id, 'release', bot_hash, now() + interval '1 day'
		FROM directory.bot JOIN tenant.account USING (account_id) WHERE slug = '${owner.slug}'`)
	for (const wrong of ['', 'x', `${text}x`, text.slice(1), ` ${text}`, randomBytes(32).toString('base64url')])
		assert.equal(problem(await release(owner.slug, wrong)), '404 link.expired', wrong)
	assert.equal(problem(await release(other.slug, text)), '404 link.expired', "another account's page")
	assert.equal(problem(await stranger.post(`/a/${owner.slug}/api/release`, {})), '422 request.invalid')
	const foreign = await stranger.post(`/a/${owner.slug}/api/release`, { token: text }, { headers: { Origin: 'http://evil.example' } })
	assert.equal(problem(foreign), '403 request.bad_origin')
	assert.equal((await stateOf(owner)).state, 'proved')
	assert.equal((await release(owner.slug, text)).status, 204)
	assert.equal((await stateOf(owner)).state, 'missing')
	assert.equal(problem(await release(owner.slug, text)), '404 link.expired', 'used')
	assert.equal((await stateOf(other)).state, 'proved')
	assert.ok(!stack.logs().includes(text), 'no log holds the token')
})

test('of two accounts that link one OA at once, one does', async () => {
	const line = await stack.sandbox.merchant({ name: 'Contested' })
	const rivals = await Promise.all(Array.from({ length: 4 }, async () => {
		const merchant = await Merchant.loggedIn(stack)
		merchant.line = line
		await merchant.put('oa', { name: 'x', basic_id: line.oa.bot.basicId })
		return merchant
	}))
	const answers = await Promise.all(rivals.map((merchant) => merchant.putToken()))
	assert.deepEqual(answers.map((answer) => answer.body.code ?? 'proved').sort(), ['line.bot_taken', 'line.bot_taken', 'line.bot_taken', 'proved'])
})

test('deleting forgets our copy, twice harmlessly, and never revokes at LINE', async () => {
	const merchant = await Merchant.linked(stack)
	assert.equal((await merchant.delete('messaging-token')).status, 204)
	assert.equal((await merchant.delete('messaging-token')).status, 204)
	assert.deepEqual({ ...(await stateOf(merchant)), checked_at: null }, { bot: null, expires_at: null, state: 'missing', checked_at: null, code: null })
	assert.equal((await merchant.onboarding()).step, 'messaging_token')
	assert.ok(!(await stack.sandbox.requests()).some(({ path }) => path.includes('revoke')))
	assert.equal((await merchant.putToken()).status, 200, 'the token itself still works')
})

test('whatever LINE does instead of answering, the token is kept as pending', async () => {
	const short = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: '2000' } })
	try {
		await arePending(short)
	} finally {
		await short.stop()
	}
})

async function arePending(house) {
	const moods = [
		{ endpoint: VERIFY, mode: 'status', status: 500 }, { endpoint: VERIFY, mode: '429' }, { endpoint: VERIFY, mode: 'html' }, { endpoint: VERIFY, mode: 'hang' },
		{ endpoint: VERIFY, mode: 'wrong_types' }, { endpoint: VERIFY, mode: 'duplicate_keys' }, { endpoint: VERIFY, mode: 'huge' },
		{ endpoint: BOT, mode: 'status', status: 502 }, { endpoint: BOT, mode: 'missing', field: 'basicId' }, { endpoint: BOT, mode: 'missing', field: 'userId' },
		{ endpoint: BOT, mode: 'wrong_types', field: 'displayName' }, { endpoint: BOT, mode: 'reset' }, { endpoint: BOT, mode: 'close' }, { endpoint: BOT, mode: 'redirect' },
		{ endpoint: BOT, mode: 'gzip_bomb' }, { endpoint: BOT, mode: 'invalid_utf8' }, { endpoint: BOT, mode: 'drip', every_ms: 500 }, { endpoint: BOT, mode: '206' },
	]
	const merchants = await sideBySide(moods.length, () => Merchant.withOa(house))
	await house.sandbox.behave(...moods.map((mood, i) => ({ channel_id: merchants[i].line.oa.id, ...mood })))
	const answers = await Promise.all(merchants.map((merchant) => merchant.putToken()))
	for (const [i, answer] of answers.entries()) {
		assert.equal(answer.status, 202, `${JSON.stringify(moods[i])}: ${answer.text}`)
		assert.equal(answer.body.code, 'line.pending')
		assert.equal((await stateOf(merchants[i])).state, 'pending')
		assert.equal(problem(await merchants[i].put('oa', { name: 'x', basic_id: '@999other' })), '409 oa.linked', 'pending counts')
	}
}
