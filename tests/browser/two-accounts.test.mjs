/* One address, two shops, two tabs of one browser: nothing of one reaches the other. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { LineConsole, preparedLine } from './support/console.mjs'
import { expectFocus, expectShown, expectText, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import * as path from './support/path.mjs'

const house = await openHouse()
after(() => house.close())

const EMAIL = 'agency@brands.example'

/* Steps 11 to 14 of a shop that is logged in. */
async function link(tab, line) {
	await tab.page.bringToFront()
	await path.nameOa(tab, line)
	const console = await LineConsole.open(tab, line)
	const { jwk } = await path.proveChannel(tab, console)
	await tab.press(tab.id('step12-continue'))
	await path.confirmChecklist(tab, console)
	await tab.press(tab.id('step13-continue'))
	await path.connectToken(tab, console, line)
	await tab.press(tab.id('step14-continue'))
	return jwk
}

house.test('one address signs up twice and links two accounts side by side', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW' })
	const lines = [await preparedLine(house.sandbox, '春水茶行'), await preparedLine(house.sandbox, '山風咖啡')]
	const tea = await path.signUp(visitor, { company: '春水茶行', contact: '林小姐', email: EMAIL, password: '三杯珍珠奶茶少冰' })
	await visitor.press(visitor.button('signup.again'))
	for (const [id, kept] of [['company', ''], ['contact', '林小姐'], ['email', EMAIL], ['password', '']]) await expectValue(visitor.id(`signup-${id}`), kept)
	const coffee = await path.signUp(visitor, { company: '山風咖啡', contact: '林小姐', email: EMAIL, password: '兩包耶加雪菲淺焙' })
	assert.notEqual(tea.slug, coffee.slug)

	const mails = await house.sandbox.waitForMails(EMAIL, 2)
	assert.equal(mails.length, 2)
	const tabs = []
	for (const shop of [tea, coffee]) {
		const mail = await path.openWelcomeMail(visitor, shop)
		const tab = await mail.openTab(mail.id('text').getByRole('link', { name: shop.url }).first())
		await path.logIn(tab, shop)
		tabs.push(tab)
	}
	for (const [i, shop] of [tea, coffee].entries()) {
		await tabs[i].page.reload()
		await expectText(tabs[i].id('home-company'), shop.company)
	}

	/* The browser sends each account's cookie to that account alone. */
	const cookies = (await visitor.context.cookies()).filter(({ name }) => name === 'acho')
	assert.deepEqual(cookies.map((one) => one.path).sort(), [tea, coffee].map(({ slug }) => `/a/${slug}`).sort())
	for (const shop of [tea, coffee]) {
		const sent = await visitor.context.cookies(`${shop.url}/api/session`)
		assert.deepEqual(sent.filter(({ name }) => name === 'acho').map((one) => one.path), [`/a/${shop.slug}`])
	}
	assert.deepEqual(await visitor.context.cookies(`${visitor.url}/signup`), [], 'and none to pages of no account')

	const keys = [await link(tabs[0], lines[0]), await link(tabs[1], lines[1])]
	assert.notEqual(keys[0], keys[1], 'each has a key of its own')
	await path.expectLinked(tabs[1], coffee, lines[1])
	await tabs[0].page.reload()
	await path.expectLinked(tabs[0], tea, lines[0])

	/* Out of one is not out of the other. */
	await path.logOut(tabs[0], tea)
	await tabs[1].page.reload()
	await path.expectLinked(tabs[1], coffee, lines[1])

	/* The other account's password does not open this one. */
	const [tab] = tabs
	await tab.enter(tab.field('login.email'), EMAIL)
	await tab.enter(tab.field('login.password'), coffee.password)
	await tab.press(tab.button('login.submit'))
	await expectShown(tab.id('login-summary'))
	await expectUrl(tab.page, tea.url)
})

house.test('an Official Account that another account has linked is refused, and not said whose it is', async () => {
	const first = await Merchant.linked(house.stack, { company: '綠野花店' })
	const second = await Merchant.loggedIn(house.stack, { company: '別人的店' })
	await second.put('oa', { name: '我的店', basic_id: first.line.oa.bot.basicId })
	const stranger = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await stranger.enterAs(second, '#step-14')
	await path.sendToken(stranger, first.line.token)
	const summary = stranger.id('step14-summary')
	await expectFocus(summary)
	assert.equal(await summary.getAttribute('data-code'), 'line.bot_taken')
	for (const secret of [first.fields.company, first.fields.email, first.slug])
		assert.ok(!(await stranger.page.content()).includes(secret), secret)
	await stranger.page.reload()
	await expectText(stranger.id('task-14-state'), stranger.w('state.refuted'))
	assert.equal((await first.oa()).messaging_token.state, 'proved', 'and its owner keeps it')
})
