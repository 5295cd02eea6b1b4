/* Mails in, mails shown, and every way a mail server can fail. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { startClient } from './support.js'

const MAIL = [
	'From: =?utf-8?B?6I2U5p6d5aW95o6o?= <hello@acho.test>', 'To: shop@example.test',
	'Subject: =?utf-8?B?5oKo55qE5bCI5bGs55m75YWl57ay5Z2A?=', 'Message-ID: <one@acho.test>', 'Auto-Submitted: auto-generated',
	'X-Folded: one', '\ttwo', 'MIME-Version: 1.0', 'Content-Type: multipart/alternative; boundary=b', '',
	'--b', 'Content-Type: text/plain; charset=utf-8', '', 'Login: http://localhost:8080/a/0123456789abc. <script>alert(1)</script>',
	'--b', 'Content-Type: text/html; charset=utf-8', '', '<!DOCTYPE html><p><a href="http://localhost:8080/a/0123456789abc">Login</a></p>',
	'--b--', '',
].join('\r\n')

describe('inbox', () => {
	let line
	before(async () => { line = await startClient() })
	after(() => line.close())
	afterEach(() => line.call('POST', '/control/reset'))

	const fail = (rule) => line.call('PUT', '/control/smtp', { body: rule })
	const send = (to = 'shop@example.test') => line.send(to, MAIL)

	it('a mail is there as it was sent', async () => {
		assert.match(await send('Shop@Example.test'), /^250 /)
		const [mail] = await line.mails('to=shop@example.test')
		assert.deepEqual([mail.subject, mail.to, mail.from], ['您的專屬登入網址', 'Shop@Example.test', 'sender@acho.test'])
		assert.equal(mail.message_id, '<one@acho.test>')
		assert.deepEqual([mail.headers['auto-submitted'], mail.headers['x-folded']], ['auto-generated', 'one\ttwo'])
		assert.match(mail.text, /^Login: http:.*<script>/)
		assert.match(mail.html, /^<!DOCTYPE html><p><a href/)
		assert.ok(mail.raw.includes('X-Folded: one\r\n\ttwo'))
		assert.deepEqual((await line.call('GET', `/inbox/api/messages/${mail.id}`)).json, mail)
		assert.deepEqual((await line.call('GET', '/inbox/api/messages?to=other@example.test')).json, [])
	})

	it('the API waits for as many mails as asked', async () => {
		const both = line.mails('to=shop@example.test&count=2')
		await send()
		await send()
		const [first, second] = await both
		assert.deepEqual(await line.mails(`after=${first.id}&to=shop@example.test`), [second])
	})

	it('the pages escape what is in a mail and link its addresses', async () => {
		await send()
		const [{ id }] = await line.mails('to=shop@example.test')
		const list = await line.call('GET', '/inbox/?to=shop@example.test')
		assert.match(list.text, /您的專屬登入網址/)
		const page = await line.call('GET', `/inbox/mail/${id}`)
		assert.ok(!page.text.includes('<script>alert'))
		assert.match(page.text, /<a href="http:\/\/localhost:8080\/a\/0123456789abc" target="_blank" rel="noopener">/)
		assert.match(page.text, /sandbox="allow-popups allow-popups-to-escape-sandbox"/)
		const html = await line.call('GET', `/inbox/mail/${id}/html`)
		assert.match(html.text, /^<!DOCTYPE html><base target="_blank"><p>/)
		assert.match(html.headers.get('content-security-policy'), /default-src 'none'/)
		assert.equal((await line.call('GET', '/inbox/mail/999')).status, 404)
	})

	it('tempfail and permfail, at the recipient or after the mail, a few times, for one address', async () => {
		await fail({ mode: 'tempfail', times: 1 })
		assert.match(await send(), /^450 /)
		assert.match(await send(), /^250 /)
		await fail({ mode: 'permfail', at: 'data', to: 'shop@example.test' })
		assert.match(await send(), /^550 /)
		assert.match(await send('other@example.test'), /^250 /)
		await fail({ mode: 'tempfail', code: 452 })
		assert.match(await send(), /^452 /)
		assert.equal((await line.mails('to=shop@example.test')).length, 1)
	})

	it('drop hangs up after the mail, which came in or not', async () => {
		await fail({ mode: 'drop', times: 1 })
		assert.equal(await send(), null)
		assert.equal((await line.mails('to=shop@example.test')).length, 1)
		await fail({ mode: 'drop', stored: false, times: 1 })
		assert.equal(await send(), null)
		assert.equal((await line.mails('to=shop@example.test')).length, 1)
	})

	it('slow banner, slow answer, refusal', async () => {
		for (const mode of ['slow_banner', 'slow']) {
			await fail({ mode, ms: 200, times: 1 })
			const start = Date.now()
			assert.match(await send(), /^250 /)
			assert.ok(Date.now() - start >= 195, mode)
		}
		await fail({ mode: 'refuse' })
		assert.match(await send(), /^421 /)
		assert.equal((await fail({ mode: 'explode' })).status, 400)
	})
})
