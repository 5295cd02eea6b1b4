/* Where one is in the wizard, on whatever device; the page at the end of it; and the login page as something to keep. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { hold } from './support/hold.mjs'
import { openHouse } from './support/house.mjs'
import { sendToken } from './support/path.mjs'

const house = await openHouse()
after(() => house.close())

const { stack, sandbox } = house
const LISTED = [11, 12, 13, 14]

const arrive = (more) => house.visitor({ locale: 'zh-TW', device: 'phone', ...more })
const states = (visitor) => Promise.all(LISTED.map((step) => visitor.id(`task-${step}-state`).getAttribute('data-state')))
const look = (visitor) => visitor.page.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')) })
const expectStates = (visitor, wanted) => until(`the states ${wanted}`, async () => (await states(visitor)).join(' ') === wanted)

house.test('one step at a time; back, forward and reload lead where one was, and lose nothing', async () => {
	const merchant = await Merchant.loggedIn(stack)
	merchant.line = await sandbox.merchant({ name: '春水茶行' })
	const visitor = await arrive()
	const { page } = visitor
	await visitor.enterAs(merchant)
	await expectUrl(page, `${stack.url}/a/${merchant.slug}/#step-11`)
	await expectShown(visitor.id('task-11').getByText(visitor.w('step.of', { n: 1, all: 4 })))
	await expectHidden(visitor.id('task-12'), visitor.id('task-13'), visitor.id('task-14'))
	await visitor.enter(visitor.field('oa.name'), '春水茶行')
	await page.reload()
	await expectValue(visitor.field('oa.name'), '春水茶行')

	await visitor.press(visitor.link('home.allSteps'))
	await expectFocus(visitor.id('home-company'))
	await expectStates(visitor, 'missing missing missing missing')
	await expectShown(...LISTED.map((step) => visitor.id(`task-${step}`)))
	await page.goBack()
	await expectValue(visitor.field('oa.name'), '春水茶行')
	await visitor.enter(visitor.field('oa.basicId'), merchant.line.oa.bot.basicId)
	assert.doesNotMatch(visitor.w('oa.submit'), /\d/, 'on to whatever is next, which may be another step than 12')
	await visitor.press(visitor.button('oa.submit'))
	await expectShown(visitor.id('dialog-12').getByText(visitor.w('step.of', { n: 2, all: 4 })))
	await visitor.enter(visitor.field('kid.label'), 'typed so far')
	await page.reload()
	await expectValue(visitor.field('kid.label'), 'typed so far')
	await page.goBack()
	await expectHidden(visitor.id('dialog-12'))
	await page.goForward()
	await expectShown(visitor.id('dialog-12'))
	await expectValue(visitor.field('kid.label'), 'typed so far')
})

house.test('a name that LINE does not know is offered LINE’s; one press takes it, and nothing else changes', async () => {
	const merchant = await Merchant.linked(stack)
	const { basicId, displayName } = merchant.line.oa.bot
	const named = (name) => merchant.put('oa', { name, basic_id: basicId })
	assert.equal((await named(displayName)).status, 200)
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/#step-14`)
	await expectShown(visitor.id('step14-proved'))
	await expectHidden(visitor.id('token-name'))
	assert.equal((await named('總店 <i>茶</i>')).status, 200)
	await look(visitor)
	await expectText(visitor.id('token-name').locator('p').first(), visitor.w('token.otherName', { entered: '總店 <i>茶</i>', name: displayName }))
	await visitor.press(visitor.button('token.otherName.use'))
	await expectHidden(visitor.id('token-name'))
	await expectFocus(visitor.page.locator('#dialog-14-title'))
	const { oa, messaging_token: token } = (await merchant.get('oa')).body
	assert.deepEqual([oa.name, oa.basic_id, token.state], [displayName, basicId, 'proved'])
})

house.test('every state, the same on another device', async () => {
	const merchant = await Merchant.withKid(stack)
	const [phone, computer] = [await arrive(), await house.visitor({ locale: 'zh-TW', device: 'desktop' })]
	const both = async (wanted) => {
		for (const visitor of [phone, computer]) {
			await look(visitor)
			await expectStates(visitor, wanted)
		}
	}
	await phone.enterAs(merchant, '#step-13')
	await computer.enterAs(merchant)
	/* The screen of LINE's that a step is done on: open where there is room, a press away on a phone. */
	await expectShown(computer.id('step12-picture').getByRole('img'))
	await expectHidden(phone.id('step13-picture').getByRole('img'))
	await phone.press(phone.id('step13-picture').locator('summary'))
	await expectShown(phone.id('step13-picture').getByRole('img'))
	await phone.press(phone.id('published'))
	await expectText(phone.id('task-13-state'), phone.w('state.begun'))
	await both('confirmed missing begun missing')

	const { login, oa, token } = merchant.line
	await sandbox.behave({ endpoint: '*', mode: '429', retry_after: 3600, channel_id: login.id })
	assert.equal((await merchant.putLoginChannel()).status, 202)
	await both('confirmed pending begun missing')
	await expectText(computer.id('task-12-state'), computer.w('state.pending'))
	await sandbox.behave({ endpoint: '*', mode: 'ok', channel_id: login.id })
	await stack.db.sql('postgres', "UPDATE tenant.proof SET due_at = now() WHERE state = 'pending'")
	await until('the proof', async () => (await merchant.oa()).login_channel.state === 'proved')
	await phone.press(phone.id('oa-linked'))
	await expectText(phone.id('task-13-state'), new RegExp(`^${phone.w('state.confirmed')}`))
	await both('confirmed proved confirmed missing')

	await merchant.putToken(`${token.slice(0, -9)}AAAAAAAA=`)
	await both('confirmed proved confirmed refuted')
	await expectText(computer.id('task-14-why'), /\w/)
	assert.equal((await merchant.putToken(token)).status, 200)
	await both('proved proved confirmed proved')
	for (const visitor of [phone, computer]) await expectText(visitor.id('home-done-name'), oa.bot.displayName)
})

house.test('done: whose account it is, what was confirmed by whom and when, and the login URL to keep', async () => {
	const merchant = await Merchant.linked(stack)
	const { bot } = merchant.line.oa
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	await expectFocus(visitor.id('home-done-title'))
	await expectText(visitor.id('home-done-title'), visitor.w('done', { displayName: bot.displayName }))
	await expectText(visitor.id('home-done-name'), bot.displayName)
	await expectShown(visitor.id('home-done').getByText(bot.basicId))
	await expectShown(visitor.id('home-done-picture'))
	assert.deepEqual(await visitor.id('home-done-picture').evaluate((img) => [img.naturalWidth, img.naturalHeight, img.alt]), [240, 240, ''])
	assert.deepEqual(await visitor.page.locator('.state').evaluateAll((nodes) => nodes.map((node) => node.dataset.state)), ['proved', 'proved', 'confirmed', 'proved'], 'once, in the list')
	await expectText(visitor.id('task-11-state'), /^LINE 已確認，\s*\d{4}年/)
	await expectShown(visitor.id('home-done').getByText(visitor.w('done.watched')), visitor.id('home-done-settings'))
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), visitor.w('signup.done.copied'))
	assert.equal(await visitor.clipboard(), `${stack.url}/a/${merchant.slug}`)
	await expectText(visitor.id('bookmark-here'), visitor.w('bookmark.android'))

	await visitor.press(visitor.id('home-done-other'))
	await expectShown(visitor.heading('step14.proved'), visitor.id('step14-picture-oa'))

	/* Whoever may only look is offered nothing that they may not do. */
	await stack.db.sql('postgres', `UPDATE tenant.member SET role = 'viewer' WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	await visitor.go(`/a/${merchant.slug}/#`)
	await visitor.page.reload()
	await expectShown(visitor.id('home-viewer'), visitor.id('home-done'))
	await expectHidden(visitor.id('home-done-other'), visitor.id('home-done-settings'))
})

house.test('the picture comes by itself into the room kept for it, and its absence leaves no gap', async () => {
	const merchant = await Merchant.withKid(stack)
	await merchant.putLoginChannel()
	await merchant.put('login-channel/checklist', { published: true, oa_linked: true })
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	/* Who looks the first time looks too early, and the second look takes until the frame was seen. */
	const account = await hold(visitor.page, '**/api/account')
	await visitor.page.route('**/api/account', async (route) => {
		const response = await route.fetch()
		return route.fulfill({ response, json: { ...await response.json(), has_picture: false } })
	}, { times: 1 })
	await sendToken(visitor, merchant.line.token)
	await visitor.press(visitor.id('step14-continue'))
	await expectFocus(visitor.id('home-done-title'))
	const frame = (of) => of.id('home-done').locator('.oa-picture')
	await expectHidden(visitor.id('home-done-picture'))
	await expectShown(frame(visitor))
	await until('the picture', async () => (await merchant.get('account')).body.has_picture)
	await until('a second look', () => account.asked)
	account.release()
	await expectShown(visitor.id('home-done-picture'))

	const plain = await Merchant.linked(stack, {}, { picture: false })
	const other = await arrive()
	await other.enterAs(plain)
	await expectFocus(other.id('home-done-title'))
	await expectHidden(frame(other))

	/* One that is lost on the way leaves none either. */
	await visitor.page.route('**/api/oa/picture*', (route) => route.abort())
	await visitor.page.reload()
	await expectFocus(visitor.id('home-done-title'))
	await expectHidden(frame(visitor))
})

house.test('the login page says whose it is, and can be kept', async () => {
	const company = '山田 "商店" & Söhne'
	const merchant = await Merchant.linked(stack, { company })
	await until('the picture', async () => (await merchant.get('account')).body.has_picture)
	const visitor = await arrive()
	await visitor.go(`/a/${merchant.slug}`)
	await expectTitle(visitor.page, visitor.w('login.pageTitle', { company }))
	await expectShown(visitor.heading('login.title', { company }), visitor.id('login-picture'))

	const devtools = await visitor.context.newCDPSession(visitor.page)
	const { url, data, errors } = await devtools.send('Page.getAppManifest')
	assert.equal(url, `${stack.url}/a/${merchant.slug}/manifest.webmanifest`)
	assert.deepEqual(errors, [])
	assert.equal(JSON.parse(data).name, company)
	const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
	assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), [])
	const head = (selector, name) => visitor.page.locator(selector).getAttribute(name)
	assert.equal(await head('meta[name=apple-mobile-web-app-title]', 'content'), company)
	assert.equal(await head('link[rel=apple-touch-icon]', 'href'), `/a/${merchant.slug}/api/oa/picture`)
})

house.test('inside LINE, which keeps no bookmarks, the way leads out', async () => {
	const merchant = await Merchant.signUp(stack)
	const visitor = await arrive({ device: 'line' })
	await visitor.go(`/a/${merchant.slug}`)
	await expectText(visitor.id('bookmark-here'), visitor.w('bookmark.line', { out: visitor.w('lineApp.out') }))
	await expectHidden(visitor.id('login-picture'))
	assert.equal(await visitor.link('lineApp.out').getAttribute('href'), `${stack.url}/a/${merchant.slug}?openExternalBrowser=1`)
})
