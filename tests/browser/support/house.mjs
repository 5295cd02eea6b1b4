/*
 * A whole ACHO and a Chromium in front of it, for one test file.
 *
 *     const house = await openHouse()
 *     after(() => house.close())
 *     house.test('what happens', async () => {
 *         const visitor = await house.visitor({ locale: 'en', device: 'phone' })
 *         await visitor.go('/')
 *     })
 *
 * Whatever the story, a visitor's pages may not break their content security policy, throw, or ask anybody else for
 * anything: the test fails when one did. A failed test leaves a picture of each open page in build/browser/.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { Merchant } from '../../support/merchant.mjs'
import { isRoot } from '../../support/parts.mjs'
import { root } from '../../support/root.mjs'
import { startStack } from '../../support/stack.mjs'
import { Visitor } from './visitor.mjs'

const PICTURES = join(root, 'build/browser')

export const BROWSER = '/usr/bin/chromium'

/* What a shop is called in the language of who visits. */
export const SHOP = { 'zh-TW': '春水茶行', en: 'Spring Water Tea', ja: 'スプリングウォーター茶房' }

export const FLAGS = [
	'--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
	'--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
	...(isRoot ? ['--no-sandbox'] : []),
]

/* `scrollbars`: as a computer has them, which take room of the page. */
export const launch = ({ scrollbars = false } = {}) =>
	chromium.launch({ executablePath: BROWSER, headless: true, args: FLAGS, ignoreDefaultArgs: scrollbars ? ['--hide-scrollbars'] : [] })

export async function openHouse({ scrollbars, ...options } = {}) {
	const [stack, browser] = await Promise.allSettled([startStack(options), launch({ scrollbars })])
	if (stack.status === 'fulfilled' && browser.status === 'fulfilled') return new House(stack.value, browser.value)
	await browser.value?.close()
	await stack.value?.stop()
	throw stack.reason ?? browser.reason
}

class House {
	/* The visitors of the test that asks: several may run at once. */
	#guests = new AsyncLocalStorage()

	constructor(stack, browser) {
		Object.assign(this, { stack, browser, sandbox: stack.sandbox })
	}

	/* Somebody with a browser of their own: see visitor.mjs. */
	async visitor(options) {
		const visitor = await Visitor.arrive(this, options)
		this.#guests.getStore()?.push(visitor)
		return visitor
	}

	/* Those whom most stories are about, and a merchant of the visitor's language. */
	phone = () => this.visitor({ locale: 'zh-TW', device: 'phone' })
	keyboard = () => this.visitor({ locale: 'en', device: 'keyboard' })
	merchantOf = ({ locale }, how = 'signUp') => Merchant[how](this.stack, { company: SHOP[locale], locale })

	/* A test whose visitors leave when it is over. */
	test(name, story) {
		return test(name, () => this.#guests.run([], async () => {
			const guests = this.#guests.getStore()
			try {
				await story()
				if (complaintsOf(guests).length) throw new Error('the story ends well, but:')
			} catch (problem) {
				problem.message += await lookBack(name, guests)
				throw problem
			} finally {
				await Promise.all(guests.map((visitor) => visitor.leave()))
			}
		}))
	}

	async close() {
		await this.browser.close()
		await this.stack.stop()
	}
}

const complaintsOf = (guests) => guests.flatMap((visitor) => visitor.complaints)

/* Pictures of what a failed test had open, and all that its pages complained of. */
async function lookBack(name, guests) {
	mkdirSync(PICTURES, { recursive: true })
	const pages = guests.flatMap((visitor) => visitor.context.pages())
	const seen = await Promise.all(pages.map(async (page, i) => {
		const path = join(PICTURES, `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.${i + 1}.png`)
		await page.screenshot({ path, timeout: 5000 }).catch(() => {})
		return `\n  at ${page.url()}, see ${path}`
	}))
	return seen.join('') + complaintsOf(guests).map((one) => `\n  ${one}`).join('')
}
