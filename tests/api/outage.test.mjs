/* LINE is gone in the middle of onboarding, and comes back: nobody has to do anything, and a mail says so. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { figure } from '../support/figures.mjs'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'
import { Wire } from '../support/wire.mjs'

const TIMEOUT_MS = 3000
/* Proofs in a row without an answer, and two for a machine that is late itself. */
const OPENS_AFTER = 12
/* Of the 15 s between two looks at a LINE that is down, what a busy machine leaves for certain. */
const ALONE_MS = 10_000
const UNKNOWN_KID = '11111111-2222-3333-4444-555555555555'
const UNKNOWN_TOKEN = `${'Zz9+/'.repeat(34)}A=`

let stack, wire, courierFile
before(async () => {
	wire = await Wire.open()
	stack = await startStack({ env: (house) => ({
		ACHO_LINE_TIMEOUT_MS: String(TIMEOUT_MS), ACHO_LINE_API: wire.to(house.sandbox.line), ACHO_METRICS_FILE: join(house.folder, 'run/courier.prom'),
	}) })
	courierFile = join(stack.folder, 'run/courier.prom')
})
beforeEach(() => wire.be('whole'))
after(async () => {
	await wire?.close()
	await stack?.stop()
})

const login = async (merchant) => (await merchant.oa()).login_channel
const token = async (merchant) => (await merchant.oa()).messaging_token
const isPending = (answer) => assert.equal(problem(answer), '202 line.pending', answer.text)
const mailsOf = (merchant) => stack.sandbox.mails(merchant.fields.email)

async function timed(call) {
	const started = performance.now()
	const answer = await call()
	return { answer, took: performance.now() - started }
}

const courierSays = (name) => (existsSync(courierFile) ? figure(readFileSync(courierFile, 'utf8'), name) : undefined)
const firstAfter = (time) => wire.calls.find((at) => at > time)

/* LINE answers the worker again: its breaker may be open still, and lets one through every 15 s. */
const trusted = (merchant) => until('the worker to trust LINE again', async () => (await merchant.putLoginChannel()).status === 200)

test('LINE says nothing for a while: all is kept, later pastes do not wait, one probe at a time, then all are proved', async (t) => {
	const [linked, ...waiting] = await Promise.all([Merchant.linked(stack), ...Array.from({ length: 4 }, () => Merchant.withKid(stack))])
	const [onboarding, second, wrong] = waiting
	await wire.be('mute')

	/* In the middle of onboarding: both values, the tick between them, and on. */
	isPending(await onboarding.putLoginChannel())
	assert.equal((await onboarding.put('login-channel/checklist', { published: true, oa_linked: true })).status, 200)
	isPending(await onboarding.putToken())
	assert.deepEqual(await onboarding.onboarding(), { step: 'login_channel', waiting: true })

	/* A second paste replaces the first, and so on; a wrong one waits like a right one. */
	isPending(await second.putLoginChannel({ kid: UNKNOWN_KID }))
	for (let i = 0; i < OPENS_AFTER - 4; i++) isPending(await second.putLoginChannel())
	isPending(await wrong.putToken(UNKNOWN_TOKEN))

	/* The breaker is open: nobody waits for a deadline any more. */
	const waits = []
	for (const merchant of waiting) {
		const { answer, took } = await timed(() => (merchant === wrong ? merchant.putLoginChannel({ kid: UNKNOWN_KID }) : merchant.putLoginChannel()))
		isPending(answer)
		waits.push(took)
	}
	/* But for the one that may be let through to look. */
	assert.ok(waits.filter((took) => took >= TIMEOUT_MS).length <= 1, `${waits.map(Math.round)} ms`)
	const { answer } = await timed(() => linked.putLoginChannel({ kid: UNKNOWN_KID }))
	isPending(answer)
	assert.deepEqual([(await login(linked)).kid, (await login(linked)).state], [linked.kid, 'proved'], 'what was proved stays while another waits')

	/* The courier's own breaker opens as well, and what was asked before comes to its end; then it looks once in fifteen seconds. */
	await until('the courier to leave LINE alone', () => courierSays('acho_line_breaker_open') === 1)
	await until('its last calls to end', () => performance.now() - wire.calls.at(-1) > 2 * TIMEOUT_MS)
	const quiet = performance.now()
	await until('two looks', () => wire.calls.at(-1) > firstAfter(quiet) + ALONE_MS)
	const look = wire.calls.filter((at) => at > quiet && at < firstAfter(quiet) + ALONE_MS)
	assert.ok(look.length <= 2, `${look.length} calls; a proof of step 14 makes two`)

	await wire.be('whole')
	const back = performance.now()
	await until('all that waited', async () => {
		const states = await Promise.all(waiting.map(async (merchant) => (await login(merchant)).state))
		return states.filter((state) => state === 'proved').length === 3 && states[2] === 'refuted' && (await token(onboarding)).state === 'proved'
	})
	t.diagnostic(`proved ${Math.round((performance.now() - back) / 1000)} s after LINE was back; it is probed every 15`)
	assert.deepEqual(await onboarding.onboarding(), { step: 'done', waiting: false }, 'linked with no further act')
	await until('the wrong ones to be refuted', async () => (await token(wrong)).code === 'line.token_invalid' && (await login(wrong)).code === 'line.kid_unknown')
	assert.deepEqual([(await token(wrong)).state, (await token(wrong)).bot], ['refuted', null])
	const { state, kid } = await login(linked)
	assert.deepEqual([state, kid], ['proved', linked.kid], 'a refused value never displaces a proved one')

	/* The welcome, and one mail for each outcome, either way; of many pastes the last one's alone. */
	for (const [merchant, outcomes] of [[onboarding, 2], [second, 1], [wrong, 2], [linked, 1]]) {
		const mails = await stack.sandbox.waitForMails(merchant.fields.email, 1 + outcomes)
		assert.equal(mails.length, 1 + outcomes, mails.map(({ subject }) => subject).join())
		for (const { text } of mails) assert.ok(!text.includes(UNKNOWN_TOKEN) && !text.includes(UNKNOWN_KID), 'a mail holds no value')
	}
})

for (const state of ['cut', 'babbling']) {
	test(`a LINE that is ${state} costs no more than that either`, async () => {
		const merchant = await Merchant.withKid(stack)
		await trusted(merchant)
		await wire.be(state)
		const { answer, took } = await timed(() => merchant.putToken())
		isPending(answer)
		assert.ok(took < TIMEOUT_MS, `${Math.round(took)} ms: nothing to wait for`)
		await wire.be('whole')
		await until('the proof', async () => (await token(merchant)).state === 'proved')
		const subjects = await until('the mail', async () => {
			const mails = await mailsOf(merchant)
			return mails.length >= 2 && mails.map(({ subject }) => subject)
		})
		assert.equal(subjects.length, 2, `the welcome and the outcome: ${subjects}`)
	})
}
