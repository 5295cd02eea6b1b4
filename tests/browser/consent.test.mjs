/* Terms and privacy policy: a box to tick at sign-up, and a word on the home page when they have changed. */
import { after } from 'node:test'
import assert from 'node:assert/strict'
import { Merchant } from '../support/merchant.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { expectRefusal } from './support/refusal.mjs'

const PAGE = 'https://acho.example/terms'
const house = await openHouse({ env: { ACHO_TERMS_VERSION: '2026-01', ACHO_TERMS_URL: PAGE, ACHO_PRIVACY_URL: 'https://acho.example/privacy' } })
after(() => house.close())

async function signsUp(visitor, fields) {
	await visitor.go('/signup')
	await expectShown(visitor.id('signup-terms'))
	for (const [name, value] of Object.entries(fields)) await visitor.enter(visitor.id(`signup-${name}`), value)
	await visitor.press(visitor.button('signup.submit'))
	await expectRefusal(visitor, 'signup', { code: 'request.invalid', fields: ['signup-terms'] })
	await expectAccessible(visitor, 'signup, terms')
	assert.equal(await visitor.id('signup-terms-page').getAttribute('href'), PAGE)
	await visitor.press(visitor.id('signup-terms'))
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.heading('signup.done.title'))
}

const password = 'nine paper kites over the harbour'
house.test('the terms are agreed to at sign-up on a phone, zh-TW', async () =>
	signsUp(await house.visitor({ locale: 'zh-TW', device: 'phone' }), { company: '春水茶行', contact: '林小姐', email: 'terms-zh@shop.example', password }))
house.test('the terms are agreed to at sign-up by keyboard, en', async () =>
	signsUp(await house.visitor({ locale: 'en', device: 'keyboard' }), { company: 'Spring Water Tea', contact: 'Ms Lin', email: 'terms-en@shop.example', password }))

house.test('an owner agrees to terms that have changed, ja', async () => {
	const visitor = await house.visitor({ locale: 'ja', device: 'desktop' })
	const merchant = await Merchant.linked(house.stack, { company: 'しゅんすい茶行', locale: 'ja', terms: '2026-01' })
	/* The word comes over the network, after the page. */
	const expectNone = async () => {
		assert.equal((await merchant.get('session')).body.account.terms_due, false)
		await visitor.atRest()
		await expectHidden(visitor.id('home-terms'))
	}
	await visitor.enterAs(merchant)
	await expectNone()
	await house.stack.db.sql('postgres', `UPDATE tenant.consent SET version = '2025-01' WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	await visitor.page.reload()
	await expectShown(visitor.id('home-terms'))
	await expectAccessible(visitor, 'home, terms')
	await visitor.press(visitor.button('terms.agreeNow'))
	await expectFocus(visitor.id('home-terms-said'))
	await visitor.page.reload()
	await expectShown(visitor.id('home-company'))
	await expectNone()
})
