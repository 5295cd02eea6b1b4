/* Inside LINE: no clipboard, no second tab, no bookmarks, no downloads. Each page says so and shows the way out. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { mailedToken } from '../support/links.mjs'
import { Merchant, PASSWORD, someEmail } from '../support/merchant.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectUrl } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { signUp } from './support/path.mjs'
import { LOCALES } from './support/words.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const OUT = 'openExternalBrowser=1'

/* With LINE's user agent, and without what its browser lacks. */
async function insideLine(locale = 'zh-TW') {
	const visitor = await house.visitor({ locale, device: 'line' })
	await visitor.context.addInitScript(() => {
		Object.defineProperty(navigator, 'clipboard', { value: undefined })
		document.execCommand = () => false
		window.open = () => null
	})
	return visitor
}

/* Where the press leads, in this tab: nothing else opens. */
async function leadsTo(visitor, locator) {
	const { page } = visitor
	const before = visitor.context.pages().length
	const [request] = await Promise.all([page.waitForRequest((one) => one.isNavigationRequest() && one.frame() === page.mainFrame()), visitor.press(locator)])
	assert.equal(visitor.context.pages().length, before, 'no second tab')
	return request.url()
}

/* To LINE's console, from what is said of an empty field. */
const wayOut = (visitor) => visitor.id('step12').locator('a[target=_blank][href^="https://developers.line.biz/"]').first()

for (const locale of LOCALES) house.test(`signing up inside LINE, ${locale}`, async () => {
	const visitor = await insideLine(locale)
	const { page } = visitor
	await visitor.go('/')
	await expectText(visitor.id('line-app').locator('p').first(), visitor.w('lineApp.notice'))
	await expectAccessible(visitor, 'front page inside LINE')
	const { url } = await signUp(visitor, { company: '春水茶行', contact: '林小姐', email: someEmail(), password: PASSWORD })
	await expectShown(visitor.id('line-app-out'))
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), visitor.w('copy.fail'))
	assert.equal(await page.evaluate(() => String(getSelection())), url, 'selected instead')
	await expectAccessible(visitor, 'signed up inside LINE')
	assert.equal(await leadsTo(visitor, visitor.id('line-app-out')), `${url}?${OUT}`, 'not to an empty form')
	await expectShown(visitor.button('login.submit'))
	assert.equal(await leadsTo(visitor, visitor.id('line-app-out')), `${url}?${OUT}`)
})

house.test('the wizard inside LINE: the key is selected, and links that would open a tab lead out', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await insideLine()
	const { page } = visitor
	await page.route('https://**', (route) => route.abort())
	await visitor.enterAs(merchant, '#step-12')
	await expectText(visitor.id('jwk'), /^\{/)
	await visitor.press(visitor.button('copy.do'))
	await expectText(visitor.id('jwk-status'), visitor.w('copy.fail'))
	assert.equal(await page.evaluate(() => String(getSelection())), await visitor.id('jwk').innerText())
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.id('step12-summary'))
	assert.equal(await leadsTo(visitor, wayOut(visitor)), `https://developers.line.biz/console/?${OUT}`)
})

house.test('a mailed link opened inside LINE takes its token along to the browser outside', async () => {
	const merchant = await Merchant.signUp(stack)
	const visitor = await insideLine()
	const path = `${stack.url}/a/${merchant.slug}/verify`
	await visitor.go(`${path}#t=${await mailedToken(stack, merchant, 'verify')}`)
	await expectShown(visitor.button('verify.submit'))
	await expectUrl(visitor.page, path)
	await visitor.press(visitor.id('line-app-out'))
	await visitor.page.waitForURL((url) => url.pathname.endsWith('/verify') && url.search === '')
	await expectShown(visitor.button('verify.submit'))
})

house.test('outside there is no such word, links open a tab, and the parameter is gone from the address', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await house.visitor({ device: 'phone' })
	await visitor.go(`/a/${merchant.slug}?${OUT}`)
	await expectShown(visitor.button('login.submit'))
	await expectHidden(visitor.id('line-app'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}`)
	await visitor.context.route('https://**', (route) => route.abort())
	await visitor.enterAs(merchant, '#step-12')
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.id('step12-summary'))
	const asked = visitor.context.waitForEvent('request', (request) => request.url().startsWith('https://'))
	const [tab] = await Promise.all([visitor.context.waitForEvent('page'), visitor.press(wayOut(visitor))])
	assert.equal((await asked).url(), 'https://developers.line.biz/console/')
	assert.notEqual(tab, visitor.page)
})
