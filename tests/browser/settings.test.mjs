/* The settings: another password, and the devices that are logged in. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { logIn } from './support/path.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const NEW_PASSWORD = 'nine paper kites over the harbour'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const SHOP = { 'zh-TW': '春水茶行', en: 'Spring Water Tea' }

const phone = () => house.visitor({ locale: 'zh-TW', device: 'phone' })
const keyboard = () => house.visitor({ locale: 'en', device: 'keyboard' })
const merchantOf = (visitor, how = 'signUp') => Merchant[how](stack, { company: SHOP[visitor.locale], locale: visitor.locale })
const shopOf = ({ fields, slug }) => ({ ...fields, slug, url: `${stack.url}/a/${slug}` })

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

async function changesPassword(visitor) {
	const merchant = await merchantOf(visitor, 'loggedIn')
	const elsewhere = await house.visitor({ locale: visitor.locale, device: 'desktop' })
	await elsewhere.go(shopOf(merchant).url)
	await logIn(elsewhere, shopOf(merchant))

	await visitor.enterAs(merchant)
	await visitor.press(visitor.link('home.settings'))
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
	await send(merchant.fields.password, 'short')
	await expectRefusal(visitor, 'password', { code: 'request.invalid', fields: ['password-new'] })
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
	await visitor.press(visitor.link('home.settings'))
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
	await visitor.press(visitor.link('home.settings'))
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
	await stack.db.sql('postgres', `INSERT INTO tenant.event (account_id, at, kind, step, code) SELECT account_id, now() - n * interval '1 day', 'line.refuted', 'login_channel', 'line.kid_unknown'
		FROM tenant.account CROSS JOIN generate_series(1, 60) AS n WHERE slug = '${merchant.slug}'`)
	await visitor.enterAs(merchant)
	await visitor.press(visitor.link('home.settings'))
	await visitor.press(visitor.link('log.open'))
	await expectTitle(visitor.page, visitor.w('log.pageTitleOf', merchant.fields))
	await expectShown(visitor.heading('log.title'))
	assert.equal(await visitor.id('event').count(), 50)
	const first = await visitor.id('event').first().innerText()
	assert.ok(first.includes(visitor.w('log.session.opened')) && first.includes(email) && first.includes('127.0.0.1'), first)
	await expectAccessible(visitor, 'log')
	await visitor.press(visitor.button('log.more'))
	await expectFocus(visitor.id('event-kind').nth(50))
	assert.ok(await visitor.id('event').count() > 60)
	await expectHidden(visitor.id('audit-more'))
}

house.test('what happened is read on a phone, zh-TW', async () => readsTheLog(await phone()))
house.test('what happened is read by keyboard, en', async () => readsTheLog(await keyboard()))
