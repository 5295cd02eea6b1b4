/* What no form sends: broken JSON, wrong types and sizes, foreign origins, unknown hosts. Nothing ever changes. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { form, Merchant, problem } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

let stack
let merchant
before(async () => {
	stack = await startStack()
	merchant = await Merchant.loggedIn(stack)
})
after(() => stack?.stop())

const accounts = async () => Number((await stack.db.sql('postgres', 'SELECT count(*) FROM tenant.account'))[0][0])
const signUp = (raw, headers) => stack.client().call('POST', '/api/signup', { raw, headers })
const text = (changes) => JSON.stringify(form(changes))

/* Over a socket of its own, byte by byte as given. */
function exchange(bytes) {
	return new Promise((resolve, reject) => {
		const socket = connect(stack.port, '127.0.0.1')
		const chunks = []
		socket.setTimeout(10_000, () => socket.destroy())
		socket.on('data', (chunk) => chunks.push(chunk))
		socket.once('error', reject)
		socket.once('close', () => resolve(Buffer.concat(chunks).toString()))
		socket.end(bytes)
	})
}

test('what is no strict JSON object is 400', async () => {
	const was = await accounts()
	const nested = (depth) => `{"company":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
	const good = text()
	const bodies = {
		empty: '',
		blank: ' ',
		'cut short': good.slice(0, -1),
		'text behind': `${good} x`,
		'two objects': good + good,
		'a key twice': good.replace('{', '{"company":"Twice",'),
		'a key twice, once escaped': good.replace('{', '{"\\u0063ompany":"Twice",'),
		'NaN': good.replace('{', '{"x":NaN,'),
		'Infinity': good.replace('{', '{"x":Infinity,'),
		'single quotes': good.replaceAll('"', "'"),
		'NUL in a value': text({ company: 'a\u0000b' }),
		'NUL in a key': good.replace('"company"', '"company\\u0000"'),
		'a raw NUL': Buffer.from(good.replace('春', '\u0000')),
		'a raw newline in a string': good.replace('春', '\n'),
		'invalid UTF-8': Buffer.concat([Buffer.from('{"company":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
		'overlong UTF-8': Buffer.concat([Buffer.from('{"company":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
		'a lone surrogate': good.replace('春', '\\ud800'),
		'depth 17': nested(17),
		'depth 1000': nested(1000),
		'a comment': good.replace('{', '{/* x */'),
		'a comma behind': good.replace(/}$/, ',}'),
		'a leading zero': good.replace('{', '{"x":01,'),
		'a huge number': good.replace('{', '{"x":1e999,'),
		array: '[]',
		string: '"x"',
		null: 'null',
	}
	for (const [name, body] of Object.entries(bodies)) {
		const answer = await signUp(body)
		assert.equal(problem(answer), '400 request.bad_json', `${name}: ${answer.text}`)
	}
	assert.equal(await accounts(), was)
})

test('a nesting of 16 is still read', async () => {
	const answer = await signUp(`{"company":${'['.repeat(15)}${']'.repeat(15)}}`)
	assert.equal(problem(answer), '422 request.invalid')
})

test('over 64 KiB is 413, whatever it is', async () => {
	const answer = await signUp(text({ company: 'x'.repeat(64 * 1024) }))
	assert.equal(problem(answer), '413 request.too_large')
	const edge = await signUp(`{"company":"${'x'.repeat(64 * 1024 - 14)}"}`)
	assert.ok([413, 422].includes(edge.status), 'exactly 64 KiB is judged')
})

test('other types than JSON are 415', async () => {
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'application/xml', null]) {
		const answer = await signUp(text(), { 'Content-Type': type })
		assert.equal(problem(answer), '415 request.wrong_type', `${type}: ${answer.text}`)
	}
	const packed = await signUp(text(), { 'Content-Encoding': 'gzip' })
	assert.equal(problem(packed), '415 request.wrong_type', packed.text)
	for (const type of ['application/json; charset=utf-8', 'application/JSON'])
		assert.equal((await signUp(text(), { 'Content-Type': type })).status, 201, type)
})

test('an unsafe method wants our own Origin, exactly', async () => {
	const was = await accounts()
	const { port } = stack
	for (const origin of [null, 'null', '', 'http://evil.example', `http://localhost:${port}.evil.example`, `https://localhost:${port}`,
		'http://localhost', `http://localhost:${port}/`, `http://LOCALHOST:${port}x`, `http://127.0.0.1:${port}`]) {
		const made = await signUp(text(), { Origin: origin })
		assert.equal(problem(made), '403 request.bad_origin', `${origin}: ${made.text}`)
		for (const [method, name, json] of [['PUT', 'oa', { name: 'x', basic_id: '@123abcde' }], ['DELETE', 'session'], ['POST', 'session/confirm', { password: 'x' }]]) {
			const answer = await merchant.client.call(method, merchant.path(name), { json, headers: { Origin: origin } })
			assert.equal(problem(answer), '403 request.bad_origin', `${method} ${name} from ${origin}: ${answer.text}`)
		}
	}
	assert.equal(await accounts(), was)
	assert.equal((await merchant.get('session')).status, 200, 'still logged in')
})

test('a stranger is told 401 before anything about the body or the account', async () => {
	const stranger = stack.client()
	for (const slug of [merchant.slug, '0000000000000', 'no-such-slug']) {
		for (const [method, name] of [['GET', 'oa'], ['PUT', 'oa'], ['GET', 'session'], ['DELETE', 'session'], ['GET', 'assertion-key'],
			['POST', 'assertion-key'], ['PUT', 'login-channel'], ['PUT', 'login-channel/checklist'], ['PUT', 'messaging-token'],
			['DELETE', 'messaging-token'], ['POST', 'messaging-token/release-request'], ['POST', 'session/confirm']]) {
			const answer = await stranger.call(method, `/a/${slug}/api/${name}`, method === 'PUT' ? { raw: '{broken' } : {})
			assert.equal(problem(answer), '401 session.required', `${method} ${name} at ${slug}: ${answer.text}`)
		}
	}
})

test('an unknown path is 404, a known one with another method 405 with Allow', async () => {
	for (const path of ['/api/nothing', `/a/${merchant.slug}/api/nothing`, `/a/${merchant.slug}/api/oa/`, `/a/${merchant.slug}/api/`, '/api/signup/x', '/api', '/api/signup%2f'])
		for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
			assert.equal(problem(await merchant.client.call(method, path, {})), '404 not_found', `${method} ${path}`)
	for (const [method, path, allow] of [['GET', '/api/signup', ['POST']], ['PUT', merchant.path('session'), ['DELETE', 'GET', 'POST']],
		['POST', merchant.path('oa'), ['GET', 'PUT']], ['DELETE', merchant.path('assertion-key'), ['GET', 'POST']], ['PATCH', merchant.path('oa'), ['GET', 'PUT']]]) {
		const answer = await merchant.client.call(method, path, {})
		assert.equal(answer.status, 405, `${method} ${path}: ${answer.text}`)
		assert.deepEqual(answer.headers.allow.split(/, */).filter((one) => one !== 'HEAD').sort(), allow)
	}
})

test('an unknown Host gets nothing useful', async () => {
	for (const host of ['evil.example', `evil.example:${stack.port}`, '127.0.0.1', 'localhost.evil.example']) {
		for (const path of ['/', '/signup', '/api/signup', merchant.path('account')]) {
			const answer = await exchange(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
			assert.match(answer, /^HTTP\/1\.1 421 /, `${host} ${path}`)
			assert.match(answer, path.includes('/api/') ? /\r\n\r\n\{"type":"about:blank"[^{]*\}$/ : /\r\n\r\nMisdirected request\n$/, `${host} ${path}`)
		}
	}
	const absolute = await exchange('GET http://evil.example/signup HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
	assert.match(absolute, /^HTTP\/1\.1 4\d\d /)
})

test('links come from the base URL, never from Host or X-Forwarded-Host', async () => {
	const answer = await stack.client().post('/api/signup', form(), { headers: { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' } })
	assert.equal(answer.body.login_url, `${stack.url}/a/${answer.body.slug}`)
})

test('an answer never becomes the next one on the same connection', async () => {
	/* What is refused before its body is read must not leave the body behind for the next request. */
	for (let length = 0; length <= 20_000; length += 397) {
		const body = `{"x":"${'y'.repeat(length)}"}`
		const refused = await stack.client().call('PUT', merchant.path('oa'), { raw: body })
		assert.equal(problem(refused), '401 session.required', `length ${length}: ${refused.text}`)
		const next = await merchant.get('session')
		assert.equal(next.status, 200, `after ${length}: ${next.text}`)
		assert.equal(next.body.account.slug, merchant.slug)
	}
})

test('the workers answer about their health to this machine', async () => {
	for (const worker of ['signup', 'login', 'link'])
		for (const probe of ['livez', 'readyz', 'metrics'])
			assert.equal((await stack.client({ validated: false }).get(`/${probe}/${worker}`)).status, 200, `${probe} ${worker}`)
})

test('no log holds a password, a cookie or a body', async () => {
	const cookie = [...merchant.client.cookies.values()][0].value
	const logs = stack.logs()
	assert.ok(logs.includes('"'), 'there are logs')
	for (const secret of [merchant.fields.password, cookie, merchant.fields.email, '春水茶行'])
		assert.ok(!logs.includes(secret), `a log holds ${secret}`)
})
