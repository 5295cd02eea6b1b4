/* Every page and every state of it, in three languages: see support/access.mjs for what is asked of each. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { mailedToken, mailedTokens } from '../support/links.mjs'
import { Merchant, PASSWORD, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { expectAccessible } from './support/access.mjs'
import { readOut, treeFaults } from './support/axtree.mjs'
import { expectFocus, expectShown, expectText, expectTitle, expectUrl } from './support/expect.mjs'
import { hold } from './support/hold.mjs'
import { openHouse } from './support/house.mjs'
import { sendStep12, sendToken } from './support/path.mjs'
import { LOCALES } from './support/words.mjs'

const house = await openHouse({ env: { ACHO_LIMIT_LOGIN: '3' } })
after(() => house.close())

const { stack, sandbox } = house
const SHOPS = { 'zh-TW': ['春水茶行股份有限公司台北車站前門市', '林小姐'], en: ['The Spring Water Tea House of Taipei Main Station', 'Ms Lin'], ja: ['スプリングウォーター茶房 台北駅前店', '林'] }
/* A word no browser breaks by itself. */
const LONG_EMAIL = 'averyveryveryverylongmailboxnamewithoutanybreak@a-long-domain-of-a-chain-of-tea-shops.example'

const ageSessions = ({ slug }) =>
	stack.db.sql('postgres', `UPDATE directory.session SET created_at = now() - interval '16 min', confirmed_at = now() - interval '16 min' WHERE slug = '${slug}'`)

/* LINE says to come back later, and nobody does by themselves before the story is over. */
const putOff = ({ id }) => sandbox.behave({ endpoint: '*', mode: '429', retry_after: 3600, channel_id: id })
const relent = ({ id }) => sandbox.behave({ endpoint: '*', mode: 'ok', channel_id: id })

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
	await page.route('**/api/session', (route) => route.abort())
	await visitor.go(`/a/${merchant.slug}/`)
	await expectText(visitor.id('home-loading'), visitor.w('net.again'))
	await check('home waiting')
	await visitor.go(`/a/${merchant.slug}`) // before an answer sends it there by itself
	await page.unroute('**/api/session')
	for (let i = 1; i <= 4; i++) {
		/* The wait begins with the third, and is longer than the fourth and a look at the page may take. */
		if (i === 4) await stack.db.sql('postgres', "UPDATE directory.throttle SET retry_at = now() + interval '15 min' WHERE retry_at IS NOT NULL")
		await visitor.enter(visitor.field('login.email'), merchant.fields.email)
		await visitor.enter(visitor.field('login.password'), 'wrong password')
		await visitor.press(visitor.button('login.submit'))
		await expectFocus(visitor.id('login-summary'))
		if (i === 1) await check('login refused')
	}
	await expectText(visitor.id('login-summary'), /\d/)
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
	await expectFocus(visitor.heading('expired.title'))
	await check('reset expired')

	await visitor.enterAs(merchant)
	await merchant.logIn()
	await visitor.press(visitor.id('home-settings'))
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

/* What mails lead to: each page with a good link, after its button, and with the link used up; then the log of it all. */
async function mailedPages(locale) {
	const merchant = await merchantOf(locale, 'linked')
	const { slug, fields } = merchant
	const visitor = await arrive(locale)
	const walk = async (name, token, title, act, done) => {
		const open = async (heading) => {
			await visitor.go('/find')
			await visitor.go(`/a/${slug}/${name}#t=${token}`)
			await expectShown(visitor.heading(heading, fields))
			await expectAccessible(visitor, `${name}, ${heading}`)
		}
		await open(title)
		await act()
		await expectFocus(visitor.heading(done, fields))
		await expectAccessible(visitor, `${name}, done`)
		await open('expired.title')
	}
	await visitor.enterAs(merchant)
	await check(visitor, 'home-unverified', 'home, an address to confirm')
	await walk('verify', await mailedToken(stack, merchant, 'verify'), 'verify.title', () => visitor.press(visitor.button('verify.submit')), 'verify.done.title')

	const colleague = someEmail()
	await merchant.post('invitations', { email: colleague, role: 'viewer' })
	const invited = await until('an invitation', async () => (await mailedTokens(stack, colleague, 'join', slug))[0])
	await walk('join', invited, 'join.title', async () => {
		await visitor.press(visitor.button('join.submit'))
		await expectFocus(visitor.id('join-summary'))
		await expectAccessible(visitor, 'join refused')
		await visitor.enter(visitor.id('join-name'), fields.contact)
		await visitor.enter(visitor.id('join-password'), PASSWORD)
		await visitor.press(visitor.button('join.submit'))
	}, 'join.done.title')

	const next = someEmail()
	await merchant.put('email', { email: next })
	const confirms = await until('a link', async () => (await mailedTokens(stack, next, 'verify', slug))[0])
	await walk('verify', confirms, 'change.title', () => visitor.press(visitor.button('change.submit')), 'change.done.title')
	await visitor.go(`/a/${slug}/audit`)
	await expectShown(visitor.id('event').first())
	await expectAccessible(visitor, 'log')
	await walk('undo', await mailedToken(stack, merchant, 'undo'), 'undo.title', () => visitor.press(visitor.button('undo.submit')), 'undo.done.title')

	await walk('reset', await mailedToken(stack, merchant, 'reset'), 'reset.choose', async () => {
		await expectHiddenUsername(visitor, `${fields.email} (${slug})`)
		await visitor.enter(visitor.id('reset-password'), PASSWORD)
		await visitor.press(visitor.button('reset.save'))
	}, 'reset.done.title')
}

async function check(visitor, testid, state) {
	await expectShown(visitor.id(testid))
	await expectAccessible(visitor, state)
}

/* The parts of the settings that only somebody with a linked account and a colleague has. */
async function settingsParts(locale) {
	const merchant = await merchantOf(locale, 'linked')
	const { slug, fields } = merchant
	const visitor = await arrive(locale)
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${slug}/settings`)
	await expectShown(visitor.id('member-me'))
	await expectShown(visitor.id('team-unverified'))
	await visitor.press(visitor.button('team.invite.submit'))
	await expectFocus(visitor.id('invite-summary'))
	await expectAccessible(visitor, 'settings, an invitation refused')
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${slug}')`)
	await visitor.enter(visitor.id('invite-email'), LONG_EMAIL)
	await visitor.press(visitor.button('team.invite.submit'))
	await expectFocus(visitor.id('team-said'))
	await expectAccessible(visitor, 'settings, invited')
	await visitor.press(visitor.button('totp.begin'))
	await expectFocus(visitor.id('totp-setup'))
	await expectAccessible(visitor, 'settings, a second factor')
	await visitor.enter(visitor.id('email-new'), LONG_EMAIL)
	await visitor.press(visitor.button('settings.email.submit'))
	await expectFocus(visitor.id('email-said'))
	await expectAccessible(visitor, 'settings, an address asked for')
	await visitor.press(visitor.button('export.take'))
	await expectFocus(visitor.id('export-said'))
	await expectAccessible(visitor, 'settings, taken along')
	await visitor.enter(visitor.id('leaving-company'), fields.company)
	await visitor.press(visitor.button('leaving.submit'))
	await expectFocus(visitor.id('leaving-said'))
	await expectAccessible(visitor, 'settings, leaving')
	await visitor.press(visitor.link('settings.home'))
	await check(visitor, 'home-closing', 'home, leaving')
}

/* What a screen reader would stumble over is found. */
house.test('a fault that is planted in the accessibility tree is found', async () => {
	const visitor = await arrive('en')
	const { page } = visitor
	await visitor.go('/signup')
	await expectShown(visitor.button('signup.submit'))
	assert.deepEqual(await treeFaults(page), [])
	const read = (await readOut(page)).map(({ role, name }) => `${role} ${name}`)
	const order = [`link ${visitor.w('page.skip')}`, `combobox ${visitor.w('locale.choose')}`, `heading ${visitor.w('signup.title')}`, `textbox ${visitor.w('signup.company')}`, `button ${visitor.w('signup.submit')}`, `link ${visitor.w('page.help')}`]
	assert.deepEqual(order.filter((one) => read.includes(one)), order)
	assert.deepEqual([...order].sort((a, b) => read.indexOf(a) - read.indexOf(b)), order, 'read from the top to the bottom')
	for (const [plant, pattern] of [
		["document.querySelector('main').append(document.createElement('button'))", /no name for a screen reader: button/],
		["document.querySelector('#signup-company').setAttribute('aria-invalid', 'true'); document.querySelector('#signup-company').removeAttribute('aria-describedby')", /not said why/],
		["document.querySelector('h1').replaceWith(Object.assign(document.createElement('h3'), { textContent: 'x' }))", /0 headings of level 1/],
		["document.querySelector('main').append(Object.assign(document.createElement('h4'), { textContent: 'deep' }))", /from level 1 to 4/],
		["document.body.append(Object.assign(document.createElement('a'), { href: '/', textContent: 'stray' }))", /in no landmark: link "stray"/],
		["document.querySelector('footer').remove()", /landmarks: banner,main$/],
		["const box = document.createElement('dialog'); box.append(Object.assign(document.createElement('button'), { textContent: 'y' })); document.body.append(box); box.showModal()", /does not begin with its title/],
	]) {
		await visitor.go('/signup')
		await expectShown(visitor.button('signup.submit'))
		const session = await page.context().newCDPSession(page)
		await session.send('Runtime.evaluate', { expression: plant })
		await session.detach()
		const found = await treeFaults(page)
		assert.ok(found.some((one) => pattern.test(one)), `${pattern} not in ${JSON.stringify(found)}`)
	}
})

house.test('the skip link leaves open what is open', async () => {
	const visitor = await house.visitor({ locale: 'en', device: 'keyboard' })
	const merchant = await merchantOf('en')
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/#step-11`)
	await expectShown(visitor.id('step-11-panel'))
	await visitor.link('page.skip').press('Enter')
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/#step-11`)
	await expectShown(visitor.id('step-11-panel'))
})

async function steps11and12(locale) {
	const merchant = await merchantOf(locale)
	merchant.line = await sandbox.merchant({ name: merchant.fields.company })
	const { login, oa } = merchant.line
	const visitor = await arrive(locale)
	const { page } = visitor
	const check = (state) => expectAccessible(visitor, state)
	const send = async (kid, channelId, then = 'step12-summary') => {
		await sendStep12(visitor, { kid, channelId })
		await expectFocus(visitor.id(then))
	}

	await visitor.enterAs(merchant)
	await expectFocus(visitor.stepTitle(11))
	await expectTitle(page, visitor.w('home.pageTitle', { company: merchant.fields.company }))
	await check('step 11')
	await visitor.press(visitor.button('oa.submit'))
	await expectFocus(visitor.id('oa-summary'))
	await check('step 11 refused')
	let preparing = true
	await page.route('**/api/assertion-key', (route) => (preparing ? route.fulfill({
		status: 503, contentType: 'application/problem+json', headers: { 'retry-after': '3' },
		body: JSON.stringify({ type: 'about:blank', title: 'x', status: 503, code: 'key.preparing', detail: visitor.w('pending.said') }),
	}) : route.continue()))
	await visitor.enter(visitor.field('oa.name'), merchant.fields.company)
	await visitor.enter(visitor.field('oa.basicId'), ` ${oa.bot.basicId}`)
	await visitor.press(visitor.button('oa.submit'))
	await expectFocus(visitor.stepTitle(12))
	await expectText(visitor.id('jwk-preparing'), visitor.w('pending.said'))
	await check('step 12 key preparing')
	preparing = false
	await expectText(visitor.id('jwk'), /^\{/)
	await visitor.press(visitor.button('copy.do'))
	await expectText(visitor.id('jwk-status'), visitor.w('copy.done'))
	await check('step 12')
	const jwk = await visitor.id('jwk').innerText()
	await send(jwk, '123')
	await check('step 12 fields refused')
	merchant.kid = await sandbox.registerKey(login, JSON.parse(jwk))
	await send(merchant.kid, oa.id)
	await check('step 12 refused by LINE')
	await visitor.press(visitor.id('dialog-12-close'))
	await expectFocus(visitor.id('task-12-open'))
	await check('list with a refused step')

	await putOff(login)
	await visitor.press(visitor.id('task-12-open'))
	await visitor.enter(visitor.field('channelId.label'), login.id)
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.id('step12-pending'))
	await check('step 12 pending')
	await visitor.press(visitor.id('dialog-12-close'))
	await expectFocus(visitor.id('task-12-open'))
	await check('list with a pending step')
	await relent(login)
	await visitor.press(visitor.id('task-12-open'))
	await visitor.press(visitor.button('pending.change'))
	await send(` ${merchant.kid}`, login.id, 'step12-proved')
	await check('step 12 proved')

	await visitor.press(visitor.id('step12-continue'))
	await expectFocus(visitor.stepTitle(13))
	await page.route('**/checklist', (route) => route.abort(), { times: 1 })
	await visitor.press(visitor.id('published'))
	await expectText(visitor.id('step13-problem'), visitor.w('step13.unsaved'))
	await check('step 13 lost')
	const tick = await hold(page, '**/checklist')
	await visitor.press(visitor.id('published'))
	await expectText(visitor.id('waiting'), visitor.w('form.sending'))
	tick.release()
	await expectText(visitor.id('task-13-state'), visitor.w('state.begun'))
	await check('step 13 begun')
	await visitor.press(visitor.id('oa-linked'))
	await expectShown(visitor.id('step13-continue'))
	await expectText(visitor.id('task-13-state'), new RegExp(`^${visitor.w('state.confirmed')}`))
	await check('step 13')
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
		await sendToken(visitor, text)
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
	await putOff(oa)
	await send(token, 'step14-pending')
	await check('step 14 pending')
	await relent(oa)
	await visitor.press(visitor.button('pending.change'))
	await send(await sandbox.shortLivedToken(oa), 'step14-summary')
	await check('step 14, a token that expires')
	await visitor.press(visitor.button('token.acceptExpiry'))
	await expectFocus(visitor.id('step14-proved'))
	await check('step 14 proved')
	await visitor.press(visitor.id('step14-continue'))
	await expectFocus(visitor.id('home-done-title'))
	await expectShown(visitor.id('home-done-picture'))
	await check('all done')
	const stranger = await house.visitor({ locale, device: 'line', deviceScaleFactor: 1 })
	await stranger.go(`/a/${merchant.slug}`)
	await expectShown(stranger.id('login-picture'), stranger.id('line-app-out'))
	await expectAccessible(stranger, 'login with a picture, inside LINE')

	await ageSessions(merchant)
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
	const another = await hold(visitor.page, '**/api/assertion-key', { cut: true })
	await visitor.press(visitor.button('key.new.do'))
	await expectShown(visitor.id('waiting'))
	await check('another key, slowly')
	another.release()
	await expectText(visitor.id('jwk-problem'), visitor.w('net.none'))
	await check('another key, lost')
}

for (const [what, walk] of Object.entries({ 'pages for everybody': publicPages, 'the login page': loginPage, 'pages of an account': accountPages, 'pages of mails': mailedPages, 'parts of the settings': settingsParts, 'steps 11 to 13': steps11and12, 'step 14 and after': step14 }))
	describe(what, { concurrency: LOCALES.length }, () => {
		for (const locale of LOCALES) house.test(`${what}, ${locale}`, () => walk(locale))
	})
