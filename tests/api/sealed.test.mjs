/*
 * What is kept sealed opens in its own row alone. A value that was put elsewhere, altered or cut is noticed, LINE is not
 * asked, the owner reads it in the events and can put it right; nobody else notices anything.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'
import { codeOf, step as stepNow } from '../support/totp.mjs'

const DAMAGED = 'vault.unreadable'
const LOCKED = 'vault.locked'

let stack
let bystander
/* A look at a locked value is repeated within ACHO_WATCH_CONFIRM_SECONDS, or when a story makes it due. */
before(async () => {
	stack = await startStack({ env: { ACHO_LINE_TIMEOUT_MS: '6000', ACHO_WATCH_SECONDS: '3600', ACHO_WATCH_CONFIRM_SECONDS: '3600', ACHO_LIMIT_MAIL_HOUR: '100' } })
	bystander = await Merchant.linked(stack)
})
after(() => stack?.stop())

const sql = (text) => stack.db.sql('postgres', text)
const account = ({ slug }) => `(SELECT account_id FROM directory.slug WHERE slug = '${slug}')`
const one = async (text) => (await sql(text))[0]?.[0]

/* The sealed value of a merchant's row in `table`, as hex; and another put in its place. */
const sealedOf = (table, merchant, where = 'true') => one(`SELECT encode(sealed, 'hex') FROM tenant.${table} WHERE account_id = ${account(merchant)} AND ${where}`)
const put = (table, merchant, hex, where = 'true') => sql(`UPDATE tenant.${table} SET sealed = '\\x${hex}' WHERE account_id = ${account(merchant)} AND ${where}`)

/* {what was done: (hex of the value, hex of others) => hex}; every one is noticed. */
const flipped = (hex, at) => { const bytes = Buffer.from(hex, 'hex'); bytes[at < 0 ? bytes.length + at : at] ^= 1; return bytes.toString('hex') }
const damages = {
	'a bit of the nonce flipped': (hex) => flipped(hex, 5),
	'a bit of the text flipped': (hex) => flipped(hex, 20),
	'a bit of the tag flipped': (hex) => flipped(hex, -1),
	'cut short': (hex) => hex.slice(0, -2),
	'cut to less than a seal': (hex) => hex.slice(0, 20),
	emptied: () => '',
	'something behind': (hex) => `${hex}00`,
	'plain text': () => `00000001${Buffer.from('a secret in plain text, and longer than any seal around it').toString('hex')}`,
	'that of another account': (_, { foreign }) => foreign,
	'that of another purpose': (_, { other }) => other,
	'an earlier one of the same row': (_, { earlier }) => earlier,
}
const lockedBy = (hex) => `00000009${hex.slice(8)}` // sealed under a master this keyring does not have

const events = (merchant, kind = 'vault.unreadable') => sql(`SELECT step, code FROM tenant.event WHERE account_id = ${account(merchant)} AND kind = '${kind}' ORDER BY at`)
const shown = async (merchant) => (await merchant.get('events')).body.events.filter(({ kind }) => /unreadable$/.test(kind))
const askedAbout = async (channel) => (await stack.sandbox.requests({ channel_id: channel.id })).length
const mails = async (merchant) => (await sql(`SELECT kind FROM tenant.outbox WHERE account_id = ${account(merchant)} AND kind <> 'welcome'`)).flat()
const state = async (merchant, step) => (({ state: now, code }) => [now, code])((await merchant.oa())[step])
const watch = async (merchant, step) => {
	const [row] = await sql(`SELECT CASE WHEN locked_at IS NULL THEN coalesce(code, '') ELSE '${LOCKED}' END, refuted_at IS NOT NULL, lease IS NULL AND due_at > now() FROM tenant.watch WHERE step = '${step}' AND account_id = ${account(merchant)}`)
	return { code: row[0], refuted: row[1] === 't', waits: row[2] === 't' }
}
const due = (merchant, step) => sql(`UPDATE tenant.watch SET due_at = now() WHERE step = '${step}' AND account_id = ${account(merchant)}`)
const look = async (merchant, step) => {
	await due(merchant, step)
	await until(`a look at ${step}`, async () => (await watch(merchant, step)).waits)
}

/* Nobody else has lost anything: the bystander's values are asked about and taken. */
async function othersGoOn() {
	for (const [step, channel] of [['login_channel', bystander.line.login], ['messaging_token', bystander.line.oa]]) {
		const before = await askedAbout(channel)
		await look(bystander, step)
		assert.ok((await askedAbout(channel)) > before, `${step} of the bystander was asked about`)
		assert.deepEqual(await state(bystander, step), ['proved', null])
	}
	assert.deepEqual([await events(bystander), await mails(bystander)], [[], []])
}

/* A successor, registered at LINE and pasted: what the answer advises. */
async function newKey(merchant) {
	const made = await until('a key of the pool', async () => {
		const answer = await merchant.post('assertion-key')
		return answer.status === 201 ? answer : assert.equal(problem(answer), '503 key.preparing')
	})
	const kid = await stack.sandbox.registerKey(merchant.line.login, made.body.public_key)
	const answer = await merchant.putLoginChannel({ kid })
	assert.equal(answer.status, 200, answer.text)
}

test('step 12: no key that is not the row\'s signs anything, and a new key puts it right', async () => {
	const merchant = await Merchant.withKid(stack)
	const hex = await sealedOf('assertion_key', merchant)
	const others = {
		foreign: await sealedOf('assertion_key', bystander), other: await sealedOf('messaging_token', bystander),
		earlier: await until('a key of the pool', () => one(`SELECT encode(sealed, 'hex') FROM directory.key_pool LIMIT 1`), 60), // as the row's was
	}
	for (const [i, [what, damage]] of Object.entries(damages).entries()) {
		await put('assertion_key', merchant, damage(hex, others))
		const answer = await merchant.putLoginChannel()
		assert.equal(problem(answer), `409 ${DAMAGED}`, `${what}: ${answer.text}`)
		assert.match(answer.body.detail, /make a new public key/, 'it says what to do')
		assert.deepEqual(await state(merchant, 'login_channel'), ['refuted', DAMAGED])
		assert.deepEqual(await events(merchant), Array(i + 1).fill(['login_channel', DAMAGED]), what)
		assert.equal(await one(`SELECT due_at IS NULL AND tries = 0 FROM tenant.proof WHERE account_id = ${account(merchant)}`), 't', 'and the courier leaves it alone')
	}
	assert.equal(await askedAbout(merchant.line.login), 0, 'LINE was not asked')
	assert.deepEqual((await shown(merchant))[0], { ...(await shown(merchant))[0], step: 'login_channel', code: DAMAGED }, 'the owner can read it')
	await newKey(merchant)
	assert.deepEqual(await state(merchant, 'login_channel'), ['proved', null])
	await othersGoOn()
})

test('step 12: under a master that is not in the keyring it waits, and is proved when that is put right', async () => {
	const merchant = await Merchant.withKid(stack)
	const hex = await sealedOf('assertion_key', merchant)
	await put('assertion_key', merchant, lockedBy(hex))
	const answer = await merchant.putLoginChannel()
	assert.equal(problem(answer), `503 ${LOCKED}`, answer.text)
	assert.ok(Number(answer.headers['retry-after']) > 0)
	assert.deepEqual(await state(merchant, 'login_channel'), ['pending', LOCKED])
	await until('a try of the courier', async () => Number(await one(`SELECT tries FROM tenant.proof WHERE account_id = ${account(merchant)}`)) > 0)
	await until('the end of it', async () => (await one(`SELECT due_at > now() + interval '3 s' FROM tenant.proof WHERE account_id = ${account(merchant)}`)) === 't')
	assert.deepEqual(await events(merchant), [['login_channel', LOCKED]], 'one event, however often it is tried')
	assert.equal(await askedAbout(merchant.line.login), 0)
	await put('assertion_key', merchant, hex)
	await sql(`UPDATE tenant.proof SET due_at = now() WHERE account_id = ${account(merchant)}`)
	await until('the proof', async () => (await state(merchant, 'login_channel'))[0] === 'proved')
	await othersGoOn()
})

test('a kid that was proved: the courier notices a damaged key, tells once, and a new key puts it right', async () => {
	const merchant = await Merchant.linked(stack)
	const asked = await askedAbout(merchant.line.login)
	const hex = await sealedOf('assertion_key', merchant)
	await put('assertion_key', merchant, await sealedOf('assertion_key', bystander))
	for (let i = 0; i < 2; i++) {
		await look(merchant, 'login_channel')
		assert.deepEqual(await watch(merchant, 'login_channel'), { code: DAMAGED, refuted: true, waits: true })
	}
	assert.equal(await askedAbout(merchant.line.login), asked, 'LINE was not asked')
	assert.deepEqual(await state(merchant, 'login_channel'), ['refuted', DAMAGED])
	assert.deepEqual(await state(merchant, 'messaging_token'), ['proved', null], 'the token is another matter')
	assert.deepEqual([await events(merchant), await mails(merchant)], [[['login_channel', DAMAGED]], ['vault_unreadable']])
	const [, mail] = await stack.sandbox.waitForMails(merchant.fields.email, 2)
	assert.ok(mail.text.includes(`/a/${merchant.slug}`) && !mail.text.includes(hex.slice(0, 16)), mail.text)

	await newKey(merchant)
	assert.deepEqual(await state(merchant, 'login_channel'), ['proved', null])
	await look(merchant, 'login_channel')
	assert.deepEqual(await watch(merchant, 'login_channel'), { code: '', refuted: false, waits: true })
	await othersGoOn()
})

test('a token that was proved: each damage is noticed, told once, and the token pasted again puts it right', async () => {
	const merchant = await Merchant.linked(stack)
	const earlier = await sealedOf('messaging_token', merchant)
	assert.equal((await merchant.putToken()).status, 200, 'the same token again is sealed anew')
	const [foreign, other] = [await sealedOf('messaging_token', bystander), await sealedOf('assertion_key', merchant)]
	const asked = await askedAbout(merchant.line.oa)
	const hex = await sealedOf('messaging_token', merchant)
	for (const [i, [what, damage]] of Object.entries(damages).entries()) {
		await put('messaging_token', merchant, damage(hex, { foreign, other, earlier }))
		await look(merchant, 'messaging_token')
		assert.deepEqual(await watch(merchant, 'messaging_token'), { code: DAMAGED, refuted: true, waits: true }, what)
		assert.equal((await events(merchant)).length, i + 1, what)
		await sql(`UPDATE tenant.watch SET refused_at = NULL, refuted_at = NULL, code = NULL WHERE account_id = ${account(merchant)}`)
	}
	assert.equal(await askedAbout(merchant.line.oa), asked, 'LINE was not asked')
	await look(merchant, 'messaging_token')
	assert.deepEqual(await state(merchant, 'messaging_token'), ['refuted', DAMAGED])
	assert.deepEqual(await merchant.onboarding(), { step: 'messaging_token', waiting: false })
	assert.equal((await merchant.putToken()).status, 200)
	assert.deepEqual(await state(merchant, 'messaging_token'), ['proved', null])
	await look(merchant, 'messaging_token')
	assert.deepEqual(await watch(merchant, 'messaging_token'), { code: '', refuted: false, waits: true })
	await othersGoOn()
})

test('a token under a master that is not in the keyring: one event, no mail, and all is well when it is put right', async () => {
	const merchant = await Merchant.linked(stack)
	const hex = await sealedOf('messaging_token', merchant)
	await put('messaging_token', merchant, lockedBy(hex))
	for (let i = 0; i < 2; i++) await look(merchant, 'messaging_token')
	assert.deepEqual(await watch(merchant, 'messaging_token'), { code: LOCKED, refuted: false, waits: true })
	assert.deepEqual(await state(merchant, 'messaging_token'), ['proved', null], 'the merchant need not do anything')
	assert.deepEqual([await events(merchant), await mails(merchant)], [[['messaging_token', LOCKED]], []])
	await put('messaging_token', merchant, hex)
	await look(merchant, 'messaging_token')
	assert.deepEqual(await watch(merchant, 'messaging_token'), { code: '', refuted: false, waits: true })
})

test('a token that waits for LINE: when it does not open it is refuted instead of tried for ever', async () => {
	const merchant = await Merchant.withKid(stack)
	await stack.sandbox.behave({ endpoint: '*', mode: 'hang', channel_id: merchant.line.oa.id })
	assert.equal(problem(await merchant.putToken()), '202 line.pending')
	await stack.sandbox.behaveWell()
	const asked = await askedAbout(merchant.line.oa)
	await put('proof', merchant, await sealedOf('messaging_token', bystander), "step = 'messaging_token'")
	await sql(`UPDATE tenant.proof SET due_at = now() WHERE account_id = ${account(merchant)}`)
	await until('the refutation', async () => (await state(merchant, 'messaging_token'))[0] === 'refuted')
	assert.deepEqual(await state(merchant, 'messaging_token'), ['refuted', DAMAGED])
	assert.equal(await askedAbout(merchant.line.oa), asked, 'LINE was not asked again')
	assert.deepEqual([await events(merchant), await mails(merchant)], [[['messaging_token', DAMAGED]], ['vault_unreadable']])
	assert.equal((await merchant.putToken()).status, 200)
	await othersGoOn()
})

test('a damaged key of the pool costs a wait, and nobody gets it', async () => {
	const merchant = await Merchant.withKid(stack)
	await sql("UPDATE directory.key_pool SET sealed = overlay(sealed PLACING '\\x00'::bytea FROM 30) WHERE account_id IS NULL")
	const answer = await merchant.post('assertion-key')
	assert.equal(problem(answer), '503 key.preparing', answer.text)
	await sql(`UPDATE directory.key_pool SET leased_until = now() WHERE account_id = ${account(merchant)}; DELETE FROM directory.key_pool WHERE account_id IS NULL`)
	await newKey(merchant)
	assert.deepEqual(await state(merchant, 'login_channel'), ['proved', null])
})

/* Someone with a second factor: {merchant, secret, codes, earlier: the sealed secret of a setup before}. */
async function withFactor() {
	const merchant = await Merchant.loggedIn(stack)
	assert.equal((await merchant.post('totp')).status, 201)
	const earlier = await sealedOf('totp', merchant)
	const { secret } = (await merchant.post('totp')).body
	const on = await merchant.put('totp', { code: codeOf(secret) })
	assert.equal(on.status, 200, on.text)
	return { merchant, secret, codes: on.body.recovery_codes, earlier }
}

/* Codes of this moment are good again. */
const forgetSteps = (merchant) => sql(`UPDATE tenant.totp SET last_step = 0 WHERE account_id = ${account(merchant)}`)

test('a second factor: no code of another secret passes, a recovery code does, and setting it up again puts it right', async () => {
	const [mine, theirs] = [await withFactor(), await withFactor()]
	const { merchant, codes } = mine
	const hex = await sealedOf('totp', merchant)
	const sessions = () => one(`SELECT count(*) FROM tenant.session WHERE account_id = ${account(merchant)}`)
	const had = await sessions()
	const tried = { ...damages, 'under a master that is not in the keyring': lockedBy }
	for (const [what, damage] of Object.entries(tried)) {
		await put('totp', merchant, damage(hex, { foreign: await sealedOf('totp', theirs.merchant), other: await sealedOf('assertion_key', bystander), earlier: mine.earlier }))
		for (const secret of [mine.secret, theirs.secret]) {
			await forgetSteps(merchant)
			const answer = await merchant.tryLogIn({ totp: codeOf(secret) })
			assert.equal(problem(answer), '401 login.totp_unreadable', `${what}: ${answer.text}`)
			assert.match(answer.body.detail, /recovery code/, 'it says what to do')
			await sql('DELETE FROM directory.throttle')
		}
	}
	assert.equal(await sessions(), had, 'nobody got in')
	const confirmed = await merchant.post('session/confirm', { password: merchant.fields.password, totp: codeOf(mine.secret) })
	assert.equal(problem(confirmed), '401 login.totp_unreadable')
	assert.equal(problem(await merchant.tryLogIn()), '401 login.totp_required')
	assert.equal(problem(await merchant.tryLogIn({ password: 'wrong password', totp: codeOf(mine.secret) })), '401 login.failed', 'who does not know the password hears nothing of it')
	assert.equal((await events(merchant, 'totp.unreadable')).length, 2 * Object.keys(tried).length + 1)

	assert.equal((await merchant.tryLogIn({ totp: codes[0] })).status, 201)
	assert.ok((await shown(merchant)).some(({ kind, who }) => kind === 'totp.unreadable' && who === merchant.fields.email), 'the owner can read it')
	assert.equal((await merchant.delete('totp')).status, 204)
	const { secret } = (await merchant.post('totp')).body
	await put('totp', merchant, flipped(await sealedOf('totp', merchant), 20))
	assert.equal(problem(await merchant.put('totp', { code: codeOf(secret) })), '409 totp.unreadable')
	const again = (await merchant.post('totp')).body
	assert.equal((await merchant.put('totp', { code: codeOf(again.secret) })).status, 200)
	assert.equal((await merchant.tryLogIn({ totp: codeOf(again.secret, stepNow() + 1) })).status, 201)

	await forgetSteps(theirs.merchant)
	assert.equal((await theirs.merchant.tryLogIn({ totp: codeOf(theirs.secret) })).status, 201, 'nobody else notices')
})

test('none of it was a fault of ours, and the operator was told', async () => {
	await stack.parts.link.said(/"level":"error".*vault\.unreadable|vault\.unreadable.*"level":"error"/)
	await stack.parts.login.said(/vault\.unreadable/)
	await stack.parts.courier.said(/line_alarm/)
	assert.doesNotMatch(stack.logs(), /"status":500/)
})
