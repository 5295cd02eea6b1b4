/* "Find my login URLs", and how many mails an address gets. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fieldCodes, Merchant, problem, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack({ env: { ACHO_LIMITS: 'on' } }) })
after(() => stack?.stop())

const find = (email, options) => stack.client().post('/api/find', { email }, options)
const sql = (statement) => stack.db.sql('postgres', statement)
const hash = (email) => `sha256('${email.toLowerCase()}')`
const quiet = (email) => until('all requests to be dealt with', async () => (await sql(
	`SELECT 1 FROM directory.find_mail WHERE address_hash = ${hash(email)} AND delivered_at IS NULL AND due_at < now() + interval '10 min'`)).length === 0)
/* Let the hour that is full for this address end. */
const endHour = (email) => sql(`
	UPDATE directory.mail_count SET hour_ends_at = now() WHERE mail_key IN (sha256('welcome' || ${hash(email)}), sha256('find' || ${hash(email)}));
	UPDATE directory.find_mail SET due_at = now() WHERE address_hash = ${hash(email)} AND tries = 0`)

test('one mail lists every account of the address, and an address nobody has gets the same answer', async () => {
	const email = someEmail()
	const first = await Merchant.withOa(stack, { email, locale: 'en', company: 'Tea & <b>Co</b>' })
	const second = await Merchant.signUp(stack, { email: email.toUpperCase().replace(/@.*/, '@shop.example'), locale: 'ja', company: '二號店' })
	const stranger = await Merchant.signUp(stack)
	await stack.sandbox.waitForMails(email, 2)

	const answers = [await find(`${email.replace('@', '＠')}。`), await find('nobody@shop.example')]
	for (const answer of answers) {
		assert.equal(answer.status, 202, answer.text)
		assert.deepEqual(answer.body, answers[0].body)
	}
	assert.equal(answers[0].body.code, 'find.asked')

	const mail = (await stack.sandbox.waitForMails(email, 3)).at(-1)
	await quiet(email)
	assert.equal((await stack.sandbox.mails(email)).length, 3, 'one mail')
	assert.deepEqual([mail.recipients].flat().map((to) => to.toLowerCase()), [email])
	for (const { slug, fields } of [first, second]) {
		const url = `${stack.url}/a/${slug}`
		assert.ok(mail.text.includes(`${fields.company}\n${url}\n`), mail.text)
		assert.ok(mail.html.includes(`href="${url}"`), mail.html)
	}
	assert.ok(mail.text.indexOf(second.slug) < mail.text.indexOf(first.slug), 'newest first')
	assert.ok(mail.html.includes('Tea &amp; &lt;b&gt;Co&lt;/b&gt;'), 'escaped')
	assert.equal(mail.headers['content-language'], 'ja', 'in the language of the newest account')
	assert.match(mail.text, new RegExp(`公式アカウント：${first.fields.company}`), 'with the Official Account')
	assert.match(mail.text, /最終利用 \d{4}-\d\d-\d\d/, 'when it was last used')
	assert.ok(!mail.text.includes(stranger.slug), 'and nobody else\'s')
	assert.deepEqual(await sql('SELECT 1 FROM directory.find_mail WHERE delivered_at IS NULL'), [], 'nothing is left of the unknown')
	assert.deepEqual(await stack.sandbox.mails('nobody@shop.example'), [])
})

test('what is no address is refused by its looks', async () => {
	for (const [email, code] of [['', 'field.required'], ['no address', 'email.invalid'], ['mei@shop', 'email.invalid'], [`${'x'.repeat(300)}@shop.example`, 'field.too_long']]) {
		const answer = await find(email)
		assert.deepEqual([problem(answer), fieldCodes(answer)], ['422 request.invalid', { email: code }])
	}
})

test('a body that is none is refused, whatever the address', async () => {
	assert.equal(problem(await stack.client().post('/api/find', {})), '422 request.invalid')
	assert.equal(problem(await stack.client().post('/api/find', { email: 5 })), '422 request.invalid')
	assert.equal(problem(await stack.client().post('/api/find', { email: 'a@b.example', slug: 'x' })), '422 request.invalid')
})

test('a list is sent again after a busy server, with the same Message-ID, and a refusal stays to be seen', async () => {
	const { fields: { email } } = await Merchant.signUp(stack)
	await stack.sandbox.waitForMails(email)
	await stack.sandbox.smtpMode({ mode: 'tempfail', times: 1, to: email })
	await find(email)
	const row = async () => (await sql(`SELECT message_id, tries, failed_at IS NOT NULL, lease IS NULL FROM directory.find_mail WHERE address_hash = ${hash(email)} ORDER BY created_at DESC LIMIT 1`))[0]
	await until('the first try', async () => { const now = await row(); return Number(now[1]) === 1 && now[3] === 't' })
	const [id] = await row()
	await sql(`UPDATE directory.find_mail SET due_at = now() WHERE message_id = '${id}'`)
	const mail = (await stack.sandbox.waitForMails(email, 2)).at(-1)
	assert.ok(mail.headers['message-id'].startsWith(`<${id}@`), mail.headers['message-id'])

	await stack.sandbox.smtpMode({ mode: 'permfail', to: email })
	await find(email)
	await until('the refusal', async () => (await row())[2] === 't')
	await stack.sandbox.smtpMode({ mode: 'accept' })
})

test('500 sign-ups name one victim: three mails at once, the rest as one list, and nobody else waits', async () => {
	const victim = someEmail()
	const slugs = []
	const signUps = async () => {
		for (let i = slugs.push(null); i <= 500; i = slugs.push(null))
			slugs[i - 1] = (await Merchant.signUp(stack, { email: victim, company: `Brand ${i}`, locale: 'en' })).slug
		slugs.pop()
	}
	const flood = Promise.all(Array.from({ length: 8 }, signUps))
	await until('the flood to be on', () => slugs.length > 100)
	const other = await Merchant.signUp(stack)
	await stack.sandbox.waitForMails(other.fields.email)
	assert.ok(slugs.length < 500, 'another person\'s mail comes while the flood is on')
	await flood
	assert.equal(new Set(slugs).size, 500, 'each has its URL on the page')

	await until('every welcome to be sent or held', async () => (await sql(
		`SELECT 1 FROM tenant.outbox WHERE recipient = '${victim}' AND state = 'waiting'`)).length === 0)
	assert.equal((await stack.sandbox.mails(victim)).length, 3)
	await endHour(victim)
	const mails = await stack.sandbox.waitForMails(victim, 4)
	await quiet(victim)
	assert.equal((await stack.sandbox.mails(victim)).length, 4, 'one list')
	const listed = mails.find(({ text }) => text.includes('Brand 1\n') && text.includes('Brand 500\n')) ?? mails.at(-1)
	for (const slug of slugs) assert.ok(listed.text.includes(`${stack.url}/a/${slug}\n`), slug)
})

test('the fourth brand of an agency within the hour has its URL on the page, and in one mail later', async () => {
	const email = someEmail()
	const brands = []
	for (const company of ['One', 'Two', 'Three', 'Four']) brands.push(await Merchant.signUp(stack, { email, company, locale: 'en' }))
	assert.equal((await brands[3].tryLogIn()).status, 201)
	await until('every welcome to be sent or held', async () => (await sql(`SELECT 1 FROM tenant.outbox WHERE recipient = '${email}' AND state = 'waiting'`)).length === 0)
	assert.equal((await stack.sandbox.mails(email)).length, 3)
	await endHour(email)
	const mails = await stack.sandbox.waitForMails(email, 4)
	assert.ok(mails.some(({ text }) => brands.every(({ slug }) => text.includes(`${stack.url}/a/${slug}\n`))), 'the list has them all')
})

test('asking again and again brings three lists an hour, and the last one later', async () => {
	const { fields: { email } } = await Merchant.signUp(stack)
	await stack.sandbox.waitForMails(email)
	for (let n = 1; n <= 3; n++) {
		assert.equal((await find(email)).status, 202)
		await stack.sandbox.waitForMails(email, 1 + n)
	}
	const held = await find(email)
	assert.equal(held.status, 202)
	await find(email)
	await quiet(email)
	assert.equal((await stack.sandbox.mails(email)).length, 4)
	await endHour(email)
	await stack.sandbox.waitForMails(email, 5)
	await quiet(email)
	assert.equal((await stack.sandbox.mails(email)).length, 5)
})
