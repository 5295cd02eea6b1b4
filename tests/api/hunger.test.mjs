/* Memory runs out, again and again: what was acknowledged is there once, and our own code answers 503 and goes on. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hunger, HUNGRY_HOUSE } from '../faults/hunger.mjs'
import { startStack } from '../support/stack.mjs'

let stack, own
before(async () => { stack = await startStack(HUNGRY_HOUSE) })
after(() => stack?.stop())

test('an allocation of our own that fails is an answer of 503', async (t) => {
	own = new Hunger(stack, { oneIn: 60, own: true, seconds: 8 })
	const report = await own.run()
	t.diagnostic(JSON.stringify(report))
	assert.ok(report.starved > 0 && report.signups > 0)
	for (const name of Object.keys(report.deaths)) assert.ok(['link', 'courier'].includes(name), `${name} died, and libcurl, which allocates through us, is not there`)
})

test('a library that knows no way out may end a program, which starts again and has lost nothing', async (t) => {
	const report = await new Hunger(stack, { oneIn: 4000, own: false, seconds: 8, after: own }).run()
	t.diagnostic(JSON.stringify(report))
	assert.ok(report.starved > 0 && report.signups > 0)
})
