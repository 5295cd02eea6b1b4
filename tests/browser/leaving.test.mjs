/* Leaving: the data is taken along; the account is to be deleted, everybody in it is warned, and an owner keeps it after all. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

async function leavesAndStays(visitor, company) {
	const merchant = await Merchant.linked(house.stack, { company, locale: visitor.locale })
	await visitor.enterAs(merchant)
	await expectHidden(visitor.id('home-closing'))
	await visitor.press(visitor.id('home-settings'))
	await expectShown(visitor.heading('leaving.title'))
	const [file] = await Promise.all([visitor.page.waitForEvent('download'), visitor.press(visitor.button('export.take'))])
	await expectFocus(visitor.id('export-said'))
	assert.match(file.suggestedFilename(), new RegExp(`^acho-${merchant.slug}-[-0-9]{10}\\.json$`))
	const data = JSON.parse(readFileSync(await file.path(), 'utf8'))
	assert.equal(data.account[0].company, company)
	assert.ok(data.events.length > 3)

	await visitor.enter(visitor.id('leaving-company'), 'another shop')
	await visitor.press(visitor.button('leaving.submit'))
	await expectRefusal(visitor, 'leaving', { code: 'request.invalid', fields: ['leaving-company'] })
	await visitor.enter(visitor.id('leaving-company'), company)
	await visitor.press(visitor.button('leaving.submit'))
	await expectFocus(visitor.id('leaving-said'))
	await expectHidden(visitor.button('leaving.submit'))
	await expectAccessible(visitor, 'settings, leaving')

	await visitor.press(visitor.link('settings.home'))
	await expectShown(visitor.id('home-closing'))
	await expectAccessible(visitor, 'home, leaving')
	await visitor.press(visitor.link('closing.settings'))
	await visitor.press(visitor.button('leaving.keep'))
	await expectFocus(visitor.id('leaving-said'))
	await expectShown(visitor.button('leaving.submit'))
	await visitor.press(visitor.link('settings.home'))
	await expectShown(visitor.id('home-company'))
	await expectHidden(visitor.id('home-closing'))
}

house.test('an account is left and kept on a phone, zh-TW', async () =>
	leavesAndStays(await house.visitor({ locale: 'zh-TW', device: 'phone' }), '春水茶行'))
house.test('an account is left and kept by keyboard, en', async () =>
	leavesAndStays(await house.visitor({ locale: 'en', device: 'keyboard' }), 'Spring Water Tea'))
house.test('an account is left and kept, ja', async () =>
	leavesAndStays(await house.visitor({ locale: 'ja', device: 'desktop' }), 'しゅんすい茶行'))
