/* Every page and every state of it, in three languages: see support/access.mjs for what is asked of each. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { Merchant, PASSWORD, someEmail } from '../support/merchant.mjs'
import { root } from '../support/root.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectShown, expectText, expectTitle } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { LOCALES } from './support/words.mjs'

const house = await openHouse({ env: { ACHO_LIMIT_LOGIN: '3', ACHO_LINE_TIMEOUT_MS: '1000' } })
after(() => house.close())

const { stack, sandbox } = house
const SHOPS = { 'zh-TW': ['春水茶行股份有限公司台北車站前門市', '林小姐'], en: ['The Spring Water Tea House of Taipei Main Station', 'Ms Lin'], ja: ['スプリングウォーター茶房 台北駅前店', '林'] }
/* A word no browser breaks by itself. */
const LONG_EMAIL = 'averyveryveryverylongmailboxnamewithoutanybreak@a-long-domain-of-a-chain-of-tea-shops.example'

const ageSessions = () =>
	stack.db.sql('postgres', "UPDATE directory.session SET created_at = now() - interval '16 min', confirmed_at = now() - interval '16 min'")

const merchantOf = (locale, how = 'loggedIn') => {
	const [company, contact] = SHOPS[locale]
	return Merchant[how](stack, { company, contact, locale }, { name: company })
}

const arrive = (locale) => house.visitor({ locale, device: 'phone', deviceScaleFactor: 1 })

async function publicPages(locale) {
	const visitor = await arrive(locale)
	const { page } = visitor
	const check = (state) => expectAccessible(visitor, state)
	for (const [path, title] of [['/', 'front.pageTitle'], ['/guide', 'guide.pageTitle'], ['/signup', 'signup.pageTitle'], ['/find', 'find.pageTitle'], ['/nowhere', 'lost.title'], ['/a/0000000000000', 'lost.title']]) {
		await visitor.go(path)
		await expectTitle(page, visitor.w(title))
		await check(`page ${path}`)
	}
	const trouble = readFileSync(join(root, 'nginx/site/trouble.html'), 'utf8')
	await page.route('**/guide', async (route) => route.fulfill({ response: await route.fetch(), status: 503, body: trouble }), { times: 1 })
	await visitor.go('/guide')
	await expectTitle(page, visitor.w('trouble.title'))
	await check('trouble')

	await visitor.go('/signup')
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.id('signup-summary'))
	await check('signup refused')
	const [company, contact] = SHOPS[locale]
	for (const [name, text] of Object.entries({ company, contact, email: LONG_EMAIL, password: PASSWORD })) await visitor.enter(visitor.id(`signup-${name}`), text)
	await expectHiddenUsername(visitor, `${LONG_EMAIL} (${company})`)
	await page.route('**/api/signup', (route) => route.abort(), { times: 1 })
	await visitor.press(visitor.button('signup.submit'))
	await expectText(visitor.id('signup-summary'), visitor.w('net.none'))
	await check('signup lost')
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.heading('signup.done.title'))
	await expectTitle(page, visitor.w('signup.done.pageTitle'))
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), visitor.w('signup.done.copied'))
	await check('signup done')
	await page.evaluate(() => {
		navigator.clipboard.writeText = () => Promise.reject(new Error('no'))
		document.execCommand = () => false
	})
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), visitor.w('copy.fail'))
	await check('copying refused')
}

/* What a password manager keeps a new password under. */
async function expectHiddenUsername(visitor, wanted) {
	const names = visitor.page.locator('[autocomplete=username]')
	assert.equal(await names.count(), 1)
	assert.equal(await names.inputValue(), wanted)
	assert.equal(await visitor.page.locator('[autocomplete=new-password], [autocomplete=current-password]').count(), 1)
}

async function loginPage(locale) {
	const merchant = await merchantOf(locale, 'signUp')
	const visitor = await arrive(locale)
	const { page } = visitor
	const check = (state) => expectAccessible(visitor, state)
	let away = true
	await page.route('**/api/account', (route) => (away ? route.abort() : route.continue()))
	await visitor.go(`/a/${merchant.slug}`)
	await expectText(visitor.id('login-loading'), visitor.w('net.again'))
	await check('login waiting')
	away = false
	await visitor.go(`/a/${merchant.slug}`)
	await expectTitle(page, visitor.w('login.pageTitle', { company: merchant.fields.company }))
	await visitor.enter(visitor.field('login.email'), merchant.fields.email)
	await expectHiddenUsername(visitor, `${merchant.fields.email} (${merchant.slug})`)
	await check('login')
	await visitor.id('login-username').fill(`${LONG_EMAIL} (0000000000000)`)
	await expectShown(visitor.id('login-other-account'))
	await check('login of another account')
	await page.route('**/api/session', (route) => route.abort(), { times: 1 })
	await visitor.go(`/a/${merchant.slug}/`)
	await expectText(visitor.id('home-loading'), visitor.w('net.again'))
	await check('home waiting')
	await visitor.go(`/a/${merchant.slug}`)
	for (let i = 1; i <= 4; i++) {
		await visitor.enter(visitor.field('login.email'), merchant.fields.email)
		await visitor.enter(visitor.field('login.password'), 'wrong password')
		await visitor.press(visitor.button('login.submit'))
		await expectFocus(visitor.id('login-summary'))
		if (i === 1) await check('login refused')
	}
	await expectShown(visitor.id('login-countdown'))
	await check('login throttled')
}

/* What surrounds the path: each page before, refused, and done. */
async function accountPages(locale) {
	const merchant = await merchantOf(locale)
	const { slug, fields } = merchant
	const visitor = await arrive(locale)
	const { page } = visitor
	const check = (state) => expectAccessible(visitor, state)

	await visitor.go('/find')
	await visitor.enter(visitor.field('find.email'), LONG_EMAIL)
	await page.route('**/api/find', (route) => route.abort(), { times: 1 })
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.id('find-summary'))
	await check('find lost')
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.heading('sent.title'))
	await check('find sent')

	await visitor.go(`/a/${slug}/reset`)
	await visitor.enter(visitor.field('login.email'), LONG_EMAIL)
	await check('reset')
	await visitor.press(visitor.button('reset.submit'))
	await expectFocus(visitor.heading('sent.title'))
	await check('reset sent')
	await visitor.page.evaluate(() => { location.hash = 't=nothing' })
	await expectShown(visitor.id('reset-password'))
	await expectHiddenUsername(visitor, `${LONG_EMAIL} (${slug})`)
	await check('reset, a new password')
	await visitor.enter(visitor.id('reset-password'), PASSWORD)
	await visitor.press(visitor.button('reset.save'))
	await expectFocus(visitor.heading('expired.title'))
	await check('reset expired')

	await visitor.go(`/a/${slug}/verify#t=nothing`)
	await expectTitle(page, visitor.w('verify.pageTitle', fields))
	await check('verify')
	await visitor.press(visitor.button('verify.submit'))
	await expectFocus(visitor.heading('expired.title'))
	await check('verify expired')

	await visitor.enterAs(merchant)
	await merchant.logIn()
	await visitor.press(visitor.link('home.settings'))
	await expectTitle(page, visitor.w('settings.pageTitleOf', fields))
	await check('settings')
	await visitor.press(visitor.button('settings.password.submit'))
	await expectFocus(visitor.id('password-summary'))
	await check('settings refused')
	await visitor.press(visitor.button('settings.devices.others'))
	await expectShown(visitor.id('end-others'))
	await check('settings, sure?')
	await visitor.press(visitor.id('end-others-do'))
	await expectFocus(visitor.id('devices-said'))
	await check('settings, others logged out')
}

async function steps11and12(locale) {
	const merchant = await merchantOf(locale)
	merchant.line = await sandbox.merchant({ name: merchant.fields.company })
	const { login, oa } = merchant.line
	const visitor = await arrive(locale)
	const { page } = visitor
	const check = (state) => expectAccessible(visitor, state)

	await visitor.enterAs(merchant)
	await expectFocus(visitor.stepTitle(11))
	await expectTitle(page, visitor.w('home.pageTitle', { company: merchant.fields.company }))
	await check('step 11')
	await visitor.press(visitor.button('oa.submit'))
	await expectFocus(visitor.id('oa-summary'))
	await check('step 11 refused')
	await page.route('**/api/assertion-key', async (route) => route.fulfill({
		response: await route.fetch(), status: 503, contentType: 'application/problem+json', headers: { 'retry-after': '3' },
		body: JSON.stringify({ type: 'about:blank', title: 'x', status: 503, code: 'key.preparing', detail: visitor.w('pending.said') }),
	}), { times: 1 })
	await visitor.enter(visitor.field('oa.name'), merchant.fields.company)
	await visitor.enter(visitor.field('oa.basicId'), ` ${oa.bot.basicId}`)
	await visitor.press(visitor.button('oa.submit'))
	await expectFocus(visitor.stepTitle(12))
	await expectText(visitor.id('jwk-preparing'), visitor.w('pending.said'))
	await check('step 12 key preparing')
	await expectText(visitor.id('jwk'), /^\{/)
	await visitor.press(visitor.button('copy.do'))
	await expectText(visitor.id('jwk-status'), visitor.w('copy.done'))
	await check('step 12')
	const jwk = await visitor.id('jwk').innerText()
	await sendStep12(visitor, jwk, '123')
	await check('step 12 fields refused')
	merchant.kid = await sandbox.registerKey(login, JSON.parse(jwk))
	await sendStep12(visitor, merchant.kid, oa.id)
	await check('step 12 refused by LINE')
	await visitor.press(visitor.id('dialog-12-close'))
	await expectFocus(visitor.id('task-12-open'))
	await check('list with a refused step')

	await sandbox.behave({ endpoint: '*', mode: 'hang', channel_id: login.id })
	await visitor.press(visitor.id('task-12-open'))
	await visitor.enter(visitor.field('channelId.label'), login.id)
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.id('step12-pending'))
	await check('step 12 pending')
	await visitor.press(visitor.id('dialog-12-close'))
	await expectFocus(visitor.id('task-12-open'))
	await check('list with a pending step')
	await sandbox.behave({ endpoint: '*', mode: 'ok', channel_id: login.id })
	await visitor.press(visitor.id('task-12-open'))
	await visitor.press(visitor.button('pending.change'))
	await sendStep12(visitor, ` ${merchant.kid}`, login.id, 'step12-proved')
	await check('step 12 proved')

	await visitor.press(visitor.id('step12-continue'))
	await expectFocus(visitor.stepTitle(13))
	await page.route('**/checklist', (route) => route.abort(), { times: 1 })
	await visitor.press(visitor.id('published'))
	await expectText(visitor.id('step13-problem'), visitor.w('net.none'))
	await check('step 13 lost')
	for (const id of ['published', 'oa-linked']) await visitor.press(visitor.id(id))
	await expectShown(visitor.id('step13-continue'))
	await expectText(visitor.id('task-13-state'), new RegExp(`^${visitor.w('state.confirmed')}`))
	await check('step 13')
}

async function sendStep12(visitor, kid, channelId, then = 'step12-summary') {
	await visitor.enter(visitor.field('kid.label'), kid)
	await visitor.enter(visitor.field('channelId.label'), channelId)
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.id(then))
}

async function step14(locale) {
	const merchant = await merchantOf(locale, 'withKid')
	await merchant.putLoginChannel()
	await merchant.put('login-channel/checklist', { published: true, oa_linked: true })
	const { oa, token } = merchant.line
	const other = await sandbox.merchant({ name: SHOPS[locale][0] })
	const visitor = await arrive(locale)
	const check = (state) => expectAccessible(visitor, state)
	const send = async (text, then) => {
		await visitor.enter(visitor.field('token.label'), text)
		await visitor.press(visitor.button('step14.submit'))
		await expectFocus(visitor.id(then))
	}

	await visitor.enterAs(merchant)
	await expectFocus(visitor.stepTitle(14))
	await visitor.enter(visitor.field('token.label'), token)
	await visitor.press(visitor.id('token-toggle'))
	await check('step 14, the token shown')
	await send(oa.secret, 'step14-summary')
	await check('step 14 field refused')
	await send(other.token, 'step14-summary')
	await check('step 14, a token of another account')
	await sandbox.behave({ endpoint: '*', mode: 'hang', channel_id: oa.id })
	await send(token, 'step14-pending')
	await check('step 14 pending')
	await sandbox.behave({ endpoint: '*', mode: 'ok', channel_id: oa.id })
	await visitor.press(visitor.button('pending.change'))
	await send(await sandbox.shortLivedToken(oa), 'step14-summary')
	await check('step 14, a token that expires')
	await visitor.press(visitor.button('token.acceptExpiry'))
	await expectFocus(visitor.id('step14-proved'))
	await check('step 14 proved')
	await visitor.press(visitor.id('step14-continue'))
	await expectFocus(visitor.id('home-done-title'))
	await check('all done')

	await ageSessions()
	await visitor.press(visitor.id('task-12-open'))
	await visitor.press(visitor.button('step12.change'))
	await expectText(visitor.id('jwk'), /^\{/)
	await visitor.press(visitor.id('key-new-fold').locator('summary'))
	await visitor.press(visitor.button('key.new.do'))
	await expectShown(visitor.id('confirm'))
	await expectHiddenUsername(visitor, `${merchant.fields.email} (${merchant.slug})`)
	await check('confirm')
	await visitor.enter(visitor.id('confirm-password'), 'wrong password')
	await visitor.press(visitor.button('confirm.submit'))
	await expectFocus(visitor.id('confirm-form-summary'))
	await check('confirm refused')
	await visitor.enter(visitor.id('confirm-password'), merchant.fields.password)
	await visitor.press(visitor.button('confirm.submit'))
	await expectText(visitor.id('key-new-done'), visitor.w('key.new.done'))
	await check('another key')
}

for (const [what, walk] of Object.entries({ 'pages for everybody': publicPages, 'the login page': loginPage, 'pages of an account': accountPages, 'steps 11 to 13': steps11and12, 'step 14 and after': step14 }))
	describe(what, { concurrency: LOCALES.length }, () => {
		for (const locale of LOCALES) house.test(`${what}, ${locale}`, () => walk(locale))
	})
