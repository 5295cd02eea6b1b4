/* What LINE took once is asked about again: two refusals refute it, nothing else does, and it may recover. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const TOKEN = 'POST /oauth2/v3/token'
const VERIFY = 'POST /v2/oauth/verify'
const BOT = 'GET /v2/bot/info'

let stack
/* An hour passes between two looks, and before a doubt is confirmed, which a test shortens by making a value due. */
before(async () => {
	stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: '5000', ACHO_WATCH_SECONDS: '3600', ACHO_WATCH_CONFIRM_SECONDS: '3600', ACHO_AUDIT_DAYS: '90' } })
})
after(() => stack?.stop())

const watch = async (merchant, step) => {
	const [row] = await stack.db.sql('postgres', `SELECT refused_at IS NOT NULL, refuted_at IS NOT NULL, coalesce(code, ''), coalesce(checked_at::text, ''), lease IS NULL AND due_at > now()
		FROM tenant.watch JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' AND step = '${step}'`)
	return row && { refused: row[0] === 't', refuted: row[1] === 't', code: row[2], checked_at: row[3], waits: row[4] === 't' }
}
const due = (merchant, step) => stack.db.sql('postgres', `UPDATE tenant.watch SET due_at = now()
	WHERE step = '${step}' AND account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
/* The hour after a first refusal is over. */
const confirm = async (merchant, step) => {
	await stack.db.sql('postgres', `UPDATE tenant.watch SET refused_at = refused_at - interval '1 hour'
		WHERE step = '${step}' AND account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	await due(merchant, step)
}
const state = async (merchant, step) => (await merchant.oa())[step]
const asked = async (path, channel) => (await stack.sandbox.requests({ path, channel_id: channel.id })).length
const mails = async (merchant) => (await stack.db.sql('postgres', `SELECT kind FROM tenant.outbox JOIN tenant.account USING (account_id)
	WHERE slug = '${merchant.slug}' ORDER BY outbox.created_at`)).map(([kind]) => kind).filter((kind) => kind !== 'welcome')
const events = async (merchant) => (await stack.db.sql('postgres', `SELECT kind FROM tenant.event JOIN tenant.account USING (account_id)
	WHERE slug = '${merchant.slug}' AND kind LIKE 'watch.%' ORDER BY at`)).map(([kind]) => kind)

/* The operator's question: what it ended with, and what it printed. */
const tokenCheck = (slug) => new Promise((resolve) => {
	const env = { PATH: process.env.PATH, ...stack.settings('admin') }
	execFile(stack.program('admin'), ['token', 'check', slug], { env }, (problem, stdout, stderr) => resolve({ status: problem?.code ?? 0, stdout, stderr }))
})

test('a token reissued at LINE is doubted, then refuted, with one mail; and recovers with one', async () => {
	const merchant = await Merchant.linked(stack, { company: '回音茶行' })
	assert.deepEqual(await merchant.onboarding(), { step: 'done', waiting: false })
	const { id } = merchant.line.oa
	await stack.sandbox.behave({ endpoint: VERIFY, channel_id: id, mode: 'status', status: 400 }, { endpoint: BOT, channel_id: id, mode: 'status', status: 401 })
	await due(merchant, 'messaging_token')
	await until('the first refusal', async () => (await watch(merchant, 'messaging_token')).refused)
	assert.equal((await watch(merchant, 'messaging_token')).refuted, false, 'once is no proof')
	assert.equal((await state(merchant, 'messaging_token')).state, 'proved', 'and nobody is troubled')
	assert.deepEqual(await mails(merchant), [])
	await confirm(merchant, 'messaging_token')
	await until('the second', async () => (await watch(merchant, 'messaging_token')).refuted)

	const refuted = await state(merchant, 'messaging_token')
	assert.deepEqual([refuted.state, refuted.code, refuted.bot?.basic_id], ['refuted', 'line.token_invalid', merchant.line.oa.bot.basicId])
	assert.deepEqual(await merchant.onboarding(), { step: 'messaging_token', waiting: false })
	for (let i = 0; i < 2; i++) {
		const { checked_at: before } = await watch(merchant, 'messaging_token')
		await due(merchant, 'messaging_token')
		await until('another look', async () => (await watch(merchant, 'messaging_token')).checked_at !== before)
	}
	assert.deepEqual(await mails(merchant), ['messaging_token_broken'], 'told once, however often LINE says it')
	assert.deepEqual(await events(merchant), ['watch.refuted'])
	const [, mail] = await stack.sandbox.waitForMails(merchant.fields.email, 2)
	assert.ok(mail.text.includes(`/a/${merchant.slug}#step-14\n`), mail.text)
	assert.match(mail.text, /Reissue/)

	const health = await stack.db.sql('acho_report', `SELECT state, code FROM report.token_health WHERE slug = '${merchant.slug}' AND step = 'messaging_token'`)
	assert.deepEqual(health, [['refuted', 'line.token_invalid']])
	const errors = await stack.db.sql('acho_report', "SELECT line_call, line_status FROM report.line_errors WHERE code = 'line.token_invalid'")
	assert.ok(errors.length > 0)

	await stack.sandbox.behaveWell()
	await due(merchant, 'messaging_token')
	await until('the recovery', async () => !(await watch(merchant, 'messaging_token')).refuted)
	assert.equal((await state(merchant, 'messaging_token')).state, 'proved')
	assert.deepEqual(await merchant.onboarding(), { step: 'done', waiting: false })
	const { checked_at: before } = await watch(merchant, 'messaging_token')
	await due(merchant, 'messaging_token')
	await until('another look', async () => (await watch(merchant, 'messaging_token')).checked_at !== before)
	assert.deepEqual(await mails(merchant), ['messaging_token_broken', 'messaging_token_recovered'])
	assert.deepEqual(await events(merchant), ['watch.refuted', 'watch.recovered'])
})

test('a doubt that LINE does not confirm is forgotten', async () => {
	const merchant = await Merchant.linked(stack)
	await stack.sandbox.behave({ endpoint: VERIFY, channel_id: merchant.line.oa.id, mode: 'status', status: 400, times: 1 })
	await due(merchant, 'messaging_token')
	await until('the doubt', async () => (await watch(merchant, 'messaging_token')).refused)
	await confirm(merchant, 'messaging_token')
	await until('the second look', async () => !(await watch(merchant, 'messaging_token')).refused)
	assert.equal((await state(merchant, 'messaging_token')).state, 'proved')
	assert.deepEqual([await mails(merchant), await events(merchant)], [[], []])
})

test('a kid deleted at LINE is refuted, and a new one puts it right', async () => {
	const merchant = await Merchant.linked(stack)
	await stack.sandbox.deleteKey(merchant.line.login, merchant.kid)
	await due(merchant, 'login_channel')
	await until('the doubt', async () => (await watch(merchant, 'login_channel')).refused)
	await confirm(merchant, 'login_channel')
	await until('the refutation', async () => (await watch(merchant, 'login_channel')).refuted)
	const refuted = await state(merchant, 'login_channel')
	assert.deepEqual([refuted.state, refuted.code, refuted.kid], ['refuted', 'line.kid_unknown', merchant.kid])
	assert.deepEqual(await merchant.onboarding(), { step: 'login_channel', waiting: false })
	assert.deepEqual(await mails(merchant), ['login_channel_broken'])
	assert.equal((await state(merchant, 'messaging_token')).state, 'proved', 'the other value stands')

	const kid = await stack.sandbox.registerKey(merchant.line.login, await merchant.publicKey())
	assert.equal((await merchant.putLoginChannel({ kid })).status, 200)
	assert.equal((await state(merchant, 'login_channel')).state, 'proved')
	assert.deepEqual(await watch(merchant, 'login_channel'), { refused: false, refuted: false, code: '', checked_at: '', waits: true })
	assert.deepEqual(await mails(merchant), ['login_channel_broken'], 'put right by hand: no mail says so')
})

for (const [what, rule] of [
	['a 500', { mode: 'status', status: 500 }],
	['a 429', { mode: 'status', status: 429 }],
	['silence', { mode: 'hang' }],
])
	test(`${what} refutes nothing`, async () => {
		const merchant = await Merchant.linked(stack)
		const rules = [[TOKEN, merchant.line.login], [VERIFY, merchant.line.oa], [BOT, merchant.line.oa]]
		await stack.sandbox.behave(...rules.map(([endpoint, channel]) => ({ endpoint, channel_id: channel.id, ...rule })))
		for (const [step, path, channel] of [['login_channel', '/oauth2/v3/token', merchant.line.login], ['messaging_token', '/v2/bot/info', merchant.line.oa]])
			for (let i = 0; i < 2; i++) {
				const before = await asked(path, channel)
				await due(merchant, step)
				await until(`${step} to be asked about`, async () => (await asked(path, channel)) > before)
				await until('the end of it', async () => (await watch(merchant, step)).waits || null)
				assert.deepEqual([(await watch(merchant, step)).refused, (await watch(merchant, step)).refuted], [false, false])
			}
		await stack.sandbox.behaveWell()
		assert.deepEqual([(await state(merchant, 'login_channel')).state, (await state(merchant, 'messaging_token')).state], ['proved', 'proved'])
		assert.deepEqual([await mails(merchant), await events(merchant)], [[], []])
	})

test('acho-admin token check asks now and says what came out', async () => {
	const merchant = await Merchant.linked(stack)
	const healthy = await tokenCheck(merchant.slug)
	assert.equal(healthy.status, 0, healthy.stderr)
	assert.match(healthy.stdout, /^login_channel +proved\b.*\nmessaging_token +proved\b.*\n$/)

	await stack.sandbox.reissue(merchant.line.oa)
	const doubted = await tokenCheck(merchant.slug)
	assert.equal(doubted.status, 2, doubted.stderr)
	assert.match(doubted.stdout, /^login_channel +proved\b.*\nmessaging_token +doubted +line\.token_invalid .*\n$/)
	assert.ok(!doubted.stdout.includes(merchant.line.token.slice(0, 12)))
	await confirm(merchant, 'messaging_token')
	await until('the refutation', async () => (await watch(merchant, 'messaging_token')).refuted)
	assert.match((await tokenCheck(merchant.slug)).stdout, /messaging_token +refuted/)

	const nobody = await tokenCheck('0000000000000')
	assert.deepEqual([nobody.status, nobody.stdout], [1, ''])
	assert.match(nobody.stderr, /no account/)
	const bare = await tokenCheck((await Merchant.withOa(stack)).slug)
	assert.deepEqual([bare.status, bare.stdout], [1, ''])
	assert.match(bare.stderr, /nothing/)
})

test('a courier that starts makes the months of events ahead and drops those past ACHO_AUDIT_DAYS', async () => {
	const months = async () => (await stack.db.sql('postgres', "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'tenant.event'::regclass")).map(([name]) => name)
	const nameOf = async (ahead) => (await stack.db.sql('postgres', `SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + interval '${ahead} months', '"event_"YYYY_MM')`))[0][0]
	const [old, recent, next] = [await nameOf(-6), await nameOf(-2), await nameOf(1)]
	for (const name of [old, recent])
		await stack.db.sql('postgres', `CREATE TABLE tenant.${name} (LIKE tenant.event INCLUDING ALL); ALTER TABLE tenant.${name} OWNER TO acho_owner;
			ALTER TABLE tenant.event ATTACH PARTITION tenant.${name} FOR VALUES FROM ('${name.slice(6).replace('_', '-')}-01Z') TO (timestamptz '${name.slice(6).replace('_', '-')}-01Z' + interval '1 month')`)
	await stack.db.sql('postgres', `DROP TABLE tenant.${next}`)
	await stack.kill('courier')
	await until('the months to be in order', async () => { const now = await months(); return now.includes(next) && !now.includes(old) })
	assert.ok((await months()).includes(recent), 'ninety days are kept')
})
