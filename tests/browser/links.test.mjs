/* Mailed links: a forgotten password, and an address to confirm. Opening one changes nothing; its button works once. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { logIn, shopOf } from './support/path.mjs'
import { expectRefusal } from './support/refusal.mjs'
import { words } from './support/words.mjs'

const house = await openHouse()
after(() => house.close())

const { stack, sandbox, phone, keyboard, merchantOf } = house
const NEW_PASSWORD = 'nine paper kites over the harbour'

/* The link of that page with a token, in the newest mail that has one. */
async function mailedLink({ slug, fields }, page, not = null) {
	return until(`a mail with a link to ${page}`, async () => {
		const found = (await sandbox.mails(fields.email)).map(({ text }) => text.match(new RegExp(`\\S+/a/${slug}/${page}#t=[\\w-]+`))?.[0])
		return found.filter((link) => link && link !== not).at(-1)
	}, 30)
}

/* Open a mailed link; its token is in no address bar, history or store, and neither GET nor reload spends it. */
async function follow(visitor, link, heading) {
	await visitor.go(link)
	await expectShown(heading)
	const [path, token] = link.split('#t=')
	await expectUrl(visitor.page, path)
	const kept = await visitor.page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, { ...sessionStorage }, { ...localStorage }]))
	assert.ok(!kept.includes(token), 'the token is kept nowhere')
}

async function resets(visitor) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const shop = shopOf(merchant)
	const { company, email } = shop

	/* From the sentence that says so; the address is typed once. */
	await visitor.go(shop.url)
	await visitor.enter(visitor.field('login.email'), email)
	await visitor.enter(visitor.field('login.password'), 'not this one')
	await visitor.press(visitor.button('login.submit'))
	await expectFocus(visitor.id('login-summary'))
	await visitor.press(visitor.link('reset.do'))
	await expectTitle(visitor.page, visitor.w('reset.pageTitle', { company }))
	await expectValue(visitor.field('login.email'), email)
	await visitor.press(visitor.button('reset.submit'))
	await expectFocus(visitor.heading('sent.title'))
	await expectText(visitor.id('reset-sent-words'), visitor.w('reset.sent', { company }))

	const link = await mailedLink(merchant, 'reset')
	const choose = visitor.heading('reset.choose', { company })
	await follow(visitor, link, choose)
	await follow(visitor, link, choose)
	assert.equal(await visitor.page.locator('[autocomplete=username]').inputValue(), `${email} (${merchant.slug})`)
	for (const bad of ['short', 'password1', email]) {
		await visitor.enter(visitor.id('reset-password'), bad)
		await visitor.press(visitor.button('reset.save'))
		await expectRefusal(visitor, 'renew', { code: 'request.invalid', fields: ['reset-password'] })
		await expectValue(visitor.id('reset-password'), bad)
	}
	await visitor.enter(visitor.id('reset-password'), NEW_PASSWORD)
	await visitor.press(visitor.button('reset.save'))
	await expectFocus(visitor.heading('reset.done.title'))
	assert.equal((await merchant.get('session')).status, 401, 'everybody is logged out')

	await visitor.press(visitor.link('signup.done.open'))
	await logIn(visitor, { ...shop, password: NEW_PASSWORD })
	return { merchant, link, shop }
}

house.test('a forgotten password on a phone, zh-TW: from the refused login to logged in again, and the link works once', async () => {
	const visitor = await phone()
	const { merchant, link, shop: { company, email } } = await resets(visitor)
	await expectHidden(visitor.id('home-unverified'))

	await follow(visitor, link, visitor.heading('expired.title'))
	await expectFocus(visitor.heading('expired.title'))
	await expectShown(visitor.page.getByText(visitor.w('reset.expired')))
	await visitor.press(visitor.button('reset.again'))
	await expectFocus(visitor.field('login.email'))
	await expectValue(visitor.field('login.email'), email)
	await visitor.press(visitor.button('reset.submit'))
	await expectFocus(visitor.heading('sent.title'))

	/* The next mail's link, followed in the same tab. */
	const next = await mailedLink(merchant, 'reset', link)
	await visitor.page.evaluate((hash) => { location.hash = hash }, new URL(next).hash)
	await expectShown(visitor.heading('reset.choose', { company }))
})

house.test('a forgotten password by keyboard, en', async () => { await resets(await keyboard()) })

house.test('on the way to a step, a forgotten password: the login after it leads to the step, and to nothing else that is asked for', async () => {
	const visitor = await keyboard()
	const merchant = await merchantOf(visitor, 'withOa')
	const shop = shopOf(merchant)
	const login = `/a/${merchant.slug}`
	const backTo = (tab) => tab.id('reset-login').getAttribute('href')
	const askForMail = async (tab) => {
		await tab.enter(tab.field('login.email'), shop.email)
		await tab.press(tab.button('reset.submit'))
		await expectFocus(tab.heading('sent.title'))
		assert.equal(await backTo(tab), tab === visitor ? `${login}#step-14` : login)
	}
	const chooseAndLogIn = async (tab, link) => {
		await follow(tab, link, tab.heading('reset.choose', shop))
		await tab.enter(tab.id('reset-password'), NEW_PASSWORD)
		await tab.press(tab.button('reset.save'))
		await tab.press(tab.link('signup.done.open'))
		await logIn(tab, { ...shop, password: NEW_PASSWORD })
	}

	await visitor.go(`${login}/?openExternalBrowser=1#step-14`)
	await expectUrl(visitor.page, `${shop.url}#step-14`)
	await visitor.press(visitor.link('page.skip'))
	await expectFocus(visitor.page.locator('main'))
	await expectUrl(visitor.page, `${shop.url}#step-14`)
	await visitor.press(visitor.link('reset.link'))
	await expectUrl(visitor.page, `${shop.url}/reset#step-14`)
	await askForMail(visitor)

	/* The mail is opened in a tab of its own, and the link works once. */
	const link = await mailedLink(merchant, 'reset')
	const mail = await visitor.newTab()
	await chooseAndLogIn(mail, link)
	await expectUrl(mail.page, `${shop.url}/#step-14`)
	await expectFocus(mail.stepTitle(14))

	/* In another browser: home, at what is next. */
	const phones = await phone()
	await phones.go(`${login}/reset`)
	await askForMail(phones)
	const other = await house.visitor({ locale: 'en' })
	await chooseAndLogIn(other, await mailedLink(merchant, 'reset', link))
	await expectUrl(other.page, `${shop.url}/#step-12`)

	/* Whatever stands in the address or was kept: a step, or the login page by itself. */
	for (const hash of ['#step-15', '#step-14/..', '#//elsewhere.example', '#https://elsewhere.example/']) {
		await other.go('/')
		await other.go(`${login}/reset${hash}`)
		await expectShown(other.id('reset-login'))
		assert.equal(await backTo(other), login, hash)
	}
	await other.page.evaluate((key) => localStorage.setItem(key, '"https://elsewhere.example/#step-14"'), `acho.${merchant.slug}.afterReset`)
	await follow(other, link, other.heading('expired.title'))
	await other.press(other.button('reset.again'))
	await expectShown(other.id('reset-login'))
	assert.equal(await backTo(other), login)
})

house.test('an address that nobody logs in with is answered the same; a link cut short asks anew', async () => {
	const visitor = await phone()
	const merchant = await merchantOf(visitor)
	const { company } = merchant.fields
	await visitor.go(`/a/${merchant.slug}/reset`)
	await visitor.press(visitor.button('reset.submit'))
	await expectRefusal(visitor, 'reset', { code: 'request.invalid', fields: ['reset-email'] })
	await visitor.enter(visitor.field('login.email'), someEmail())
	await visitor.press(visitor.button('reset.submit'))
	await expectText(visitor.id('reset-sent-words'), visitor.w('reset.sent', { company }))
	await visitor.go('/')
	await visitor.go(`/a/${merchant.slug}/reset#t=`)
	await expectShown(visitor.heading('reset.title', { company }))
	await visitor.go('/a/0000000000000/reset')
	await expectFocus(visitor.heading('lost.title'))
})

/* ---- an address to confirm ---- */

async function confirms(visitor) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const { company, email } = merchant.fields
	await visitor.enterAs(merchant)
	await expectText(visitor.id('home-unverified-words'), visitor.w('verify.reminder', { email }))
	const link = await mailedLink(merchant, 'verify')
	await follow(visitor, link, visitor.heading('verify.title'))
	assert.equal((await merchant.get('session')).body.member.verified, false, 'opening the link changes nothing')
	await visitor.press(visitor.button('verify.submit'))
	await expectFocus(visitor.heading('verify.done.title'))
	await visitor.press(visitor.link('verify.home'))
	await expectText(visitor.id('home-company'), company)
	await expectHidden(visitor.id('home-unverified'))
	return { merchant, link }
}

house.test('an address is confirmed on a phone, zh-TW; the link works once, and what to do is said', async () => {
	const visitor = await phone()
	const { merchant, link } = await confirms(visitor)
	await follow(visitor, link, visitor.heading('expired.title'))
	await expectFocus(visitor.heading('expired.title'))
	await visitor.press(visitor.link('reset.do'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/reset`)
	await visitor.go(`/a/${merchant.slug}/verify`)
	await expectShown(visitor.heading('expired.title'))
})

house.test('an address is confirmed by keyboard, en', async () => { await confirms(await keyboard()) })

async function changesAddress(visitor) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const { company, email } = shopOf(merchant)
	const next = someEmail()
	await visitor.enterAs(merchant)
	/* The mail is in the account's language, whichever the page speaks. */
	await visitor.id('locale').selectOption('ja')
	await visitor.press(visitor.id('home-unverified-again'))
	await expectFocus(visitor.id('home-unverified-said'))
	const subject = visitor.w('verify.subject', { company })
	await expectText(visitor.id('home-unverified-said'), words('ja')('verify.again.done', { email, subject }))
	await until('the mail', async () => (await stack.sandbox.mails(email)).some((mail) => mail.subject.endsWith(subject)))
	await visitor.id('locale').selectOption(visitor.locale)
	await visitor.press(visitor.id('home-settings'))
	await visitor.enter(visitor.id('email-new'), email)
	await visitor.press(visitor.button('settings.email.submit'))
	await expectRefusal(visitor, 'email', { code: 'request.invalid', fields: ['email-new'] })
	const asks = async () => {
		await visitor.enter(visitor.id('email-new'), next)
		await visitor.press(visitor.button('settings.email.submit'))
		await expectFocus(visitor.id('email-said'))
		await expectText(visitor.id('email-said'), visitor.w('settings.email.asked', { email: next }))
	}
	await asks()
	await visitor.page.reload()
	assert.ok((await visitor.id('email-pending-words').innerText()).includes(next), 'what waits is still said')
	await expectAccessible(visitor, 'settings, address asked for')
	const cancelled = await mailedLink({ slug: merchant.slug, fields: { email: next } }, 'verify')
	await visitor.press(visitor.button('settings.email.cancel'))
	await expectFocus(visitor.id('email-said'))
	await expectText(visitor.id('email-said'), visitor.w('settings.email.cancelled', { email }))
	await expectHidden(visitor.id('email-pending'))
	await asks()

	/* Its page says which address for which; the other by its first letter and domain. */
	const masked = (address) => address.replace(/^(.)[^@]*/, '$1***')
	await follow(visitor, await mailedLink({ slug: merchant.slug, fields: { email: next } }, 'verify', cancelled), visitor.heading('change.title'))
	await expectText(visitor.id('change-lead'), visitor.w('change.lead', { company, email: next, other: masked(email) }))
	await expectAccessible(visitor, 'change')
	await visitor.press(visitor.button('change.submit'))
	await expectFocus(visitor.heading('change.done.title'))
	assert.equal((await merchant.get('session')).body.member.email, next)

	/* It was somebody else: whoever reads the old address takes it back, once. */
	const undo = await mailedLink(merchant, 'undo')
	await follow(visitor, undo, visitor.heading('undo.title'))
	await expectTitle(visitor.page, visitor.w('undo.pageTitle', { company }))
	await expectShown(visitor.page.getByText(visitor.w('undo.lead', { company, email, other: masked(next) })))
	await expectAccessible(visitor, 'undo')
	assert.equal((await merchant.get('session')).body.member.email, next, 'a GET changes nothing')
	await visitor.press(visitor.button('undo.submit'))
	await expectFocus(visitor.heading('undo.done.title'))
	await expectAccessible(visitor, 'undone')
	assert.equal((await merchant.get('session')).status, 401)
	await follow(visitor, undo, visitor.heading('expired.title'))
	await expectAccessible(visitor, 'undo expired')
}

house.test('an address is changed and taken back, on a phone, zh-TW', async () => changesAddress(await phone()))
house.test('an address is changed and taken back, by keyboard, en', async () => changesAddress(await keyboard()))
