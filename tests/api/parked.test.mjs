/* Hundreds wait for a LINE that says nothing: over the limit nobody waits, and kill -9 loses none of them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { basicId, put, startCrowd } from '../bench/crowd.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const CROWD = 300
const PARALLEL = 240
const HANG_UPS = 20

/* All have to be at LINE before it comes; nginx waits for 30 s. */
const TIMEOUT_MS = 28_000

let stack, crowd, tokens
before(async () => {
	stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: String(TIMEOUT_MS), ACHO_LINE_PARALLEL: String(PARALLEL) } })
	crowd = await startCrowd(stack, CROWD)
	tokens = []
	for (const { i } of crowd) tokens.push((await stack.sandbox.merchant({ name: `Shop ${i}`, basic_id: basicId(i) })).token)
})
after(() => stack?.stop())

const states = async () => Object.fromEntries((await stack.db.sql('postgres',
	"SELECT CASE WHEN state = 'settled' AND code IS NULL THEN 'proved' ELSE state END, count(*) FROM tenant.proof WHERE step = 'messaging_token' GROUP BY 1")).map(([state, count]) => [state, Number(count)]))
/* Everything that waits is due, as if the doubling waits had passed. */
const due = () => stack.db.sql('postgres', "UPDATE tenant.proof SET due_at = now() WHERE state = 'pending' AND lease IS NULL")
const waitingAtLine = async () => (await stack.sandbox.requests({ path: '/v2/bot/info' })).filter(({ answer }) => answer === null).length
const paste = (one) => put(stack, one, 'messaging-token', { token: tokens[one.i] })

test('hundreds parked, more refused at once, kill -9, LINE comes back: each is proved', async () => {
	await stack.sandbox.behave({ endpoint: 'GET /v2/bot/info', mode: 'held' }, { endpoint: 'POST /v2/oauth/verify', mode: 'held' })
	const parked = crowd.slice(0, PARALLEL).map(paste)
	await until('all to be at LINE', async () => await waitingAtLine() >= PARALLEL)

	const over = await Promise.all(crowd.slice(PARALLEL).map((one) => paste(one).answer))
	assert.deepEqual([...new Set(over)], [202], 'over the limit nobody waits')
	assert.ok(await waitingAtLine() > 0, 'nor for a deadline, which has not even come for all who were before them')

	for (const { hangUp } of parked.slice(0, HANG_UPS)) hangUp()
	assert.deepEqual(await states(), { pending: CROWD }, 'each is kept before LINE has said a word')
	await stack.kill('link')
	await Promise.all(parked.map(({ answer }) => answer))
	assert.deepEqual(await states(), { pending: CROWD }, 'none is lost')
	await stack.sandbox.behaveWell()
	await stack.ready('link')
	await until('the courier to have proved them all', async () => {
		await due()
		return (await states()).proved === CROWD
	})
	const [[bots]] = await stack.db.sql('postgres', 'SELECT count(*) FROM tenant.messaging_token')
	assert.equal(Number(bots), CROWD)
})

test('who hangs up while parked leaves the pending value, which is proved all the same', async () => {
	await stack.db.sql('postgres', "DELETE FROM tenant.proof WHERE step = 'messaging_token'")
	const some = crowd.slice(0, HANG_UPS)
	await stack.sandbox.behave({ endpoint: 'GET /v2/bot/info', mode: 'held' })
	const last = (await stack.sandbox.requests()).at(-1).n
	const sent = some.map(paste)
	await until('all to be at LINE', async () => (await stack.sandbox.requests({ path: '/v2/bot/info', after: last })).length === HANG_UPS)
	for (const { hangUp } of sent) hangUp()
	assert.deepEqual(await Promise.all(sent.map(({ answer }) => answer)), some.map(() => 0))
	await stack.sandbox.behaveWell()
	await until('each to be proved', async () => {
		await due()
		return (await states()).proved === HANG_UPS
	})
	assert.equal(await put(stack, crowd[0], 'messaging-token', { token: tokens[0] }).answer, 200, 'and the worker works on')
})
