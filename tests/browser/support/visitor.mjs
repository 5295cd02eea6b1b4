/*
 * Somebody in front of a browser of their own: a phone that is tapped, a computer with a mouse, or one without (keyboard).
 * Finds things as people do, by the words on them, in the visitor's language.
 */
import assert from 'node:assert/strict'
import { expectFocus, PATIENCE_S } from './expect.mjs'
import { words } from './words.mjs'

/* The language of ours that a browser's own language leads to. */
const OURS = { 'zh-TW': 'zh-TW', 'zh-HK': 'zh-TW', en: 'en', 'en-GB': 'en', ja: 'ja', 'ja-JP': 'ja' }

const DEVICES = {
	phone: {
		viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
		userAgent: 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
	},
	/* The same phone, inside LINE. */
	line: {
		viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
		userAgent: 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 Line/14.9.0/IAB',
	},
	desktop: { viewport: { width: 1280, height: 800 } },
	keyboard: { viewport: { width: 1280, height: 800 } },
}

/* An answer of 4xx or 5xx is part of many stories; the browser reports each on the console. */
const EXPECTED = /^Failed to load resource: (?:the server responded with a status of|net::ERR_(?:FAILED|INTERNET_DISCONNECTED))/

export class Visitor {
	complaints = []
	#actedOn = null

	static async arrive(house, { locale = 'zh-TW', device = 'desktop', ...more } = {}) {
		const context = await house.browser.newContext({ ...DEVICES[device], locale, timezoneId: 'Asia/Taipei', ...more })
		context.setDefaultTimeout(PATIENCE_S * 1000)
		const visitor = new Visitor(house, { context, locale, device })
		visitor.#listen()
		visitor.page = await context.newPage()
		return visitor
	}

	constructor(house, { context, locale, device }) {
		Object.assign(this, { house, context, locale, device, url: house.stack.url, w: words(OURS[locale]) })
	}

	/* The same person in another tab; what one tab keeps (session storage) the other does not have. */
	async newTab() {
		return this.inTab(await this.context.newPage())
	}

	inTab(page) {
		const { house, context, locale, device, complaints } = this
		return Object.assign(new Visitor(house, { context, locale, device }), { page, complaints })
	}

	/* Follow a link that opens a tab. */
	async openTab(locator) {
		const [page] = await Promise.all([this.context.waitForEvent('page'), this.press(locator)])
		await page.waitForLoadState('domcontentloaded')
		return this.inTab(page)
	}

	leave() {
		return this.context.close()
	}

	#listen() {
		const isOurs = (address) => address.startsWith(`${this.url}/`)
		this.context.on('weberror', (error) => this.complaints.push(`thrown: ${error.error().stack}`))
		this.context.on('console', (message) => {
			const { url } = message.location()
			if (message.type() === 'error' && !EXPECTED.test(message.text()) && (isOurs(url) || isOurs(message.page()?.url() ?? '')))
				this.complaints.push(`console: ${message.text()} (${url})`)
		})
		this.context.on('request', (request) => {
			const from = request.isNavigationRequest() || request.serviceWorker() ? '' : request.frame().url()
			if (isOurs(from) && !isOurs(request.url())) this.complaints.push(`${from} asks ${request.url()}`)
		})
	}

	/* Have the session of a merchant who has logged in over the API (support/merchant.mjs). */
	have(merchant) {
		const cookies = [...merchant.client.cookies.values()].map(({ name, value, path }) => ({ name, value, path, domain: 'localhost', httpOnly: true }))
		return this.context.addCookies(cookies)
	}

	/* ... and go to that home. */
	async enterAs(merchant, hash = '') {
		await this.have(merchant)
		await this.go(`/a/${merchant.slug}/${hash}`)
		await this.id('home-company').waitFor()
	}

	go(path) {
		return this.page.goto(new URL(path, this.url).href)
	}

	/* ---- finding ---- */

	id(testid) {
		return this.page.getByTestId(testid)
	}

	button(key, params) {
		return this.page.getByRole('button', { name: this.w(key, params), exact: true })
	}

	link(key, params) {
		return this.page.getByRole('link', { name: this.w(key, params), exact: true })
	}

	/* By its label. */
	field(key) {
		return this.page.getByLabel(this.w(key), { exact: true })
	}

	heading(key, params) {
		return this.page.getByRole('heading', { name: this.w(key, params), exact: true })
	}

	/* The heading that takes the focus when a step opens: its dialog's (12, 14) or its card's. */
	stepTitle(step) {
		return step % 2 ? this.id(`task-${step}-title`) : this.id(`dialog-${step}`).getByRole('heading', { level: 2 })
	}

	/* ---- doing ---- */

	/* Wait until the page asks for nothing more: it shows what there is, and a session that ends now does not lead it away by itself. */
	atRest() {
		return this.page.waitForLoadState('networkidle')
	}

	/* Is the focus nowhere, after something was done on this page? */
	async lostFocus() {
		const { since, nowhere } = await this.page.evaluate(() => ({ since: performance.timeOrigin, nowhere: document.activeElement === null || document.activeElement === document.body }))
		return nowhere && this.#actedOn === since
	}

	/* On a busy machine what is painted lags behind where the page has scrolled to, and a finger hits what is painted. */
	async #scrolledTo(locator) {
		await locator.scrollIntoViewIfNeeded()
		await this.page.evaluate(() => new Promise((painted) => {
			requestAnimationFrame(() => requestAnimationFrame(painted))
			setTimeout(painted, 500) // a tab in the background paints nothing
		}))
	}

	async press(locator) {
		await locator.waitFor({ state: 'attached' }) // a page that is being left cannot be asked anything
		this.#actedOn = await this.page.evaluate(() => performance.timeOrigin)
		if (this.device !== 'keyboard') await this.#scrolledTo(locator)
		if (this.device === 'phone' || this.device === 'line') return locator.tap()
		if (this.device === 'desktop') return locator.click()
		await this.tabTo(locator)
		const isBox = await locator.evaluate((node) => node.matches('input[type=checkbox], input[type=radio], summary'))
		return this.page.keyboard.press(isBox ? 'Space' : 'Enter')
	}

	/* Put `text` into a field, in place of what is there. */
	async enter(locator, text) {
		if (this.device !== 'keyboard') return locator.fill(text)
		await this.tabTo(locator)
		await this.page.keyboard.press('ControlOrMeta+a')
		await this.page.keyboard.press('Delete')
		return this.page.keyboard.insertText(text)
	}

	/* Put what was copied last into a field, in place of what is there. */
	async paste(locator) {
		if (this.device === 'keyboard') await this.tabTo(locator)
		else await this.press(locator)
		await expectFocus(locator)
		await this.page.keyboard.press('ControlOrMeta+a')
		await this.page.keyboard.press('ControlOrMeta+v')
	}

	/* Press Tab until `locator` has the focus: it can be reached, does not take for ever, and is seen to have it. */
	async tabTo(locator, most = 60) {
		await locator.waitFor()
		const has = () => locator.evaluate((node) => node === document.activeElement)
		for (let i = 0; i < most; i++) {
			if (await has()) break
			await this.page.keyboard.press('Tab')
		}
		assert.ok(await has(), `Tab does not reach ${locator} in ${most} presses`)
		const ring = await locator.evaluate((node) => getComputedStyle(node).outlineStyle !== 'none' && Number.parseFloat(getComputedStyle(node).outlineWidth))
		assert.ok(ring >= 2, `the focus on ${locator} is not seen`)
	}

	/* What would be pasted now, seen by pasting it. */
	async clipboard() {
		const page = await this.context.newPage()
		await page.setContent('<textarea autofocus></textarea>')
		await page.locator('textarea').focus()
		await page.keyboard.press('ControlOrMeta+v')
		const text = await page.locator('textarea').inputValue()
		await page.close()
		return text
	}
}
