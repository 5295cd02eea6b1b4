/* Nothing moves while a page loads, however late its answers, its steps and its pictures come: room is kept for each. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectShown, expectText } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'

const house = await openHouse({ scrollbars: true })
after(() => house.close())

const { stack } = house
const MOST = 0.01
const LATE = [/\/api\//, /\/js\/wizard\/(?:explain|login-channel|token)\.js$/]

/* In the page: what moved, where from and where to, and by how much in all. */
function watch() {
	const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ')
	const name = (node) => node && (node.dataset?.testid ?? `${node.nodeName} ${node.className}`)
	globalThis.shifts = { sum: 0, moved: [] }
	const note = (entries) => {
		for (const { value, sources } of entries) {
			globalThis.shifts.sum += value
			globalThis.shifts.moved.push(...sources.map(({ node, previousRect, currentRect }) => `${name(node)}: ${box(previousRect)} to ${box(currentRect)}`))
		}
	}
	const observer = new PerformanceObserver((list) => note(list.getEntries()))
	observer.observe({ type: 'layout-shift', buffered: true })
	globalThis.shiftsByNow = () => { note(observer.takeRecords()); return globalThis.shifts } // what is told late counts too
}

const painted = (page) => page.evaluate(() => new Promise((then) => { requestAnimationFrame(() => requestAnimationFrame(then)) }))

/* A browser whose pages are painted before each thing they ask for comes. */
async function patient(device) {
	const visitor = await house.visitor({ locale: 'zh-TW', device })
	await visitor.context.addInitScript(watch)
	let held = 0
	for (const url of LATE)
		await visitor.page.route(url, async (route) => {
			held++
			await painted(visitor.page)
			await route.continue()
			held--
		})
	return Object.assign(visitor, { isServed: () => held === 0 })
}

async function expectStill(visitor, path, isThere = () => {}) {
	await visitor.go('/robots.txt') // another fragment alone would load nothing
	await visitor.go(path)
	await expectShown(visitor.page.locator('main h1:not(.loading h1)'))
	await isThere()
	await until('all has come', visitor.isServed)
	await painted(visitor.page)
	const { sum, moved } = await visitor.page.evaluate(() => globalThis.shiftsByNow())
	assert.ok(sum < MOST, `${path} moves by ${sum.toFixed(4)}:\n  ${moved.join('\n  ')}`)
}

for (const device of ['phone', 'desktop']) {
	house.test(`before the login nothing moves: ${device}`, async () => {
		const merchant = await Merchant.linked(stack)
		await until('the picture', async () => (await merchant.get('account')).body.has_picture)
		const visitor = await patient(device)
		const own = (page) => `/a/${merchant.slug}${page}`
		for (const path of ['/', '/guide', '/guide#step-3', '/signup', '/find', '/nowhere', '/a/0000000000000']) await expectStill(visitor, path)
		await expectStill(visitor, own(''), () => expectShown(visitor.id('login-picture')))
		for (const page of ['/join', '/release', '/reset', '/undo', '/verify'])
			for (const token of ['', `#t=${'x'.repeat(43)}`]) await expectStill(visitor, own(page + token))
	})

	house.test(`nor after it: ${device}`, async () => {
		const [fresh, midway, linked] = await Promise.all([Merchant.loggedIn(stack), Merchant.withKid(stack), Merchant.linked(stack)])
		await until('the picture', async () => (await linked.get('account')).body.has_picture)
		for (const [merchant, page, isThere] of [
			[fresh, '/', (visitor) => expectShown(visitor.id('step-11-panel'))],
			[midway, '/#step-12', (visitor) => expectText(visitor.id('jwk'), /^\{/)],
			[midway, '/#step-13', (visitor) => expectShown(visitor.id('step-13-panel').locator(device === 'desktop' ? 'svg' : 'fieldset'))],
			[midway, '/#step-14', (visitor) => expectShown(visitor.field('token.label'))],
			[linked, '/', (visitor) => expectShown(visitor.id('home-done-picture'))],
			[linked, '/settings', (visitor) => expectShown(visitor.heading('settings.title'))],
			[linked, '/audit', (visitor) => expectShown(visitor.heading('log.title'))],
		]) {
			const visitor = await patient(device)
			await visitor.have(merchant)
			await expectStill(visitor, `/a/${merchant.slug}${page}`, () => isThere(visitor))
		}
	})
}

house.test('... and what moves would be found', async () => {
	const visitor = await patient('phone')
	const move = () => visitor.page.evaluate(() => document.querySelector('h1').before(Object.assign(document.createElement('p'), { textContent: 'late' })))
	await assert.rejects(expectStill(visitor, '/find', async () => {
		await painted(visitor.page)
		await move()
		await until('it is seen to have moved', () => visitor.page.evaluate(() => globalThis.shiftsByNow().sum > 0))
	}), /\/find moves by 0\.\d+:\n {2}\w/)
})
