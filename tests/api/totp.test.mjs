/* The second factor: set up, asked for at the login and before what matters, used once, and taken away. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailedToken } from '../support/links.mjs'
import { fieldCodes, Merchant, problem } from '../support/merchant.mjs'
import { operator } from '../support/operator.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'
import { codeOf, readQr, step } from '../support/totp.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const sql = (text) => stack.db.sql('postgres', text)
const account = (merchant) => `(SELECT account_id FROM directory.slug WHERE slug = '${merchant.slug}')`
const events = async (merchant) => (await sql(`SELECT kind FROM tenant.event WHERE account_id = ${account(merchant)} AND kind ~ '^totp' ORDER BY at`)).flat()
const age = (merchant) => sql(`UPDATE directory.session SET confirmed_at = now() - interval '16 minutes' WHERE slug = '${merchant.slug}'`)

/* As if the codes shown until now had been seen long ago, so that those of this moment are new. */
const forgetSteps = (merchant) => sql(`UPDATE tenant.totp SET last_step = 0 WHERE account_id = ${account(merchant)}`)

async function begin(merchant) {
	const answer = await merchant.post('totp')
	assert.equal(answer.status, 201, answer.text)
	return answer.body
}

/* Someone with a second factor: {merchant, secret, codes}. */
async function withFactor(changes) {
	const merchant = await Merchant.loggedIn(stack, changes)
	const { secret } = await begin(merchant)
	const answer = await merchant.put('totp', { code: codeOf(secret) })
	assert.equal(answer.status, 200, answer.text)
	await forgetSteps(merchant)
	return { merchant, secret, codes: answer.body.recovery_codes }
}

test('the other implementation makes the codes of the RFC', () => {
	const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
	assert.deepEqual([59, 1111111109, 20000000000].map((at) => codeOf(secret, step(at * 1000))), ['287082', '081804', '353130'])
})

test('a phone reads the QR code, the code it shows switches it on, and then the login asks', async () => {
	const merchant = await Merchant.loggedIn(stack, { company: '春水茶行：總店 & 二十四個字以上的名稱才看得出來有沒有截短' })
	assert.deepEqual((await merchant.get('totp')).body, { state: 'off', since: null, codes_left: 0, required: false })
	const { secret, uri, qr } = await begin(merchant)
	assert.equal(readQr(qr), uri)
	const read = new URL(uri)
	assert.equal(read.host, 'totp')
	assert.equal(decodeURIComponent(read.pathname), `/ACHO:春水茶行：總店 & 二十四個字以上的名稱才看得出 (${merchant.slug})`)
	assert.deepEqual([...read.searchParams], [['secret', secret], ['issuer', 'ACHO']])
	assert.equal((await merchant.get('totp')).body.state, 'pending')
	assert.equal((await merchant.tryLogIn()).status, 201, 'nothing is asked yet')

	const wrong = await merchant.put('totp', { code: codeOf(secret, step() - 5) })
	assert.deepEqual([problem(wrong), fieldCodes(wrong)], ['422 request.invalid', { code: 'totp.wrong' }])
	const code = codeOf(secret)
	const on = await merchant.put('totp', { code: `${code.slice(0, 3)} ${code.slice(3)}` })
	assert.equal(on.status, 200, on.text)
	assert.equal(new Set(on.body.recovery_codes).size, 10)
	const { state, codes_left: left, since } = (await merchant.get('totp')).body
	assert.deepEqual([state, left, Date.now() - Date.parse(since) < 60_000], ['on', 10, true])

	assert.equal(problem(await merchant.tryLogIn()), '401 login.totp_required')
	assert.equal(problem(await merchant.tryLogIn({ totp: '' })), '401 login.totp_required')
	assert.equal(problem(await merchant.tryLogIn({ totp: code })), '401 login.totp_wrong', 'the one it was switched on with is used up')
	assert.equal(problem(await merchant.tryLogIn({ password: 'wrong password', totp: codeOf(secret, step() + 1) })), '401 login.failed', 'who does not know the password hears nothing of it')
	assert.equal((await merchant.tryLogIn({ totp: codeOf(secret, step() + 1) })).status, 201)
	const mails = await stack.sandbox.waitForMails(merchant.fields.email, 2)
	assert.equal(mails.filter(({ text }) => text.includes('開啟了兩步驟驗證')).length, 1)
	assert.deepEqual(await events(merchant), ['totp.on'])

	const everything = [...mails.map(({ raw }) => raw), stack.logs(), JSON.stringify(await sql('SELECT * FROM tenant.totp')), JSON.stringify(await sql('SELECT * FROM tenant.recovery_code'))].join('\n')
	for (const hidden of [secret, ...on.body.recovery_codes]) assert.ok(!everything.includes(hidden), 'no secret is kept in clear')
})

test('what is on shows its secret no more', async () => {
	const { merchant, secret } = await withFactor()
	assert.equal(problem(await merchant.post('totp', {})), '409 totp.on')
	assert.equal(problem(await merchant.put('totp', { code: codeOf(secret) })), '409 totp.on')
	assert.ok(!(await merchant.get('totp')).text.includes(secret))
	assert.ok(!(await merchant.get('export')).text.includes(secret))
	assert.deepEqual((await merchant.get('export')).body.second_factors.map(({ email, recovery_codes_left: left }) => [email, left]), [[merchant.fields.email, '10']])
})

test('codes of one step before and after are good, others are not', async () => {
	const { merchant, secret } = await withFactor()
	for (const [ahead, wanted] of [[-3, '401 login.totp_wrong'], [3, '401 login.totp_wrong'], [-1, '201 undefined'], [0, '201 undefined'], [1, '201 undefined']]) {
		await forgetSteps(merchant)
		const before = step()
		const answer = problem(await merchant.tryLogIn({ totp: codeOf(secret, before + ahead) }))
		/* A step that ended in between moves what is good. */
		if (step() === before) assert.equal(answer, wanted, `${ahead}`)
	}
})

test('a code opens once, however many come with it at the same moment', async () => {
	const { merchant, secret, codes } = await withFactor()
	for (const totp of [codeOf(secret, step() + 1), codes[0]]) {
		const answers = await Promise.all(Array.from({ length: 8 }, () => merchant.tryLogIn({ totp })))
		assert.deepEqual(answers.map(problem).sort(), ['201 undefined', ...Array(7).fill('401 login.totp_wrong')])
	}
})

test('a recovery code takes the place of a code, once, as people write it', async () => {
	const { merchant, codes } = await withFactor()
	const [one, two] = codes
	const written = `${one.slice(0, 5)}-${one.slice(5)} `.toUpperCase().replaceAll('0', 'O').replaceAll('1', 'l')
	assert.equal((await merchant.tryLogIn({ totp: written })).status, 201)
	assert.equal(problem(await merchant.tryLogIn({ totp: one })), '401 login.totp_wrong')
	assert.equal((await merchant.get('totp')).body.codes_left, 9)
	await age(merchant)
	assert.equal((await merchant.post('session/confirm', { password: merchant.fields.password, totp: two })).status, 204)
	assert.equal((await merchant.get('totp')).body.codes_left, 8)
	assert.deepEqual(await events(merchant), ['totp.on', 'totp.code_used', 'totp.code_used'])
	const mails = await stack.sandbox.waitForMails(merchant.fields.email, 4)
	assert.equal(mails.filter(({ text }) => text.includes('一組備用碼')).length, 2)
})

test('a code is asked for again before anything of it changes', async () => {
	const { merchant, secret, codes } = await withFactor()
	const confirm = (totp) => merchant.post('session/confirm', { password: merchant.fields.password, ...(totp === undefined ? {} : { totp }) })
	const changes = [() => merchant.delete('totp'), () => merchant.post('totp/recovery-codes')]
	await age(merchant)
	for (const change of changes) assert.equal(problem(await change()), '403 session.confirm')
	assert.equal(problem(await confirm()), '401 login.totp_required')
	assert.equal(problem(await confirm('000000x')), '401 login.totp_wrong')
	assert.equal(problem(await merchant.post('session/confirm', { password: 'wrong password', totp: codeOf(secret) })), '422 password.wrong')
	for (const change of changes) assert.equal(problem(await change()), '403 session.confirm')
	/* Nor does a change of the password, which takes no code, stand for it. */
	const next = 'nine green lanterns'
	assert.equal((await merchant.put('password', { current: merchant.fields.password, new: next })).status, 204)
	merchant.fields.password = next
	for (const change of changes) assert.equal(problem(await change()), '403 session.confirm')
	assert.equal((await confirm(codeOf(secret))).status, 204)
	const renewed = await merchant.post('totp/recovery-codes')
	assert.equal(renewed.status, 201, renewed.text)
	assert.equal(problem(await merchant.tryLogIn({ totp: codes[0] })), '401 login.totp_wrong', 'the codes of before are worth nothing')
	assert.equal((await merchant.tryLogIn({ totp: renewed.body.recovery_codes[0] })).status, 201)
	assert.equal((await merchant.delete('totp')).status, 204)
	assert.equal((await merchant.tryLogIn()).status, 201)
	assert.equal((await merchant.tryLogIn({ totp: 'anything' })).status, 201, 'nobody is asked, nobody is refused')
	assert.equal(problem(await merchant.post('totp/recovery-codes', {})), '409 totp.off')
	assert.equal(problem(await merchant.put('totp', { code: codeOf(secret) })), '409 totp.off')
	assert.equal((await merchant.delete('totp')).status, 204)
	assert.deepEqual(await events(merchant), ['totp.on', 'totp.codes_new', 'totp.code_used', 'totp.off'])
	const mails = await stack.sandbox.waitForMails(merchant.fields.email, 5)
	assert.equal(mails.filter(({ text }) => text.includes('關閉了兩步驟驗證')).length, 1)
})

test('it takes a session that is young, and a body that says nothing else', async () => {
	const merchant = await Merchant.loggedIn(stack)
	for (const stranger of [stack.client(), (await Merchant.loggedIn(stack)).client])
		for (const [method, path, json] of [['GET', 'totp'], ['POST', 'totp', {}], ['PUT', 'totp', { code: '123456' }], ['DELETE', 'totp'], ['POST', 'totp/recovery-codes', {}]])
			assert.equal(problem(await stranger.call(method, merchant.path(path), { json })), '401 session.required', `${method} ${path}`)
	assert.equal(problem(await merchant.put('totp', { code: '123456' })), '409 totp.off')
	assert.equal(problem(await merchant.post('totp', { secret: 'x' })), '422 request.invalid')
	assert.equal(problem(await merchant.put('totp', {})), '422 request.invalid')
	await age(merchant)
	assert.equal(problem(await merchant.post('totp', {})), '403 session.confirm')
	assert.equal((await merchant.post('session/confirm', { password: merchant.fields.password, totp: '123456' })).status, 204)
	const first = await begin(merchant)
	const second = await begin(merchant)
	assert.deepEqual(fieldCodes(await merchant.put('totp', { code: codeOf(first.secret) })), { code: 'totp.wrong' }, 'another has taken its place')
	assert.equal((await merchant.put('totp', { code: codeOf(second.secret) })).status, 200)
})

test('the factor of one account is useless at another of the same address', async () => {
	const a = await withFactor({ email: 'dup@shop.example' })
	const b = await withFactor({ email: 'dup@shop.example' })
	assert.equal(problem(await b.merchant.tryLogIn({ totp: codeOf(a.secret) })), '401 login.totp_wrong')
	assert.equal(problem(await b.merchant.tryLogIn({ totp: a.codes[0] })), '401 login.totp_wrong')
	/* Not even with the row of the other account: what is sealed opens where it was sealed. */
	await sql(`UPDATE tenant.totp SET sealed = (SELECT sealed FROM tenant.totp WHERE account_id = ${account(a.merchant)}) WHERE account_id = ${account(b.merchant)}`)
	assert.equal(problem(await b.merchant.tryLogIn({ totp: codeOf(a.secret) })), '401 login.totp_unreadable')
	assert.equal((await a.merchant.tryLogIn({ totp: codeOf(a.secret) })).status, 201)
})

test('wrong codes count like wrong passwords, and a reset link takes the factor not away', async () => {
	const { merchant, secret } = await withFactor()
	const answers = await sideBySide(33, () => merchant.tryLogIn({ totp: '12345' }))
	assert.equal(answers.filter((answer) => problem(answer) === '401 login.totp_wrong').length, 30)
	assert.equal(answers.filter((answer) => problem(answer) === '429 login.throttled').length, 3)
	assert.equal((await merchant.post('password-reset', { email: merchant.fields.email })).status, 202)
	const password = 'eleven red lanterns'
	assert.equal((await merchant.put('password-reset', { token: await mailedToken(stack, merchant, 'reset'), password })).status, 204)
	await sql('DELETE FROM directory.throttle')
	assert.equal(problem(await merchant.tryLogIn({ password })), '401 login.totp_required')
	assert.equal((await merchant.tryLogIn({ password, totp: codeOf(secret) })).status, 201)
})

test('where the operator demands one, who has none may only set one up', async () => {
	const merchant = await Merchant.withOa(stack)
	const phone = new Merchant(stack, merchant.fields, merchant.slug, stack.client())
	await phone.logIn()
	const due = async (one) => {
		const { may, totp_due } = (await one.get('session')).body.member
		return [may.length > 0, totp_due]
	}
	const owners = [['GET', 'oa'], ['PUT', 'oa', { name: 'x', basic_id: merchant.line.oa.bot.basicId }], ['GET', 'assertion-key'], ['POST', 'assertion-key', {}], ['PUT', 'login-channel/checklist', { published: true, oa_linked: true }],
		['PUT', 'messaging-token', { token: merchant.line.token }], ['GET', 'events'], ['GET', 'export'], ['GET', 'team'], ['POST', 'deletion', { company: merchant.fields.company }]]
	const answers = (one) => Promise.all(owners.map(async ([method, path, json]) => problem(await one.client.call(method, one.path(path), { json }))))
	const demanded = '0 a second factor is demanded: a member without one may only set one up'

	assert.equal(await operator(stack, 'require-totp', '0000000000000'), '1 acho-admin: no account has that slug')
	assert.match(await operator(stack, 'require-totp', merchant.slug, '--on'), /^2 acho-admin: usage: /)
	assert.deepEqual(await due(merchant), [true, false])
	for (let i = 0; i < 2; i++) assert.equal(await operator(stack, 'require-totp', merchant.slug), demanded)
	const late = new Merchant(stack, merchant.fields, merchant.slug, stack.client())
	await late.logIn()
	for (const one of [merchant, phone, late]) {
		assert.deepEqual(await due(one), [false, true])
		assert.deepEqual(await answers(one), Array(owners.length).fill('403 totp.setup_required'))
	}
	assert.equal((await merchant.get('sessions')).status, 200, 'what is a person\'s own is theirs')
	assert.equal((await merchant.get('totp')).body.required, true)

	const { secret } = await begin(merchant)
	assert.equal((await merchant.put('totp', { code: codeOf(secret) })).status, 200)
	for (const one of [merchant, phone, late]) {
		assert.deepEqual(await due(one), [true, false])
		assert.equal((await one.get('oa')).status, 200)
	}
	/* Another phone: off, and at once the next one is due. */
	assert.equal((await merchant.delete('totp')).status, 204)
	assert.deepEqual(await due(phone), [false, true])
	assert.equal(await operator(stack, 'require-totp', merchant.slug, '--off'), '0 a second factor is theirs to choose')
	assert.deepEqual(await due(phone), [true, false])
	assert.equal((await merchant.get('oa')).status, 200)
	assert.deepEqual(await events(merchant), ['totp.required', 'totp.on', 'totp.off', 'totp.optional'])
})

test('who has lost phone and codes is let in by the operator', async () => {
	const [{ merchant, secret }, other] = [await withFactor(), await Merchant.signUp(stack)]
	const forget = (slug, email) => operator(stack, 'forget-totp', slug, email)
	assert.equal(await forget('0000000000000', merchant.fields.email), '1 acho-admin: no account has that slug')
	assert.equal(await forget(other.slug, merchant.fields.email), '1 acho-admin: nobody in that account has this address')
	assert.equal(await forget(other.slug, other.fields.email), '1 acho-admin: this member has no second factor')
	assert.match(await operator(stack, 'forget-totp', merchant.slug), /^2 acho-admin: usage: /)
	assert.equal(problem(await merchant.tryLogIn()), '401 login.totp_required')
	assert.equal(await forget(merchant.slug, merchant.fields.email.toUpperCase()), '0 forgotten: the password alone logs in')
	assert.equal((await merchant.tryLogIn()).status, 201)
	assert.equal((await merchant.tryLogIn({ totp: codeOf(secret) })).status, 201)
	assert.deepEqual(await events(merchant), ['totp.on', 'totp.forgotten'])
	const mails = await stack.sandbox.waitForMails(merchant.fields.email, 3)
	assert.equal(mails.filter(({ text }) => text.includes('關閉了兩步驟驗證')).length, 1)
})

test('a member who leaves takes the second factor along', async () => {
	const { merchant } = await withFactor()
	await sql(`INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc) SELECT account_id, gen_random_uuid(), 'x@shop.example', sha256('x@shop.example'), 'owner', 'x' FROM directory.slug WHERE slug = '${merchant.slug}'`)
	const me = (await merchant.get('team')).body.members.find(({ email }) => email === merchant.fields.email)
	const left = await merchant.delete(`team/${me.id}`)
	assert.equal(left.status, 204, left.text)
	for (const table of ['totp', 'recovery_code'])
		assert.deepEqual(await sql(`SELECT count(*) FROM tenant.${table} WHERE account_id = ${account(merchant)}`), [['0']])
})
