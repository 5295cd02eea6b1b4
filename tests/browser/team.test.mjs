/* A team: an owner invites, the colleague joins, looks on, is made an owner; and the first of them leaves. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { mailedTokens } from '../support/links.mjs'
import { Merchant, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectTitle, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

const { stack } = house
const OWN = 'seven quiet lanterns'

async function owner(visitor, company) {
	const merchant = await Merchant.withOa(stack, { company, locale: visitor.locale })
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	return merchant
}

async function invites(visitor, email, role) {
	await visitor.enter(visitor.id('invite-email'), email)
	await visitor.id('invite-role').selectOption(role)
	await visitor.press(visitor.button('team.invite.submit'))
}

async function runsTeam(visitor, colleague, company, name) {
	const merchant = await owner(visitor, company)
	const email = someEmail()
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await expectShown(visitor.id('member-me'))
	await invites(visitor, 'not an address', 'viewer')
	await expectRefusal(visitor, 'invite', { code: 'request.invalid', fields: ['invite-email'] })
	await invites(visitor, email, 'viewer')
	await expectFocus(visitor.id('team-said'))
	await expectText(visitor.id('team-said'), visitor.w('team.invite.done', { email }))
	await expectAccessible(visitor, 'settings, invited')
	const [token] = await until('an invitation', async () => {
		const tokens = await mailedTokens(stack, email, 'join', merchant.slug)
		return tokens.length > 0 && tokens
	})

	/* The colleague, in a browser that knows nothing of this. */
	await colleague.go(`/a/${merchant.slug}/join#t=${token}`)
	await expectTitle(colleague.page, colleague.w('join.pageTitle', { company }))
	await expectUrl(colleague.page, `${stack.url}/a/${merchant.slug}/join`)
	await expectShown(colleague.heading('join.title', { company }))
	await colleague.id('locale').selectOption(colleague.locale) // or it would speak the account's language, which is the owner's
	await expectAccessible(colleague, 'join')
	assert.equal(await colleague.page.locator('[autocomplete=username]').inputValue(), `${email} (${merchant.slug})`)
	await colleague.enter(colleague.id('join-password'), 'short')
	await colleague.press(colleague.button('join.submit'))
	await expectRefusal(colleague, 'join', { code: 'request.invalid', fields: ['join-name', 'join-password'] })
	await colleague.enter(colleague.id('join-name'), name)
	await colleague.enter(colleague.id('join-password'), OWN)
	await colleague.press(colleague.button('join.submit'))
	await expectFocus(colleague.heading('join.done.title'))
	await expectAccessible(colleague, 'joined')
	await colleague.press(colleague.link('signup.done.open'))
	await expectValue(colleague.field('login.email'), email)
	await colleague.enter(colleague.field('login.password'), OWN)
	await colleague.press(colleague.button('login.submit'))

	/* A viewer sees how things stand and finds no way in. */
	await expectShown(colleague.id('home-viewer'))
	await expectShown(colleague.id('task-11-facts'))
	await expectHidden(colleague.id('task-12-open'))
	await colleague.page.evaluate(() => { location.hash = 'step-12' })
	await expectAccessible(colleague, 'home, viewer')
	await expectHidden(colleague.id('dialog-12')) // not a while later either
	await colleague.press(colleague.id('home-settings'))
	await expectShown(colleague.id('team-title'), colleague.id('member-me'))
	for (const id of ['invite-email', 'member-role', 'member-remove', 'settings-audit', 'export-take']) await expectHidden(colleague.id(id))
	await colleague.go(`/a/${merchant.slug}/audit`)
	await expectText(colleague.id('audit-owners'), colleague.w('log.ownersOnly'))
	await expectHidden(colleague.id('audit-more'))
	await expectAccessible(colleague, 'log, for owners alone')
	await colleague.press(colleague.id('audit-settings'))
	await expectShown(colleague.id('team-title'))

	/* The mailed link once more: used. */
	const again = await colleague.newTab()
	await again.go(`/a/${merchant.slug}/join#t=${token}`)
	await expectShown(again.heading('expired.title'))

	/* Ownership passes on. */
	await visitor.page.reload()
	const theirs = visitor.id('member')
	await expectShown(theirs)
	await theirs.getByTestId('member-role').selectOption('owner')
	await visitor.press(theirs.getByTestId('member-role-save'))
	await expectShown(visitor.id('team-owner'))
	await visitor.press(visitor.id('team-owner-do'))
	await expectText(visitor.id('team-said'), visitor.w('team.role.done', { name }))
	const mine = visitor.id('member-me')
	await mine.getByTestId('member-role').selectOption('manager')
	await visitor.press(mine.getByTestId('member-role-save'))
	await Promise.all([visitor.page.waitForEvent('load'), visitor.press(visitor.id('team-step-down-do'))])
	await expectShown(visitor.id('member-me')) // comes later than the form of those who invite
	await expectHidden(visitor.id('invite-email'))
	await visitor.press(visitor.id('team-leave-open'))
	await visitor.press(visitor.id('team-leave-do'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}`)

	/* Who remains cannot go. */
	await colleague.page.reload()
	await expectShown(colleague.id('invite-email'))
	await expectText(colleague.id('team-only-owner'), colleague.w('team.onlyOwner'))
	await expectHidden(colleague.id('team-leave-open'))
	await colleague.id('member-role').selectOption('viewer')
	await colleague.press(colleague.id('member-role-save'))
	await colleague.press(colleague.id('team-step-down-do'))
	await expectFocus(colleague.id('team-problem'))
	await expectValue(colleague.id('member-role'), 'owner')
	await expectAccessible(colleague, 'settings, last owner')
}

house.test('a team on phones, zh-TW', async () =>
	runsTeam(await house.visitor({ locale: 'zh-TW', device: 'phone' }), await house.visitor({ locale: 'zh-TW', device: 'phone' }), '春水茶行', '林小華'))
house.test('a team by mouse, en and ja', async () =>
	runsTeam(await house.visitor({ locale: 'en', device: 'desktop' }), await house.visitor({ locale: 'ja', device: 'desktop' }), 'Spring Water Tea', '田中 花子'))

house.test('an invitation is mailed again, and withdrawn', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'desktop' })
	const merchant = await owner(visitor, '春水茶行')
	const email = someEmail()
	await visitor.enterAs(merchant)
	await visitor.go(`/a/${merchant.slug}/settings`)
	await invites(visitor, email, 'owner')
	await expectShown(visitor.id('invitation'))
	await visitor.press(visitor.id('invited-again'))
	await expectFocus(visitor.id('team-said'))
	await until('two mails', async () => (await mailedTokens(stack, email, 'join', merchant.slug)).length === 2)
	await visitor.press(visitor.id('invited-withdraw'))
	await expectText(visitor.id('team-said'), visitor.w('team.withdraw.done', { email }))
	await expectHidden(visitor.id('team-invited'))
	await visitor.go(`/a/${merchant.slug}/join#t=${(await mailedTokens(stack, email, 'join', merchant.slug))[1]}`)
	await expectShown(visitor.heading('expired.title'))
	await expectAccessible(visitor, 'join expired')
})
