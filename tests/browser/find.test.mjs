/* A lost login URL: asked for with an address, answered by mail, and in the same words whoever asks. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant, someEmail } from '../support/merchant.mjs'
import { expectFocus, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse, SHOP } from './support/house.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

const { stack, sandbox, phone, keyboard, merchantOf } = house

async function findsTheUrl(visitor) {
	const email = someEmail()
	const shops = [await Merchant.signUp(stack, { email, company: `${SHOP[visitor.locale]} 1` }), await Merchant.signUp(stack, { email, company: `${SHOP[visitor.locale]} 2` })]
	const { length } = await sandbox.waitForMails(email, 2)
	await visitor.go('/')
	await visitor.press(visitor.link('find.link'))
	await expectTitle(visitor.page, visitor.w('find.pageTitle'))
	await visitor.enter(visitor.field('find.email'), email)
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.heading('sent.title'))
	await expectText(visitor.id('find-sent-words'), visitor.w('find.sent'))
	await expectText(visitor.id('find-sent-address'), visitor.w('sent.address', { email }))
	const mails = await sandbox.waitForMails(email, length + 1)
	for (const { slug, fields } of shops) {
		assert.ok(mails.at(-1).text.includes(`${stack.url}/a/${slug}`), mails.at(-1).text)
		assert.ok(mails.at(-1).text.includes(fields.company))
	}

	/* Nobody's address: the same words, and the way to another try. */
	await visitor.press(visitor.button('sent.again'))
	await expectFocus(visitor.field('find.email'))
	await expectValue(visitor.field('find.email'), email)
	await visitor.enter(visitor.field('find.email'), someEmail())
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.heading('sent.title'))
	await expectText(visitor.id('find-sent-words'), visitor.w('find.sent'))
}

house.test('a lost login URL on a phone, zh-TW: one mail lists every shop of the address', async () => findsTheUrl(await phone()))
house.test('a lost login URL by keyboard, en', async () => findsTheUrl(await keyboard()))

house.test('whoever may be without a login URL is led to where it is mailed from', async () => {
	const visitor = await phone()
	const { slug } = await merchantOf(visitor)
	for (const path of ['/', '/signup', '/nowhere', '/a/0000000000000', `/a/${slug}`, `/a/${slug}/reset`]) {
		await visitor.go(path)
		await visitor.press(visitor.link('find.link'))
		await expectUrl(visitor.page, `${stack.url}/find`)
		await expectShown(visitor.heading('find.title'))
	}
})

house.test('nothing typed, no address, or no answer: said, and what was typed is still there', async () => {
	const visitor = await phone()
	await visitor.go('/find')
	await visitor.press(visitor.button('find.submit'))
	await expectRefusal(visitor, 'find', { code: 'request.invalid', fields: ['find-email'] })
	await visitor.enter(visitor.field('find.email'), 'lin＠tea')
	await visitor.press(visitor.button('find.submit'))
	await expectRefusal(visitor, 'find', { code: 'request.invalid', fields: ['find-email'] })
	await visitor.page.route('**/api/find', (route) => route.abort(), { times: 1 })
	await visitor.enter(visitor.field('find.email'), 'lin@tea.example')
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.id('find-summary'))
	await expectText(visitor.id('find-summary'), visitor.w('net.none'))
	await expectValue(visitor.field('find.email'), 'lin@tea.example')
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.heading('sent.title'))
})
