/* The welcome mail: at once, whole in three languages, and holding no secret. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { form, Merchant, PASSWORD } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const outbox = async (email) => (await stack.db.sql('postgres',
	`SELECT state, tries FROM tenant.outbox WHERE recipient = '${email}'`))[0]

const WORDS = { 'zh-TW': /專屬登入網址/, en: /log ?in/i, ja: /ログイン/ }

for (const locale of Object.keys(WORDS)) {
	test(`a welcome in ${locale} arrives soon after the answer and reads well`, async (t) => {
		const merchant = await Merchant.signUp(stack, { locale, company: '春水 <b>&</b> "Tea"' })
		const answered = Date.now()
		const [mail] = await stack.sandbox.waitForMails(merchant.fields.email)
		/* The courier looks every second: within two, on a machine that is not busy. */
		const late = Date.parse(mail.received_at) - answered
		t.diagnostic(`came after ${late} ms`)
		assert.ok(late < 20_000, `came after ${late} ms`)

		const url = `${stack.url}/a/${merchant.slug}`
		assert.ok(mail.text.includes(url), mail.text)
		assert.ok(mail.html.includes(`href="${url}"`), 'a link')
		assert.ok(mail.html.replace(/<[^>]*>/g, ' ').includes(url), 'the address written out beside the button')
		assert.ok(mail.subject.includes(merchant.fields.company), mail.subject)
		assert.match(mail.text, WORDS[locale])
		assert.ok(mail.text.includes(merchant.fields.company), 'as typed')
		assert.ok(mail.html.includes('春水 &lt;b&gt;&amp;&lt;/b&gt;'), 'escaped in HTML')
		assert.match(mail.html, new RegExp(`<html[^>]* lang="${locale === 'zh-TW' ? 'zh-Hant' : locale}`))
		assert.doesNotMatch(mail.html, /<(img|script|link|iframe)\b/i, 'nothing from elsewhere')
		assert.doesNotMatch(mail.text + mail.html + mail.subject, /\{\w*\}|undefined|\(null\)/, 'no slot left open')
	})
}

test('the headers are those of a machine that a person may answer', async () => {
	const merchant = await Merchant.signUp(stack, { locale: 'en', contact: 'Jörg "J" Tea, Ltd. <x>' })
	const [mail] = await stack.sandbox.waitForMails(merchant.fields.email)
	assert.equal(mail.from, 'no-reply@acho.example', 'the envelope')
	assert.deepEqual([mail.recipients].flat(), [merchant.fields.email], 'one recipient')
	assert.match(mail.headers.from, /no-reply@acho\.example/)
	assert.match(mail.headers['reply-to'], /support@acho\.example/)
	assert.match(mail.headers.to, new RegExp(merchant.fields.email.replaceAll('.', '\\.')))
	assert.equal(mail.headers['auto-submitted'], 'auto-generated')
	assert.match(mail.headers['content-type'], /^multipart\/alternative;/)
	assert.match(mail.headers['message-id'], /^<[0-9a-f-]{36}@[^>\s]+>$/)
	assert.match(mail.headers['mime-version'], /1\.0/)
	assert.ok(Math.abs(Date.parse(mail.headers.date) - Date.now()) < 60_000, mail.headers.date)
	assert.ok(mail.raw.indexOf('text/plain') < mail.raw.indexOf('text/html'), 'text comes first')
	for (const line of mail.raw.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998, 'a line is too long for SMTP')
	assert.match(mail.raw.split('\r\n\r\n')[0], /^[\x00-\x7f]*$/, 'headers are ASCII')
})

test('no mail holds a password, its hash, a session or a key', async () => {
	const merchant = await Merchant.withOa(stack, { locale: 'en' })
	const key = await merchant.publicKey()
	const [{ phc }] = (await stack.db.sql('postgres', `SELECT phc FROM tenant.member WHERE email = '${merchant.fields.email}'`)).map(([one]) => ({ phc: one }))
	const cookie = [...merchant.client.cookies.values()][0].value
	await stack.sandbox.waitForMails(merchant.fields.email)
	for (const { raw, text, html } of await stack.sandbox.mails())
		for (const secret of [PASSWORD, phc, cookie, key.n, merchant.line.token])
			assert.ok(![raw, text, html].some((part) => part.includes(secret)), 'a secret in a mail')
})

test('a mail server that is busy is asked again later, with the same Message-ID', async () => {
	const email = form().email
	await stack.sandbox.smtpMode({ mode: 'tempfail', times: 1, to: email })
	await Merchant.signUp(stack, { email })
	await until('the first try', async () => Number((await outbox(email))[1]) >= 1)
	assert.equal((await outbox(email))[0], 'waiting')
	const [[id]] = await stack.db.sql('postgres', `SELECT message_id FROM tenant.outbox WHERE recipient = '${email}'`)
	await stack.db.sql('postgres', `UPDATE tenant.outbox SET due_at = now() WHERE recipient = '${email}'`)
	const [mail, ...more] = await stack.sandbox.waitForMails(email)
	assert.deepEqual(more, [])
	assert.ok(mail.headers['message-id'].startsWith(`<${id}@`), mail.headers['message-id'])
	await until('the settling', async () => (await outbox(email))[0] === 'delivered')
})

test('a permanent refusal is kept for the operator and not tried again', async () => {
	const email = form().email
	await stack.sandbox.smtpMode({ mode: 'permfail', to: email })
	await Merchant.signUp(stack, { email })
	await until('the refusal', async () => (await outbox(email))[0] === 'failed')
	await stack.sandbox.smtpMode({ mode: 'accept' })
	const next = await Merchant.signUp(stack)
	await stack.sandbox.waitForMails(next.fields.email)
	assert.deepEqual(await stack.sandbox.mails(email), [])
})

test('a dead mail server delays mails and nothing else', async () => {
	await stack.sandbox.smtpMode({ mode: 'refuse' })
	const merchant = await Merchant.loggedIn(stack)
	await stack.sandbox.smtpMode({ mode: 'accept' })
	await stack.db.sql('postgres', 'UPDATE tenant.outbox SET due_at = now() WHERE state = \'waiting\'')
	assert.equal((await stack.sandbox.waitForMails(merchant.fields.email)).length, 1)
})

test('a courier killed while it sends loses no mail', async () => {
	const email = form().email
	await stack.sandbox.smtpMode({ mode: 'slow', ms: 1500, to: email, times: 1 })
	await Merchant.signUp(stack, { email })
	await until('the courier to be sending', async () => (await stack.db.sql('postgres',
		`SELECT 1 FROM tenant.outbox WHERE recipient = '${email}' AND lease IS NOT NULL`)).length)
	await stack.kill('courier')
	await stack.db.sql('postgres', `UPDATE tenant.outbox SET due_at = now() WHERE recipient = '${email}' AND state = 'waiting'`)
	const mails = await stack.sandbox.waitForMails(email)
	await until('the settling', async () => (await outbox(email))[0] === 'delivered')
	assert.equal(new Set(mails.map((mail) => mail.headers['message-id'])).size, 1)
})
