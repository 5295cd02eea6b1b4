/* The same path in English on a computer, by keyboard alone; only LINE's own console is used with a mouse. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { LineConsole, preparedLine } from './support/console.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import * as path from './support/path.mjs'

const house = await openHouse()
after(() => house.close())

const SHOP = { company: 'Spring Water Tea', contact: 'Ms Lin', email: 'lin@tea.example', password: 'three bubble teas, less ice' }

house.test('a keyboard, en: from the front page to a linked account', async () => {
	const line = await preparedLine(house.sandbox, 'Spring Water Tea')
	const visitor = await house.visitor({ locale: 'en-GB', device: 'keyboard' })

	await visitor.go('/')
	await expectTitle(visitor.page, 'Lychee ACHO – connect your LINE Official Account')
	await visitor.page.keyboard.press('Tab')
	await expectFocus(visitor.link('page.skip'))
	await visitor.press(visitor.link('front.signup').first())
	await expectShown(visitor.page.getByRole('heading', { name: 'Create your ACHO account' }))
	const shop = await path.signUp(visitor, SHOP)
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), 'Login URL copied.')
	assert.equal(await visitor.clipboard(), shop.url)

	const mail = await path.openWelcomeMail({ ...visitor, __proto__: visitor, device: 'desktop' }, shop)
	await expectText(mail.id('subject'), `[ACHO] Login URL for ${SHOP.company}`)
	await visitor.press(visitor.link('signup.done.open'))
	await expectUrl(visitor.page, shop.url)
	await path.logIn(visitor, shop)

	await path.nameOa(visitor, line)
	const console = await LineConsole.open(visitor, line)

	/* Escape leaves the dialog, to the button that opened it; the button opens it again. */
	await expectFocus(visitor.stepTitle(12))
	await visitor.page.keyboard.press('Escape')
	await expectHidden(visitor.id('dialog-12'))
	await expectFocus(visitor.id('task-12-open'))
	await visitor.press(visitor.link('task.start', { step: 12 }))

	const { jwk } = await path.proveChannel(visitor, console)
	await visitor.press(visitor.id('step12-continue'))
	await path.confirmChecklist(visitor, console)
	await visitor.press(visitor.id('step13-continue'))
	await path.connectToken(visitor, console, line)
	await visitor.press(visitor.id('step14-continue'))
	await path.expectLinked(visitor, shop, line)
	await expectShown(visitor.page.getByRole('heading', { name: 'All set. “Spring Water Tea” is connected to ACHO.' }))

	await visitor.page.reload()
	await path.expectLinked(visitor, shop, line)
	const phone = await house.visitor({ locale: 'en-GB', device: 'phone' })
	await phone.go(shop.url)
	await path.logIn(phone, shop)
	await path.expectLinked(phone, shop, line)

	/* What is done can be looked at, and changed, later. */
	await visitor.press(visitor.link('task.open', { step: 12 }))
	await expectFocus(visitor.stepTitle(12))
	await visitor.press(visitor.button('step12.change'))
	await expectText(visitor.id('jwk'), jwk)
	await visitor.page.keyboard.press('Escape')
	await expectFocus(visitor.id('task-12-open'))

	await path.logOut(visitor, shop)
})
