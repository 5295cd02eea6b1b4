/* Step 10: logging in at the account's own URL, sessions side by side, and every kind of failure looking the same. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { parseCookie } from '../support/client.mjs'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const sessionCookie = (merchant) => [...merchant.client.cookies.values()].find((one) => one.name === 'acho')

test('the login page asks whose it is', async () => {
	const merchant = await Merchant.signUp(stack, { company: '春水茶行' })
	const before = await stack.client().get(merchant.path('account'))
	assert.deepEqual(before.body, { slug: merchant.slug, company: '春水茶行', signed_in: false, has_picture: false })
	await merchant.logIn()
	assert.equal((await merchant.get('account')).body.signed_in, true)
	for (const slug of ['0000000000000', 'x', merchant.slug.toUpperCase(), `${merchant.slug}0`, "'--", 'x'.repeat(65)])
		assert.equal(problem(await stack.client().get(`/a/${slug}/api/account`)), '404 not_found', slug)
})

test('the cookie is for this account alone and no script reads it', async () => {
	const merchant = await Merchant.signUp(stack)
	const answer = await merchant.logIn()
	const cookie = parseCookie(answer.setCookies[0])
	assert.equal(cookie.name, 'acho', 'the session cookie stands first')
	assert.equal(Buffer.from(cookie.value, 'base64url').length, 32)
	assert.equal(cookie.path, `/a/${merchant.slug}`)
	assert.equal(cookie.attributes.httponly, true)
	assert.equal(cookie.attributes.samesite, 'Lax')
	assert.equal(cookie.attributes.domain, undefined)
	assert.equal(cookie.attributes.secure, undefined, 'plain http')
	assert.ok(Number(cookie.attributes['max-age']) > 86_400)
	assert.ok(answer.setCookies[0].length < 4096)
	const session = await merchant.get('session')
	assert.deepEqual(session.body, {
		member: { email: merchant.fields.email, role: 'owner', verified: false,
			may: ['oa.read', 'oa.write', 'team.read', 'team.write', 'audit.read', 'account.write', 'account.delete', 'account.export'], totp_due: false },
		account: { slug: merchant.slug, company: merchant.fields.company, locale: 'zh-TW', deletes_at: null, terms_due: false },
		onboarding: { step: 'oa', waiting: false },
	})
})

test('only the SHA-256 of the cookie is stored', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const token = Buffer.from(sessionCookie(merchant).value, 'base64url')
	const dump = await stack.db.dump()
	const hash = createHash('sha256').update(token).digest('hex')
	assert.ok(dump.includes(hash), 'its hash is there')
	for (const form of ['hex', 'base64', 'base64url']) assert.ok(!dump.includes(token.toString(form).replace(/=+$/, '')), form)
	assert.equal(problem(await stack.client().get(merchant.path('session'), { headers: { Cookie: `acho=${Buffer.from(hash, 'hex').toString('base64url')}` } })),
		'401 session.required', 'what the database holds opens nothing')
})

test('one browser is in several accounts of one address at once', async () => {
	const email = someEmail()
	const browser = stack.client()
	const shops = []
	for (const [company, password] of [['一號店', 'first lantern 111'], ['二號店', 'second lantern 222'], ['三號店', 'third lantern 333']]) {
		const shop = await Merchant.signUp(stack, { email, password, company })
		shop.client = browser
		await shop.logIn()
		shops.push(shop)
	}
	for (const shop of shops) assert.equal((await shop.get('session')).body.account.company, shop.fields.company)
	const out = await shops[1].delete('session')
	assert.equal(out.status, 204)
	assert.equal(out.headers['clear-site-data'], undefined, 'the other shops stay')
	assert.deepEqual(await Promise.all(shops.map(async (shop) => (await shop.get('session')).status)), [200, 401, 200])
	assert.equal(problem(await shops[0].tryLogIn({ password: 'second lantern 222' })), '401 login.failed', 'each has its own password')
})

test('a session of one account is nothing at another', async () => {
	const [a, b] = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack)]
	const headers = { Cookie: `acho=${sessionCookie(a).value}` }
	const body = { name: 'x', basic_id: '@123abcde' }
	for (const [method, name, json] of [['GET', 'session'], ['GET', 'oa'], ['PUT', 'oa', body], ['DELETE', 'session'], ['GET', 'assertion-key'],
		['POST', 'assertion-key'], ['PUT', 'login-channel', { channel_id: '1234567890', kid: 'x' }], ['PUT', 'messaging-token', { token: 'x' }],
		['PUT', 'login-channel/checklist', { published: true, oa_linked: true }], ['DELETE', 'messaging-token'], ['POST', 'session/confirm', { password: a.fields.password }]]) {
		const foreign = await stack.client().call(method, b.path(name), { json, headers })
		const nobody = await stack.client().call(method, b.path(name), { json })
		assert.equal(problem(foreign), '401 session.required', `${method} ${name}`)
		assert.deepEqual(comparable(foreign), comparable(nobody), 'and it is not told apart from no session')
	}
	assert.equal((await stack.client().get(b.path('account'), { headers })).body.signed_in, false)
	assert.equal((await b.oa()).oa.state, 'missing', 'nothing of b has changed')
	assert.equal((await a.get('session')).status, 200, 'and a is still in')
})

test('logging out ends the session on the server', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const { value } = sessionCookie(merchant)
	const out = await merchant.delete('session')
	assert.equal(out.status, 204)
	assert.equal(parseCookie(out.setCookies[0]).attributes['max-age'], '0')
	const again = await stack.client().get(merchant.path('session'), { headers: { Cookie: `acho=${value}` } })
	assert.equal(problem(again), '401 session.required')
	assert.equal(problem(await merchant.delete('session')), '401 session.required')
})

test('each login is a session of its own, made anew', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const phone = stack.client()
	phone.cookies.set('fixed', { name: 'acho', path: `/a/${merchant.slug}`, value: 'A'.repeat(43) })
	const answer = await phone.post(merchant.path('session'), { email: merchant.fields.email, password: merchant.fields.password })
	assert.equal(answer.status, 201)
	const given = parseCookie(answer.setCookies[0]).value
	assert.notEqual(given, 'A'.repeat(43))
	assert.notEqual(given, sessionCookie(merchant).value)
	await merchant.delete('session')
	phone.cookies.delete('fixed')
	assert.equal((await phone.get(merchant.path('session'))).status, 200, 'the phone stays in')
})

test('cookies that are none are no session', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const { value } = sessionCookie(merchant)
	for (const cookie of ['acho=', 'acho=x', `acho=${value}x`, `acho=${value.slice(1)}`, `acho=${value.slice(0, -1)}-`, `ACHO=${value}`, `xacho=${value}`, `acho="${value}"x`, `acho=${'A'.repeat(43)}`])
		assert.equal(problem(await stack.client().get(merchant.path('session'), { headers: { Cookie: cookie } })), '401 session.required', cookie)
	const among = await stack.client().get(merchant.path('session'), { headers: { Cookie: `other=1; acho=${value}; theme=dark` } })
	assert.equal(among.status, 200)
})

/* All of an answer but what differs between any two. */
function comparable({ status, headers, setCookies, body }) {
	const { date, 'x-request-id': id, ...rest } = headers
	return { status, headers: rest, setCookies, body }
}

test('every failure to log in is the same answer, byte for byte', async () => {
	const merchant = await Merchant.signUp(stack)
	const { slug, fields: { email, password } } = merchant
	const tries = {
		'wrong password': [slug, { email, password: 'wrong password' }],
		'empty password': [slug, { email, password: '' }],
		'1 MB is too large anyway, but 1,025 bytes are a wrong password': [slug, { email, password: 'x'.repeat(1025) }],
		'60 KB': [slug, { email, password: 'x'.repeat(60_000) }],
		'right password and more': [slug, { email, password: `${password}x` }],
		'right password in another case': [slug, { email, password: password.toUpperCase() }],
		'control characters': [slug, { email, password: 'a\nb\u0001' }],
		'unknown address': [slug, { email: someEmail(), password }],
		'unknown account': ['0000000000000', { email, password }],
		'no slug at all': ['nonsense', { email, password }],
	}
	const answers = await Promise.all(Object.values(tries).map(([at, body]) => stack.client().post(`/a/${at}/api/session`, body)))
	answers.forEach((answer, i) => {
		assert.equal(problem(answer), '401 login.failed', `${Object.keys(tries)[i]}: ${answer.text}`)
		assert.deepEqual(comparable(answer), comparable(answers[0]), Object.keys(tries)[i])
	})
	assert.equal((await merchant.tryLogIn()).status, 201)
	assert.equal((await merchant.tryLogIn({ email: email.toUpperCase() })).status, 201, 'addresses compare without case')
})

test('what is no login request is 422, and costs no try', async () => {
	const merchant = await Merchant.signUp(stack)
	for (const body of [{}, { email: merchant.fields.email }, { password: 'x' }, { email: 5, password: 'x' }, { email: 'x@y.example', password: null }, { email: 'x@y.example', password: 'x', remember: true }])
		assert.equal(problem(await merchant.post('session', body)), '422 request.invalid', JSON.stringify(body))
})

test('after 30 failures come waits, for known and unknown alike, and counting is exact in parallel', async () => {
	const merchant = await Merchant.signUp(stack)
	const bystander = await Merchant.signUp(stack, { email: merchant.fields.email })
	const known = { slug: merchant.slug, email: merchant.fields.email }
	for (const { slug, email } of [known, { slug: merchant.slug, email: someEmail() }, { slug: '0000000000000', email: someEmail() }]) {
		const attempt = (password = 'wrong password') => stack.client().post(`/a/${slug}/api/session`, { email, password })
		const answers = await sideBySide(45, () => attempt())
		const count = (wanted) => answers.filter((answer) => problem(answer) === wanted).length
		assert.deepEqual([count('401 login.failed'), count('429 login.throttled')], [30, 15], answers.map(problem).join(' '))
		const late = await attempt(slug === merchant.slug ? merchant.fields.password : 'wrong password')
		assert.equal(problem(late), '429 login.throttled', 'the right password has to wait too')
		const wait = Number(late.headers['retry-after'])
		assert.ok(wait >= 1 && wait <= 15, `Retry-After: ${late.headers['retry-after']}`)
		assert.match(late.body.detail, /\d/, 'says how long')
	}
	assert.equal((await bystander.tryLogIn()).status, 201, 'another account of the same address is not held up')
})

test('a good login gives its count back', async () => {
	const merchant = await Merchant.signUp(stack)
	const { email, password } = merchant.fields
	/* Each from a browser that has never logged in. */
	const tried = (with_) => stack.client().post(merchant.path('session'), { email, password: with_ })
	const wrong = () => tried('wrong password')
	for (let i = 0; i < 29; i++) assert.equal(problem(await wrong()), '401 login.failed')
	for (let i = 0; i < 3; i++) assert.equal((await tried(password)).status, 201, `good login ${i + 1}`)
	assert.equal(problem(await wrong()), '401 login.failed', 'the 30th failure')
	assert.equal(problem(await wrong()), '429 login.throttled')
})

const device = (client) => [...client.cookies.values()].find((one) => one.name === 'acho-device')

test('a browser that has logged in is known: no stranger holds it up', async () => {
	const merchant = await Merchant.signUp(stack)
	const { email, password } = merchant.fields
	const other = await Merchant.signUp(stack, { email })
	const opened = await merchant.logIn()
	const mark = parseCookie(opened.setCookies[1])
	assert.deepEqual([mark.name, mark.path, mark.attributes['max-age'], mark.attributes.httponly, mark.attributes.samesite],
		['acho-device', `/a/${merchant.slug}`, `${400 * 86_400}`, true, 'Lax'])
	assert.ok(!(await stack.db.dump()).includes(Buffer.from(mark.value, 'base64url').toString('hex')), 'only its hash is kept')
	await merchant.delete('session')
	assert.equal(device(merchant.client).value, mark.value, 'kept at logout')
	assert.equal(problem(await merchant.get('session')), '401 session.required', 'it opens nothing')

	const stranger = (headers) => stack.client().post(merchant.path('session'), { email, password: 'wrong password' }, { headers })
	await sideBySide(40, () => stranger())
	await stack.db.sql('postgres', "UPDATE directory.throttle SET retry_at = retry_at + interval '1 hour', forget_at = forget_at + interval '1 hour' WHERE retry_at IS NOT NULL") // 15 s may not be enough for what follows
	/* Marks that are none of this account are none: a made up one, another account's, a broken one. */
	await other.logIn()
	for (const value of ['A'.repeat(43), device(other.client).value, 'x', `${mark.value}; acho-device=${mark.value}`])
		assert.equal(problem(await stranger({ Cookie: `acho-device=${value}` })), '429 login.throttled', value)
	for (let i = 0; i < 29; i++) assert.equal(problem(await merchant.tryLogIn({ password: 'wrong password' })), '401 login.failed')
	assert.equal((await merchant.tryLogIn()).status, 201, 'the merchant comes in all the while')
	assert.notEqual(device(merchant.client).value, mark.value, 'set anew')
	assert.equal(problem(await stranger({ Cookie: `acho-device=${mark.value}` })), '429 login.throttled', 'and the former one is worth nothing')
	assert.equal(problem(await stack.client().post(merchant.path('session'), { email, password })), '429 login.throttled', 'elsewhere the wait holds')

	/* A known browser has a limit of its own, and guessing in it holds up nobody else. */
	const answers = await sideBySide(40, () => merchant.tryLogIn({ password: 'wrong password' }))
	assert.equal(answers.filter((answer) => problem(answer) === '401 login.failed').length, 30)
	assert.equal(problem(await merchant.tryLogIn()), '429 login.throttled')
	assert.equal((await other.tryLogIn()).status, 201)
})

test('confirming asks for the password again', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const good = await merchant.post('session/confirm', { password: merchant.fields.password })
	assert.equal(good.status, 204, good.text)
	for (const password of ['wrong password', '', 'x'.repeat(2000)])
		assert.equal(problem(await merchant.post('session/confirm', { password })), '422 password.wrong')
	assert.equal((await merchant.get('session')).status, 200, 'the session stays')
})

test('the throttle counts wrong confirmations too', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const answers = await sideBySide(32, () => merchant.post('session/confirm', { password: 'wrong password' }))
	assert.equal(answers.filter((answer) => problem(answer) === '422 password.wrong').length, 30)
	assert.equal(problem(await merchant.tryLogIn()), '429 login.throttled')
})

test('accounts failed at are counted over an address and over a network, tries are not', async () => {
	const small = await startStack({ env: { ACHO_LIMIT_LOGIN_ADDRESS: '3', ACHO_LIMIT_LOGIN_IP: '5' } })
	try {
		const email = someEmail()
		const shops = []
		for (let i = 0; i < 5; i++) shops.push(await Merchant.signUp(small, { email }))
		const guess = (merchant, changes = {}) => small.client().post(merchant.path('session'), { email, password: 'wrong password', ...changes })
		for (const shop of [shops[0], shops[0], shops[1], shops[2], shops[0]]) assert.equal(problem(await guess(shop)), '401 login.failed')
		const late = await guess(shops[3])
		assert.equal(problem(late), '429 login.throttled', 'the fourth shop of the address')
		assert.ok(Number(late.headers['retry-after']) > 3000)
		assert.equal(problem(await guess(shops[0])), '401 login.failed', 'the first goes on')
		assert.equal((await shops[0].tryLogIn()).status, 201, 'and who logs in there has not failed')
		assert.equal(problem(await guess(shops[3])), '401 login.failed', 'which makes room')

		/* The network: two more accounts, be they there or not. */
		for (const slug of ['0000000000001', '0000000000002'])
			assert.equal(problem(await small.client().post(`/a/${slug}/api/session`, { email: someEmail(), password: 'x' })), '401 login.failed')
		assert.equal(problem(await small.client().post('/a/0000000000003/api/session', { email: someEmail(), password: 'x' })), '429 login.throttled')
		for (let i = 0; i < 3; i++) assert.equal((await shops[0].tryLogIn()).status, 201, 'a browser that has logged in is held up by nothing of this')
	} finally {
		await small.stop()
	}
})

test('the configured limit is the enforced one', async () => {
	const small = await startStack({ env: { ACHO_LIMIT_LOGIN: '3' } })
	try {
		const merchant = await Merchant.signUp(small)
		const answers = []
		for (let i = 0; i < 5; i++) answers.push(problem(await merchant.tryLogIn({ password: 'wrong password' })))
		assert.deepEqual(answers, [...Array(3).fill('401 login.failed'), ...Array(2).fill('429 login.throttled')])
	} finally {
		await small.stop()
	}
})

test('on https the cookie is Secure and has the prefix that says so', async () => {
	const https = await startStack({ env: { ACHO_BASE_URL: 'https://shop.example' } })
	try {
		const client = https.client({ origin: 'https://shop.example' })
		const fields = { company: 'x shop', contact: 'y', email: someEmail(), password: 'seven blue lanterns', locale: 'en' }
		const { slug, login_url } = (await client.post('/api/signup', fields)).body
		assert.equal(login_url, `https://shop.example/a/${slug}`)
		const answer = await client.post(`/a/${slug}/api/session`, { email: fields.email, password: fields.password })
		assert.equal(answer.status, 201, answer.text)
		const cookie = parseCookie(answer.setCookies[0])
		assert.equal(cookie.name, '__Secure-acho')
		assert.equal(cookie.attributes.secure, true)
		assert.equal((await client.get(`/a/${slug}/api/session`)).status, 200)
	} finally {
		await https.stop()
	}
})
