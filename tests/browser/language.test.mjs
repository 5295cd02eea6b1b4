/* Which language a page speaks: what was chosen here, else the account's, else the browser's; and every page lets it be chosen. */
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { expectShown, expectText, expectTitle, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { LANG, LOCALES, words } from './support/words.mjs'

const house = await openHouse()
after(() => house.close())

const SHOP = '春水茶行'

async function speaks(visitor, locale, key) {
	await expectText(visitor.page.locator('h1'), words(locale)(key))
	await expectValue(visitor.id('locale'), locale)
	await visitor.page.locator(`html[lang=${LANG[locale]}]`).waitFor()
}

for (const [browser, locale] of [['zh-HK', 'zh-TW'], ['en-GB', 'en'], ['ja-JP', 'ja']]) house.test(`a browser that speaks ${browser} is spoken to in ${locale}`, async () => {
	const visitor = await house.visitor({ locale: browser })
	await visitor.go('/find')
	await speaks(visitor, locale, 'find.title')
})

house.test('an account speaks the language it signed up in, also on its login page from then on; a choice made here stays', async () => {
	const merchant = await Merchant.loggedIn(house.stack, { company: SHOP, locale: 'ja' })
	const visitor = await house.visitor({ locale: 'en' })
	await visitor.go(`/a/${merchant.slug}`)
	await expectShown(visitor.button('login.submit'))
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await speaks(visitor, 'ja', 'settings.title')
	await visitor.go(`/a/${merchant.slug}/audit`)
	await speaks(visitor, 'ja', 'log.title')
	await visitor.go('/find')
	await speaks(visitor, 'en', 'find.title')

	await visitor.go(`/a/${merchant.slug}/settings`)
	await visitor.id('locale').selectOption('zh-TW')
	await speaks(visitor, 'zh-TW', 'settings.title')
	await expectTitle(visitor.page, words('zh-TW')('settings.pageTitleOf', { company: SHOP }))
	for (const [path, key] of [['audit', 'log.title'], ['settings', 'settings.title']]) {
		await visitor.go(`/a/${merchant.slug}/${path}`)
		await speaks(visitor, 'zh-TW', key)
	}
	await visitor.go('/find')
	await speaks(visitor, 'zh-TW', 'find.title')
})

house.test('every page lets the language be chosen, and says itself anew at once', async () => {
	const { slug } = await Merchant.signUp(house.stack, { company: SHOP })
	const visitor = await house.visitor({ locale: 'zh-TW' })
	for (const path of ['/', '/guide', '/signup', '/find', '/nowhere', `/a/${slug}`, `/a/${slug}/reset`, `/a/${slug}/verify`, `/a/${slug}/join`, `/a/${slug}/undo`, `/a/${slug}/release`]) {
		await visitor.go(path)
		for (const locale of [...LOCALES].reverse()) {
			await visitor.id('locale').selectOption(locale)
			await expectText(visitor.page.locator('footer p').last(), words(locale)('page.promise'))
			await visitor.page.locator(`html[lang=${LANG[locale]}]`).waitFor()
		}
	}
})
