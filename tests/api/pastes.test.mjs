/* Every case of the paste doctor through the real routes: what is stored, what is refused and in which words. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { pasteCases } from '../support/pastes.mjs'
import { startStack } from '../support/stack.mjs'

const KID = '11111111-2222-3333-4444-555555555555'
const CHANNEL = '1000000001'
const LANGUAGES = ['zh-TW', 'en', 'ja']
/* How each field is sent, and what is asked of the case's other field. */
const ROUTES = {
	basic_id: ['oa', (basic_id) => ({ name: 'Tea', basic_id })],
	channel_id: ['login-channel', (channel_id) => ({ channel_id, kid: KID })],
	kid: ['login-channel', (kid) => ({ channel_id: CHANNEL, kid })],
	token: ['messaging-token', (token) => ({ token })],
}
const cases = pasteCases()

let stack
let asked = 0 // the last call in LINE's journal before this case
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const fingerprint = (secret) => `sha256:${createHash('sha256').update(secret).digest('hex')}`

async function put(merchant, { field, pasted }, language = 'en') {
	const [path, body] = ROUTES[field]
	return merchant.put(path, body(pasted), { headers: { 'Accept-Language': language } })
}

/* Long words with a digit in them: values and secrets, not what a sentence says anyway. */
const tellingWords = (text) => text.split(/[\s"'「」,:{}<>（）()]+/).filter((word) => word.length >= 12 && /\d/.test(word))

function isSilentAbout(answer, pasted, what) {
	for (const word of tellingWords(pasted)) assert.ok(!answer.text.includes(word), `${what}: the answer repeats ${word.slice(0, 12)}`)
}

/*
 * The value that counts after a paste was taken: the Basic ID as it is shown; the others, which LINE's double knows
 * nothing of and which are forgotten for that, as LINE was asked about them.
 */
async function taken(merchant, field) {
	if (field === 'basic_id') return (await merchant.oa()).oa.basic_id
	const { jwt, form } = (await stack.sandbox.requests({ path: field === 'token' ? '/v2/oauth/verify' : '/oauth2/v3/token', after: asked })).at(-1)
	return { channel_id: jwt?.claims.iss, kid: jwt?.header.kid, token: form.access_token }[field]
}

async function isTaken(merchant, one, answer, what) {
	if (one.field === 'basic_id') assert.equal(answer.status, 200, `${what}: ${answer.text}`)
	else assert.match(problem(answer), /^422 line\.(kid_unknown|token_invalid)$/, `${what}: ${answer.text}`)
	assert.equal(await taken(merchant, one.field), one.field === 'token' ? fingerprint(one.value) : one.value, what)
	if (one.field === 'token') isSilentAbout(answer, one.pasted, what)
}

function isRefused(one, answer, what) {
	assert.equal(problem(answer), '422 request.invalid', `${what}: ${answer.text}`)
	assert.deepEqual(answer.body.errors.map(({ field, code }) => [field, code]), [[one.field, one.code]], what)
	isSilentAbout(answer, one.pasted, what)
}

async function holds(merchant, one, language) {
	const what = `paste_cases.tsv:${one.line}`
	asked = (await stack.sandbox.requests({ after: asked })).at(-1)?.n ?? asked
	const answer = await put(merchant, one, language)
	if (one.pasted.includes('\u0000')) {
		assert.equal(problem(answer), '400 request.bad_json', what)
		return
	}
	if (one.code === 'ok') await isTaken(merchant, one, answer, what)
	else isRefused(one, answer, what)
	const cleaned = answer.body.cleaned?.find(({ field }) => field === one.field)?.what ?? []
	if (one.cleaned) assert.deepEqual([...cleaned].sort(), [...one.cleaned].sort(), what)
}

for (const field of Object.keys(ROUTES)) {
	test(`${field}: each case is stored or named`, async () => {
		const merchant = await Merchant.withKid(stack)
		const mine = cases.filter((one) => one.field === field)
		assert.ok(mine.length >= 50, `${mine.length} cases`)
		for (const [i, one] of mine.entries()) await holds(merchant, one, LANGUAGES[i % LANGUAGES.length])
		const { oa, login_channel: login, messaging_token: token } = await merchant.oa()
		for (const state of [oa.state, login.state, token.state]) assert.notEqual(state, 'proved', 'nothing of all this is')
	})
}

test('each refusal is said in three languages, for its field', async () => {
	const merchant = await Merchant.withKid(stack)
	const kinds = new Map(cases.filter(({ code, pasted }) => code !== 'ok' && !pasted.includes('\u0000')).map((one) => [`${one.field} ${one.code}`, one]))
	assert.ok(kinds.size >= 50, `${kinds.size} kinds`)
	for (const [kind, one] of kinds) {
		const details = []
		for (const language of LANGUAGES) {
			const answer = await put(merchant, one, language)
			details.push(answer.body.errors[0].detail)
			isSilentAbout(answer, one.pasted, kind)
		}
		assert.equal(new Set(details).size, LANGUAGES.length, `${kind}: ${details}`)
		assert.match(details[0], /[\u4e00-\u9fff]/, kind)
		assert.doesNotMatch(details.join(), /[{}[\]]/, `${kind}: a slot is left`)
	}
})

test('a case that is refused asks nothing of LINE and changes nothing', async () => {
	const merchant = await Merchant.withKid(stack)
	const before = await merchant.oa()
	const asked = (await stack.sandbox.requests()).length
	const refused = cases.filter(({ code }) => code !== 'ok')
	for (const one of refused.filter((_, i) => i % 4 === 0)) await put(merchant, one)
	assert.deepEqual(await merchant.oa(), before)
	assert.equal((await stack.sandbox.requests()).length, asked)
})

test('two values in each other\'s field are both named', async () => {
	const merchant = await Merchant.withKid(stack)
	const answer = await merchant.put('login-channel', { channel_id: KID, kid: CHANNEL })
	assert.deepEqual(answer.body.errors.map(({ field, code }) => `${field} ${code}`), ['channel_id paste.is_kid', 'kid paste.is_channel_id'])
})

test('no log holds what was pasted', () => {
	const logs = stack.logs()
	for (const word of new Set(cases.flatMap(({ pasted }) => tellingWords(pasted)).filter((one) => one.length >= 20)))
		assert.ok(!logs.includes(word), `a log holds ${word.slice(0, 12)}`)
})
