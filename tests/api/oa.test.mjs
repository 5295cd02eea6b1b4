/* Step 11 and the state of the linking: what was typed is cleaned and judged by shape; progress follows the data. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { cleanings, fieldCodes, Merchant, problem } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const MISSING = {
	oa: { name: null, basic_id: null, state: 'missing', checked_at: null },
	login_channel: { channel_id: null, kid: null, state: 'missing', checked_at: null, code: null },
	checklist: { published: { state: 'missing', checked_at: null }, oa_linked: { state: 'missing', checked_at: null } },
	messaging_token: { bot: null, expires_at: null, state: 'missing', checked_at: null, code: null },
}

test('before step 11 nothing is there, and steps 12 to 14 say what comes first', async () => {
	const merchant = await Merchant.loggedIn(stack)
	assert.deepEqual(await merchant.oa(), MISSING)
	for (const [name, body] of [
		['login-channel', { channel_id: '1234567890', kid: '11111111-2222-3333-4444-555555555555' }],
		['login-channel/checklist', { published: true, oa_linked: true }],
		['messaging-token', { token: `${'Ab9+/'.repeat(34)}A=` }],
	]) assert.equal(problem(await merchant.put(name, body)), '409 onboarding.oa_required', name)
	for (const method of ['get', 'post']) assert.equal(problem(await merchant[method]('assertion-key')), '409 onboarding.oa_required')
	assert.deepEqual(await merchant.oa(), MISSING, 'nothing has changed')
	assert.deepEqual(await merchant.onboarding(), { step: 'oa', waiting: false })
})

test('progress is what the data says, on any device', async () => {
	const merchant = await Merchant.loggedIn(stack)
	merchant.line = await stack.sandbox.merchant({ name: 'Tea' })
	const steps = [(await merchant.onboarding()).step]
	const next = async (answer) => {
		assert.equal(answer.status, 200, answer.text)
		steps.push((await merchant.onboarding()).step)
	}
	await next(await merchant.put('oa', { name: '春水', basic_id: merchant.line.oa.bot.basicId }))
	merchant.kid = await stack.sandbox.registerKey(merchant.line.login, await merchant.publicKey())
	await next(await merchant.putLoginChannel())
	await next(await merchant.put('login-channel/checklist', { published: true, oa_linked: false }))
	await next(await merchant.put('login-channel/checklist', { published: true, oa_linked: true }))
	await next(await merchant.putToken())
	assert.deepEqual(steps, ['oa', 'login_channel', 'publish', 'publish', 'messaging_token', 'done'])
	assert.deepEqual(await merchant.onboarding(), { step: 'done', waiting: false })

	merchant.client = stack.client()
	await merchant.logIn()
	const state = await merchant.oa()
	assert.deepEqual([state.oa.state, state.login_channel.state, state.checklist.published.state, state.checklist.oa_linked.state, state.messaging_token.state],
		['proved', 'proved', 'confirmed', 'confirmed', 'proved'])
	assert.equal(state.login_channel.channel_id, merchant.line.login.id)
	assert.equal(state.login_channel.kid, merchant.kid)
	assert.deepEqual(state.messaging_token.bot, { basic_id: merchant.line.oa.bot.basicId, display_name: merchant.line.oa.bot.displayName, has_picture: true })
	for (const at of [state.oa.checked_at, state.login_channel.checked_at, state.checklist.published.checked_at, state.messaging_token.checked_at])
		assert.ok(Math.abs(Date.parse(at) - Date.now()) < 120_000, at)
})

test('steps 12 to 14 go in any order', async () => {
	const merchant = await Merchant.withOa(stack)
	assert.equal((await merchant.putToken()).status, 200)
	assert.equal((await merchant.put('login-channel/checklist', { published: true, oa_linked: true })).status, 200)
	assert.equal((await merchant.onboarding()).step, 'login_channel')
	merchant.kid = await stack.sandbox.registerKey(merchant.line.login, await merchant.publicKey())
	assert.equal((await merchant.putLoginChannel()).status, 200)
	assert.equal((await merchant.onboarding()).step, 'done')
})

test('a Basic ID is cleaned before it is judged', async () => {
	const merchant = await Merchant.loggedIn(stack)
	for (const [typed, kept, ...cleaned] of [
		['@123abcde', '@123abcde'],
		['123abcde', '@123abcde'],
		['  @123abcde \n', '@123abcde', 'basic_id blanks lines'],
		['＠１２３ａｂｃｄｅ', '@123abcde', 'basic_id wide'],
		['@123\u200babcde\ufeff', '@123abcde', 'basic_id invisible'],
		['@123\u00a0abcde', '@123abcde', 'basic_id blanks'],
		['@123ABCDE', '@123abcde'],
		['「@123abcde」', '@123abcde', 'basic_id quotes'],
		['https://line.me/R/ti/p/@123abcde', '@123abcde', 'basic_id link'],
		['https://line.me/R/ti/p/%40123abcde', '@123abcde', 'basic_id link'],
		['https://manager.line.biz/account/@123abcde', '@123abcde', 'basic_id link'],
		['@tea.shop-1_x', '@tea.shop-1_x'],
	]) {
		const answer = await merchant.put('oa', { name: '春水', basic_id: typed })
		assert.equal(answer.status, 200, `${JSON.stringify(typed)}: ${answer.text}`)
		assert.equal(answer.body.oa.basic_id, kept, JSON.stringify(typed))
		assert.deepEqual(cleanings(answer), cleaned, JSON.stringify(typed))
		assert.equal(answer.body.oa.state, 'confirmed')
	}
})

test('another thing pasted as Basic ID is called by its name', async () => {
	const merchant = await Merchant.loggedIn(stack)
	for (const [typed, code] of [
		['U0123456789abcdef0123456789abcdef', 'paste.is_user_id'],
		['1234567890', 'paste.is_channel_id'],
		['https://lin.ee/AbCdEfG', 'paste.is_url'],
		['0123456789abcdef0123456789abcdef', 'paste.is_channel_secret'],
		['11111111-2222-3333-4444-555555555555', 'paste.is_kid'],
		['', /^(field\.required|basic_id\.invalid|field\.too_short|paste\.unknown)$/],
		['@', /^(basic_id\.invalid|paste\.\w+)$/],
		['@春水', /^(basic_id\.invalid|paste\.\w+)$/],
		[`@${'a'.repeat(200)}`, /^(basic_id\.invalid|field\.too_long|paste\.\w+)$/],
	]) {
		const answer = await merchant.put('oa', { name: '春水', basic_id: typed })
		assert.equal(problem(answer), '422 request.invalid', `${typed}: ${answer.text}`)
		if (code instanceof RegExp) assert.match(fieldCodes(answer).basic_id, code, typed)
		else assert.deepEqual(fieldCodes(answer), { basic_id: code }, typed)
	}
	assert.equal((await merchant.oa()).oa.state, 'missing')
})

test('the name is kept as typed and never cleaned', async () => {
	const merchant = await Merchant.loggedIn(stack)
	for (const name of ['a\nb', 'a\r\nb', 'a\u0007b', 'a\u2028b', '', '名'.repeat(81)])
		assert.equal(problem(await merchant.put('oa', { name, basic_id: '@123abcde' })), '422 request.invalid', JSON.stringify(name))
	assert.equal(problem(await merchant.put('oa', { name: 'a\u0000b', basic_id: '@123abcde' })), '400 request.bad_json')
	for (const name of ['<script>alert(1)</script>', '春水「茶」', 'a\u3000b', '名'.repeat(80)])
		assert.equal((await merchant.put('oa', { name, basic_id: '@123abcde' })).body.oa.name, name)
})

test('while a token is proved or pending the Basic ID stays, the name may change', async () => {
	const merchant = await Merchant.linked(stack)
	const { basic_id } = (await merchant.oa()).oa
	assert.equal(problem(await merchant.put('oa', { name: 'New', basic_id: '@999other' })), '409 oa.linked')
	const renamed = await merchant.put('oa', { name: 'New name', basic_id })
	assert.equal(renamed.status, 200, renamed.text)
	assert.equal(renamed.body.oa.name, 'New name')
	assert.equal((await merchant.oa()).messaging_token.state, 'proved')

	await merchant.delete('messaging-token')
	assert.equal((await merchant.put('oa', { name: 'New', basic_id: '@999other' })).status, 200, 'after the token is gone')
})

test('what the merchant confirms is stored with its time and can be taken back', async () => {
	const merchant = await Merchant.withOa(stack)
	const on = await merchant.put('login-channel/checklist', { published: true, oa_linked: false })
	assert.equal(on.body.checklist.published.state, 'confirmed')
	assert.deepEqual(on.body.checklist.oa_linked, { state: 'missing', checked_at: null })
	const off = await merchant.put('login-channel/checklist', { published: false, oa_linked: true })
	assert.deepEqual(off.body.checklist.published, { state: 'missing', checked_at: null })
	assert.equal(off.body.checklist.oa_linked.state, 'confirmed')
	for (const body of [{}, { published: true }, { published: 'yes', oa_linked: true }, { published: 1, oa_linked: 0 }, { published: true, oa_linked: true, x: 1 }])
		assert.equal(problem(await merchant.put('login-channel/checklist', body)), '422 request.invalid', JSON.stringify(body))
})
