/* What was done is seen to be done, and the focus is where the news is, though the network or LINE falters in between. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { expectAccessible } from './support/access.mjs'
import { expectFocus, expectShown, expectText, expectUrl, expectValue } from './support/expect.mjs'
import { openHouse } from './support/house.mjs'

const house = await openHouse()
after(() => house.close())

const { stack, sandbox } = house

/* A merchant on a phone, in front of that step. */
async function at(step, merchant, locale = 'zh-TW') {
	const visitor = await house.visitor({ locale, device: 'phone' })
	await visitor.enterAs(merchant, `#step-${step}`)
	await expectFocus(visitor.stepTitle(step))
	return visitor
}

/* Somebody who may invite others. */
async function verified() {
	const merchant = await Merchant.loggedIn(stack)
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE email = '${merchant.fields.email}'`)
	return merchant
}

/* From now on questions to `path` (of the API) get no answer; gives what ends that. */
async function cut(visitor, path) {
	let asked = 0
	const route = `**/api/${path}`
	await visitor.page.route(route, (one) => {
		if (one.request().method() !== 'GET') return one.continue()
		asked++
		return one.abort()
	})
	return { mend: () => visitor.page.unroute(route), asked: () => asked }
}

house.test('what is saved while the connection breaks is shown as soon as it is back', async () => {
	const merchant = await Merchant.withKid(stack)
	await merchant.putLoginChannel()
	const visitor = await at(14, merchant)
	const oa = await cut(visitor, 'oa')
	await visitor.enter(visitor.field('token.label'), merchant.line.token)
	await visitor.press(visitor.button('step14.submit'))
	await expectText(visitor.id('dialog-14-notice').and(visitor.page.getByRole('status')), visitor.w('net.again'))
	await expectAccessible(visitor, 'saved, and the connection breaks')
	await oa.mend()
	await expectFocus(visitor.heading('step14.proved'))
	await expectShown(visitor.id('step14-proved'))

	/* An answer that nobody can do anything with is said, too. */
	const eleven = await at(11, await Merchant.loggedIn(stack))
	await eleven.page.route('**/api/oa', (one) => (one.request().method() === 'GET' ? one.fulfill({ status: 500, body: 'oh' }) : one.continue()))
	await eleven.enter(eleven.field('oa.name'), '春水茶行')
	await eleven.enter(eleven.field('oa.basicId'), '@123abcde')
	await eleven.press(eleven.button('oa.submit'))
	await expectFocus(eleven.id('step-11-notice'))
	await expectText(eleven.id('step-11-notice'), eleven.w('net.unexpected', { status: '500' }))
})

house.test('step 11 shows what is saved, however it came to be; what was typed since stays', async () => {
	const merchant = await Merchant.withOa(stack)
	const { basicId } = merchant.line.oa.bot
	const visitor = await at(11, merchant)
	await expectValue(visitor.field('oa.basicId'), basicId)
	await visitor.enter(visitor.field('oa.name'), '我打的名稱')
	await merchant.put('oa', { name: '別處改的名稱', basic_id: '@456fghij' })
	await visitor.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
	await expectValue(visitor.field('oa.basicId'), '@456fghij')
	await expectValue(visitor.field('oa.name'), '我打的名稱')

	/* A link, which is tidied: the field has what was made of it when the step is opened again. */
	await visitor.enter(visitor.field('oa.basicId'), `https://line.me/R/ti/p/${basicId}`)
	await visitor.press(visitor.button('oa.submit'))
	await expectFocus(visitor.stepTitle(12))
	await visitor.press(visitor.id('dialog-12-close'))
	await visitor.page.evaluate(() => { location.hash = '#step-11' })
	await expectFocus(visitor.stepTitle(11))
	await expectValue(visitor.field('oa.basicId'), basicId)
})

house.test('step 13: an answer that is overtaken by a later one undoes no tick', async () => {
	const visitor = await at(13, await Merchant.withOa(stack))
	const [first, second] = [visitor.id('published'), visitor.id('oa-linked')]
	const taken = new Promise((resolve) => {
		visitor.page.route('**/api/oa', async (route) => {
			const response = await route.fetch()
			resolve(() => route.fulfill({ response }))
		}, { times: 1 })
	})
	await visitor.press(first)
	const arrive = await taken
	await visitor.press(second)
	const confirmed = new RegExp(`^${visitor.w('state.confirmed')}`)
	await expectText(visitor.id('task-13-state'), confirmed)
	await arrive()
	await visitor.atRest()
	assert.deepEqual([await first.isChecked(), await second.isChecked()], [true, true])
	await expectText(visitor.id('task-13-state'), confirmed)
})

house.test('LINE answers while its wait is on the screen: the focus goes on to the answer, and it is read once', async () => {
	const merchant = await Merchant.withKid(stack)
	await merchant.putLoginChannel()
	await sandbox.behave({ endpoint: '*', channel_id: merchant.line.oa.id, mode: '429', retry_after: 3600 })
	let visitor
	try {
		visitor = await at(14, merchant)
		await visitor.enter(visitor.field('token.label'), merchant.line.token)
		await visitor.press(visitor.button('step14.submit'))
		await expectFocus(visitor.heading('pending.title'))
	} finally {
		await sandbox.behaveWell()
	}
	await until('the proof', async () => {
		await stack.db.sql('postgres', "UPDATE tenant.proof SET due_at = now() WHERE state = 'pending'")
		return (await merchant.oa()).messaging_token.state === 'proved'
	}, 60)
	await expectFocus(visitor.heading('step14.proved'), 40)
	await visitor.page.evaluate(() => { document.querySelector('[data-testid=dialog-14] .facts').kept = true })
	const looked = visitor.page.waitForResponse((answer) => answer.url().endsWith('/api/oa'))
	await visitor.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
	await (await looked).finished()
	await visitor.page.evaluate(() => new Promise((then) => { setTimeout(then, 200) })) // for what the page makes of it
	assert.equal(await visitor.page.evaluate(() => document.querySelector('[data-testid=dialog-14] .facts').kept), true, 'nothing has changed, so nothing is said anew')
})

house.test('no new public key is to be had: that is said where the reader is taken', async () => {
	const visitor = await at(12, await Merchant.linked(stack))
	await visitor.press(visitor.id('step12-change'))
	await visitor.page.route('**/api/assertion-key', (one) => (one.request().method() === 'POST'
		? one.fulfill({ status: 500, contentType: 'text/html', body: '<p>oh' }) : one.continue()))
	await visitor.press(visitor.id('key-new-fold').locator('summary'))
	await visitor.press(visitor.id('key-new'))
	await expectFocus(visitor.id('jwk-problem'))
	await expectText(visitor.id('jwk-problem'), visitor.w('net.unexpected', { status: '500' }))
})

house.test('a mailed link survives a server that is in trouble: the page can be loaded again', async () => {
	const merchant = await Merchant.signUp(stack)
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	const [mail] = await sandbox.waitForMails(merchant.fields.email, 1)
	const [, token] = mail.text.match(/verify#t=([\w-]+)/)
	await visitor.page.route('**/api/account', (one) => one.fulfill({ status: 500, contentType: 'text/html', body: '<p>oh' }))
	await visitor.go(`/a/${merchant.slug}/verify#t=${token}`)
	await expectFocus(visitor.heading('trouble.title'))
	await expectAccessible(visitor, 'trouble')
	await visitor.page.unroute('**/api/account')
	await visitor.press(visitor.id('lost-again'))
	await visitor.press(visitor.button('verify.submit'))
	await expectShown(visitor.heading('verify.done.title'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/verify`)
})

house.test('the log is not shown again out of the browser’s memory, and after logging in it is come back to', async () => {
	const merchant = await verified()
	const invited = 'invited.steady@shop.example'
	assert.equal((await merchant.post('invitations', { email: invited, role: 'viewer' })).status, 202)
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'desktop' })
	await visitor.have(merchant)
	await visitor.go(`/a/${merchant.slug}/audit`)
	await expectText(visitor.id('event').first(), new RegExp(`${invited}\\s+${visitor.w('team.role')}\\s+${visitor.w('role.viewer')}`))
	await visitor.atRest()
	await merchant.delete('session')
	await visitor.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}#audit`)
	await visitor.enter(visitor.field('login.email'), merchant.fields.email)
	await visitor.enter(visitor.field('login.password'), merchant.fields.password)
	await visitor.press(visitor.button('login.submit'))
	await expectShown(visitor.id('audit-title'))
	await expectUrl(visitor.page, `${stack.url}/a/${merchant.slug}/audit`)
})

house.test('where the browser keeps nothing, a sign-up whose answer is lost still makes one account', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'line' })
	await visitor.context.addInitScript(() => {
		for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get() { throw new DOMException('no', 'SecurityError') } })
	})
	const keys = []
	await visitor.page.route('**/api/signup', async (one) => {
		keys.push(one.request().headers()['idempotency-key'])
		if (keys.length > 1) return one.continue()
		await one.fetch()
		return one.abort()
	})
	await visitor.go('/signup')
	const email = 'keeps.nothing@shop.example'
	for (const [name, value] of Object.entries({ company: '春水茶行', contact: '林小姐', email, password: 'nine paper kites over the harbour' })) await visitor.enter(visitor.id(`signup-${name}`), value)
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.id('signup-summary'))
	await visitor.press(visitor.button('signup.submit'))
	await expectFocus(visitor.heading('signup.done.title'))
	assert.equal(keys[0], keys[1])
	assert.equal((await stack.db.sql('postgres', `SELECT 1 FROM tenant.member WHERE email = '${email}'`)).length, 1)
})

house.test('outside a form, what is wrong with a value is said, and a long wait in hours', async () => {
	const merchant = await verified()
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'phone' })
	await visitor.have(merchant)
	const email = 'colleague.steady@shop.example'
	assert.equal((await merchant.post('invitations', { email, role: 'viewer' })).status, 202)
	await visitor.go(`/a/${merchant.slug}/settings`)
	const answer = (status, body, headers) => visitor.page.route('**/api/invitations', (one) => one.fulfill({ status, contentType: 'application/problem+json', headers, body: JSON.stringify(body) }), { times: 1 })
	await answer(422, { code: 'request.invalid', detail: '有 1 個地方要修正。', errors: [{ field: 'email', code: 'email.taken', detail: '這個信箱已經是成員。' }] })
	await visitor.press(visitor.id('invited-again'))
	await expectText(visitor.id('team-problem'), '這個信箱已經是成員。')
	await answer(429, { code: 'team.throttled', detail: '24 小時內只能寄 10 封，請過 86213 秒後再邀請。' }, { 'Retry-After': '86213' })
	await visitor.press(visitor.id('invited-again'))
	await expectText(visitor.id('team-problem'), /^24 小時內只能寄 10 封，請過 24 ?小時後再邀請。/)
})

house.test('of two languages chosen one after the other the last one counts, whichever comes first', async () => {
	const visitor = await house.visitor({ locale: 'zh-TW', device: 'desktop' })
	await visitor.go('/signup')
	let release
	const held = new Promise((then) => { release = then })
	await visitor.page.route('**/i18n/en.js', async (one) => {
		await held
		return one.continue()
	})
	await visitor.id('locale').selectOption('en')
	await visitor.id('locale').selectOption('ja')
	await until('Japanese', () => visitor.page.evaluate(() => document.documentElement.lang === 'ja'))
	const english = visitor.page.waitForResponse('**/i18n/en.js')
	release()
	await (await english).finished()
	await visitor.page.reload()
	await expectValue(visitor.id('locale'), 'ja')
	await expectText(visitor.page.locator('h1'), /[\u3040-\u30ff]/u)
})
