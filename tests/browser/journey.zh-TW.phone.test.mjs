/* A merchant on a phone, in Traditional Chinese, from the front page to a linked Official Account. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { LineConsole, preparedLine } from './support/console.mjs'
import { expectFocus, expectShown, expectText, expectTitle } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import * as path from './support/path.mjs'

const house = await openHouse()
after(() => house.close())

const SHOP = { company: '春水茶行 Chun & Co.', contact: '林小姐', email: 'lin@tea.example', phone: '0912-345-678', password: '三杯珍珠奶茶少冰' }

house.test('a phone, zh-TW: from the front page to a linked account', async () => {
	const line = await preparedLine(house.sandbox, '春水茶行')
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })

	await visitor.go('/')
	await expectTitle(visitor.page, visitor.w('front.pageTitle'))
	await visitor.press(visitor.page.getByRole('link', { name: '註冊帳號' }).first())
	await expectShown(visitor.page.getByRole('heading', { name: '建立荔枝好推帳號' }))
	const shop = await path.signUp(visitor, SHOP)
	await expectText(visitor.id('signup-done-mail'), new RegExp(SHOP.email))
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), '已複製登入網址。')
	assert.equal(await visitor.clipboard(), shop.url)
	await visitor.page.reload()
	await expectText(visitor.id('login-url'), shop.url)

	const mail = await path.openWelcomeMail(visitor, shop)
	await expectText(mail.id('subject'), `【荔枝好推】${SHOP.company} 的專屬登入網址`)
	const home = await mail.openTab(mail.id('text').getByRole('link', { name: shop.url }).first())
	await path.logIn(home, shop)

	await path.nameOa(home, line)
	const console = await LineConsole.open(home, line)
	const { kid, channelId } = await path.proveChannel(home, console)

	/* Closed in the middle: another device comes back to the next thing to do, and sees what is done. */
	const computer = await house.visitor({ locale: 'zh-TW', device: 'desktop' })
	await computer.go(shop.url)
	await path.logIn(computer, shop)
	await expectFocus(computer.stepTitle(13))
	await computer.press(computer.link('home.allSteps'))
	await expectText(computer.id('task-12-state'), /^LINE 已確認/)
	await expectText(computer.id('task-12-facts'), new RegExp(`${channelId}[^]*${kid}`))
	await computer.press(computer.id('task-12-open'))
	await expectShown(computer.heading('step12.proved'))

	await home.press(home.button('step.continue').and(home.id('step12-continue')))
	await path.confirmChecklist(home, console)
	await home.press(home.button('step.continue').and(home.id('step13-continue')))
	await path.connectToken(home, console, line)
	await home.press(home.button('step14.yes'))
	await path.expectLinked(home, shop, line)
	await expectShown(home.page.getByRole('heading', { name: '串接完成！「春水茶行」已經可以使用荔枝好推。' }))

	await home.page.reload()
	await path.expectLinked(home, shop, line)
	await computer.go(shop.url)
	await path.expectLinked(computer, shop, line)

	await path.logOut(home, shop)
	await home.go(`${shop.url}/`)
	await expectShown(home.button('login.submit'))
	await computer.page.reload()
	await path.expectLinked(computer, shop, line)
})
