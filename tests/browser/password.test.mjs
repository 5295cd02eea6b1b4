/* A new password: how hard it is to guess is said while it is typed; it can be shown, and pasted. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { KNOWN, passwordCases } from '../support/passwords.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectText, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'

const house = await openHouse()
after(() => house.close())

for (const [locale, device] of [['zh-TW', 'phone'], ['en', 'desktop'], ['ja', 'desktop']])
	house.test(`${locale}, ${device}: sign-up hints at each password as it is typed`, async () => {
		const visitor = await house.visitor({ locale, device })
		await visitor.go('/signup')
		for (const [name, value] of Object.entries(KNOWN)) await visitor.enter(visitor.id(`signup-${name}`), value)
		const hint = visitor.id('signup-password-strength')
		await expectText(hint, '')
		for (const { password, hint: level } of passwordCases()) {
			await visitor.id('signup-password').fill(password)
			await until(`${password}: ${level}`, async () => (await hint.getAttribute('data-level')) === level) // what judges comes with the first look
			if (level !== 'short') await expectText(hint, visitor.w(`pw.strength.${level}`))
		}
		await expectAccessible(visitor, 'password hints')
		await visitor.id('signup-password').fill('')
		await expectText(hint, '')
	})

house.test('it is shown and hidden again, and what a password manager puts on the clipboard goes in', async () => {
	const visitor = await house.visitor({ locale: 'en', device: 'desktop' })
	await visitor.go('/signup')
	const password = visitor.id('signup-password')
	assert.equal(await password.getAttribute('type'), 'password')
	await visitor.enter(visitor.id('signup-company'), 'gT7#kPw2!xQz9@LmV4bN')
	await visitor.page.keyboard.press('ControlOrMeta+a')
	await visitor.page.keyboard.press('ControlOrMeta+c')
	await password.focus()
	await visitor.page.keyboard.press('ControlOrMeta+v')
	await expectValue(password, 'gT7#kPw2!xQz9@LmV4bN')
	await visitor.id('signup-password-toggle').click()
	assert.equal(await password.getAttribute('type'), 'text')
	await visitor.id('signup-password-toggle').click()
	assert.equal(await password.getAttribute('type'), 'password')
})

/* macOS types decomposed letters, Windows composed ones. */
house.test('one password typed in either form of Unicode logs in, whichever it was set in', async () => {
	const visitor = await house.visitor({ locale: 'en', device: 'desktop' })
	for (const [set, typed] of [['NFD', 'NFC'], ['NFC', 'NFD']]) {
		const password = 'Crème brûlée, がぎぐげご 좋은 등불'
		const merchant = await Merchant.signUp(house.stack, { password: password.normalize(set) })
		await visitor.go(`/a/${merchant.slug}`)
		await visitor.enter(visitor.id('login-email'), merchant.fields.email)
		await visitor.enter(visitor.id('login-password'), password.normalize(typed))
		await visitor.press(visitor.button('login.submit'))
		await expectText(visitor.id('home-company'), merchant.fields.company)
	}
})
