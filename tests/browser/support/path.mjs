/* The merchant's path, steps 9 to 14, as acts of a visitor; each ends when its page says that it worked. */
import assert from 'node:assert/strict'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './expect.mjs'

const SLUG = '[0-9a-hjkmnp-tv-z]{13}'

/* What signUp() gives, of a merchant who signed up over the API (support/merchant.mjs). */
export const shopOf = ({ stack, fields, slug }) => ({ ...fields, slug, url: `${stack.url}/a/${slug}` })

/* Step 9. Gives { slug, url, ...fields }. */
export async function signUp(visitor, fields) {
	await visitor.go('/signup')
	for (const name of ['company', 'contact', 'email', 'phone', 'password'])
		if (fields[name]) await visitor.enter(visitor.id(`signup-${name}`), fields[name])
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.heading('signup.done.title'))
	const url = await visitor.id('login-url').innerText()
	assert.match(url, new RegExp(`^${visitor.url}/a/${SLUG}$`))
	return { ...fields, url, slug: url.slice(-13) }
}

/* The mail with the login URL, opened in the inbox's own page; gives the tab of the mail. */
export async function openWelcomeMail(visitor, { email, company, url }) {
	const { sandbox } = visitor.house
	await sandbox.waitForMails(email)
	const inbox = await visitor.newTab()
	await inbox.page.goto(new URL(`/inbox/?to=${encodeURIComponent(email)}`, sandbox.line).href)
	await inbox.page.getByTestId('mail').filter({ hasText: company }).first().click()
	await expectText(inbox.id('to'), email)
	assert.ok((await inbox.id('text').innerText()).includes(url), 'the mail says the login URL in its text')
	const button = inbox.page.frameLocator('iframe').getByRole('link').filter({ visible: true }).first()
	assert.equal(await button.getAttribute('href'), url, 'and its button leads there')
	return inbox
}

/* Step 10, on the login page. */
export async function logIn(visitor, { email, password, company, url }) {
	await expectTitle(visitor.page, visitor.w('login.pageTitle', { company }))
	await expectShown(visitor.heading('login.title', { company }))
	await visitor.enter(visitor.field('login.email'), email)
	await visitor.enter(visitor.field('login.password'), password)
	await visitor.press(visitor.button('login.submit'))
	await visitor.page.waitForURL(new RegExp(`^${url}/`))
	await expectText(visitor.id('home-company'), company)
}

/* Step 11. */
export async function nameOa(visitor, { oa }) {
	await expectShown(visitor.id('step-11-panel'))
	await visitor.enter(visitor.field('oa.name'), oa.name)
	await visitor.enter(visitor.field('oa.basicId'), oa.bot.basicId)
	await visitor.press(visitor.button('oa.submit'))
	await expectShown(visitor.id('dialog-12'))
}

/* Step 12: the public key goes to the console, kid and channel ID come back. Gives what was copied. */
export async function proveChannel(visitor, console) {
	await expectFocus(visitor.stepTitle(12))
	await visitor.press(visitor.button('copy.do'))
	await expectText(visitor.id('jwk-status'), visitor.w('copy.done'))
	const jwk = await visitor.clipboard()
	assert.deepEqual(Object.keys(JSON.parse(jwk)).sort(), ['alg', 'e', 'kty', 'n', 'use'])
	await console.registerPastedKey()
	const kid = await console.copyKid()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('kid.label'))
	await expectValue(visitor.field('kid.label'), kid)
	const channelId = await console.copyChannelId()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('channelId.label'))
	await expectValue(visitor.field('channelId.label'), channelId)
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.heading('step12.proved'))
	return { jwk, kid, channelId }
}

/* Step 13, both here and at LINE. */
export async function confirmChecklist(visitor, console) {
	await expectFocus(visitor.stepTitle(13))
	await console.publish()
	await console.linkOa()
	await visitor.page.bringToFront()
	for (const key of ['publish.tick', 'linked.tick']) {
		const box = visitor.page.getByRole('checkbox', { name: visitor.w(key) })
		await visitor.press(box)
		await box.and(visitor.page.locator(':checked')).waitFor()
	}
	await expectText(visitor.id('task-13-state'), new RegExp(`^${visitor.w('state.confirmed')}`))
}

/* Step 14. */
export async function connectToken(visitor, console, { oa }) {
	await expectFocus(visitor.stepTitle(14))
	const token = await console.issueToken()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('token.label'))
	await expectValue(visitor.field('token.label'), token)
	await visitor.press(visitor.button('step14.submit'))
	await expectFocus(visitor.heading('step14.proved'))
	await expectText(visitor.id('dialog-14'), new RegExp(`${oa.name}[^]*${oa.bot.basicId}`))
	await expectHidden(visitor.field('token.label'))
	const kept = await visitor.page.evaluate(() => JSON.stringify([
		document.documentElement.outerHTML, [...document.querySelectorAll('input, textarea')].map((node) => node.value), { ...sessionStorage }, { ...localStorage },
	]))
	for (const part of [token.slice(0, 8), token.slice(-8)]) assert.ok(!kept.includes(part), 'no part of the token is left in the browser')
	return token
}

/* Step 12 and 14 with these values, whatever comes of it; null leaves a field as it is. */
export async function sendStep12(visitor, { kid = null, channelId = null }) {
	if (kid !== null) await visitor.enter(visitor.field('kid.label'), kid)
	if (channelId !== null) await visitor.enter(visitor.field('channelId.label'), channelId)
	await visitor.press(visitor.button('step12.submit'))
}

export async function sendToken(visitor, token) {
	await visitor.enter(visitor.field('token.label'), token)
	await visitor.press(visitor.button('step14.submit'))
}

/* The home of an account that has done it all. */
export async function expectLinked(visitor, { company, url }, { oa }) {
	await expectUrl(visitor.page, `${url}/`)
	await expectText(visitor.id('home-company'), company)
	await expectShown(visitor.heading('done', { displayName: oa.name }))
	await expectText(visitor.id('home-progress'), visitor.w('home.allDone'))
	await expectText(visitor.id('login-url'), url)
	const states = { 11: 'state.proved', 12: 'state.proved', 13: 'state.confirmed', 14: 'state.proved' }
	for (const [step, key] of Object.entries(states)) await expectText(visitor.id(`task-${step}-state`), new RegExp(`^${visitor.w(key)}`))
	await expectText(visitor.id('task-11-facts'), new RegExp(oa.bot.basicId))
}

export async function logOut(visitor, { url }) {
	await visitor.press(visitor.button('home.logout'))
	await expectUrl(visitor.page, url)
	await expectShown(visitor.button('login.submit'))
}
