/* An Official Account that another account has: its owner is asked by mail, lets it go with a button, or does not. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

/* Another merchant who has pasted a good token of that Official Account, and was refused. */
async function rival(owner, changes) {
	const merchant = await Merchant.loggedIn(stack, changes)
	merchant.line = owner.line
	const named = await merchant.put('oa', { name: '也是我的店', basic_id: owner.line.oa.bot.basicId })
	assert.equal(named.status, 200, named.text)
	assert.equal(problem(await merchant.putToken()), '422 line.bot_taken')
	return merchant
}

const ask = async (merchant) => {
	const answer = await merchant.post('messaging-token/release-request', {})
	assert.deepEqual([answer.status, answer.body.code], [202, 'release.asked'], answer.text)
}
/* Of those mails the one that carries a link, and its token. */
const linkIn = (merchant, mail) => mail.text.match(new RegExp(`^${stack.url}/a/${merchant.slug}/release#t=([\\w-]{43})$`, 'm'))?.[1]
/* It and the welcome come in any order. */
const linkMail = async (merchant) => (await stack.sandbox.waitForMails(merchant.fields.email, 2)).find((mail) => linkIn(merchant, mail))
/* Without a session: the token is the authority. */
const release = (slug, token) => stack.client().post(`/a/${slug}/api/release`, { token })
const state = async (merchant) => (await merchant.oa()).messaging_token
const waiting = async () => Number((await stack.db.sql('postgres', "SELECT count(*) FROM tenant.outbox WHERE state = 'waiting'"))[0][0])
/* Requests are resolved and mails sent. */
const quiet = () => until('all mails to be sent', async () => Number((await stack.db.sql('postgres',
	'SELECT count(*) FROM directory.release WHERE mailed_at IS NULL'))[0][0]) === 0 && (await waiting()) === 0)

test('the owner is asked by mail, lets it go, and the other links it', async () => {
	const owner = await Merchant.linked(stack, { company: '原本的店', locale: 'en' })
	const other = await rival(owner, { company: '後來的店', contact: '陳先生' })
	await ask(other)
	await ask(other)
	const mail = await linkMail(owner)
	const token = linkIn(owner, mail)
	assert.ok(token, mail.text)
	assert.ok(mail.html.includes(`href="${stack.url}/a/${owner.slug}/release#t=${token}"`), 'in the fragment, which no log sees')
	assert.match(mail.text, /valid[^]*press the button[^]*do nothing/)
	for (const hint of [other.slug, other.fields.company, other.fields.email, other.fields.contact, owner.line.token])
		assert.ok(!mail.raw.includes(hint) && !mail.text.includes(hint), `who asks is not said: ${hint}`)
	await ask(other)
	await quiet()
	assert.equal((await stack.sandbox.mails(owner.fields.email)).length, 2, 'however often it is asked, one mail')

	const dump = (await stack.db.dump()).toString('latin1')
	assert.ok(!dump.includes(token) && !dump.includes(Buffer.from(token, 'base64url').toString('hex')), 'no row holds the token')
	assert.ok(dump.includes(createHash('sha256').update(Buffer.from(token, 'base64url')).digest('hex')), 'but its hash')

	const look = (slug, of = token) => stack.client().post(`/a/${slug}/api/release/look`, { token: of })
	assert.deepEqual([(await look(owner.slug)).status, problem(await look(other.slug)), problem(await look(owner.slug, 'x'))], [204, '404 link.expired', '404 link.expired'])
	assert.equal(problem(await release(other.slug, token)), '404 link.expired', 'in another account it is worth nothing')
	assert.equal(problem(await release(owner.slug, 'A'.repeat(43))), '404 link.expired')
	assert.equal((await state(owner)).state, 'proved', 'nothing has happened so far')

	assert.equal((await release(owner.slug, token)).status, 204)
	assert.equal((await state(owner)).state, 'missing')
	assert.equal((await owner.oa()).login_channel.state, 'proved', 'the rest stays')
	assert.equal(problem(await release(owner.slug, token)), '404 link.expired', 'once')
	assert.equal(problem(await look(owner.slug)), '404 link.expired', 'and that is said at once')

	const [, told] = await stack.sandbox.waitForMails(other.fields.email, 2)
	assert.ok(told.text.includes(`${stack.url}/a/${other.slug}#step-14\n`), told.text)
	assert.ok(!told.raw.includes(owner.slug) && !told.text.includes(owner.fields.company), 'whose it was is not said either')
	assert.equal((await other.putToken()).status, 200)
	assert.equal(problem(await owner.putToken()), '422 line.bot_taken')
	const events = await stack.db.sql('postgres', `SELECT kind FROM tenant.event JOIN tenant.account USING (account_id) WHERE slug = '${owner.slug}' AND kind = 'bot.released'`)
	assert.equal(events.length, 1)
	assert.ok(!stack.logs().includes(token), 'no log holds the token')
})

test('an owner who does nothing keeps it', async () => {
	const owner = await Merchant.linked(stack)
	const other = await rival(owner)
	await ask(other)
	const mail = await linkMail(owner)
	assert.ok(linkIn(owner, mail), mail.text)
	for (const method of ['get', 'delete']) assert.ok((await stack.client({ validated: false })[method](`/a/${owner.slug}/api/release`)).status >= 400)
	await stack.client({ validated: false }).get(`/a/${owner.slug}/release`) /* as a mail scanner does */
	assert.equal((await state(owner)).state, 'proved')
	await quiet()
	assert.equal((await stack.sandbox.waitForMails(other.fields.email)).length, 1, 'the welcome: and nobody is told anything')
})

test('an owner who removes the token frees it as well, and the link dies', async () => {
	const owner = await Merchant.linked(stack)
	const other = await rival(owner)
	await ask(other)
	const mail = await linkMail(owner)
	assert.equal((await owner.delete('messaging-token')).status, 204)
	await stack.sandbox.waitForMails(other.fields.email, 2)
	assert.equal((await other.putToken()).status, 200)
	assert.equal(problem(await release(owner.slug, linkIn(owner, mail))), '404 link.expired')
	assert.equal((await state(other)).state, 'proved')
})

test('a mail sent twice carries two links; one of them ends the other', async () => {
	const owner = await Merchant.linked(stack)
	const other = await rival(owner)
	await stack.sandbox.waitForMails(owner.fields.email) // the welcome is not what fails
	await stack.sandbox.smtpMode({ mode: 'tempfail', times: 1, to: owner.fields.email })
	await ask(other)
	const key = `recipient = '${owner.fields.email}' AND kind = 'release'`
	await until('the first try', async () => (await stack.db.sql('postgres', `SELECT 1 FROM tenant.outbox WHERE ${key} AND tries = 1 AND lease IS NULL`)).length)
	await stack.db.sql('postgres', `UPDATE tenant.outbox SET due_at = now() WHERE ${key}`)
	const mail = await linkMail(owner)
	await quiet()
	const links = () => stack.db.sql('postgres', `SELECT encode(token_hash, 'hex') FROM directory.link_token JOIN tenant.account USING (account_id) WHERE slug = '${owner.slug}' AND purpose = 'release'`)
	assert.equal((await links()).length, 2)
	assert.equal((await release(owner.slug, linkIn(owner, mail))).status, 204)
	assert.deepEqual(await links(), [])
})

test('a link lives seven days', async () => {
	const owner = await Merchant.linked(stack)
	await ask(await rival(owner))
	const mail = await linkMail(owner)
	const [[days]] = await stack.db.sql('postgres', `SELECT round(extract(epoch FROM expires_at - now()) / 86400) FROM directory.link_token JOIN tenant.account USING (account_id) WHERE slug = '${owner.slug}' AND purpose = 'release'`)
	assert.equal(days, '7')
	await stack.db.sql('postgres', `UPDATE directory.link_token SET expires_at = now() WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${owner.slug}')`)
	assert.equal(problem(await release(owner.slug, linkIn(owner, mail))), '404 link.expired')
	assert.equal((await state(owner)).state, 'proved')
})
