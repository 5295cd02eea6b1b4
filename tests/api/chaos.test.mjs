/* Each program, nginx and PostgreSQL dies by every means under load, each at least once; tests/faults/chaos does it for longer. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Chaos, HOUSE } from '../faults/chaos.mjs'
import { startStack } from '../support/stack.mjs'

let stack, chaos
before(async () => { stack = await startStack(HOUSE) })
after(() => stack?.stop())

test('whatever dies, what was acknowledged is there once, and so is each mail', async (t) => {
	chaos = new Chaos(stack, { seconds: 10, every: 3, seed: 20260101 })
	const report = await chaos.run()
	assert.equal(Object.keys(report.faults).length, 14)
	assert.ok(report.signups > 0 && report.passed > 0, 'the faults hit somebody')
	t.diagnostic(JSON.stringify(report))
})

test('the judge would see a lost mail, a lost account, and one that is there twice', async () => {
	const [[deleted]] = await stack.db.sql('postgres', "DELETE FROM tenant.outbox WHERE message_id = (SELECT message_id FROM tenant.outbox ORDER BY created_at LIMIT 1) RETURNING message_id")
	assert.ok(deleted)
	await assert.rejects(chaos.judge(), /no mail lost or made up/)
	const entry = chaos.journal.pop()
	await assert.rejects(chaos.judge(), /accounts are those/)
	chaos.journal.push(entry, { fields: { email: 'nobody@shop.example' }, slug: '0000000000000' })
	await assert.rejects(chaos.judge(), /accounts are those/)
})
