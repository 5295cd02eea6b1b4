/*
 * LINE lies: every way an answer can be wrong, at each call of steps 12 and 14. Nothing is proved by a lie, nobody
 * else is asked, and neither time nor memory runs away.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const TOKEN = 'POST /oauth2/v3/token'
const KIDS = 'GET /oauth2/v2.1/tokens/kid'
const LIFF = 'GET /liff/v1/apps'
const BOT = 'GET /v2/bot/info'
const VERIFY = 'POST /v2/oauth/verify'
/* Nothing but silence may run into it. */
const TIMEOUT_MS = 6000
const MIB = 1024 * 1024
/* So many proofs in a row without an answer are safe: the tenth opens the breaker. */
const UNANSWERED_MAX = 6
const MERCHANTS = 13

/* Freed memory is given back, so that what stays is what is kept. */
const SMALL_QUARANTINE = 'exitcode=99:detect_stack_use_after_return=0:quarantine_size_mb=1:thread_local_quarantine_size_kb=64'

let stack, merchants, trap, trapped = 0
before(async () => {
	stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: String(TIMEOUT_MS), ASAN_OPTIONS: SMALL_QUARANTINE, ACHO_POOL_TARGET: String(MERCHANTS + 4) } })
	trap = createServer((socket) => { trapped++; socket.destroy() })
	await new Promise((resolve) => trap.listen(0, '127.0.0.1', resolve))
	merchants = await sideBySide(MERCHANTS, () => Merchant.withKid(stack))
	await stack.terminate('courier') // its tries would stand in the journal too
})
after(async () => {
	trap?.close()
	await stack?.stop()
})

/* A 200 with this text, called JSON. */
const says = (body) => ({ mode: 'status', status: 200, body, headers: { 'Content-Type': 'application/json' } })
const status = (code) => ({ mode: 'status', status: code, body: { message: 'No.' } })
const redirect = (code, to) => ({ mode: 'redirect', status: code, to })

/* Whatever the call: no answer, or none that can be believed. `silent` ones count for the breaker; the first two take the whole deadline. */
const NO_ANSWERS = {
	hang: { mode: 'hang', silent: true },
	'1 byte a second': { mode: 'drip', every_ms: 1000, silent: true },
	'closed inside the body': { mode: 'close', silent: true },
	reset: { mode: 'reset', silent: true },
	500: { ...status(500), silent: true },
	503: { ...status(503), silent: true },
	408: status(408),
	429: { mode: '429' },
	204: { mode: '204' },
	206: { mode: '206' },
	'an empty 200': { mode: 'empty' },
	'HTML with 200': { mode: 'html' },
	'HTML with 404': { mode: 'html', status: 404 },
	'HTML with 400': { mode: 'html', status: 400 },
	'invalid UTF-8': { mode: 'invalid_utf8' },
	'10 MB': { mode: 'huge' },
	'a gzip bomb': { mode: 'gzip_bomb' },
	'201': status(201),
	'an array': says('[]'),
	'null': says('null'),
	'an empty object': says('{}'),
	'redirect within': redirect(302, '/redirected'),
	'redirect elsewhere': redirect(301, 'TRAP'),
	'redirect that keeps the method': redirect(307, 'TRAP'),
	'redirect for ever': redirect(308, 'TRAP'),
	'redirect to a file': redirect(302, 'file:///etc/passwd'),
}

const GOOD_TOKEN = '"access_token":"eyJhbGciOiJIUzI1NiJ9.e30.eA","token_type":"Bearer","expires_in":900'
const GOOD_VERIFY = '"client_id":"1234567890","expires_in":3138007490,"scope":"P CM"'
const GOOD_BOT = '"userId":"U0123456789abcdef0123456789abcdef","basicId":"@999other","displayName":"X","chatMode":"bot","markAsReadMode":"manual"'
/* Each call's own answer, nearly right. */
const nearly = (good, field, other) => ({
	'a key twice': says(`{${good},${good.split(',')[0]}}`),
	'junk behind': says(`{${good}} junk`),
	'two objects': says(`{${good}}{${good}}`),
	'a field missing': says(`{${good.split(',').filter((part) => !part.startsWith(`"${field}"`)).join(',')}}`),
	'a field of another type': says(`{${good.split(',').map((part) => (part.startsWith(`"${field}"`) ? `"${field}":${other}` : part)).join(',')}}`),
	'a NUL in a name': says(`{${good},"a\\u0000b":1}`),
	'cut JSON': says(`{${good}`),
})
const NEARLY = {
	[TOKEN]: nearly(GOOD_TOKEN, 'access_token', '123'),
	[KIDS]: nearly('"kids":[],"more":1', 'kids', '{}'),
	[LIFF]: nearly('"apps":[],"more":1', 'apps', '"none"'),
	[VERIFY]: { ...nearly(GOOD_VERIFY, 'expires_in', '"99"'), 'a life of 0': says('{"client_id":"1234567890","expires_in":0}'), 'another channel ID': says('{"client_id":"abc","expires_in":99}') },
	[BOT]: { ...nearly(GOOD_BOT, 'userId', '["U"]'), 'a name that is no text': says(`{${GOOD_BOT.replace('"X"', '5')}}`), 'a bot ID of another kind': says(`{${GOOD_BOT.replace('U0123', 'X0123')}}`) },
}

/* Which call of which step; `before` is what else LINE has to say for it to be made. */
const PLACES = [
	{ step: 12, endpoint: TOKEN },
	{ step: 12, endpoint: KIDS, truth: { body: { kids: ['a'] } }, before: { endpoint: TOKEN, mode: 'status', status: 400, body: { error: 'unsupported_grant_type' } } },
	{ step: 12, endpoint: LIFF, truth: { body: { apps: [{ liffId: '1' }] } } }, // "none" is an empty 404
	{ step: 12, endpoint: BOT },
	{ step: 14, endpoint: VERIFY },
	{ step: 14, endpoint: BOT },
]

const rows = PLACES.flatMap((place) => Object.entries({ ...NO_ANSWERS, ...NEARLY[place.endpoint] })
	.map(([name, { silent = false, ...lie }]) => ({ ...place, name, lie, silent, what: `${name} at ${place.endpoint} (step ${place.step})` })))

const put = (merchant, step) => (step === 12 ? merchant.putLoginChannel() : merchant.putToken())
const channel = (merchant, step) => (step === 12 ? merchant.line.login : merchant.line.oa)

async function stateOf(merchant, step) {
	const { login_channel: login, messaging_token: token } = await merchant.oa()
	return step === 12 ? login : token
}

/* One paste while LINE behaves like that for this merchant alone. */
async function pasteWhile(merchant, { step, endpoint, lie, truth, before: first = null }) {
	const channel_id = channel(merchant, step).id
	const to = lie.to === 'TRAP' ? `http://127.0.0.1:${trap.address().port}/x` : lie.to
	await stack.sandbox.behave(...[first, { truth, ...lie, to, endpoint }].filter(Boolean).map((rule) => ({ ...rule, channel_id })))
	const started = performance.now()
	const answer = await put(merchant, step)
	const took = performance.now() - started
	await stack.sandbox.behave(...[first, { endpoint }].filter(Boolean).map((rule) => ({ endpoint: rule.endpoint, channel_id, mode: 'ok' })))
	return { answer, took }
}

async function isKept(merchant, row) {
	const { answer, took } = await pasteWhile(merchant, row)
	assert.equal(problem(answer), '202 line.pending', `${row.what}: ${answer.text}`)
	assert.ok(took < TIMEOUT_MS + 20_000, `${row.what}: ${Math.round(took)} ms`)
	const state = await stateOf(merchant, row.step)
	assert.deepEqual([state.state, state.bot ?? null], ['pending', null], row.what)
}

/* A proof that LINE answers: the breaker counts from nothing again. */
async function goodOne() {
	const answer = await merchants[0].put('login-channel', { channel_id: merchants[0].line.login.id, kid: '11111111-2222-3333-4444-555555555555' })
	assert.equal(problem(answer), '422 line.kid_unknown', answer.text)
}

const pss = () => Number(readFileSync(`/proc/${stack.parts.link.pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m)[1]) * 1024

/* In turns: a few that count for the breaker, those that wait together, and others beside them, then one good one. */
function* turns(all) {
	const waits = ({ lie }) => ['hang', 'drip'].includes(lie.mode)
	const silent = [...all.filter(waits), ...all.filter((row) => row.silent && !waits(row))]
	const others = all.filter((row) => !row.silent)
	while (silent.length || others.length) {
		const some = silent.splice(0, UNANSWERED_MAX)
		yield [...some, ...others.splice(0, MERCHANTS - 1 - some.length)]
	}
}

test('whatever LINE answers instead of the truth, the value is kept and not proved', async () => {
	assert.ok(rows.length >= 180, `${rows.length} rows`)
	for (const turn of turns(rows)) {
		await Promise.all(turn.map((row, i) => isKept(merchants[1 + i], row)))
		await goodOne()
	}
	assert.equal(trapped, 0, 'a redirect was followed')
	const paths = new Set((await stack.sandbox.requests()).map(({ method, path }) => `${method} ${path}`))
	assert.deepEqual([...paths].sort(), [BOT, KIDS, LIFF, TOKEN, VERIFY].sort(), 'nothing else is asked')
})

test('a lie of ten megabytes, or of a hundred once unpacked, costs no memory', async () => {
	const bombs = PLACES.flatMap((place) => ['huge', 'gzip_bomb'].map((mode) => ({ ...place, lie: { mode } })))
	const burst = () => Promise.all(bombs.map((row, i) => pasteWhile(merchants[1 + i], row)))
	await burst()
	/* What is kept of each bomb would be kept of every burst. */
	const grown = []
	for (let i = 0, was = pss(); i < 3; i++) {
		await burst()
		grown.push(-was + (was = pss()))
	}
	assert.ok(Math.min(...grown) < 2 * MIB, `${grown.map((bytes) => (bytes / MIB).toFixed(1))} MiB more after ${bombs.length} bombs each`)
})

test('a 4xx that nobody foresaw is told with its number, and is no proof', async () => {
	for (const place of PLACES.filter(({ step, endpoint }) => !(step === 12 && endpoint === BOT))) {
		const { answer } = await pasteWhile(merchants[1], { ...place, lie: status(418) })
		assert.equal(problem(answer), '422 line.unexpected', `${place.endpoint}: ${answer.text}`)
		assert.match(answer.body.request_id, /^[0-9a-f-]{36}$/, 'support is told which answer')
		assert.equal((await stateOf(merchants[1], place.step)).state, 'refuted')
	}
})

test('a bot that is another one is named, wherever LINE names it', async () => {
	const { answer: token } = await pasteWhile(merchants[2], { step: 14, endpoint: BOT, lie: { mode: 'other_bot' } })
	assert.equal(problem(token), '422 line.token_other_oa', token.text)
	assert.equal(token.body.found.basic_id, '@999other')
	const { answer: login } = await pasteWhile(merchants[2], { step: 12, endpoint: BOT, lie: says(`{${GOOD_BOT}}`) })
	assert.equal(problem(login), '422 line.not_login_channel', login.text)
	for (const step of [12, 14]) assert.equal((await stateOf(merchants[2], step)).state, 'refuted')
})

test('after all these lies the truth still proves', async () => {
	for (const merchant of merchants.slice(0, 3)) {
		assert.equal((await merchant.putLoginChannel()).status, 200)
		assert.equal((await merchant.putToken()).status, 200)
	}
})

test('behind a certificate that cannot be trusted nobody is told a secret', async () => {
	const other = await startStack({
		env: (house) => ({ ACHO_LINE_TIMEOUT_MS: String(TIMEOUT_MS), ACHO_LINE_API: house.sandbox.tls }),
		sandboxEnv: { ACHO_SANDBOX_TLS_PORT: '0' },
	})
	try {
		const merchant = await Merchant.withKid(other)
		/* Even the good one is of an authority that no system trusts; tests/unit/shared/line/test_client_tls.c trusts it. */
		for (const certificate of ['expired', 'wrong_name', 'self_signed', 'good']) {
			await other.sandbox.call('PUT', '/control/tls', { certificate })
			const answer = await (certificate === 'expired' ? merchant.putLoginChannel() : merchant.putToken())
			assert.equal(problem(answer), '202 line.pending', `${certificate}: ${answer.text}`)
		}
		const state = await merchant.oa()
		assert.deepEqual([state.login_channel.state, state.messaging_token.state], ['pending', 'pending'])
		/* A warning, from the worker and from the courier that tries again. */
		for (const [name, event] of [['link', 'line'], ['courier', 'proof']])
			await other.parts[name].said(new RegExp(`"level":"warn","program":"acho-${name}","event":"${event}".*"failure":"bad_tls"`))
		assert.deepEqual(await other.sandbox.requests(), [], 'no call was made')
	} finally {
		await other.stop()
	}
})
