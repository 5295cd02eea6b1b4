/* The guide to steps 1 to 8: read in order or entered anywhere, handed on to a colleague or to another device, in LINE's own browser too. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectAccessible } from './support/access.mjs'
import { readOut } from './support/axtree.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { readQr } from './support/png.mjs'
import { LOCALES } from './support/words.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const STEPS = [1, 2, 3, 4, 5, 6, 7, 8]

const title = (visitor, step) => visitor.id(`guide-title-${step}`)
const linkTo = (step) => `${stack.url}/guide?openExternalBrowser=1#step-${step}`
const unfold = (visitor, step) => visitor.press(visitor.id(`forward-${step}-fold`).locator('summary'))

/* ---- in order ---- */

house.test('from the front page on a phone, zh-TW: the first question shortens the path, and answers are kept', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await visitor.go('/')
	await visitor.press(visitor.link('front.guide'))
	await expectTitle(visitor.page, visitor.w('guide.pageTitle'))
	const onward = visitor.id('guide-onward')
	await expectText(onward, visitor.w('guide.start', { step: 1 }))
	await expectHidden(visitor.id('guide-then'))
	await visitor.press(visitor.field('guide.ask.unsure'))
	await expectText(visitor.id('guide-then'), new RegExp(visitor.w('guide.ask.unsure.then').split('{link}')[1].slice(0, 12)))
	assert.equal(await visitor.id('guide-then').getByRole('link').getAttribute('href'), 'https://manager.line.biz/')
	await visitor.press(visitor.field('guide.ask.yes'))
	await expectText(visitor.id('guide-then'), visitor.w('guide.ask.yes.then'))
	await expectText(onward, visitor.w('guide.start', { step: 2 }))
	await expectText(visitor.id('guide-progress'), visitor.w('guide.progress', { n: 0, all: 7 }))
	assert.match(await visitor.id('guide-row-1').innerText(), new RegExp(visitor.w('guide.row.skip')))
	await visitor.page.reload()
	assert.ok(await visitor.field('guide.ask.yes').isChecked())
	await visitor.press(onward)
	await expectFocus(title(visitor, 2))
	await expectTitle(visitor.page, visitor.w('guide.stepTitle', { step: 2 }))
	for (const step of STEPS) await (step === 2 ? expectShown : expectHidden)(visitor.id(`guide-step-${step}`))
	await visitor.press(visitor.id('guide-done-2'))
	await expectFocus(title(visitor, 3))
	assert.equal(await visitor.page.evaluate(() => scrollY), 0, 'at its top at once')
	await visitor.press(visitor.link('guide.all'))
	await expectFocus(visitor.id('guide-title'))
	await expectUrl(visitor.page, `${stack.url}/guide`)
	await expectText(visitor.id('guide-progress'), visitor.w('guide.progress', { n: 1, all: 7 }))
	await expectText(onward, visitor.w('guide.resume', { step: 3 }))
	await visitor.press(visitor.field('guide.ask.no'))
	await expectText(onward, visitor.w('guide.resume', { step: 1 }))
	await visitor.page.goBack()
	await expectFocus(title(visitor, 3))
})

house.test('from the first step to the sign-up by keyboard alone, en; a tick can be taken back, and other tabs have them', async () => {
	const visitor = await house.visitor({ locale: 'en', device: 'keyboard' })
	await visitor.go('/guide')
	await visitor.press(visitor.id('guide-onward'))
	for (const step of STEPS) {
		await expectFocus(title(visitor, step))
		await expectUrl(visitor.page, `${stack.url}/guide#step-${step}`)
		await expectText(visitor.id(`guide-of-${step}`), visitor.w('guide.of', { step, all: 8 }))
		assert.equal(await visitor.page.locator('[aria-current=step]').getAttribute('data-testid'), `guide-row-${step}`)
		if (step === 4) await visitor.press(visitor.field('guide.understood'))
		await visitor.press(visitor.id(`guide-done-${step}`))
	}
	await expectFocus(visitor.id('guide-ready-title'))
	await expectText(visitor.id('guide-progress'), visitor.w('guide.progress', { n: 8, all: 8 }))
	await visitor.press(visitor.id('guide-row-5'))
	await expectFocus(title(visitor, 5))
	await expectShown(visitor.id('guide-ticked-5'))
	await visitor.press(visitor.button('guide.untick'))
	await expectHidden(visitor.id('guide-ticked-5'))
	await expectFocus(title(visitor, 5))
	const tab = await visitor.newTab()
	await tab.go('/guide')
	await expectText(tab.id('guide-progress'), tab.w('guide.progress', { n: 7, all: 8 }))
	await expectText(tab.id('guide-onward'), tab.w('guide.resume', { step: 5 }))
	await tab.press(tab.id('guide-onward'))
	await tab.press(tab.id('guide-done-5'))
	await visitor.page.bringToFront()
	await visitor.press(visitor.id('guide-row-6'))
	await visitor.press(visitor.button('guide.untick'))
	await expectText(visitor.id('guide-progress'), visitor.w('guide.progress', { n: 7, all: 8 }))
	await expectShown(visitor.id('guide-row-5').getByText(visitor.w('guide.row.done')))
	await visitor.press(visitor.id('guide-done-6'))
	await visitor.press(visitor.id('guide-row-5'))
	await visitor.press(visitor.button('guide.untick'))
	await visitor.press(visitor.id('guide-before-5'))
	await expectFocus(title(visitor, 4))
	await visitor.page.reload()
	await expectFocus(title(visitor, 4))
	await visitor.page.evaluate(() => document.activeElement.blur())
	await visitor.press(visitor.link('page.skip'))
	await expectUrl(visitor.page, `${stack.url}/guide#step-4`)
	await expectShown(visitor.id('guide-step-4'))
	await visitor.press(visitor.id('guide-after-4'))
	await visitor.press(visitor.id('guide-done-5'))
	await visitor.press(visitor.id('guide-row-8'))
	await visitor.press(visitor.id('guide-done-8'))
	await visitor.press(visitor.link('front.signup'))
	await expectTitle(visitor.page, visitor.w('signup.pageTitle'))
})

house.test('the front page and the sign-up page lead to the guide, and what was typed is still there on the way back', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await visitor.go('/')
	await visitor.press(visitor.link('front.way.line.go'))
	await expectShown(visitor.id('guide-overview'))
	await visitor.go('/signup')
	await visitor.enter(visitor.field('signup.company'), '春水茶行')
	await visitor.press(visitor.link('signup.before.guide'))
	await expectShown(visitor.id('guide-overview'))
	await visitor.page.goBack()
	await expectValue(visitor.field('signup.company'), '春水茶行')
})

house.test('through the door that does not open again nobody goes unawares, and what was chosen there is said where it is needed', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await visitor.go('/guide#step-6')
	await expectFocus(title(visitor, 6))
	await expectHidden(visitor.id('guide-provider-6'))
	await visitor.press(visitor.id('guide-before-6'))
	await visitor.press(visitor.id('guide-before-5'))
	await expectFocus(title(visitor, 4))
	await visitor.enter(visitor.id('guide-provider'), '春水茶行 <b>有限公司</b>')
	await visitor.press(visitor.id('guide-done-4'))
	await expectShown(visitor.id('guide-understood-error'))
	await expectFocus(visitor.field('guide.understood'))
	await expectHidden(visitor.id('guide-step-5'))
	await visitor.press(visitor.field('guide.understood'))
	await expectHidden(visitor.id('guide-understood-error'))
	await visitor.press(visitor.id('guide-done-4'))
	for (const step of [5, 6, 7, 8]) {
		await expectFocus(title(visitor, step))
		await expectText(visitor.id(`guide-provider-${step}`), visitor.w('guide.provider.was', { name: '春水茶行 <b>有限公司</b>' }))
		if (step < 8) await visitor.press(visitor.id(`guide-after-${step}`))
	}
	await visitor.go('/guide#step-4')
	await expectValue(visitor.id('guide-provider'), '春水茶行 <b>有限公司</b>')
	assert.ok(await visitor.field('guide.understood').isChecked())
	await visitor.enter(visitor.id('guide-provider'), '')
	await visitor.press(visitor.id('guide-after-4'))
	await expectFocus(title(visitor, 5))
	await expectHidden(visitor.id('guide-provider-5'))
})

/* ---- whole, and for everybody ---- */

/* In the page: what shows which step this is. */
const shownStep = () => [...document.querySelectorAll('main :is(.eyebrow, [aria-current], [aria-hidden=true]):not(nav [aria-hidden])')]
	.filter((node) => node.checkVisibility() && node.getBoundingClientRect().width > 2).map((node) => node.dataset.testid ?? node.outerHTML)

house.test('which step it is stands there once: in words on a phone, in the list where that is beside it; and is read out in both', async () => {
	for (const [device, wanted] of [['phone', 'guide-of-3'], ['desktop', 'guide-row-3']]) {
		const visitor = await house.visitor({ locale: 'zh-TW', device })
		await visitor.go('/guide#step-3')
		await expectFocus(title(visitor, 3))
		assert.deepEqual(await visitor.page.evaluate(shownStep), [wanted])
		const read = (await readOut(visitor.page)).filter(({ role }) => role === 'StaticText').map(({ name }) => name).join('')
		assert.ok(read.includes(visitor.w('guide.of', { step: 3, all: 8 }) + visitor.w('guide.3.title')), read)
		await expectShown(visitor.heading('guide.3.title'))
	}
})

/* Every part of a step is seen, and each drawing says in words what its numbers mark. */
async function expectWhole(visitor, step) {
	const section = visitor.id(`guide-step-${step}`)
	await expectText(title(visitor, step), new RegExp(visitor.w(`guide.${step}.title`).slice(0, 8)))
	for (const part of ['.who', '.way', '.todo > li', 'figure svg', 'figcaption', '.translated', '.known', '.copybox', 'details'])
		assert.ok(await section.locator(part).first().isVisible(), `step ${step} has no ${part}`)
	assert.ok((await section.locator('.todo > li').count()) <= 5)
	const drawings = await section.locator('figure svg.drawing').evaluateAll((found) => found.map((svg) => ({
		alt: svg.getAttribute('aria-label'), role: svg.getAttribute('role'), marks: svg.dataset.mark.split(' ').length,
		frames: svg.querySelectorAll('.mark').length, numbers: [...svg.querySelectorAll('.count')].map((node) => node.textContent),
		outside: [...svg.querySelectorAll('.mark, .badge, text')].filter((node) => {
			const [box, all] = [node.getBoundingClientRect(), svg.getBoundingClientRect()]
			return box.left < all.left - 1 || box.right > all.right + 1 || box.top < all.top - 1 || box.bottom > all.bottom + 1
		}).map((node) => node.textContent || node.getAttribute('class')),
	})))
	for (const { alt, role, marks, frames, numbers, outside } of drawings) {
		assert.equal(role, 'img')
		assert.ok(frames === marks && numbers.length === marks, `${alt}: ${frames} frames, ${numbers} for ${marks} marks`)
		for (const number of numbers) assert.ok(alt.includes(number), `${alt}: says nothing of ${number}`)
		assert.deepEqual(outside, [], `${alt}: outside of the drawing`)
	}
	const doors = await section.locator('.door').allInnerTexts()
	assert.equal(doors.length, { 3: 2, 4: 1, 5: 1, 7: 2, 8: 2 }[step] ?? 0, `doors of step ${step}: ${doors}`)
}

for (const locale of LOCALES)
	house.test(`every step is whole and fit for everybody: ${locale}`, async () => {
		const visitor = await house.visitor({ locale, device: 'phone', deviceScaleFactor: 1 })
		await visitor.go('/guide')
		await visitor.press(visitor.field('guide.ask.unsure'))
		await expectAccessible(visitor, 'guide list')
		for (const step of STEPS) {
			await visitor.go(`/guide#step-${step}`)
			await expectFocus(title(visitor, step))
			await visitor.page.evaluate(() => document.querySelectorAll('details').forEach((node) => { node.open = true }))
			await visitor.press(visitor.id(`forward-${step}-qr-show`))
			await expectFocus(visitor.id(`forward-${step}-qr-place`))
			await expectWhole(visitor, step)
			await visitor.press(visitor.id(`forward-${step}-copy`))
			await expectText(visitor.id(`forward-${step}-status`), visitor.w('forward.copied'))
			await expectAccessible(visitor, `guide step ${step}`)
		}
		await visitor.press(visitor.id('guide-done-8'))
		await expectFocus(visitor.id('guide-ready-title'))
		await expectAccessible(visitor, 'guide ready')
		await visitor.go('/guide#step-8')
		await expectShown(visitor.id('guide-ticked-8'))
		await expectAccessible(visitor, 'guide step ticked')
	})

house.test('on a wide screen the list stays beside the step; in forced colours a number is told from its ground', async () => {
	const visitor = await house.visitor({ locale: 'en', forcedColors: 'active', reducedMotion: 'reduce' })
	await visitor.go('/guide#step-8')
	await expectFocus(title(visitor, 8))
	const [list, section] = await Promise.all([visitor.id('guide-contents').boundingBox(), visitor.id('guide-step-8').boundingBox()])
	assert.ok(list.x + list.width < section.x && list.y < section.y + section.height, 'side by side')
	const [ground, number, frame] = await visitor.id('guide-step-8').locator('svg').first().evaluate((svg) => ['.badge', '.count', '.mark'].map((each) => {
		const style = getComputedStyle(svg.querySelector(each))
		return each === '.mark' ? style.stroke : style.fill
	}))
	assert.notEqual(ground, number)
	assert.notEqual(ground, frame)
	assert.equal(await visitor.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto')
})

/* ---- handed on ---- */

const messageOf = (visitor, step, link) => visitor.w(`guide.${step}.forward`, { link })

house.test('a step is handed on: copied, by LINE, by mail, in the language chosen last; its link leads to the very step', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW' })
	await visitor.go('/guide#step-3')
	await unfold(visitor, 3)
	const hrefs = async () => {
		const [line, mail] = await Promise.all(['line', 'mail'].map((name) => visitor.id(`forward-3-${name}`).getAttribute('href')))
		const [, subject, body] = mail.match(/^mailto:\?subject=(.*)&body=(.*)$/)
		assert.ok(line.startsWith('https://line.me/R/share?text='))
		return [decodeURIComponent(line.split('text=')[1]), decodeURIComponent(subject), decodeURIComponent(body)]
	}
	for (const locale of LOCALES) {
		await visitor.id('locale').selectOption(locale)
		const reader = { ...visitor, w: (await house.visitor({ locale })).w }
		const message = messageOf(reader, 3, linkTo(3))
		await expectText(visitor.id('forward-3-copy'), reader.w('forward.copy'))
		assert.deepEqual(await hrefs(), [message, reader.w('forward.subject'), message.replaceAll('\n', '\r\n')])
		await visitor.press(visitor.id('forward-3-copy'))
		await expectText(visitor.id('forward-3-status'), reader.w('forward.copied'))
		assert.equal((await visitor.clipboard()).replaceAll('\r\n', '\n'), message)
	}
	const colleague = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await colleague.go(linkTo(3).slice(stack.url.length))
	await expectFocus(title(colleague, 3))
	await expectUrl(colleague.page, `${stack.url}/guide#step-3`)
})

house.test('the QR code of each step is read from the screen, in the light and in the dark, and leads there; without a network it is said', async () => {
	const visitor = await house.visitor({ locale: 'en' })
	for (const step of STEPS) {
		await visitor.go(`/guide#step-${step}`)
		await unfold(visitor, step)
		if (step === 1) {
			await visitor.page.route('**/vendor/uqr.js*', (route) => route.abort(), { times: 1 })
			await visitor.press(visitor.id('forward-1-qr-show'))
			await expectText(visitor.id('forward-1-qr-problem'), visitor.w('forward.qr.none'))
		}
		await visitor.press(visitor.id(`forward-${step}-qr-show`))
		await expectShown(visitor.id(`forward-${step}-qr`))
		for (const colorScheme of ['dark', 'light']) {
			await visitor.page.emulateMedia({ colorScheme })
			assert.equal(await readQr(visitor.id(`forward-${step}-qr`)), linkTo(step), colorScheme)
		}
		assert.equal(await visitor.id(`forward-${step}-qr`).getAttribute('aria-label'), visitor.w('forward.qr.alt', { step }))
	}
})

house.test('where the browser can share it does; whoever changes their mind is told nothing, and what fails is copied', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await visitor.context.addInitScript(() => {
		const { clipboard } = navigator
		const write = clipboard.writeText.bind(clipboard)
		globalThis.shared = []
		globalThis.copied = 0
		clipboard.writeText = (text) => {
			globalThis.copied++
			return write(text)
		}
		navigator.share = ({ text }) => {
			globalThis.shared.push(text)
			return Promise.reject(Object.assign(new Error('no'), { name: globalThis.shared.length === 1 ? 'AbortError' : 'NotAllowedError' }))
		}
	})
	await visitor.go('/guide#step-8')
	await unfold(visitor, 8)
	await visitor.press(visitor.id('forward-8-share'))
	await until('it was shared', () => visitor.page.evaluate(() => globalThis.shared.length === 1))
	assert.deepEqual(await visitor.page.evaluate(() => globalThis.shared), [messageOf(visitor, 8, linkTo(8))])
	assert.equal(await visitor.id('forward-8-status').innerText(), '')
	assert.equal(await visitor.page.evaluate(() => globalThis.copied), 0)
	await visitor.press(visitor.id('forward-8-share'))
	await expectText(visitor.id('forward-8-status'), visitor.w('forward.copied'))
})

house.test('in LINE’s browser, which keeps nothing, copies nothing and shares nothing, every way on is still there', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'line' })
	await visitor.context.addInitScript(() => {
		for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get() { throw new DOMException('no', 'SecurityError') } })
		Object.defineProperty(navigator, 'clipboard', { value: undefined })
		Object.defineProperty(navigator, 'share', { value: undefined })
		document.execCommand = () => false
		globalThis.open = () => null
	})
	await visitor.go('/guide#step-7')
	await expectFocus(title(visitor, 7))
	assert.equal(await visitor.link('lineApp.out').getAttribute('href'), linkTo(7))
	await unfold(visitor, 7)
	await expectHidden(visitor.id('forward-7-share'))
	await visitor.press(visitor.id('forward-7-copy'))
	await expectText(visitor.id('forward-7-status'), visitor.w('copy.fail'))
	assert.equal(await visitor.page.evaluate(() => getSelection().toString().replaceAll('\r\n', '\n')), messageOf(visitor, 7, linkTo(7)), 'the text is selected')
	await visitor.press(visitor.id('guide-done-7'))
	await expectFocus(title(visitor, 8))
	assert.equal(await visitor.link('lineApp.out').getAttribute('href'), linkTo(8))
	await visitor.press(visitor.id('guide-before-8'))
	await expectShown(visitor.id('guide-ticked-7'))
	await expectAccessible(visitor, 'guide in LINE')
	const other = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await other.go('/guide#step-7')
	await expectFocus(title(other, 7))
	await expectHidden(other.id('line-app'))
})

/* ---- from the wizard ---- */

house.test('each step of the wizard that needs them leads to the steps before it, in a tab beside it', async () => {
	const visitor = await house.visitor({ locale: 'en' })
	const merchant = await Merchant.withOa(stack, { locale: 'en' })
	await visitor.enterAs(merchant)
	for (const [step, wanted] of Object.entries({ 11: [1, 2], 12: [6, 7, 8], 13: [4, 8], 14: [3, 7] })) {
		await visitor.go(`/a/${merchant.slug}/#step-${step}`)
		const place = visitor.id(step % 2 ? `step-${step}-panel` : `dialog-${step}`)
		await expectShown(place)
		await visitor.page.evaluate(() => document.querySelectorAll('details').forEach((node) => { node.open = true }))
		if (step > 11) await expectShown(visitor.id(`forward-${step}-link`))
		const links = place.locator('a[href^="/guide"]')
		const found = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))
		assert.deepEqual(found.sort(), wanted.map((number) => `/guide#step-${number}`), `from step ${step}`)
		for (const number of wanted) {
			const tab = await visitor.openTab(place.getByRole('link', { name: visitor.w('guide.link', { step: number }) }))
			await expectFocus(title(tab, number))
			await tab.page.close()
		}
	}
})
