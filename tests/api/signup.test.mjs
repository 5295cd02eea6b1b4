/* Step 9: signing up. One address, any number of accounts; one key, one account. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fieldCodes, form, Merchant, problem, SLUG, someEmail } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { KNOWN, passwordCases } from '../support/passwords.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const accounts = async () => Number((await stack.db.sql('postgres', 'SELECT count(*) FROM tenant.account'))[0][0])
const slugsOf = async (email) => (await stack.db.sql('postgres',
	`SELECT a.slug FROM tenant.account a JOIN tenant.member m USING (account_id) WHERE m.email = '${email}' ORDER BY 1`)).flat()

test('one address makes as many accounts as it likes, each with its own login URL', async () => {
	const email = someEmail()
	const slugs = []
	for (const company of ['一號店', '二號店', '二號店']) {
		const answer = await stack.client().post('/api/signup', form({ email, company }))
		assert.equal(answer.status, 201, answer.text)
		assert.match(answer.body.slug, SLUG)
		assert.deepEqual(answer.body, { slug: answer.body.slug, login_url: `${stack.url}/a/${answer.body.slug}` })
		assert.deepEqual(answer.setCookies, [], 'signing up logs nobody in')
		slugs.push(answer.body.slug)
	}
	assert.equal(new Set(slugs).size, 3)
	assert.deepEqual(await slugsOf(email), slugs.sort())
})

test('what was typed is kept as typed', async () => {
	const fields = form({ company: '  Ünïcode & <b>店</b>', contact: 'O\'Brien "陳"', phone: '+886 2 2345-6789', locale: 'ja' })
	fields.company = fields.company.trim()
	const { slug } = (await stack.client().post('/api/signup', fields)).body
	const [row] = await stack.db.sql('postgres', `SELECT company, contact, phone, locale FROM tenant.account WHERE slug = '${slug}'`)
	assert.deepEqual(row, [fields.company, fields.contact, fields.phone, 'ja'])
})

test('the same key and body give the same answer and no second account', async () => {
	const fields = form()
	const headers = { 'Idempotency-Key': 'first-key-1' }
	const first = await stack.client().post('/api/signup', fields, { headers })
	assert.equal(first.status, 201, first.text)
	const shuffled = Object.fromEntries(Object.entries(fields).reverse())
	for (const body of [fields, shuffled]) {
		const again = await stack.client().call('POST', '/api/signup', { raw: JSON.stringify(body, null, 2), headers })
		assert.equal(again.status, 201, again.text)
		assert.deepEqual(again.body, first.body)
	}
	assert.deepEqual(await slugsOf(fields.email), [first.body.slug])
	const mails = await stack.sandbox.waitForMails(fields.email)
	assert.equal(mails.length, 1)
})

test('the same key with anything else in the body is refused, the password too', async () => {
	const fields = form({ phone: '0912345678' })
	const headers = { 'Idempotency-Key': 'second-key' }
	const first = await stack.client().post('/api/signup', fields, { headers })
	assert.equal(first.status, 201, first.text)
	const others = { company: 'Other', contact: 'Other', email: someEmail(), password: 'another password 9', locale: 'en', phone: '0912345679' }
	for (const [name, value] of [...Object.entries(others), ['phone', undefined]]) {
		const answer = await stack.client().post('/api/signup', { ...fields, [name]: value }, { headers })
		assert.equal(problem(answer), '422 signup.key_reused', `${name}: ${answer.text}`)
	}
	assert.deepEqual(await slugsOf(fields.email), [first.body.slug])
	assert.deepEqual((await stack.client().post('/api/signup', fields, { headers })).body, first.body, 'the key is still good for its own body')
})

test('only a 201 is kept: after any other answer the key may be tried again', async () => {
	const headers = { 'Idempotency-Key': 'third-key' }
	const fields = form()
	const refused = await stack.client().post('/api/signup', { ...fields, email: 'nobody' }, { headers })
	assert.equal(problem(refused), '422 request.invalid')
	const badJson = await stack.client().call('POST', '/api/signup', { raw: '{', headers })
	assert.equal(problem(badJson), '400 request.bad_json')
	const made = await stack.client().post('/api/signup', fields, { headers })
	assert.equal(made.status, 201, made.text)
})

test('twenty first tries side by side make one account and one mail', async () => {
	const fields = form()
	const headers = { 'Idempotency-Key': 'parallel-key' }
	const answers = await sideBySide(20, () => stack.client().post('/api/signup', fields, { headers }))
	for (const answer of answers) {
		assert.equal(answer.status, 201, answer.text)
		assert.deepEqual(answer.body, answers[0].body)
	}
	assert.deepEqual(await slugsOf(fields.email), [answers[0].body.slug])
	assert.equal((await stack.sandbox.waitForMails(fields.email)).length, 1)
})

test('of different bodies at once under one key, one wins and the others are told', async () => {
	const headers = { 'Idempotency-Key': 'contested-key' }
	const email = someEmail()
	const answers = await Promise.all(Array.from({ length: 8 }, (_, i) =>
		stack.client().post('/api/signup', form({ email, company: `Shop ${i}` }), { headers })))
	assert.deepEqual(answers.map(problem).sort(), ['201 undefined', ...Array(7).fill('422 signup.key_reused')])
	assert.equal((await slugsOf(email)).length, 1)
})

test('without a key, or with another one, the same body makes another account', async () => {
	const fields = form()
	for (const headers of [{}, {}, { 'Idempotency-Key': 'a' }, { 'Idempotency-Key': '!'.repeat(255) }])
		assert.equal((await stack.client().post('/api/signup', fields, { headers })).status, 201)
	assert.equal((await slugsOf(fields.email)).length, 4)
})

test('a key that is none is refused', async () => {
	const was = await accounts()
	for (const key of ['!'.repeat(256), 'with blank', 'tab\there', '\u00e4']) {
		const answer = await stack.client().post('/api/signup', form(), { headers: { 'Idempotency-Key': key } })
		assert.ok([400, 422].includes(answer.status), `"${key}": ${answer.status} ${answer.text}`)
	}
	assert.equal(await accounts(), was)
})

const company = (value) => ['company', value]
const BAD = [
	[company(''), /^field\.(required|too_short)$/],
	[company('   '), /^field\.(required|too_short)$/],
	[company('長'.repeat(81)), 'field.too_long'],
	[company('a\nb'), 'field.control_chars'],
	[company('a\r\nBcc: x@example.com'), 'field.control_chars'],
	[company('a\u0085b'), 'field.control_chars'],
	[company('a\u2028b'), 'field.control_chars'],
	[company('a\u001bb'), 'field.control_chars'],
	[company(5), 'field.type'],
	[company(null), /^field\.(type|required)$/],
	[company(['a']), 'field.type'],
	[['contact', 'a\rb'], 'field.control_chars'],
	[['contact', '名'.repeat(81)], 'field.too_long'],
	[['phone', '02\n23456789'], 'field.control_chars'],
	[['email', 'nobody'], 'email.invalid'],
	[['email', 'a@b@c.example'], 'email.invalid'],
	[['email', 'a b@c.example'], 'email.invalid'],
	[['email', '@c.example'], 'email.invalid'],
	[['email', 'a@'], 'email.invalid'],
	[['email', 'a@c.example\r\nRCPT TO:<x@example.com>'], /^(email\.invalid|field\.control_chars)$/],
	[['email', `${'a'.repeat(250)}@c.example`], /^(email\.invalid|field\.too_long)$/],
	[['password', 'seven 7'], 'password.too_short'],
	[['password', 'a1 '.repeat(342)], 'password.too_long'],
	[['password', 'password123'], 'password.common'],
	[['password', 'P@ssw0rd'], 'password.common'],
	[['password', 'dragon monkey'], 'password.common'],
	[['password', 'ab3 '.repeat(256)], 'password.common'],
	[['password', '        x y'], 'password.common'],
	[['password', 'klubnichka'], 'password.breached'],
	[['password', 12345678], 'field.type'],
	[['locale', 'fr'], 'locale.unknown'],
	[['locale', 'zh-tw '], 'locale.unknown'],
	[['account_id', 1], 'field.unknown'],
	[['role', 'admin'], 'field.unknown'],
]

test('each bad field is named with its code and a sentence, and nothing has changed', async () => {
	const was = await accounts()
	for (const [[name, value], code] of BAD) {
		const answer = await stack.client().post('/api/signup', form({ [name]: value }))
		assert.equal(problem(answer), '422 request.invalid', `${name}=${JSON.stringify(value)}: ${answer.text}`)
		assert.deepEqual(Object.keys(fieldCodes(answer)), [name], answer.text)
		if (code instanceof RegExp) assert.match(fieldCodes(answer)[name], code)
		else assert.equal(fieldCodes(answer)[name], code, `${JSON.stringify(value)}`)
		assert.ok(answer.body.errors[0].detail.length >= 10, answer.text)
	}
	assert.equal(await accounts(), was)
})

test('a password made of the company or the address is refused', async () => {
	for (const [fields, password] of [
		[{ company: 'Spring Water Tea' }, 'Spring Water Tea'],
		[{ company: 'Spring Water Tea' }, 'springwatertea1'],
		[{ email: 'magdalena.oxford@shop.example' }, 'magdalena.oxford'],
		[{ email: 'magdalena.oxford@shop.example' }, 'magdalena.oxford@shop.example'],
	]) {
		const answer = await stack.client().post('/api/signup', form({ ...fields, password }))
		assert.deepEqual(fieldCodes(answer), { password: 'password.context' }, `${password}: ${answer.text}`)
	}
})

test('any composition of eight characters is a password', async () => {
	for (const password of ['qzjxvkwy', '8'.repeat(7) + '🦊' + ' x', '七八九十茶水店舖', ' 1 2 3 4 5 6 x'])
		assert.equal((await stack.client().post('/api/signup', form({ password }))).status, 201, password)
	const longest = 'ab3 '.repeat(252) + 'kettle 7 owls go'
	assert.equal((await Merchant.loggedIn(stack, { password: longest })).fields.password.length, 1024)
})

test('what the page hints at is judged as it says', async () => {
	for (const { password, server } of passwordCases()) {
		const answer = await stack.client().post('/api/signup', form({ ...KNOWN, password }))
		assert.deepEqual(answer.status === 201 ? 'ok' : fieldCodes(answer), server === 'ok' ? 'ok' : { password: server }, `${password}: ${answer.text}`)
	}
})

test('all bad fields are named at once', async () => {
	const answer = await stack.client().post('/api/signup', { email: 'x', nonsense: 1, password: 'short' })
	assert.equal(answer.status, 422)
	assert.deepEqual(fieldCodes(answer), {
		company: 'field.required', contact: 'field.required', email: 'email.invalid', locale: 'field.required',
		nonsense: 'field.unknown', password: 'password.too_short',
	})
})

test('a network makes so many accounts an hour, and no more', async () => {
	const small = await startStack({ env: { ACHO_LIMIT_SIGNUP_IP: '3' } })
	try {
		const headers = { 'Idempotency-Key': 'the-first' }
		const fields = form()
		const first = await small.client().post('/api/signup', fields, { headers })
		assert.equal(first.status, 201)
		const answers = await Promise.all(Array.from({ length: 6 }, () => small.client().post('/api/signup', form())))
		assert.deepEqual(answers.map(problem).sort(), ['201 undefined', '201 undefined', ...Array(4).fill('429 signup.throttled')])
		assert.ok(Number(answers.find(({ status }) => status === 429).headers['retry-after']) > 3000)
		assert.equal((await small.client().post('/api/signup', fields, { headers })).body.slug, first.body.slug, 'what was answered is answered again')
		const second = { 'Idempotency-Key': 'the-second' }
		assert.equal(problem(await small.client().post('/api/signup', fields, { headers: second })), '429 signup.throttled')
		await small.db.sql('postgres', `UPDATE directory.tally SET ends_at = now()`)
		assert.equal((await small.client().post('/api/signup', fields, { headers: second })).status, 201, 'a refused key is as good as new')
	} finally {
		await small.stop()
	}
})

test('refusals come in the language of the reader', async () => {
	const details = {}
	for (const language of ['zh-TW', 'en', 'ja']) {
		const answer = await stack.client({ language }).post('/api/signup', form({ email: 'x' }))
		details[language] = [answer.body.detail, answer.body.errors[0].detail].join('\n')
	}
	assert.match(details['zh-TW'], /[\u4e00-\u9fff]/)
	assert.match(details.ja, /[\u3040-\u30ff]/)
	assert.doesNotMatch(details.en, /[^\x00-\x7f\u2010-\u2027]/)
})
