/* The settings: another password, the devices that are logged in, what happened, and what was said at sign-up. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { logIn, shopOf } from './support/path.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

const { stack, phone, keyboard, merchantOf } = house
const NEW_PASSWORD = 'nine paper kites over the harbour'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

house.test('without a session the settings lead to the login page, and that leads back', async () => {
	const visitor = await phone()
	const merchant = await merchantOf(visitor)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}#settings`)
	await visitor.enter(visitor.field('login.email'), merchant.fields.email)
	await visitor.enter(visitor.field('login.password'), merchant.fields.password)
	await visitor.press(visitor.button('login.submit'))
	await expectTitle(visitor.page, visitor.w('settings.pageTitleOf', merchant.fields))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/settings`)
})

house.test('a session that ends under the hand: the login page says so once, and what was typed is still there', async () => {
	const visitor = await phone()
	const merchant = await merchantOf(visitor, 'loggedIn')
	const typed = { 'email-new': 'new@tea.example', 'invite-email': 'mei@tea.example', 'invite-role': 'viewer' }
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await visitor.enter(visitor.id('email-new'), typed['email-new'])
	await visitor.enter(visitor.id('invite-email'), typed['invite-email'])
	await visitor.id('invite-role').selectOption(typed['invite-role'])
	await expectShown(visitor.id('team-unverified-again'))
	await visitor.atRest()
	await merchant.delete('session')
	await visitor.press(visitor.button('team.invite.submit'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}#settings`)
	await expectText(visitor.id('login-ended'), visitor.w('login.ended'))
	await expectAccessible(visitor, 'login, ended')
	await visitor.enter(visitor.field('login.email'), merchant.fields.email)
	await visitor.enter(visitor.field('login.password'), merchant.fields.password)
	await visitor.press(visitor.button('login.submit'))
	await expectShown(visitor.heading('settings.title'))
	for (const [id, value] of Object.entries(typed)) await expectValue(visitor.id(id), value)
	await visitor.press(visitor.id('settings-logout'))
	await expectShown(visitor.button('login.submit'))
	await expectHidden(visitor.id('login-ended'))
})

async function changesPassword(visitor) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const elsewhere = await house.visitor({ locale: visitor.locale, device: 'desktop' })
	await elsewhere.go(shopOf(merchant).url)
	await logIn(elsewhere, shopOf(merchant))

	await visitor.enterAs(merchant)
	await visitor.press(visitor.id('home-settings'))
	await expectTitle(visitor.page, visitor.w('settings.pageTitleOf', merchant.fields))
	assert.equal(await visitor.page.locator('[autocomplete=username]').inputValue(), `${merchant.fields.email} (${merchant.slug})`)
	const send = async (current, next) => {
		await visitor.enter(visitor.id('password-current'), current)
		await visitor.enter(visitor.id('password-new'), next)
		await visitor.press(visitor.button('settings.password.submit'))
	}
	await send('not this one', NEW_PASSWORD)
	await expectRefusal(visitor, 'password', { code: 'password.wrong', fields: ['password-current'] })
	await expectValue(visitor.id('password-current'), '')
	await expectValue(visitor.id('password-new'), NEW_PASSWORD)
	await send(merchant.fields.password, 'password1')
	await expectRefusal(visitor, 'password', { code: 'request.invalid', fields: ['password-new'] })
	await expectText(visitor.id('password-new-strength'), '')
	await send(merchant.fields.password, NEW_PASSWORD)
	await expectFocus(visitor.id('password-changed'))
	await expectText(visitor.id('password-changed'), visitor.w('settings.password.changed'))
	for (const id of ['password-current', 'password-new']) await expectValue(visitor.id(id), '')
	await expectHidden(visitor.id('devices-end-others'))

	/* The other device is at the login page, and the new password leads back to where it was. */
	await elsewhere.go(`/a/${merchant.slug}/settings`)
	await expectUrl(elsewhere.page, `${stack.url}/a/${merchant.slug}#settings`)
	await elsewhere.enter(elsewhere.field('login.email'), merchant.fields.email)
	await elsewhere.enter(elsewhere.field('login.password'), NEW_PASSWORD)
	await elsewhere.press(elsewhere.button('login.submit'))
	await expectShown(elsewhere.heading('settings.title'))
	return { merchant, elsewhere }
}

house.test('the password is changed on a phone, zh-TW; the other devices are logged out and find back', async () => {
	await changesPassword(await phone())
})

async function endsSessions(visitor) {
	const merchant = await merchantOf(visitor)
	const shop = shopOf(merchant)
	const others = [await house.visitor({ locale: visitor.locale, device: 'phone' }), await house.visitor({ locale: visitor.locale, device: 'desktop', userAgent: 'TeaTill/3.1' }),
		await house.visitor({ locale: visitor.locale, device: 'desktop', userAgent: WINDOWS })]
	for (const each of [...others, visitor]) {
		await each.go(shop.url)
		await logIn(each, shop)
	}
	const isOut = async (each) => {
		await each.go(`${shop.url}/`)
		await expectUrl(each.page, shop.url)
		await expectShown(each.button('login.submit'))
	}
	await visitor.press(visitor.id('home-settings'))
	await expectShown(visitor.heading('settings.title'))
	const here = visitor.id('device-here')
	assert.equal(await here.count(), 1)
	assert.match(await here.innerText(), new RegExp(visitor.w('settings.devices.here')))
	assert.equal(await here.getByRole('button').count(), 0, 'this one logs out at the top of the page')
	const names = await visitor.id('device-name').allInnerTexts()
	assert.equal(names.length, 4)
	assert.deepEqual(names.slice(1).sort(), ['Chrome (Android)', 'Chrome (Windows)', 'TeaTill/3.1'].sort())

	/* One: asked first, and not done when the answer is no. */
	const till = visitor.id('device').filter({ hasText: 'TeaTill' })
	await visitor.press(till.getByRole('button'))
	await expectText(visitor.id('end-one').getByRole('heading'), visitor.w('settings.devices.end.sure'))
	await visitor.press(visitor.button('dialog.not'))
	await expectHidden(visitor.id('end-one'))
	await expectFocus(till.getByRole('button'))
	await visitor.press(till.getByRole('button'))
	await visitor.press(visitor.id('end-one-do'))
	await expectFocus(visitor.id('devices-said'))
	await expectText(visitor.id('devices-said'), visitor.w('settings.devices.end.done', { device: 'TeaTill/3.1' }))
	assert.equal(await visitor.id('device').count(), 2)
	await isOut(others[1])

	/* All others; this one stays. */
	await visitor.press(visitor.button('settings.devices.others'))
	await visitor.press(visitor.id('end-others-do'))
	await expectFocus(visitor.id('devices-said'))
	assert.equal(await visitor.id('device').count(), 0)
	await expectHidden(visitor.id('devices-end-others'))
	for (const each of [others[0], others[2]]) await isOut(each)
	await visitor.page.reload()
	await expectShown(visitor.heading('settings.title'))
	await visitor.press(visitor.button('home.logout'))
	await expectUrl(visitor.page, shop.url)
}

house.test('devices on a phone, zh-TW: named, ended one by one or all others at once', async () => endsSessions(await phone()))
house.test('devices by keyboard, en', async () => endsSessions(await keyboard()))

house.test('a device that was logged out elsewhere in the meantime just leaves the list; a lost answer is said', async () => {
	const visitor = await phone()
	const merchant = await merchantOf(visitor, 'loggedIn')
	const shop = shopOf(merchant)
	await visitor.go(shop.url)
	await logIn(visitor, shop)
	await visitor.press(visitor.id('home-settings'))
	await visitor.page.route('**/api/sessions/*', (route) => route.abort(), { times: 1 })
	for (const then of ['devices-problem', 'devices-said']) {
		await visitor.press(visitor.id('device').getByRole('button'))
		await visitor.press(visitor.id('end-one-do'))
		await expectShown(visitor.id(then))
		await merchant.delete('session')
	}
	assert.equal(await visitor.id('device').count(), 0)
	await expectHidden(visitor.id('devices-problem'))
})

async function readsTheLog(visitor) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const { email } = merchant.fields
	await stack.db.sql('postgres', `INSERT INTO tenant.event (account_id, at, kind, step, code) SELECT account_id, now() - n * interval '1 day', 'line.refuted', 'login_channel', 'line.key_mismatch'
		FROM tenant.account CROSS JOIN generate_series(1, 60) AS n WHERE slug = '${merchant.slug}'`)
	await stack.db.sql('postgres', `INSERT INTO tenant.event (account_id, at, kind, step, code) SELECT account_id, now() - n * interval '1 hour', kind, 'login_channel', code
		FROM tenant.account CROSS JOIN (VALUES (1, 'watch.refuted', 'line.kid_unknown'), (2, 'line.pending', 'line.pending'), (3, 'line.refuted', 'line.new_one')) AS v (n, kind, code) WHERE slug = '${merchant.slug}'`)
	await visitor.enterAs(merchant)
	await visitor.press(visitor.id('home-settings'))
	await visitor.press(visitor.link('log.open'))
	await expectTitle(visitor.page, visitor.w('log.pageTitleOf', merchant.fields))
	await expectShown(visitor.heading('log.title'))
	assert.equal(await visitor.id('event').count(), 50)
	const first = await visitor.id('event').first().innerText()
	assert.ok(first.includes(visitor.w('log.session.opened')) && first.includes(email) && first.includes('127.0.0.1'), first)
	const number = visitor.id('event-number').first()
	await expectHidden(number)
	const tallest = Math.max(...await visitor.id('event').evaluateAll((nodes) => nodes.map((node) => node.offsetHeight)))
	assert.ok(tallest < 210, `an entry is ${tallest} px`)
	await visitor.press(visitor.button('log.numbers'))
	await expectShown(number)

	/* LINE's diagnosis in words, that of a value it took before in others, and the code for support; a code nobody foresaw by itself. */
	const event = (code) => visitor.id('event').filter({ hasText: code }).first()
	for (const [code, words] of [['line.kid_unknown', 'refuted.kidGone'], ['line.pending', 'log.pending'], ['line.key_mismatch', 'refuted.keyMismatch']]) {
		await expectText(event(code).getByTestId('event-reason'), visitor.w(words))
		await expectShown(event(code).locator('small'))
	}
	assert.equal(await event('line.new_one').getByTestId('event-reason').count(), 0)
	await expectAccessible(visitor, 'log')
	await visitor.press(visitor.button('log.more'))
	await expectFocus(visitor.id('event-kind').nth(50))
	assert.ok(await visitor.id('event').count() > 60)
	await expectHidden(visitor.id('audit-more'))
}

house.test('what happened is read on a phone, zh-TW', async () => readsTheLog(await phone()))
house.test('what happened is read by keyboard, en', async () => readsTheLog(await keyboard()))

/* What was typed at sign-up: refused at each field and kept, then put right; all that shows it follows, here and elsewhere. */
async function putsRight(visitor, next) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const shop = shopOf(merchant)
	await visitor.enterAs(merchant)
	await visitor.press(visitor.id('home-settings'))
	await visitor.press(visitor.id('profile-fold').locator('summary'))
	await expectValue(visitor.id('profile-company'), merchant.fields.company)
	await expectValue(visitor.id('profile-contact'), merchant.fields.contact)
	await visitor.enter(visitor.id('profile-company'), ' ')
	await visitor.enter(visitor.id('profile-contact'), next.contact)
	await visitor.enter(visitor.id('profile-phone'), 'two')
	await visitor.press(visitor.button('profile.submit'))
	await expectRefusal(visitor, 'profile', { code: 'request.invalid', fields: ['profile-company', 'profile-phone'] })
	await expectValue(visitor.id('profile-contact'), next.contact)
	await visitor.enter(visitor.id('profile-company'), next.company)
	await visitor.enter(visitor.id('profile-phone'), next.phone)
	await visitor.press(visitor.button('profile.submit'))
	await expectFocus(visitor.id('profile-changed'))
	await expectTitle(visitor.page, visitor.w('settings.pageTitleOf', next))
	await expectShown(visitor.page.getByText(visitor.w('leaving.type', next)))
	assert.ok((await visitor.id('member-me').innerText()).includes(next.contact))
	await expectHidden(visitor.page.getByText(merchant.fields.company))
	await expectAccessible(visitor, 'settings, account details')

	const elsewhere = await house.visitor({ locale: visitor.locale, device: 'phone' })
	await elsewhere.go(shop.url)
	await expectTitle(elsewhere.page, elsewhere.w('login.pageTitle', next))
	await visitor.press(visitor.link('settings.home'))
	await expectText(visitor.id('home-company'), next.company)
	return merchant
}

house.test('the details of the account are put right on a phone, zh-TW', async () =>
	putsRight(await phone(), { company: '秋山茶行', contact: '陳先生', phone: '02-8765-4321' }))
house.test('another language of the account is by keyboard, en, what its pages speak at once', async () => {
	const visitor = await keyboard()
	const merchant = await merchantOf(visitor, 'loggedIn')
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await visitor.press(visitor.id('profile-fold').locator('summary'))
	await expectValue(visitor.id('profile-locale'), 'en')
	await visitor.id('profile-locale').selectOption('ja')
	await visitor.press(visitor.button('profile.submit'))
	await expectFocus(visitor.id('profile-changed'))
	await expectText(visitor.id('settings-title'), 'アカウントの設定')
})
