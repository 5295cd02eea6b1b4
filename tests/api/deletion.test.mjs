/* Leaving: the account is to be deleted, its Official Account is free at once, and 14 days later nothing is left. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fieldCodes, Merchant, problem, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const ask = (merchant, company = merchant.fields.company) => merchant.post('deletion', { company })
const of = (merchant) => `account_id = (SELECT account_id FROM directory.slug WHERE slug = '${merchant.slug}')`
const mail = (email, words) => until(`"${words}" to ${email}`, async () =>
	(await stack.sandbox.mails(email)).find(({ subject }) => subject.includes(words)), 20)
const deletesAt = async (merchant) => (await merchant.get('session')).body.account.deletes_at

test('an account is to be deleted: its Official Account is free at once, and an owner may keep it', async () => {
	const [merchant, other] = [await Merchant.linked(stack), await Merchant.withOa(stack)]
	assert.equal(await deletesAt(merchant), null)
	assert.deepEqual(fieldCodes(await ask(merchant, 'another shop')), { company: 'company.differs' })
	assert.deepEqual(fieldCodes(await merchant.post('deletion', {})), { company: 'field.required' })
	assert.equal(problem(await stack.client().post(merchant.path('deletion'), { company: merchant.fields.company })), '401 session.required')
	assert.equal(problem(await other.client.post(merchant.path('deletion'), { company: merchant.fields.company })), '401 session.required')
	await stack.db.sql('postgres', `UPDATE directory.session SET confirmed_at = now() - interval '1 hour' WHERE ${of(merchant)}`)
	assert.equal(problem(await ask(merchant)), '403 session.confirm')
	assert.equal((await merchant.post('session/confirm', { password: merchant.fields.password })).status, 204)
	assert.equal((await merchant.oa()).messaging_token.state, 'proved', 'until now nothing has happened')

	const asked = await ask(merchant)
	assert.equal(asked.status, 200, asked.text)
	const days = (Date.parse(asked.body.deletes_at) - Date.now()) / 86_400_000
	assert.ok(days > 13.9 && days < 14.1, asked.body.deletes_at)
	assert.equal(await deletesAt(merchant), asked.body.deletes_at)
	assert.equal((await ask(merchant)).body.deletes_at, asked.body.deletes_at, 'asked again, the day stays')
	assert.equal((await merchant.oa()).messaging_token.state, 'missing', 'our copy of the token is gone')
	other.line = merchant.line
	assert.equal((await other.put('oa', { name: 'x', basic_id: merchant.line.oa.bot.basicId })).status, 200)
	assert.equal((await other.putToken()).status, 200, 'another account links the Official Account')

	const told = await mail(merchant.fields.email, '刪除')
	const day = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Taipei' }).format(new Date(asked.body.deletes_at))
	assert.ok(told.subject.includes(day) && told.text.includes(`/a/${merchant.slug}\n`), told.text)
	await merchant.logIn()
	assert.equal((await merchant.delete('deletion')).status, 204)
	assert.equal((await merchant.delete('deletion')).status, 204)
	assert.equal(await deletesAt(merchant), null)
	await mail(merchant.fields.email, '不會刪除')
	const { events } = (await merchant.get('events')).body
	assert.deepEqual(events.map(({ kind }) => kind).filter((kind) => kind.startsWith('account.')), ['account.deletion_cancelled', 'account.deletion_asked', 'account.created'])
})

test('after 14 days nothing of it is left, and of its neighbours everything', async () => {
	const email = someEmail()
	const [merchant, other] = [await Merchant.linked(stack, { email, company: '即將歇業茶行' }), await Merchant.linked(stack, { email })]
	assert.equal((await ask(merchant)).status, 200)
	const [[account]] = await stack.db.sql('postgres', `SELECT account_id FROM directory.slug WHERE slug = '${merchant.slug}'`)
	const before = await other.oa()
	await stack.db.sql('postgres', `UPDATE tenant.account SET closing_at = now() - interval '14 days' WHERE ${of(merchant)}`)
	await until('the account to be gone', async () => (await stack.db.sql('postgres', `SELECT count(*) FROM tenant.account WHERE account_id = ${account}`))[0][0] === '0')

	const dump = await stack.db.dump()
	for (const trace of [merchant.slug, merchant.fields.company, merchant.kid]) assert.ok(!dump.includes(trace), trace)
	assert.equal(problem(await merchant.get('session')), '401 session.required')
	assert.equal(problem(await merchant.tryLogIn()), '401 login.failed')
	assert.equal(problem(await stack.client().get(merchant.path('account'))), '404 not_found')
	const told = await mail(email, '已經刪除')
	assert.ok(!told.text.includes('#t='))
	assert.deepEqual(await stack.db.sql('acho_report', 'SELECT accounts FROM report.departures'), [['1']], 'a number remains')

	assert.deepEqual(await other.oa(), before)
	assert.equal((await stack.client().post('/api/find', { email })).status, 202)
	const list = await until('the list of login URLs', async () => (await stack.sandbox.mails(email)).find(({ text }) =>
		text.includes(`/a/${other.slug}`) && !text.includes('#t=')), 20)
	assert.ok(!list.text.includes(merchant.slug))
})
