/*
 * The commonest mistakes of steps 11 to 14, each repaired by a merchant on a phone who knows nothing and does what the
 * page says: it names the screen of LINE's to open, what to do there, and shows the place. Then values moved and
 * swapped, a private key, a value that LINE takes no longer, and an Official Account that somebody else has.
 */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectAccessible } from './support/access.mjs'
import { LineConsole } from './support/console.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { sendStep12, sendToken } from './support/path.mjs'
import { expectRefusal } from './support/refusal.mjs'

const house = await openHouse()
after(() => house.close())

const { stack, sandbox } = house

/* A merchant who has come to `step`, in front of it. */
async function at(step, merchant) {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await visitor.enterAs(merchant, `#step-${step}`)
	await expectFocus(visitor.stepTitle(step))
	return visitor
}

const openConsole = (visitor, merchant) => LineConsole.open(visitor, merchant.line)

const expectProved = (visitor, step) => expectFocus(visitor.heading(`step${step}.proved`))

/*
 * What the page says to do about a refused value: the LINE screen, by a link that opens beside the page; `acts`; a
 * drawing that marks `mark`, described in words. And the page is fit for everybody.
 */
async function expectWayOut(visitor, where, { link, mark, acts }) {
	const box = visitor.id(`explain-${where}`)
	await expectShown(box)
	const out = box.getByRole('link').first()
	assert.equal(await out.getAttribute('href'), link)
	assert.equal(await out.getAttribute('target'), '_blank')
	const said = await box.innerText()
	const plain = (text) => text.replace(/\s+/g, '')
	for (const key of acts) assert.ok(plain(said).includes(plain(visitor.w(key))), `${key} in: ${said}`)
	const drawing = box.getByRole('img')
	await expectShown(drawing)
	assert.equal(await drawing.getAttribute('aria-label'), visitor.w(`place.${mark}.alt`))
	assert.equal(await drawing.locator('.mark').count(), 1)
	await expectAccessible(visitor, `mistake ${where} ${await box.getAttribute('data-code')}`)
}

const CONSOLE = 'https://developers.line.biz/console/'
const MANAGER = 'https://manager.line.biz/'

/* ---- the commonest mistakes ---- */

/* What becomes of a key on its way to LINE, and what is said of it. */
const ON_THE_WAY = [
	[(key) => key, 'check.same'],
	[(key) => ` ${key}\n`, 'check.same'],
	[(key) => key.replaceAll(',', ', '), 'check.blanks'],
	[(key) => `${key.slice(0, 200)}\n${key.slice(200)}`, 'check.blanks'],
	[(key) => key.replaceAll('"', '”'), 'check.signs'],
	[(key) => key.replaceAll(':', '：'), 'check.signs'],
	[(key) => `公開金鑰：${key}`, 'check.more', 5],
	[(key) => key.slice(0, -7), 'check.cut', 7],
	[(key) => key.slice(3).replaceAll('"', '“'), 'check.cut', 3],
	[(key) => key.replace(/"n":"..../, '"n":"AAAA'), 'check.other'],
	[() => '{"kty":"oct"}', 'check.none'],
	[() => '1234567890', 'check.none'],
]

house.test('where LINE says that the key is wrong, the page says what happened to it on the way', async () => {
	const visitor = await at(12, await Merchant.withOa(stack))
	await expectText(visitor.id('jwk'), /^\{/)
	const key = await visitor.id('jwk').innerText()
	await visitor.press(visitor.id('key-check-fold').locator('summary'))
	for (const [spoil, words, n] of ON_THE_WAY) {
		await visitor.enter(visitor.field('check.label'), spoil(key))
		await expectText(visitor.id('key-check-said').locator('p').first(), visitor.w(words, { n }))
		await (words === 'check.same' ? expectHidden : expectShown)(visitor.id('key-check-said').getByTestId('jwk-again'))
	}
	await expectAccessible(visitor, 'what was pasted at LINE is compared')
	await visitor.enter(visitor.field('check.label'), ' ')
	await expectHidden(visitor.id('key-check-said'))
})

house.test('the Channel ID in the kid field: moved with one press, and the kid fetched from where the page says', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: merchant.line.login.id, channelId: '' })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid', 'channel-id'] })
	await expectWayOut(visitor, 'kid', { link: CONSOLE, mark: 'kid', acts: ['act.kid.copy', 'act.kid.none'] })
	await visitor.press(visitor.button('move.here', { field: visitor.w('channelId.label') }))
	await expectFocus(visitor.field('kid.label'))
	await expectValue(visitor.field('kid.label'), '')
	await expectValue(visitor.field('channelId.label'), merchant.line.login.id)
	await expectText(visitor.id('step12-status'), visitor.w('move.done', { field: visitor.w('channelId.label') }))
	await expectHidden(visitor.id('step12-summary'), visitor.id('kid-error'), visitor.id('channel-id-error'))
	await expectAccessible(visitor, 'moved')

	const console = await openConsole(visitor, merchant)
	await console.enter(merchant.line.login)
	await console.copyKid()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('kid.label'))
	await visitor.press(visitor.button('step12.submit'))
	await expectProved(visitor, 12)
})

house.test('the public key in the kid field: it is registered at LINE, and the kid comes back', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await at(12, merchant)
	await visitor.press(visitor.button('copy.do'))
	await expectText(visitor.id('jwk-status'), visitor.w('copy.done'))
	await visitor.paste(visitor.field('kid.label'))
	await sendStep12(visitor, { channelId: merchant.line.login.id })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid'] })
	await expectWayOut(visitor, 'kid', { link: CONSOLE, mark: 'register', acts: ['act.key.paste', 'act.kid.back'] })

	const console = await openConsole(visitor, merchant)
	await console.registerPastedKey()
	await console.copyKid()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('kid.label'))
	await visitor.press(visitor.button('step12.submit'))
	await expectProved(visitor, 12)
})

house.test('kid and Channel ID swapped: one press swaps them, and nothing is sent before the merchant sends it', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: merchant.line.login.id, channelId: merchant.kid })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid', 'channel-id'] })
	await expectAccessible(visitor, 'swapped')
	const sent = []
	visitor.page.on('request', (request) => { if (request.method() === 'PUT') sent.push(request.url()) })
	await visitor.press(visitor.button('swap.do'))
	await expectFocus(visitor.button('step12.submit'))
	await expectText(visitor.id('step12-status'), visitor.w('swap.done'))
	await expectValue(visitor.field('kid.label'), merchant.kid)
	await expectValue(visitor.field('channelId.label'), merchant.line.login.id)
	assert.deepEqual(sent, [])
	await visitor.press(visitor.button('step12.submit'))
	await expectProved(visitor, 12)
})

house.test('the Channel ID of the Messaging API channel: the page leads to that of the Login channel', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: merchant.kid, channelId: merchant.line.oa.id })
	await expectRefusal(visitor, 'step12', { code: 'line.channel_mismatch', fields: ['channel-id'] })
	await expectWayOut(visitor, 'login_channel', { link: CONSOLE, mark: 'channelId', acts: ['act.channel.type', 'act.channel.samePage'] })
	const console = await openConsole(visitor, merchant)
	await console.enter(merchant.line.login)
	await console.copyChannelId()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('channelId.label'))
	await visitor.press(visitor.button('step12.submit'))
	await expectProved(visitor, 12)
})

house.test('everything done in the Messaging API channel: the page leads to the Login channel', async () => {
	const merchant = await Merchant.withOa(stack)
	const wrong = await sandbox.registerKey(merchant.line.oa, await merchant.publicKey())
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: wrong, channelId: merchant.line.oa.id })
	await expectRefusal(visitor, 'step12', { code: 'line.not_login_channel', fields: ['channel-id'] })
	await expectWayOut(visitor, 'login_channel', { link: CONSOLE, mark: 'loginChannel', acts: ['act.login.register'] })
	await registerAgain(visitor, merchant)
})

/* What the page offers where another registration is needed: its key once more, and a kid of it. */
async function registerAgain(visitor, merchant) {
	const explained = visitor.id('explain-login_channel')
	await visitor.press(explained.getByTestId('jwk-again'))
	await expectText(explained.getByTestId('jwk-again-status'), visitor.w('copy.done'))
	const console = await openConsole(visitor, merchant)
	await console.registerPastedKey()
	await console.copyKid()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('kid.label'))
	await console.copyChannelId()
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('channelId.label'))
	await visitor.press(visitor.button('step12.submit'))
	await expectProved(visitor, 12)
}

house.test('the kid of a key that was deleted at LINE: registered once more', async () => {
	const merchant = await Merchant.withKid(stack)
	await sandbox.deleteKey(merchant.line.login, merchant.kid)
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: merchant.kid, channelId: merchant.line.login.id })
	await expectRefusal(visitor, 'step12', { code: 'line.kid_unknown', fields: ['kid'] })
	await expectWayOut(visitor, 'login_channel', { link: CONSOLE, mark: 'kid', acts: ['act.kid.look', 'act.kid.none'] })
	await registerAgain(visitor, merchant)
})

house.test('the public key of another account registered: this one\'s is copied and registered', async () => {
	const [merchant, other] = [await Merchant.withOa(stack), await Merchant.withOa(stack)]
	const wrong = await sandbox.registerKey(merchant.line.login, await other.publicKey())
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: wrong, channelId: merchant.line.login.id })
	await expectRefusal(visitor, 'step12', { code: 'line.key_mismatch', fields: ['kid'] })
	await expectWayOut(visitor, 'login_channel', { link: CONSOLE, mark: 'register', acts: ['act.key.copy', 'act.key.register'] })
	await registerAgain(visitor, merchant)
})

/* The long-lived token, copied where the page leads to. */
async function copyToken(visitor, merchant) {
	const console = await openConsole(visitor, merchant)
	await console.enter(merchant.line.oa)
	await console.id('tab-messaging').click()
	await console.copy(console.id('long-lived-token'))
	await visitor.page.bringToFront()
	await visitor.paste(visitor.field('token.label'))
	await visitor.press(visitor.button('step14.submit'))
	await expectProved(visitor, 14)
}

house.test('a token cut short: the page says how long it should be and where the whole of it is', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await at(14, merchant)
	await sendToken(visitor, merchant.line.token.slice(0, 60))
	await expectRefusal(visitor, 'step14', { code: 'request.invalid', fields: ['token'] })
	await expectWayOut(visitor, 'token', { link: CONSOLE, mark: 'token', acts: ['act.token.whole', 'act.token.issued'] })
	await sendToken(visitor, merchant.line.token.slice(0, -9))
	await expectRefusal(visitor, 'step14', { code: 'line.token_invalid', fields: ['token'] })
	await expectWayOut(visitor, 'messaging_token', { link: CONSOLE, mark: 'token', acts: ['act.token.whole', 'act.token.issued'] })
	await copyToken(visitor, merchant)
})

house.test('the token of another Official Account: the page says how to tell them apart', async () => {
	const merchant = await Merchant.withOa(stack)
	const other = await sandbox.merchant({ name: '山風咖啡' })
	const visitor = await at(14, merchant)
	await sendToken(visitor, other.token)
	await expectRefusal(visitor, 'step14', { code: 'line.token_other_oa', fields: ['token'] })
	await expectWayOut(visitor, 'messaging_token', { link: CONSOLE, mark: 'botId', acts: ['act.bot.compare', 'act.bot.other'] })
	await copyToken(visitor, merchant)
})

house.test('the token of the Login channel: the page leads to the Messaging API channel', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await at(14, merchant)
	await sendToken(visitor, await sandbox.shortLivedToken(merchant.line.login))
	await expectRefusal(visitor, 'step14', { code: 'line.token_login_channel', fields: ['token'] })
	await expectWayOut(visitor, 'messaging_token', { link: CONSOLE, mark: 'messagingChannel', acts: ['act.messaging.open', 'act.messaging.check'] })
	await copyToken(visitor, merchant)
})

house.test('the Channel secret in place of the token: the page leads to the token', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await at(14, merchant)
	await sendToken(visitor, merchant.line.oa.secret)
	await expectRefusal(visitor, 'step14', { code: 'request.invalid', fields: ['token'] })
	await expectWayOut(visitor, 'token', { link: CONSOLE, mark: 'token', acts: ['act.token.tab', 'act.token.copy'] })
	await copyToken(visitor, merchant)
})

house.test('the Basic ID as an address or in full-width letters is taken; a short link is not, and the page says where to look', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const { oa } = await sandbox.merchant({ name: '春水茶行' })
	const visitor = await at(11, merchant)
	const send = async (text) => {
		await visitor.enter(visitor.field('oa.name'), '春水茶行')
		await visitor.enter(visitor.field('oa.basicId'), text)
		await visitor.press(visitor.button('oa.submit'))
	}
	await send('https://lin.ee/AbCdEfG')
	await expectRefusal(visitor, 'oa', { code: 'request.invalid', fields: ['oa-basic-id'] })
	await expectWayOut(visitor, 'basic_id', { link: MANAGER, mark: 'basicId', acts: ['act.basicId.link', 'act.basicId.copy'] })

	await send(oa.bot.basicId.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)))
	await expectText(visitor.id('dialog-12-notice'), visitor.w('oa.cleaned', { basicId: oa.bot.basicId, what: visitor.w('tidied.wide') }))
	await visitor.press(visitor.id('dialog-12-close'))
	await visitor.press(visitor.id('task-11-open'))
	await expectFocus(visitor.stepTitle(11))
	await send(`https://line.me/R/ti/p/${oa.bot.basicId}`)
	await expectText(visitor.id('dialog-12-notice'), visitor.w('oa.cleaned', { basicId: oa.bot.basicId, what: visitor.w('tidied.link') }))
})

/* ---- values in another field's or step's place ---- */

house.test('step 11: name and Basic ID swapped are swapped back', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const visitor = await at(11, merchant)
	await visitor.enter(visitor.field('oa.name'), '@123abcde')
	await visitor.enter(visitor.field('oa.basicId'), '春水茶行')
	await visitor.press(visitor.button('oa.submit'))
	await expectRefusal(visitor, 'oa', { code: 'request.invalid', fields: ['oa-basic-id'] })
	await visitor.press(visitor.button('swap.do'))
	await expectValue(visitor.field('oa.name'), '春水茶行')
	await expectValue(visitor.field('oa.basicId'), '@123abcde')
	await visitor.press(visitor.button('oa.submit'))
	await expectShown(visitor.id('dialog-12'))
})

house.test('a token in step 12 or a kid in step 14 lead to their step; the token goes nowhere and is kept nowhere', async () => {
	const merchant = await Merchant.withKid(stack)
	const { token } = merchant.line
	const visitor = await at(12, merchant)
	const kept = () => visitor.page.evaluate(() => JSON.stringify([
		[...document.querySelectorAll('input, textarea')].map((node) => node.value), { ...sessionStorage }, { ...localStorage }, location.href]))
	await sendStep12(visitor, { kid: token, channelId: merchant.line.login.id })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid'] })
	const stores = await visitor.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))
	assert.ok(stores.includes(merchant.line.login.id) && !stores.includes(token.slice(0, 20)), stores)
	await visitor.press(visitor.button('move.step', { step: 14 }))
	await expectFocus(visitor.stepTitle(14))
	assert.ok(!(await kept()).includes(token.slice(0, 20)), 'no part of the token is left')

	await sendToken(visitor, merchant.kid)
	await expectRefusal(visitor, 'step14', { code: 'request.invalid', fields: ['token'] })
	await visitor.press(visitor.button('move.step', { step: 12 }))
	await expectFocus(visitor.stepTitle(12))
	await expectValue(visitor.field('channelId.label'), merchant.line.login.id)
})

house.test('a private key: the field is emptied, and the page says to treat it as leaked', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await at(12, merchant)
	await sendStep12(visitor, { kid: '-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKdTfgZWDPAJYKil5WCpUYnRPpqpKeYi', channelId: merchant.line.login.id })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid'] })
	await expectValue(visitor.field('kid.label'), '')
	await expectWayOut(visitor, 'kid', { link: CONSOLE, mark: 'kid', acts: ['warn.privateKey', 'act.private.delete', 'act.private.here'] })
	const stores = await visitor.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))
	assert.ok(!/PRIVATE|MIIEvQ/.test(stores), stores)
})

/* ---- LINE answers later, or takes a value no longer ---- */

house.test('what was cleaned is said while LINE owes its answer, and with a refusal', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await at(12, merchant)
	const kid = visitor.w('tidied', { field: visitor.w('kid.label'), what: visitor.w('tidied.blanks') })
	await sendStep12(visitor, { kid: ` ${merchant.kid}`, channelId: merchant.line.oa.id })
	await expectRefusal(visitor, 'step12', { code: 'line.channel_mismatch', fields: ['channel-id'] })
	await expectText(visitor.id('step12-summary').getByTestId('tidied-kid'), kid)
	await sandbox.behave({ endpoint: '*', mode: '429', channel_id: merchant.line.login.id })
	try {
		await sendStep12(visitor, { kid: ` ${merchant.kid}`, channelId: merchant.line.login.id })
		await expectFocus(visitor.id('step12-pending'))
		await expectText(visitor.id('step12-pending-tidied'), kid)
		const said = await visitor.id('dialog-12').innerText()
		assert.ok(said.includes(visitor.w('pending.self', { email: merchant.fields.email })), said)
	} finally {
		await sandbox.behaveWell()
	}
})

house.test('refused while nobody looked: the step explains it as it would have then', async () => {
	const merchant = await Merchant.withKid(stack)
	await merchant.putLoginChannel({ channel_id: merchant.line.oa.id })
	const visitor = await at(12, merchant)
	await expectText(visitor.id('step12-refuted'), visitor.w('refuted.channelMismatch'))
	await expectWayOut(visitor, 'login_channel', { link: CONSOLE, mark: 'channelId', acts: ['act.channel.type', 'act.channel.samePage'] })
	await sendStep12(visitor, { kid: merchant.kid, channelId: merchant.line.login.id })
	await expectProved(visitor, 12)
})

/* LINE has said no twice to a value it once took; the courier would take a day and an hour to find out. */
const breakValue = (merchant, step, code) => stack.db.sql('postgres', `
	UPDATE tenant.watch SET refused_at = now(), refuted_at = now(), checked_at = now(), code = '${code}', line_status = 400, due_at = now() + interval '1 day'
	 WHERE step = '${step}' AND account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
const mendValue = (merchant, step) => stack.db.sql('postgres', `
	UPDATE tenant.watch SET refused_at = NULL, refuted_at = NULL, code = NULL, line_status = NULL
	 WHERE step = '${step}' AND account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)

for (const [step, part, code, words] of [
	[12, 'login_channel', 'line.kid_unknown', { title: 'broken.channel', lost: 'broken.channel.lost', why: 'refuted.kidGone', mark: 'kid', act: 'act.kid.look' }],
	[14, 'messaging_token', 'line.token_invalid', { title: 'broken.token', lost: 'broken.token.lost', why: 'refuted.tokenGone', mark: 'token', act: 'act.token.issued' }],
	[12, 'login_channel', 'vault.unreadable', { title: 'broken.channel.damaged', lost: 'broken.channel.lost', why: 'refuted.damaged', mark: 'register', act: 'act.key.new' }],
	[14, 'messaging_token', 'vault.unreadable', { title: 'broken.token.damaged', lost: 'broken.token.lost', why: 'refuted.damaged', mark: 'token', act: 'act.token.again' }],
]) {
	house.test(`LINE takes the value of step ${step} no longer (${code}): said on top of home, explained in the step, gone when LINE takes it again`, async () => {
		const merchant = await Merchant.linked(stack)
		await breakValue(merchant, part, code)
		const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
		await visitor.enterAs(merchant)
		const banner = visitor.id(`broken-${step}`)
		await expectShown(banner, visitor.heading(words.title))
		await expectShown(banner.getByText(visitor.w(words.lost)))
		await expectText(visitor.id(`task-${step}-why`), visitor.w(words.why))
		assert.equal(await visitor.id(`task-${step}-since`).isVisible(), code !== 'vault.unreadable')
		const [name, box] = [await visitor.id('home-company').boundingBox(), await banner.boundingBox()]
		assert.ok(name.y < box.y && box.height < 240, `below the account's name, and short: ${box.height}`)
		await expectHidden(visitor.id(`broken-${step === 12 ? 14 : 12}`), visitor.id('home-done'))
		await expectText(visitor.id(`task-${step}-state`), visitor.w('state.refuted'))
		await expectText(visitor.id(`task-${step}-facts`), new RegExp(step === 12 ? merchant.kid : merchant.line.oa.bot.basicId))
		await expectAccessible(visitor, `broken ${step}`)

		await visitor.press(visitor.id(`broken-${step}-fix`))
		await expectFocus(visitor.stepTitle(step))
		await expectText(visitor.id(`step${step}-refuted`), visitor.w(words.why))
		await expectWayOut(visitor, part, { link: CONSOLE, mark: words.mark, acts: [words.act] })
		if (words.act === 'act.key.new') {
			await visitor.press(visitor.id('key-new-here'))
			await expectText(visitor.id('key-new-done'), visitor.w('key.new.done'))
		}
		await visitor.press(visitor.id(`dialog-${step}-close`))
		await expectShown(banner)

		await mendValue(merchant, part)
		await visitor.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
		await expectHidden(banner)
		await expectText(visitor.id(`task-${step}-state`), new RegExp(`^${visitor.w('state.proved')}`))
	})
}

/* ---- an Official Account that somebody else has ---- */

house.test('an Official Account that another account has: its owner is mailed, releases it with one press, and it can be linked', async () => {
	const owner = await Merchant.linked(stack, { company: '山風咖啡' })
	const merchant = await Merchant.loggedIn(stack)
	merchant.line = owner.line
	await merchant.put('oa', { name: '春水茶行', basic_id: owner.line.oa.bot.basicId })
	const visitor = await at(14, merchant)
	await sendToken(visitor, owner.line.token)
	const said = await expectRefusal(visitor, 'step14', { code: 'line.bot_taken' })
	assert.ok(!said.includes('山風咖啡') && !said.includes(owner.slug), said)
	await expectAccessible(visitor, 'bot taken')
	await visitor.press(visitor.button('release.ask'))
	await expectText(visitor.id('release-next'), visitor.w('release.next', { us: visitor.w('support.us') }))
	await expectShown(visitor.id('release-next').getByRole('link', { name: visitor.w('support.us') }))
	await expectAccessible(visitor, 'release asked')

	/* The owner, on a device that is not logged in. */
	const link = await until('the release mail', async () =>
		(await sandbox.mails(owner.fields.email)).map(({ text }) => text.match(/http\S+\/release#t=[\w-]+/)?.[0]).find(Boolean), 30)
	assert.ok(link.startsWith(`${stack.url}/a/${owner.slug}/release#t=`), link)
	const guest = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await guest.go(link)
	await expectShown(guest.heading('release.title'))
	assert.equal(guest.page.url(), `${stack.url}/a/${owner.slug}/release`, 'the token is gone from the address bar')
	await expectAccessible(guest, 'release')
	assert.equal((await owner.oa()).messaging_token.state, 'proved', 'looking changes nothing')
	await guest.press(guest.button('release.submit'))
	await expectFocus(guest.heading('release.done.title'))
	await expectAccessible(guest, 'released')
	assert.equal((await owner.oa()).messaging_token.state, 'missing')
	await guest.go(link)
	await expectFocus(guest.heading('release.expired.title'))
	await expectAccessible(guest, 'release expired')
	await guest.page.reload()
	await expectShown(guest.heading('release.expired.title'))

	await sendToken(visitor, owner.line.token)
	await expectProved(visitor, 14)
})
