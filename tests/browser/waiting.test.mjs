/*
 * Every form and every button of the site over a slow line that is cut in the end: what takes its time says so, pressing
 * twice asks once, and after the cut it is said, and nothing typed is gone.
 */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant, PASSWORD } from '../support/merchant.mjs'
import { expectHidden, expectShown, expectText, expectValue } from './support/expect.mjs'
import { hold } from './support/hold.mjs'
import { openHouse } from './support/house.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const NAME = '春水茶行'
const OTHER = 'nine paper kites over the harbour'

/*
 * `what` calls the API as `method` and `path` (a glob below /api/). The answer to it, and to nothing else, is waited for
 * until that was seen, and never comes. `typed` is entered first, by test id. What is pressed: `press`; `sure`: a second button, of a dialog.
 * `said` is where the trouble is told; `busy`: where it says that it works, when that is not the one place of the page.
 */
async function slowThenCut(visitor, { method = 'POST', path, typed = {}, press, sure = null, said, busy = 'waiting' }) {
	const { page } = visitor
	const held = await hold(page, `**/api/${path}`, { method, cut: true })
	for (const [id, text] of Object.entries(typed)) await visitor.enter(visitor.id(id), text)
	const button = visitor.id(sure ?? press).first()
	if (sure) await visitor.press(visitor.id(press).first())
	await button.evaluate((node) => {
		node.click()
		node.click()
	})
	if (!sure) await visitor.id(press).first().evaluate((node) => node.click())
	await expectText(visitor.id(busy), visitor.w('form.sending'))
	held.release()
	await expectText(visitor.id(said), new RegExp(visitor.w('net.none').slice(0, 6)))
	await expectHidden(visitor.id('waiting'))
	assert.equal(held.asked, 1, `${method} ${path} is asked once`)
	for (const [id, text] of Object.entries(typed)) await expectValue(visitor.id(id), text)
	await held.end()
}

const ofForm = (id, more) => ({ press: `${id}-submit`, said: `${id}-summary`, busy: `${id}-status`, ...more })

const arrive = () => house.visitor({ locale: 'zh-TW', device: 'phone' })

house.test('before there is an account', async () => {
	const visitor = await arrive()
	await visitor.go('/signup')
	await slowThenCut(visitor, ofForm('signup', { path: 'signup', typed: { 'signup-company': NAME, 'signup-contact': '林小姐', 'signup-email': 'a@b.example', 'signup-password': PASSWORD } }))
	await visitor.go('/find')
	await slowThenCut(visitor, ofForm('find', { path: 'find', typed: { 'find-email': 'a@b.example' } }))
})

house.test('the sign-up page waits for the terms, and says so', async () => {
	const visitor = await arrive()
	let away = true
	await visitor.page.route('**/api/terms', (route) => (away ? route.abort() : route.continue()))
	await visitor.go('/signup')
	await expectText(visitor.id('signup-loading'), visitor.w('net.again'))
	away = false
	await expectShown(visitor.id('signup-company'))
})

house.test('at the door of an account, and behind mailed links', async () => {
	const { slug } = await Merchant.signUp(stack)
	const visitor = await arrive()
	await visitor.go(`/a/${slug}`)
	await slowThenCut(visitor, ofForm('login', { path: 'session', typed: { 'login-email': 'a@b.example', 'login-password': PASSWORD } }))
	await visitor.go(`/a/${slug}/reset`)
	await slowThenCut(visitor, ofForm('reset', { path: 'password-reset', typed: { 'reset-email': 'a@b.example' } }))
	const good = (purpose) => visitor.page.route(/\/look$/, (route) => route.fulfill(
		purpose ? { status: 200, json: { purpose, to: 'a@b.example', from: 'c***@b.example' } } : { status: 204 }), { times: 1 })
	await good('reset')
	await visitor.go('/find')
	await visitor.go(`/a/${slug}/reset#t=nothing`)
	await slowThenCut(visitor, ofForm('renew', { method: 'PUT', path: 'password-reset', typed: { 'reset-password': PASSWORD } }))
	for (const [page, purpose, path] of [['verify', 'verify', 'email-verification'], ['undo', 'undo', 'email-undo'], ['release', null, 'release']]) {
		await good(purpose)
		await visitor.go(`/a/${slug}/${page}#t=nothing`)
		await slowThenCut(visitor, ofForm(page, { path }))
	}
})

house.test('an invitation whose page is cut off can be asked for again', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const visitor = await arrive()
	await visitor.page.route('**/api/invitation', (route) => route.abort(), { times: 1 })
	await visitor.go(`/a/${merchant.slug}/join#t=nothing`)
	await expectText(visitor.id('join-trouble-words'), visitor.w('net.none'))
	await slowThenCut(visitor, { path: 'invitation', press: 'join-again', said: 'join-trouble-words' })
	await visitor.press(visitor.id('join-again'))
	await expectShown(visitor.id('join-expired'))
})

house.test('the wizard', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-11')
	await slowThenCut(visitor, ofForm('oa', { method: 'PUT', path: 'oa', typed: { 'oa-name': NAME, 'oa-basic-id': '@123abcde' } }))
	await visitor.go(`/a/${merchant.slug}/#step-12`)
	await expectShown(visitor.id('jwk'))
	await slowThenCut(visitor, ofForm('step12', { method: 'PUT', path: 'login-channel', typed: { kid: merchant.kid, 'channel-id': merchant.line.login.id } }))
	await visitor.press(visitor.id('key-new-fold').locator('summary'))
	await slowThenCut(visitor, { path: 'assertion-key', press: 'key-new', said: 'jwk-problem' })
	await visitor.go(`/a/${merchant.slug}/#step-13`)
	const tick = await hold(visitor.page, '**/checklist', { cut: true })
	await visitor.press(visitor.id('published'))
	await expectText(visitor.id('step13-status'), visitor.w('step13.saving'))
	tick.release()
	await expectText(visitor.id('step13-problem'), visitor.w('step13.unsaved'))
	assert.equal(await visitor.id('published').isChecked(), false, 'what is ticked is what is kept')
	await visitor.go(`/a/${merchant.slug}/#step-14`)
	await expectShown(visitor.id('token'))
	await slowThenCut(visitor, ofForm('step14', { method: 'PUT', path: 'messaging-token', typed: { token: merchant.line.token } }))
	await visitor.go(`/a/${merchant.slug}/`)
	await slowThenCut(visitor, { path: 'email-verification/request', press: 'home-unverified-again', said: 'home-unverified-said' })
	await slowThenCut(visitor, { method: 'DELETE', path: 'session', press: 'home-logout', said: 'home-problem' })
})

house.test('a linked account', async () => {
	const merchant = await Merchant.linked(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-14')
	await visitor.press(visitor.id('token-delete-fold').locator('summary'))
	await slowThenCut(visitor, { method: 'DELETE', path: 'messaging-token', press: 'token-delete', said: 'token-delete-problem' })
	await stack.db.sql('postgres', "UPDATE directory.session SET confirmed_at = now() - interval '16 min'")
	await visitor.press(visitor.id('token-delete'))
	await slowThenCut(visitor, { path: 'session/confirm', typed: { 'confirm-password': merchant.fields.password }, press: 'confirm-form-submit', said: 'confirm-form-summary', busy: 'confirm-form-status' })
})

house.test('the settings', async () => {
	const merchant = await Merchant.loggedIn(stack)
	await merchant.logIn()
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await expectShown(visitor.id('member-me'))
	await visitor.press(visitor.id('profile-fold').locator('summary'))
	await expectShown(visitor.id('profile'))
	for (const step of [
		ofForm('email', { method: 'PUT', path: 'email', typed: { 'email-new': 'a@b.example' } }),
		ofForm('password', { method: 'PUT', path: 'password', typed: { 'password-current': PASSWORD, 'password-new': OTHER } }),
		ofForm('profile', { method: 'PUT', path: 'profile', typed: { 'profile-phone': '02-8765-4321' } }),
		ofForm('invite', { path: 'invitations', typed: { 'invite-email': 'a@b.example' } }),
		ofForm('leaving', { path: 'deletion', typed: { 'leaving-company': 'x' } }),
		{ path: 'totp', press: 'totp-begin', said: 'totp-problem' },
		{ method: 'GET', path: 'export', press: 'export-take', said: 'export-said' },
		{ method: 'DELETE', path: 'sessions/*', press: 'devices-end-others', sure: 'end-others-do', said: 'devices-problem' },
		{ method: 'DELETE', path: 'session', press: 'settings-logout', said: 'settings-problem' },
	]) await slowThenCut(visitor, step)
})

house.test('lists that are fetched after the page come by themselves, or when asked for again', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	let away = true
	await visitor.page.route('**/api/team', (route) => (away ? route.abort() : route.continue()))
	await visitor.go(`/a/${merchant.slug}/settings`)
	await expectText(visitor.id('team-problem'), visitor.w('net.again'))
	away = false
	await expectShown(visitor.id('member-me'))
	await expectHidden(visitor.id('team-problem'))

	await visitor.page.route('**/api/events', (route) => route.abort(), { times: 1 })
	await visitor.go(`/a/${merchant.slug}/audit`)
	await expectText(visitor.id('audit-problem'), visitor.w('net.none'))
	await visitor.press(visitor.button('again.do'))
	await expectShown(visitor.id('event').first())
	await expectHidden(visitor.id('audit-problem'))
})
