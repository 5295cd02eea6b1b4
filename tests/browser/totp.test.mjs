/* Two-step verification: set up on the settings page with a phone's app, asked for at the login, and switched off. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { operator } from '../support/operator.mjs'
import { codeOf, step } from '../support/totp.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse, SHOP } from './support/house.mjs'
import { readQr } from './support/png.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const sql = (text) => stack.db.sql('postgres', text)
/* As if the codes shown until now had been seen long ago. */
const forgetSteps = () => sql('UPDATE tenant.totp SET last_step = 0')

/* A bit of what is kept turns over, and back the next time. */
const spoil = () => sql('UPDATE tenant.totp SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)')

/* As a keyboard that writes Chinese may type digits. */
const wide = (digits) => digits.replace(/\d/g, (one) => String.fromCharCode(0xff10 + Number(one)))

async function setsItUp(visitor, merchant) {
	await visitor.enterAs(merchant)
	await visitor.press(visitor.id('home-settings'))
	await expectTitle(visitor.page, visitor.w('settings.pageTitleOf', merchant.fields))
	await visitor.press(visitor.button('totp.begin'))
	await expectFocus(visitor.id('totp-setup'))
	await expectAccessible(visitor, 'totp setup')
	const uri = await visitor.id('totp-open').getAttribute('href')
	for (const colorScheme of ['dark', 'light']) {
		await visitor.page.emulateMedia({ colorScheme })
		assert.equal(await readQr(visitor.id('totp-qr')), uri, `read from the screen, ${colorScheme}`)
	}
	const secret = await visitor.id('totp-secret').innerText()
	assert.ok(uri.includes(`secret=${secret}`))

	await visitor.enter(visitor.id('totp-code'), '12345')
	await visitor.press(visitor.button('totp.submit'))
	await expectRefusal(visitor, 'totp', { code: 'request.invalid', fields: ['totp-code'] })
	await expectValue(visitor.id('totp-code'), '')
	await visitor.enter(visitor.id('totp-code'), wide(codeOf(secret)))
	await visitor.press(visitor.button('totp.submit'))
	await expectFocus(visitor.id('totp-said'))
	await expectText(visitor.id('totp-said'), visitor.w('totp.isOn'))
	const codes = (await visitor.id('totp-codes').innerText()).split('\n')
	assert.equal(codes.length, 10)
	assert.equal(await visitor.id('totp-codes').locator('span').first().innerText(), codes[0].slice(0, 4), 'read four by four')
	await visitor.press(visitor.button('totp.codes.copy'))
	await expectText(visitor.id('totp-codes-status'), visitor.w('totp.codes.copied'))
	assert.equal(await visitor.clipboard(), codes.join('\n'))
	const [file] = await Promise.all([visitor.page.waitForEvent('download'), visitor.press(visitor.button('totp.codes.save'))])
	const text = await readFile(await file.path(), 'utf8')
	assert.ok(text.includes(`/a/${merchant.slug}\n`) && text.replaceAll(' ', '').includes(codes.join('\n')), text)
	await expectAccessible(visitor, 'totp codes')
	await visitor.press(visitor.button('totp.codes.kept'))
	await expectText(visitor.id('totp-left'), visitor.w('totp.left.n', { n: 10 }))
	assert.ok(!(await visitor.page.content()).includes(codes[0]), 'they are gone from the page')
	assert.doesNotMatch(await visitor.page.locator('section[aria-labelledby=totp-title]').innerText(), /null/)
	await expectAccessible(visitor, 'totp on')
	await forgetSteps()
	return { secret, codes }
}

async function logsIn(visitor, merchant, { secret, codes }) {
	const { email, password } = merchant.fields
	const start = async () => {
		await visitor.press(visitor.button('home.logout'))
		await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}`)
		await visitor.enter(visitor.field('login.email'), email)
		await visitor.enter(visitor.field('login.password'), password)
		await expectHidden(visitor.id('login-totp'))
		await visitor.press(visitor.button('login.submit'))
		await expectFocus(visitor.id('login-totp'))
	}
	await start()
	await expectHidden(visitor.id('login-summary'))
	assert.equal(await visitor.id('login-totp').getAttribute('inputmode'), 'numeric')
	assert.equal(await visitor.id('login-totp').getAttribute('autocomplete'), 'one-time-code')
	await expectAccessible(visitor, 'login asks for a code')
	await visitor.press(visitor.button('login.submit'))
	await expectRefusal(visitor, 'login', { code: 'login.totp_required' })
	await visitor.enter(visitor.id('login-totp'), codeOf(secret, step() - 9))
	await visitor.press(visitor.button('login.submit'))
	await expectRefusal(visitor, 'login', { code: 'login.totp_wrong' })
	await expectAccessible(visitor, 'login refuses a code')
	await expectValue(visitor.id('login-totp'), '')
	await expectValue(visitor.field('login.password'), password)
	await visitor.enter(visitor.id('login-totp'), wide(codeOf(secret)))
	await visitor.press(visitor.button('login.submit'))
	await expectText(visitor.id('home-company'), merchant.fields.company)

	/* What is kept of it does not open: the field is ready for a recovery code by itself. */
	await start()
	await spoil()
	await visitor.enter(visitor.id('login-totp'), codeOf(secret))
	await visitor.press(visitor.button('login.submit'))
	await expectRefusal(visitor, 'login', { code: 'login.totp_unreadable' })
	assert.equal(await visitor.id('login-totp').getAttribute('inputmode'), 'text')
	await expectAccessible(visitor, 'login cannot check a code')
	await spoil()
	await forgetSteps()
	await visitor.enter(visitor.id('login-totp'), codeOf(secret))
	await visitor.press(visitor.button('login.submit'))
	await expectText(visitor.id('home-company'), merchant.fields.company)

	/* The phone is not at hand. */
	await start()
	await visitor.press(visitor.button('totp.code.useRecovery'))
	await expectFocus(visitor.id('login-totp'))
	assert.equal(await visitor.id('login-totp').getAttribute('inputmode'), 'text')
	await expectShown(visitor.field('totp.code.recoveryCode'))
	await expectAccessible(visitor, 'login asks for a recovery code')
	await visitor.enter(visitor.id('login-totp'), codes[0].toUpperCase().replace(/.{4}/g, '$& '))
	await visitor.press(visitor.button('login.submit'))
	await expectText(visitor.id('home-company'), merchant.fields.company)
}

async function switchesItOff(visitor, merchant, { secret, codes }) {
	await visitor.press(visitor.id('home-settings'))
	await expectText(visitor.id('totp-left'), visitor.w('totp.left.n', { n: 9 }))
	await sql(`DELETE FROM tenant.recovery_code WHERE ctid NOT IN (SELECT ctid FROM tenant.recovery_code LIMIT 3)`)
	await visitor.page.reload()
	await expectText(visitor.id('totp-few'), visitor.w('totp.few'))
	await visitor.press(visitor.button('totp.renew'))
	await visitor.press(visitor.id('totp-renew-sure-do'))
	await expectText(visitor.id('totp-said'), visitor.w('totp.renewed'))
	const renewed = (await visitor.id('totp-codes').innerText()).split('\n')
	assert.ok(renewed.length === 10 && !renewed.some((one) => codes.includes(one)))
	await visitor.press(visitor.button('totp.codes.kept'))
	await expectShown(visitor.id('totp-on'))

	/* Long after the login it takes the password and a code; and "no" is taken for an answer. */
	await sql("UPDATE directory.session SET confirmed_at = now() - interval '16 min'")
	await forgetSteps()
	await visitor.press(visitor.id('totp-off'))
	await visitor.press(visitor.button('dialog.not'))
	await visitor.press(visitor.id('totp-off'))
	await visitor.press(visitor.id('totp-off-sure-do'))
	await visitor.enter(visitor.field('confirm.password'), merchant.fields.password)
	await visitor.press(visitor.button('confirm.submit'))
	await expectFocus(visitor.id('confirm-totp'))
	await expectAccessible(visitor, 'confirm asks for a code')
	await visitor.enter(visitor.id('confirm-totp'), '000000')
	await visitor.press(visitor.button('confirm.submit'))
	await expectRefusal(visitor, 'confirm-form', { code: 'login.totp_wrong' })
	await visitor.enter(visitor.id('confirm-totp'), codeOf(secret))
	await visitor.press(visitor.button('confirm.submit'))
	await expectFocus(visitor.id('totp-said'))
	await expectText(visitor.id('totp-said'), visitor.w('totp.isOff'))
	await expectShown(visitor.button('totp.begin'))
	await visitor.page.reload()
	await expectShown(visitor.button('totp.begin'))
	await expectAccessible(visitor, 'totp off')
}

for (const [locale, device] of [['zh-TW', 'phone'], ['en', 'keyboard'], ['ja', 'desktop']])
	house.test(`set up, asked for and switched off: ${device}, ${locale}`, async () => {
		const visitor = await house.visitor({ locale, device })
		const merchant = await Merchant.loggedIn(stack, { company: SHOP[locale], locale })
		const factor = await setsItUp(visitor, merchant)
		await logsIn(visitor, merchant, factor)
		await switchesItOff(visitor, merchant, factor)
	})

house.test('who changes their mind half way has none; an answer that is lost is said', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	const merchant = await Merchant.loggedIn(stack)
	await visitor.enterAs(merchant)
	await visitor.press(visitor.id('home-settings'))
	await expectShown(visitor.button('totp.begin'))
	await visitor.page.route('**/api/totp', (route) => route.abort(), { times: 1 })
	await visitor.press(visitor.button('totp.begin'))
	await expectText(visitor.id('totp-problem'), visitor.w('net.none'))
	await visitor.press(visitor.button('totp.begin'))
	await expectFocus(visitor.id('totp-setup'))
	await expectHidden(visitor.id('totp-problem'))
	await visitor.press(visitor.button('totp.cancel'))
	await expectShown(visitor.button('totp.begin'))
	assert.equal((await merchant.tryLogIn()).status, 201)
})

for (const [locale, device] of [['zh-TW', 'phone'], ['en', 'keyboard'], ['ja', 'desktop']])
	house.test(`the operator demands it of who is in already, and the way leads there and back: ${device}, ${locale}`, async () => {
		const visitor = await house.visitor({ locale, device })
		const merchant = await Merchant.withOa(stack, { company: SHOP[locale], locale })
		const settings = `${stack.url}/a/${merchant.slug}/settings`
		await visitor.enterAs(merchant)
		assert.match(await operator(stack, 'require-totp', merchant.slug), /^0 /)
		await visitor.page.reload()
		await expectUrl(visitor.page, settings)
		await expectText(visitor.id('totp-due'), visitor.w('totp.due'))
		for (const id of ['settings-audit', 'export-take', 'leaving']) await expectHidden(visitor.id(id))
		assert.equal(await visitor.page.locator('section.card h2').first().innerText(), visitor.w('totp.title'), 'what is to be done stands first')
		await expectAccessible(visitor, 'totp due')
		await visitor.press(visitor.button('totp.begin'))
		await visitor.enter(visitor.id('totp-code'), codeOf(await visitor.id('totp-secret').innerText()))
		await visitor.press(visitor.button('totp.submit'))
		await visitor.press(visitor.button('totp.codes.kept'))
		await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/#step-12`)
		await expectText(visitor.id('home-company'), merchant.fields.company)
		await visitor.go(settings)
		await expectText(visitor.id('totp-required'), visitor.w('totp.required'))
		await expectAccessible(visitor, 'totp required')
	})
