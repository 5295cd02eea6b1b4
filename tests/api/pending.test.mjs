/* A slow or dead LINE: the value is kept before LINE is asked, and the courier proves it later, once. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { sideBySide, until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const TOKEN = 'POST /oauth2/v3/token'
const VERIFY = 'POST /v2/oauth/verify'
const BOT = 'GET /v2/bot/info'
/* Ten failures in a row, of whichever merchant, and the worker leaves LINE alone for a while. */
const ANSWERS = 'LINE answers again, and the worker counts from none'

/* Nothing runs into it: what LINE is asked here is answered, refused, or held until the story lets it go. */
const TIMEOUT_MS = 25_000

let stack
before(async () => { stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: String(TIMEOUT_MS) } }) })
after(() => stack?.stop())

const login = async (merchant) => (await merchant.oa()).login_channel
const token = async (merchant) => (await merchant.oa()).messaging_token
const fails = (merchant) => [
	{ endpoint: TOKEN, channel_id: merchant.line.login.id, mode: 'status', status: 500 },
	{ endpoint: VERIFY, channel_id: merchant.line.oa.id, mode: 'status', status: 500 },
]
/* Everything that waits is due, as if the doubling waits had passed. */
const due = () => stack.db.sql('postgres', "UPDATE tenant.proof SET due_at = now() WHERE state = 'pending' AND lease IS NULL")
const asked = async (path, channel) => (await stack.sandbox.requests({ path, channel_id: channel.id })).length

test('what LINE did not answer is proved by the courier, and the merchant went on meanwhile', async () => {
	const merchant = await Merchant.withKid(stack)
	await stack.sandbox.behave(...fails(merchant))
	assert.equal((await merchant.putLoginChannel()).status, 202)
	assert.equal((await merchant.putToken()).status, 202)
	assert.equal((await merchant.put('login-channel/checklist', { published: true, oa_linked: true })).status, 200)
	assert.deepEqual(await merchant.onboarding(), { step: 'login_channel', waiting: true }, 'nothing to do but wait')
	await stack.sandbox.behaveWell()
	await until('the first retry after about five seconds', async () => (await login(merchant)).state === 'proved')
	await until('the token too', async () => (await token(merchant)).state === 'proved')
	assert.deepEqual(await merchant.onboarding(), { step: 'done', waiting: false })
	assert.equal((await token(merchant)).bot.basic_id, merchant.line.oa.bot.basicId)
	assert.equal((await merchant.putToken()).status, 200, ANSWERS)
})

test('what LINE says no to later is refuted with its diagnosis', async () => {
	const merchant = await Merchant.withKid(stack)
	await stack.sandbox.behave(...fails(merchant))
	await merchant.putLoginChannel()
	await merchant.putToken()
	await stack.sandbox.deleteKey(merchant.line.login, merchant.kid)
	await stack.sandbox.reissue(merchant.line.oa)
	await stack.sandbox.behaveWell()
	await due()
	await until('both diagnoses', async () => (await login(merchant)).code === 'line.kid_unknown' && (await token(merchant)).code === 'line.token_invalid')
	assert.deepEqual([(await login(merchant)).state, (await token(merchant)).state], ['refuted', 'refuted'])
	assert.deepEqual(await merchant.onboarding(), { step: 'login_channel', waiting: false })
	assert.equal(problem(await merchant.putToken()), '422 line.token_invalid', ANSWERS)
})

test('LINE says when to come back, and nobody does before: neither for the worker nor for the courier', async () => {
	const merchant = await Merchant.withKid(stack)
	const again = async () => (await stack.db.sql('postgres', `SELECT p.step, extract(epoch FROM p.due_at - p.checked_at) FROM tenant.proof p
		JOIN tenant.account a USING (account_id) WHERE a.slug = '${merchant.slug}' AND p.state = 'pending' AND p.lease IS NULL ORDER BY 1`))
		.map(([step, seconds]) => [step, Number(seconds)])
	const busy = (retry_after) => stack.sandbox.behave(...[[TOKEN, merchant.line.login], [VERIFY, merchant.line.oa]].map(([endpoint, { id }]) => ({ endpoint, channel_id: id, mode: '429', retry_after })))
	await busy(70)
	assert.equal((await merchant.putLoginChannel()).status, 202)
	assert.equal((await merchant.putToken()).status, 202)
	for (const [step, seconds] of await again()) assert.ok(seconds >= 70 && seconds <= 77, `${step}: ${seconds} s`)
	await busy(86400)
	await due()
	const waits = await until('the courier to have asked', async () => {
		const found = await again()
		return found.length === 2 && found.every(([, seconds]) => seconds > 77) && found
	})
	for (const [step, seconds] of waits) assert.ok(seconds >= 3600 && seconds <= 3960, `${step}: ${seconds} s`)
	await stack.sandbox.behaveWell()
	await due()
	await until('both to be proved', async () => (await login(merchant)).state === 'proved' && (await token(merchant)).state === 'proved')
})

test('as long as LINE is down the courier asks ever more rarely', async () => {
	const merchant = await Merchant.withKid(stack)
	await stack.sandbox.behave(...fails(merchant))
	await merchant.putLoginChannel()
	const waits = []
	for (let i = 0; i < 3; i++) {
		const before = await asked('/oauth2/v3/token', merchant.line.login)
		await due()
		await until(`try ${i + 2}`, async () => (await asked('/oauth2/v3/token', merchant.line.login)) > before)
		const row = () => stack.db.sql('postgres', `SELECT extract(epoch FROM due_at - checked_at), lease IS NULL FROM tenant.proof JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}'`)
		waits.push(await until('the next time', async () => { const [[wait, free]] = await row(); return free === 't' && Number(wait) }))
	}
	assert.ok(waits.every((wait, i) => wait <= 300 && (i === 0 || wait > waits[i - 1])), waits.join(' '))
	await stack.sandbox.behaveWell()
	assert.equal((await merchant.putLoginChannel()).status, 200, ANSWERS)
})

test('an answer to an older paste changes nothing', async () => {
	const merchant = await Merchant.withKid(stack)
	const { id } = merchant.line.login
	await stack.sandbox.behave({ endpoint: TOKEN, channel_id: id, mode: 'held', times: 1 })
	const slow = merchant.putLoginChannel()
	await until('the first to be at LINE', async () => (await asked('/oauth2/v3/token', merchant.line.login)) === 1)
	const fast = await merchant.putLoginChannel({ kid: '11111111-2222-3333-4444-555555555555' })
	assert.equal(problem(fast), '422 line.kid_unknown')
	await stack.sandbox.behaveWell()
	assert.equal((await slow).body.code, 'line.superseded', (await slow).text)
	const state = await login(merchant)
	assert.deepEqual([state.state, state.code], ['refuted', 'line.kid_unknown'], 'the newest paste counts')

	const other = await Merchant.withOa(stack)
	await stack.sandbox.behave({ endpoint: BOT, channel_id: other.line.oa.id, mode: 'held', times: 1 })
	const first = other.putToken()
	await until('the token to be at LINE', async () => (await asked('/v2/bot/info', other.line.oa)) === 1)
	assert.equal((await other.delete('messaging-token')).status, 204)
	await stack.sandbox.behaveWell()
	assert.equal((await first).body.code, 'line.superseded')
	assert.equal((await token(other)).state, 'missing', 'deleted is deleted')
})

test('the session is asked for again when LINE has answered', async () => {
	const merchant = await Merchant.withKid(stack)
	await stack.sandbox.behave({ endpoint: TOKEN, channel_id: merchant.line.login.id, mode: 'held', times: 1 })
	const slow = merchant.client.call('PUT', merchant.path('login-channel'), { json: { channel_id: merchant.line.login.id, kid: merchant.kid } })
	await until('the call to be at LINE', async () => (await asked('/oauth2/v3/token', merchant.line.login)) === 1)
	assert.equal((await merchant.delete('session')).status, 204)
	await stack.sandbox.behaveWell()
	assert.equal(problem(await slow), '401 session.required')
})

test('forty wait for LINE at once and hold up nobody', async (t) => {
	const waiting = []
	for (let i = 0; i < 4; i++) waiting.push(await Merchant.withKid(stack))
	const reads = async () => {
		const took = []
		for (let i = 0; i < 40; i++) {
			const at = performance.now()
			assert.equal((await waiting[0].get('session')).status, 200)
			assert.equal((await waiting[0].get('oa')).status, 200)
			took.push(performance.now() - at)
		}
		return took.sort((a, b) => a - b)[20]
	}
	const alone = await reads()
	await stack.sandbox.behave({ endpoint: TOKEN, mode: 'held' })
	const parked = waiting.flatMap((merchant) => Array.from({ length: 10 }, () => merchant.putLoginChannel()))
	await until('all to be at LINE, side by side', async () => (await stack.sandbox.requests({ path: '/oauth2/v3/token' })).filter((one) => one.answer === null).length === 40)
	const beside = await reads()
	await stack.sandbox.behaveWell()
	const answers = await Promise.all(parked)
	t.diagnostic(`two reads in ${Math.round(alone)} ms, and in ${Math.round(beside)} ms beside those that wait`)
	assert.ok(beside < 5 * alone + 1000, `two reads took ${Math.round(beside)} ms instead of ${Math.round(alone)}`)
	for (const merchant of waiting) assert.equal((await login(merchant)).state, 'proved')
	assert.deepEqual([...new Set(answers.map((answer) => answer.body.code ?? 'proved'))].sort(), ['line.superseded', 'proved'])
})

test('kill -9 with requests parked loses none: the courier proves them', async () => {
	const merchants = await sideBySide(10, () => Merchant.withKid(stack))
	await stack.sandbox.behave({ endpoint: TOKEN, mode: 'held' }, { endpoint: BOT, mode: 'held' })
	const parked = merchants.flatMap((merchant) => [merchant.putLoginChannel(), merchant.putToken()])
	const slugs = merchants.map(({ slug }) => `'${slug}'`).join()
	const waiting = async () => Number((await stack.db.sql('postgres', `SELECT count(*) FROM tenant.proof JOIN tenant.account USING (account_id) WHERE state = 'pending' AND slug IN (${slugs})`))[0][0])
	await until('all to be pending', async () => (await waiting()) === 20)
	await stack.kill('link')
	for (const answer of await Promise.all(parked)) assert.ok([202, 502, 503, 504].includes(answer.status), answer.text)
	assert.equal(await waiting(), 20, 'what was parked is still there: LINE holds on')
	await stack.sandbox.behaveWell()
	await stack.ready('link')
	await until('the courier to have proved them all', async () => {
		await due()
		return (await waiting()) === 0
	})
	for (const merchant of merchants) assert.deepEqual([(await login(merchant)).state, (await token(merchant)).state], ['proved', 'proved'])
})

test('the worker proves what it can while it ends gracefully', async () => {
	const merchant = await Merchant.withKid(stack)
	await stack.sandbox.behave({ endpoint: TOKEN, channel_id: merchant.line.login.id, mode: 'held' })
	const parked = merchant.putLoginChannel()
	await until('the call to be at LINE', async () => (await asked('/oauth2/v3/token', merchant.line.login)) === 1)
	const ended = stack.terminate('link', { restart: true })
	await until('it to take no more', async () => (await stack.client({ validated: false }).get('/readyz/link')).status !== 200)
	await stack.sandbox.behaveWell()
	const answer = await parked
	assert.ok([200, 202].includes(answer.status), answer.text)
	assert.equal(await ended, 0)
	await stack.ready('link')
	await due()
	await until('the proof', async () => (await login(merchant)).state === 'proved')
})
