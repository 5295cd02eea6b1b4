/* On elsewhere: a step on a computer or by a colleague, who logs in and is at the very step; the login URL on a phone. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { readQr } from './support/png.mjs'
import { LOCALES } from './support/words.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const STEPS = [12, 13, 14]

const linkTo = ({ slug }, step) => `${stack.url}/a/${slug}/?openExternalBrowser=1#step-${step}`
const unfold = (visitor, step) => visitor.press(visitor.id(`forward-${step}-fold`).locator('summary'))

for (const locale of LOCALES)
	house.test(`each step can be handed on: copied, by LINE, by mail and as a QR code: ${locale}`, async () => {
		const merchant = await Merchant.withOa(stack, { locale, company: 'Chun Tea' })
		const visitor = await house.visitor({ locale, device: 'phone' })
		await visitor.enterAs(merchant, '#step-12')
		for (const step of STEPS) {
			if (step > 12) await visitor.go(`/a/${merchant.slug}/#step-${step}`)
			await expectFocus(visitor.stepTitle(step))
			await unfold(visitor, step)
			const link = linkTo(merchant, step)
			const message = visitor.w(`elsewhere.${step}`, { company: merchant.fields.company, link })
			await visitor.press(visitor.id(`forward-${step}-copy`))
			await expectText(visitor.id(`forward-${step}-status`), visitor.w('forward.copied'))
			assert.equal((await visitor.clipboard()).replaceAll('\r\n', '\n'), message)
			await visitor.press(visitor.id(`forward-${step}-link-copy`))
			await expectText(visitor.id(`forward-${step}-link-status`), visitor.w('forward.link.copied'))
			assert.equal(await visitor.clipboard(), link)
			const [line, mail] = await Promise.all(['line', 'mail'].map((name) => visitor.id(`forward-${step}-${name}`).getAttribute('href')))
			assert.equal(decodeURIComponent(line.split('text=')[1]), message)
			assert.ok(decodeURIComponent(mail).includes(link))
			await visitor.press(visitor.id(`forward-${step}-qr-show`))
			await expectFocus(visitor.id(`forward-${step}-qr-place`))
			assert.equal(await readQr(visitor.id(`forward-${step}-qr`)), link)
			await expectAccessible(visitor, `elsewhere ${step}`)
		}
	})

house.test('whoever opens the link logs in and is at the very step', async () => {
	const merchant = await Merchant.withOa(stack)
	for (const step of STEPS) {
		const computer = await house.visitor({ locale: 'zh-TW' })
		await computer.page.goto(linkTo(merchant, step))
		await expectUrl(computer.page, `${stack.url}/a/${merchant.slug}#step-${step}`)
		await computer.enter(computer.field('login.email'), merchant.fields.email)
		await computer.enter(computer.field('login.password'), 'not this one')
		await computer.press(computer.button('login.submit'))
		await expectShown(computer.id('login-summary'))
		await computer.enter(computer.field('login.password'), merchant.fields.password)
		await computer.press(computer.button('login.submit'))
		await expectFocus(computer.stepTitle(step))
		await expectUrl(computer.page, `${stack.url}/a/${merchant.slug}/#step-${step}`)
	}
})

house.test('without a network it is said, nothing typed is lost, and opening it again brings it', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await house.visitor({ locale: 'zh-TW' })
	await visitor.enterAs(merchant, '#step-12')
	await expectFocus(visitor.stepTitle(12))
	await visitor.enter(visitor.field('channelId.label'), '1234567890')
	await visitor.page.route('**/js/forward.js', (route) => route.abort(), { times: 1 })
	await unfold(visitor, 12)
	await expectText(visitor.id('forward-12-fold-problem'), visitor.w('fold.none'))
	await unfold(visitor, 12)
	await unfold(visitor, 12)
	await expectText(visitor.id('forward-12-link'), linkTo(merchant, 12))
	await expectHidden(visitor.id('forward-12-fold-problem'))
	await expectValue(visitor.field('channelId.label'), '1234567890')
})

house.test('on a computer the login URL is there as a QR code: after the sign-up, on the login page and when all is done', async () => {
	const merchant = await Merchant.linked(stack)
	const visitor = await house.visitor({ locale: 'zh-TW' })
	const expectQr = async (url, state) => {
		await visitor.press(visitor.id('bookmark-phone').locator('summary'))
		await expectShown(visitor.id('bookmark-qr'))
		assert.equal(await readQr(visitor.id('bookmark-qr')), url)
		await expectAccessible(visitor, state)
	}
	await visitor.go(`/a/${merchant.slug}`)
	await expectQr(`${stack.url}/a/${merchant.slug}`, 'login with a QR code')
	await visitor.enterAs(merchant)
	await expectShown(visitor.id('home-done'))
	await expectQr(`${stack.url}/a/${merchant.slug}`, 'done with a QR code')

	await visitor.go('/signup')
	for (const [name, text] of Object.entries({ company: '春水茶行', contact: '林小姐', email: 'qr@tea.example', password: merchant.fields.password })) await visitor.enter(visitor.id(`signup-${name}`), text)
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.heading('signup.done.title'))
	await expectQr(await visitor.id('login-url').innerText(), 'sign-up done with a QR code')

	const phone = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await phone.go(`/a/${merchant.slug}`)
	await expectShown(phone.id('bookmark-here'))
	await expectHidden(phone.id('bookmark-phone'))
})
