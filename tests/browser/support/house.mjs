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
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { isRoot } from '../../support/parts.mjs'
import { root } from '../../support/root.mjs'
import { startStack } from '../../support/stack.mjs'
import { Visitor } from './visitor.mjs'

const PICTURES = join(root, 'build/browser')

const FLAGS = [
	'--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
	'--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
	...(isRoot ? ['--no-sandbox'] : []),
]

export const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS })

export async function openHouse(options) {
	const [stack, browser] = await Promise.allSettled([startStack(options), launch()])
	if (stack.status === 'fulfilled' && browser.status === 'fulfilled') return new House(stack.value, browser.value)
	await browser.value?.close()
	await stack.value?.stop()
	throw stack.reason ?? browser.reason
}

class House {
	visitors = []

	constructor(stack, browser) {
		Object.assign(this, { stack, browser, sandbox: stack.sandbox })
	}

	/* Somebody with a browser of their own: see visitor.mjs. */
	async visitor(options) {
		const visitor = await Visitor.arrive(this, options)
		this.visitors.push(visitor)
		return visitor
	}

	/* A test whose visitors leave when it is over. */
	test(name, story) {
		return test(name, async () => {
			try {
				await story()
				this.#checkManners()
			} catch (problem) {
				problem.message += await this.#lookBack(name)
				throw problem
			} finally {
				await Promise.all(this.visitors.splice(0).map((visitor) => visitor.leave()))
			}
		})
	}

	#checkManners() {
		const complaints = this.visitors.flatMap((visitor) => visitor.complaints)
		if (complaints.length) throw new Error(complaints.join('\n'))
	}

	async #lookBack(name) {
		mkdirSync(PICTURES, { recursive: true })
		const pages = this.visitors.flatMap((visitor) => visitor.context.pages())
		const seen = await Promise.all(pages.map(async (page, i) => {
			const path = join(PICTURES, `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.${i + 1}.png`)
			await page.screenshot({ path, timeout: 5000 }).catch(() => {})
			return `\n  at ${page.url()}, see ${path}`
		}))
		return seen.join('') + this.visitors.flatMap((visitor) => visitor.complaints).map((one) => `\n  ${one}`).join('')
	}

	async close() {
		await this.browser.close()
		await this.stack.stop()
	}
}
