/* What goes wrong on the way, one thing at a time: said in words, nothing typed is lost, and the way on works. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant, PASSWORD, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { preparedLine } from './support/console.mjs'
import { expectFocus, expectHidden, expectShown, expectText, expectUncovered, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'
import { logIn, sendStep12, sendToken, shopOf, signUp } from './support/path.mjs'
import { expectRefusal } from './support/refusal.mjs'
import { words } from './support/words.mjs'

const house = await openHouse({ env: { ACHO_LIMIT_LOGIN: '3' } })
after(() => house.close())

const { stack, sandbox } = house
const arrive = (locale = 'zh-TW', device = 'phone') => house.visitor({ locale, device })

/* How often the visitor's page asks for `path` with that method. */
function counted(visitor, method, path) {
	const seen = []
	visitor.page.on('request', (request) => {
		if (request.method() === method && new URL(request.url()).pathname.endsWith(path)) seen.push(request)
	})
	return seen
}

async function fillSignUp(visitor, values) {
	for (const [name, value] of Object.entries(values)) await visitor.enter(visitor.id(`signup-${name}`), value)
	await visitor.press(visitor.button('signup.submit'))
}

/* Fill a field as Chromium's password manager does: the value at once, then input and change, then it loses the focus. */
const autofill = (locator, text) => locator.evaluate((node, value) => {
	node.focus()
	Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(node, value)
	for (const type of ['input', 'change']) node.dispatchEvent(new Event(type, { bubbles: true }))
	node.blur()
}, text)

/* What the page says was tidied up; the signs between stand in the style sheet. */
const tidied = (visitor, ...what) => what.map((each) => visitor.w(`tidied.${each}`)).join('')
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/* ---- step 9 ---- */

house.test('sign-up: every bad field is named at once, and nothing typed is lost', async () => {
	const visitor = await arrive()
	await visitor.go('/signup')
	await fillSignUp(visitor, { company: '', contact: '', email: '', password: '' })
	await expectRefusal(visitor, 'signup', { code: 'request.invalid', fields: ['signup-company', 'signup-contact', 'signup-email', 'signup-password'] })

	const typed = { company: '春水茶行', contact: '', email: 'lin@tea', phone: '0912-345-678', password: '短短的' }
	await fillSignUp(visitor, typed)
	await expectRefusal(visitor, 'signup', { code: 'request.invalid', fields: ['signup-contact', 'signup-email', 'signup-password'] })
	for (const [name, value] of Object.entries(typed)) await expectValue(visitor.id(`signup-${name}`), value)

	await fillSignUp(visitor, { contact: '林小姐', email: 'lin@tea.example', password: 'password1' })
	await expectRefusal(visitor, 'signup', { code: 'request.invalid', fields: ['signup-password'] })
	await fillSignUp(visitor, { password: PASSWORD })
	await expectFocus(visitor.heading('signup.done.title'))
})

house.test('sign-up: what was typed survives a reload and another language, the password neither store', async () => {
	const visitor = await arrive('en', 'desktop')
	await visitor.go('/signup')
	const typed = { company: 'Spring Tea', contact: 'Ms Lin', email: 'lin@tea.example', phone: '0912' }
	for (const [name, value] of Object.entries({ ...typed, password: PASSWORD })) await visitor.enter(visitor.id(`signup-${name}`), value)
	await visitor.id('locale').selectOption('ja')
	await expectText(visitor.id('signup-submit'), words('ja')('signup.submit'))
	await expectValue(visitor.id('signup-password'), PASSWORD)
	const stores = await visitor.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))
	assert.ok(stores.includes('Spring Tea') && !stores.includes(PASSWORD), stores)
	await visitor.page.reload()
	for (const [name, value] of Object.entries(typed)) await expectValue(visitor.id(`signup-${name}`), value)
	await expectValue(visitor.id('signup-password'), '')
})

house.test('sign-up: pressing twice, or again after a lost answer, makes one account', async () => {
	const visitor = await arrive()
	const email = someEmail()
	const sent = counted(visitor, 'POST', '/api/signup')
	/* The first answer never arrives, though the account is made. */
	await visitor.page.route('**/api/signup', async (route) => {
		await route.fetch()
		await route.abort()
	}, { times: 1 })
	await visitor.go('/signup')
	const typed = { company: '春水茶行', contact: '林小姐', email, password: PASSWORD }
	await fillSignUp(visitor, typed)
	await expectFocus(visitor.id('signup-summary'))
	await expectText(visitor.id('signup-summary'), visitor.w('net.none'))
	for (const [name, value] of Object.entries(typed)) await expectValue(visitor.id(`signup-${name}`), value)
	const [{ slug }] = (await sandbox.waitForMails(email)).map(({ text }) => ({ slug: text.match(/\/a\/([0-9a-z]{13})/)[1] }))

	await visitor.id('signup-submit').dblclick()
	await expectText(visitor.id('login-url'), `${stack.url}/a/${slug}`)
	assert.equal(sent.length, 2, 'the lost one, and one for two presses')
	assert.equal(sent[0].headers()['idempotency-key'], sent[1].headers()['idempotency-key'])
	assert.equal((await sandbox.mails(email)).length, 1)
})

house.test('copying: where the browser forbids it the text is selected, and that is said', async () => {
	const visitor = await arrive()
	await visitor.context.addInitScript(() => {
		navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
		document.execCommand = () => false
	})
	const { url } = await signUp(visitor, { company: '春水茶行', contact: '林小姐', email: someEmail(), password: PASSWORD })
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), visitor.w('copy.fail'))
	assert.equal(await visitor.page.evaluate(() => String(getSelection())), url)
})

house.test('copying: where there is no clipboard to ask, the older way works', async () => {
	const visitor = await arrive()
	await visitor.context.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
	const { url } = await signUp(visitor, { company: '春水茶行', contact: '林小姐', email: someEmail(), password: PASSWORD })
	await visitor.press(visitor.button('signup.done.copy'))
	await expectText(visitor.id('login-url-status'), visitor.w('signup.done.copied'))
	assert.equal(await visitor.clipboard(), url)
})

/* ---- step 10 ---- */

house.test('login: a wrong password is emptied, the address stays, and nobody learns which was wrong', async () => {
	const merchant = await Merchant.signUp(stack)
	const shop = shopOf(merchant)
	const visitor = await arrive()
	await visitor.go(shop.url)
	const sentences = []
	const sent = counted(visitor, 'POST', '/api/session')
	await visitor.press(visitor.button('login.submit'))
	await expectRefusal(visitor, 'login', { code: 'request.invalid', fields: ['login-email', 'login-password'] })
	await visitor.enter(visitor.field('login.password'), 'typed first')
	await visitor.press(visitor.button('login.submit'))
	await expectRefusal(visitor, 'login', { code: 'request.invalid', fields: ['login-email'] })
	await expectValue(visitor.field('login.password'), 'typed first')
	assert.equal(sent.length, 0, 'what is not there is no try')
	for (const email of [shop.email, someEmail()]) {
		await visitor.enter(visitor.field('login.email'), email)
		await visitor.enter(visitor.field('login.password'), 'wrong password')
		await visitor.press(visitor.button('login.submit'))
		sentences.push(await expectRefusal(visitor, 'login', { code: 'login.failed' }))
		await expectValue(visitor.field('login.email'), email)
		await expectValue(visitor.field('login.password'), '')
	}
	assert.equal(sentences[0], sentences[1])
	await logIn(visitor, shop)
})

house.test('login: after too many tries the wait is counted down, and nothing is sent meanwhile', async () => {
	const merchant = await Merchant.signUp(stack)
	const visitor = await arrive('en', 'desktop')
	await visitor.page.clock.install()
	await visitor.go(`/a/${merchant.slug}`)
	const sent = counted(visitor, 'POST', '/api/session')
	const submit = visitor.button('login.submit')
	const guess = async () => {
		await visitor.enter(visitor.field('login.email'), merchant.fields.email)
		await visitor.enter(visitor.field('login.password'), 'wrong password')
	}
	for (let i = 1; i <= 3; i++) {
		await guess()
		await visitor.press(submit)
		await expectRefusal(visitor, 'login', { code: 'login.failed' })
	}

	/* The wait that the third began is longer than a slow machine needs for the fourth; then the page's time stands still. */
	await guess()
	await stack.db.sql('postgres', "UPDATE directory.throttle SET retry_at = now() + interval '90 s' WHERE retry_at IS NOT NULL")
	await visitor.page.clock.pauseAt(Date.now() + 60_000)
	await visitor.page.keyboard.press('Enter')
	await expectRefusal(visitor, 'login', { code: 'login.throttled' })
	const wait = Number((await visitor.id('login-summary').innerText()).match(/^Too many attempts\. Wait (\d\d) seconds and try again\.$/)?.[1])
	assert.ok(wait > 20 && wait <= 90, `${wait} s`)
	assert.equal(await submit.getAttribute('aria-disabled'), 'true')
	await visitor.enter(visitor.field('login.password'), PASSWORD)
	await visitor.page.keyboard.press('Enter')
	await visitor.page.clock.fastForward(5000)
	await expectText(visitor.id('login-summary'), `Too many attempts. Wait ${wait - 5} seconds and try again.`)
	assert.equal(sent.length, 4, 'pressing Enter before that does nothing')
	await visitor.page.clock.fastForward((wait - 5) * 1000)
	await expectText(visitor.id('login-status'), visitor.w('form.waitOver'))
	await expectHidden(visitor.id('login-summary'))
	assert.equal(await submit.getAttribute('aria-disabled'), 'false')
})

house.test('login: a password kept for another account is recognised and not sent', async () => {
	const [shop, other] = [await Merchant.signUp(stack, { company: '春水茶行' }), await Merchant.signUp(stack, { company: '山風咖啡' })]
	const visitor = await arrive('zh-TW', 'desktop')
	await visitor.go(`/a/${shop.slug}`)
	const username = visitor.id('login-username')
	await visitor.enter(visitor.field('login.email'), shop.fields.email)
	await expectValue(username, `${shop.fields.email} (${shop.slug})`)

	/* Of another account: recognised, said, and the password is not kept. */
	await autofill(username, `${other.fields.email} (${other.slug})`)
	await autofill(visitor.field('login.password'), 'password of the other')
	await expectText(visitor.id('login-other-account'), new RegExp(`${other.slug}[^]*春水茶行`))
	await expectValue(visitor.field('login.password'), '')
	await expectValue(visitor.field('login.email'), other.fields.email)
	await expectValue(username, `${other.fields.email} (${shop.slug})`)

	/* Of this account: taken apart without a word. */
	await autofill(username, `${shop.fields.email} (${shop.slug})`)
	await autofill(visitor.field('login.password'), shop.fields.password)
	await expectHidden(visitor.id('login-other-account'))
	await expectValue(visitor.field('login.email'), shop.fields.email)
	await visitor.press(visitor.button('login.submit'))
	await expectText(visitor.id('home-company'), '春水茶行')

	/* Some managers fill the first text field they see; the way to the account that was meant is one press. */
	await visitor.go(`/a/${other.slug}`)
	await autofill(visitor.field('login.email'), `${shop.fields.email} (${shop.slug})`)
	await visitor.press(visitor.id('login-other-account-link'))
	await expectUrl(visitor.page, `${stack.url}/a/${shop.slug}/#step-11`)
})

house.test('no such account, no such page: the same words, and a way on', async () => {
	const visitor = await arrive()
	for (const path of ['/a/0000000000000', '/a/0000000000000/', '/a/0000000000000/release', '/a/春水', '/a/abc/', '/nowhere', '/signup.html', '/js/']) {
		await visitor.go(path)
		await expectFocus(visitor.heading('lost.title'))
		assert.equal(await visitor.page.title(), visitor.w('lost.title'), path)
	}
	await visitor.press(visitor.link('lost.front'))
	await expectUrl(visitor.page, `${stack.url}/`)
})

house.test('a login URL typed in capitals leads to where it was meant to', async () => {
	const { slug } = await Merchant.signUp(stack)
	const visitor = await arrive()
	const typed = slug.replaceAll('1', 'l').replaceAll('0', 'O')
	for (const path of [`/a/${slug.toUpperCase()}`, `/A/${typed.toUpperCase()}`, `/a/${typed.toUpperCase()}#step-14`]) {
		await visitor.go('/find')
		await visitor.go(path)
		await expectShown(visitor.id('login-email'))
		await expectUrl(visitor.page, `${stack.url}/a/${slug}${path.includes('#') ? '#step-14' : ''}`)
	}
	await visitor.go(`/a/${slug.toUpperCase()}/settings`)
	await expectUrl(visitor.page, `${stack.url}/a/${slug}#settings`)
})

house.test('told to contact us one can: the mail has the number and the page in it', async () => {
	const visitor = await arrive()
	await visitor.go('/find')
	const detail = visitor.w('lost.title') + ' 0123456789abcdef'
	await visitor.page.route('**/api/find', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json',
		body: JSON.stringify({ type: 'about:blank', title: 'x', status: 500, code: 'server.error', detail }) }))
	await visitor.enter(visitor.id('find-email'), 'owner@shop.example')
	await visitor.press(visitor.button('find.submit'))
	await expectFocus(visitor.id('find-summary'))
	const mail = new URL(await visitor.link('support.tell').getAttribute('href'))
	assert.equal(`${mail.protocol}${mail.pathname}`, 'mailto:support@acho.example')
	assert.equal(mail.searchParams.get('body').trim(), `${detail}\n${stack.url}/find`)

	/* At the foot of every page, where the guide is offered to whoever it helps. */
	await expectText(visitor.id('support'), 'support@acho.example')
	await expectShown(visitor.id('help'))
	await visitor.go('/guide')
	await expectText(visitor.id('support'), 'support@acho.example')
	await expectHidden(visitor.id('help'))
})

house.test('without JavaScript each page says what it needs, in three languages', async () => {
	const visitor = await house.visitor({ javaScriptEnabled: false })
	for (const path of ['/', '/guide', '/signup', '/a/0000000000000', '/a/0000000000000/', '/a/0000000000000/release', '/nowhere']) {
		await visitor.go(path)
		const said = await visitor.page.locator('noscript').innerText()
		for (const part of ['這個網站需要 JavaScript', 'This site needs JavaScript', 'このサイトには JavaScript']) assert.ok(said.includes(part), `${path}: ${said}`)
	}
})

house.test('the server is away for a moment: the page waits, says so, and goes on by itself', async () => {
	const merchant = await Merchant.signUp(stack)
	const visitor = await arrive()
	await visitor.page.clock.install()
	let away = true
	await visitor.page.route('**/api/account', (route) => (away ? route.abort() : route.continue()))
	await visitor.go(`/a/${merchant.slug}`)
	await expectText(visitor.id('login-loading'), visitor.w('net.again'))
	away = false
	await visitor.page.clock.fastForward(31_000)
	await expectShown(visitor.heading('login.title', { company: merchant.fields.company }))
})

/* ---- step 11 ---- */

house.test('step 11: a channel ID in place of the Basic ID is called by its name; a lost connection loses nothing', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const line = await preparedLine(sandbox, '春水茶行')
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	await expectShown(visitor.id('step-11-panel'))
	await visitor.enter(visitor.field('oa.name'), '春水茶行')
	await visitor.enter(visitor.field('oa.basicId'), line.oa.id)

	/* What helps comes over the network when it is first needed; without it there is the server's sentence. */
	await visitor.page.route('**/js/wizard/help.js', (route) => route.abort(), { times: 1 })
	for (const helped of [expectHidden, expectShown]) {
		await visitor.press(visitor.button('oa.submit'))
		await expectRefusal(visitor, 'oa', { code: 'request.invalid', fields: ['oa-basic-id'] })
		await helped(visitor.id('explain-basic_id'))
		await expectValue(visitor.field('oa.basicId'), line.oa.id)
	}

	await visitor.page.route('**/api/oa', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()), { times: 1 })
	const wide = line.oa.bot.basicId.replace('@', '＠')
	await visitor.enter(visitor.field('oa.basicId'), ` ${wide} `)
	await visitor.press(visitor.button('oa.submit'))
	await expectText(visitor.id('oa-summary'), visitor.w('net.none'))
	await expectValue(visitor.field('oa.basicId'), ` ${wide} `)
	await visitor.press(visitor.button('oa.submit'))
	await expectText(visitor.id('dialog-12-notice'), visitor.w('oa.cleaned', { basicId: line.oa.bot.basicId, what: tidied(visitor, 'blanks', 'wide') }))
})

house.test('step 11 comes first, whatever the address says', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-14')
	await expectText(visitor.id('step-11-notice'), visitor.w('home.first11'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/#step-11`)
	await expectHidden(visitor.id('dialog-14'))
})

/* ---- step 12 ---- */

house.test('step 12: the key is being made; the page waits and shows it by itself', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const line = await preparedLine(sandbox, '春水茶行')
	await stack.terminate('courier')
	try {
		await stack.db.sql('postgres', 'DELETE FROM directory.key_pool')
		const visitor = await arrive()
		await visitor.enterAs(merchant)
		await visitor.enter(visitor.field('oa.name'), '春水茶行')
		await visitor.enter(visitor.field('oa.basicId'), line.oa.bot.basicId)
		await visitor.press(visitor.button('oa.submit'))
		await expectShown(visitor.id('dialog-12'))
		await expectText(visitor.id('jwk-preparing'), /金鑰[^]*自動/)
		await expectHidden(visitor.id('jwk'), visitor.id('jwk-copy'))
		stack.parts.courier.start()
		await expectText(visitor.id('jwk'), /^\{"kty":"RSA"/)
		await expectHidden(visitor.id('jwk-preparing'))
	} finally {
		if (!stack.parts.courier.runs) stack.parts.courier.start()
	}
})

house.test('step 12: the public key, a channel ID, the Messaging API channel: each is called by its name', async () => {
	const merchant = await Merchant.withKid(stack)
	const { login, oa } = merchant.line
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	await expectFocus(visitor.stepTitle(12))
	const jwk = await visitor.id('jwk').innerText()

	await sendStep12(visitor, { kid: jwk, channelId: login.id })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid'] })
	await expectValue(visitor.field('kid.label'), jwk)
	await expectValue(visitor.field('channelId.label'), login.id)

	await sendStep12(visitor, { kid: login.id, channelId: merchant.kid })
	await expectRefusal(visitor, 'step12', { code: 'request.invalid', fields: ['kid', 'channel-id'] })

	await sendStep12(visitor, { kid: merchant.kid, channelId: oa.id })
	await expectRefusal(visitor, 'step12', { code: 'line.channel_mismatch', fields: ['channel-id'] })
	await expectValue(visitor.field('kid.label'), merchant.kid)
	await expectValue(visitor.field('channelId.label'), oa.id)

	await sendStep12(visitor, { kid: merchant.kid.replace(/^.{8}/, '00000000'), channelId: login.id })
	await expectRefusal(visitor, 'step12', { code: 'line.kid_unknown', fields: ['kid'] })

	/* Left alone and come back to: still said why, on the card and in the dialog. */
	await visitor.press(visitor.id('dialog-12-close'))
	await expectText(visitor.id('task-12-state'), visitor.w('state.refuted'))
	await visitor.page.reload()
	await expectText(visitor.id('step12-refuted'), visitor.w('refuted.kidUnknown'))

	await sendStep12(visitor, { kid: ` ${merchant.kid}\n`, channelId: `Channel ID: ${login.id}` })
	await expectFocus(visitor.heading('step12.proved'))
	await expectText(visitor.id('step12-note'), new RegExp([
		visitor.w('tidied', { field: visitor.w('kid.label'), what: tidied(visitor, 'blanks') }),
		visitor.w('tidied', { field: visitor.w('channelId.label'), what: tidied(visitor, 'label') })].map(literally).join('\\s*')))
})

house.test('step 12: LINE is silent; the values are kept, other steps go on, and the proof comes by itself', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await arrive()
	await visitor.page.clock.install()
	await visitor.enterAs(merchant)
	await sandbox.behave({ endpoint: '*', mode: 'hang' })
	try {
		await sendStep12(visitor, { kid: merchant.kid, channelId: merchant.line.login.id })
		await expectFocus(visitor.id('step12-pending'))
		await expectText(visitor.id('step12-pending-detail'), /LINE/)
		await expectText(visitor.id('task-12-state'), visitor.w('state.pending'))
		await visitor.press(visitor.id('step12-pending-continue'))
		await expectFocus(visitor.stepTitle(13))
		await visitor.page.reload()
		await visitor.press(visitor.link('home.allSteps'))
		await expectText(visitor.id('task-12-state'), visitor.w('state.pending'))
	} finally {
		await sandbox.behaveWell()
	}
	await stack.db.sql('postgres', "UPDATE tenant.proof SET due_at = now() WHERE state = 'pending'")
	await until('the proof', async () => (await merchant.oa()).login_channel.state === 'proved', 40)
	await visitor.page.clock.fastForward(31_000)
	await expectText(visitor.id('task-12-state'), new RegExp(`^${visitor.w('state.proved')}`), 45) // or it has just looked
	await expectText(visitor.id('home-live'), visitor.w('live.proved', { step: 12 }))
})

/* ---- step 14 ---- */

house.test('step 14: other things in place of the token are called by their names', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-14')
	await sendToken(visitor, merchant.line.oa.secret)
	await expectRefusal(visitor, 'step14', { code: 'request.invalid', fields: ['token'] })
	await sendToken(visitor, `${merchant.line.token.slice(0, -9)}`)
	await expectRefusal(visitor, 'step14', { code: 'line.token_invalid', fields: ['token'] })
	await expectText(visitor.id('token-tail'), visitor.w('token.tail', { n: merchant.line.token.length - 9, end: merchant.line.token.slice(-13, -9) }))
	await sendToken(visitor, await sandbox.shortLivedToken(merchant.line.login))
	const said = await expectRefusal(visitor, 'step14', { code: 'line.token_login_channel', fields: ['token'] })
	assert.ok(said.includes(visitor.w('refuted.tokenLoginChannel')), `what it is, though it expires too: ${said}`)
	await sendToken(visitor, `Bearer ${merchant.line.token.slice(0, 60)}\n${merchant.line.token.slice(60)} `)
	await expectFocus(visitor.heading('step14.proved'))
	await expectText(visitor.id('step14-note'), visitor.w('tidied', { field: visitor.w('token.label'), what: tidied(visitor, 'label') }))
})

house.test('step 14: a token of another Official Account is put right with one press', async () => {
	const merchant = await Merchant.withOa(stack)
	const other = await sandbox.merchant({ name: '山風咖啡' })
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-14')
	await sendToken(visitor, other.token)
	const said = await expectRefusal(visitor, 'step14', { code: 'line.token_other_oa', fields: ['token'] })
	for (const part of ['山風咖啡', other.oa.bot.basicId, merchant.line.oa.bot.basicId]) assert.ok(said.includes(part), `${part} in: ${said}`)

	await visitor.press(visitor.button('token.pasteAnother'))
	await expectFocus(visitor.field('token.label'))
	await expectValue(visitor.field('token.label'), '')
	await expectHidden(visitor.id('step14-summary'))

	await sendToken(visitor, other.token)
	await visitor.press(visitor.button('token.useAccount', { name: '山風咖啡', basicId: other.oa.bot.basicId }))
	await expectFocus(visitor.heading('step14.proved'))
	await visitor.press(visitor.id('dialog-14-close'))
	await expectText(visitor.id('task-11-facts'), new RegExp(`山風咖啡[^]*${other.oa.bot.basicId}`))
	await expectText(visitor.id('task-11-state'), new RegExp(`^${visitor.w('state.proved')}`))
})

house.test('step 14: a token that expires: until when is said first, and it is taken when that is accepted', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-14')
	await sendToken(visitor, await sandbox.shortLivedToken(merchant.line.oa))
	const said = await expectRefusal(visitor, 'step14', { code: 'line.token_short_lived', fields: ['token'] })
	assert.match(await visitor.button('token.pasteAnother').getAttribute('class'), /primary/, 'what is advised')
	await visitor.press(visitor.button('token.acceptExpiry'))
	await expectFocus(visitor.heading('step14.proved'))
	const { messaging_token: { expires_at: at } } = await merchant.oa()
	const day = new Intl.DateTimeFormat('zh-TW', { dateStyle: 'medium', timeZone: 'Asia/Taipei' }).format(Date.parse(at))
	assert.ok(said.includes(day), `${day} in: ${said}`)
	await expectText(visitor.id('dialog-14'), new RegExp(visitor.w('token.expires')))
	assert.equal(await visitor.id('dialog-14').locator('time').last().getAttribute('datetime'), at)
})

house.test('step 14: removing the token after a while asks for the password, and closing that changes nothing', async () => {
	const merchant = await Merchant.linked(stack)
	await stack.db.sql('postgres', "UPDATE directory.session SET created_at = now() - interval '16 min', confirmed_at = now() - interval '16 min'")
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-14')
	await visitor.press(visitor.id('token-delete-fold').locator('summary'))
	await visitor.press(visitor.button('token.delete.do'))
	await expectShown(visitor.heading('confirm.title'))
	await visitor.page.keyboard.press('Escape')
	await expectHidden(visitor.id('confirm'))
	await expectFocus(visitor.id('token-delete'))
	assert.equal((await merchant.oa()).messaging_token.state, 'proved')

	await visitor.press(visitor.button('token.delete.do'))
	await visitor.enter(visitor.id('confirm-password'), 'wrong password')
	await visitor.press(visitor.button('confirm.submit'))
	await expectFocus(visitor.id('confirm-form-summary'))
	await expectValue(visitor.id('confirm-password'), '')
	await visitor.enter(visitor.id('confirm-password'), merchant.fields.password)
	await visitor.press(visitor.button('confirm.submit'))
	await expectFocus(visitor.field('token.label'))
	await expectText(visitor.id('task-14-state'), visitor.w('state.missing'))
})

/* ---- anywhere ---- */

house.test('the session is gone: back to login, and then to the same step, with what was typed', async () => {
	const merchant = await Merchant.withKid(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant)
	await visitor.enter(visitor.field('kid.label'), merchant.kid)
	await visitor.enter(visitor.field('channelId.label'), merchant.line.login.id)
	await visitor.atRest()
	await merchant.delete('session')
	await visitor.press(visitor.button('step12.submit'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}#step-12`)
	await expectText(visitor.id('login-ended'), visitor.w('login.ended'))
	await logIn(visitor, shopOf(merchant))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/#step-12`)
	await expectValue(visitor.field('kid.label'), merchant.kid)
	await expectValue(visitor.field('channelId.label'), merchant.line.login.id)
	await visitor.press(visitor.button('step12.submit'))
	await expectFocus(visitor.heading('step12.proved'))
})

house.test('step 13: a tick that could not be saved is not shown as saved', async () => {
	const merchant = await Merchant.withOa(stack)
	const visitor = await arrive()
	await visitor.enterAs(merchant, '#step-13')
	const box = visitor.id('oa-linked')
	await visitor.page.route('**/checklist', (route) => route.abort(), { times: 1 })
	await visitor.press(box)
	await expectText(visitor.id('step13-problem'), visitor.w('step13.unsaved'))
	assert.equal(await box.isChecked(), false)
	await expectFocus(box)
	await expectUncovered(box)
	await expectUncovered(visitor.id('step13-problem'))
	await visitor.press(box)
	await expectText(visitor.id('step13-status'), visitor.w('step13.saved'))
	await expectHidden(visitor.id('step13-problem'), visitor.id('step13-continue'))
	await visitor.page.reload()
	await box.and(visitor.page.locator(':checked')).waitFor()
})

house.test('a step that does not come over the network: the list says so, and the next press brings it', async () => {
	const merchant = await Merchant.withOa(stack)
	await merchant.put('login-channel/checklist', { published: true, oa_linked: true })
	const visitor = await arrive()
	await visitor.page.route('**/js/wizard/token.js', (route) => route.abort())
	await visitor.enterAs(merchant, '#step-14')
	await expectText(visitor.id('home-problem'), visitor.w('net.none'))
	await expectFocus(visitor.id('task-14-open'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/`)
	await visitor.page.unroute('**/js/wizard/token.js')
	await visitor.press(visitor.id('task-14-open'))
	await expectFocus(visitor.stepTitle(14))
	await expectHidden(visitor.id('home-problem'))
})
