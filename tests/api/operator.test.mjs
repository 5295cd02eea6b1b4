/* The operator looks at accounts and mails, lets an Official Account go, deletes an account, sends a mail once more. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { admin, adminWith } from '../support/operator.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const NOWHERE = '0123456789abc'
const sql = (text) => stack.db.sql('postgres', text)
async function json(...words) {
	const { status, stdout, stderr } = await adminWith(stack, {}, [...words, '--json'])
	assert.equal(status, 0, stderr)
	assert.equal(stdout.split('\n').length, 2, 'one document, one line')
	return JSON.parse(stdout)
}
const mail = (email, words) => until(`"${words}" to ${email}`, async () => (await stack.sandbox.mails(email)).find(({ subject }) => subject.includes(words)))

test('accounts are listed page by page, masked, and shown whole', async () => {
	const email = someEmail()
	const merchant = await Merchant.linked(stack, { email, company: '春水 \u200eTea', locale: 'en' })
	const others = [await Merchant.loggedIn(stack), await Merchant.signUp(stack)]
	assert.equal(await admin(stack, 'account', 'suspend', others[1].slug), '0 suspended: nobody can log in, and LINE is not asked')

	const slugs = []
	for (let next; next !== null;) {
		const page = await json('account', 'list', '--limit', '1', ...(next ? ['--after', next] : []))
		assert.ok(page.accounts.length <= 1)
		slugs.push(...page.accounts.map(({ slug }) => slug))
		next = page.next
	}
	assert.deepEqual(slugs, [merchant, ...others].map(({ slug }) => slug).sort())
	const { accounts: [found] } = { accounts: (await json('account', 'list')).accounts.filter(({ slug }) => slug === merchant.slug) }
	assert.deepEqual([found.addresses, found.step, found.suspended_at, found.deletes_at], [email.replace(/^(.).*@/, '$1***@'), 'done', null, null])
	assert.ok((await json('account', 'list', '--addresses')).accounts.some(({ addresses }) => addresses === email))
	assert.deepEqual((await json('account', 'list', '--suspended')).accounts.map(({ slug }) => slug), [others[1].slug])
	assert.deepEqual((await json('account', 'list', '--closing')).accounts, [])
	const text = await admin(stack, 'account', 'list', '--suspended')
	assert.match(text, new RegExp(`^0 slug +step +created_at +suspended_at +deletes_at +addresses +company\n${others[1].slug} +oa +`))

	const shown = await json('account', 'show', merchant.slug)
	assert.deepEqual(shown.members.map(({ email: address, role, sessions }) => [address, role, sessions]), [[email, 'owner', 1]])
	assert.deepEqual([shown.step, shown.sessions, shown.login_state, shown.token_state, shown.bot_basic_id, shown.kid], ['done', 1, 'proved', 'proved', merchant.line.oa.bot.basicId, merchant.kid])
	const { stdout } = await adminWith(stack, {}, ['account', 'show', merchant.slug])
	assert.match(stdout, new RegExp(`^slug: ${merchant.slug}\ncompany: 春水 `))
	for (const secret of [merchant.line.token, ...[...merchant.client.cookies.values()].map(({ value }) => value)]) assert.ok(!stdout.includes(secret))

	assert.equal(await admin(stack, 'account', 'show', NOWHERE), '1 acho-admin: no account has that slug')
	for (const words of [['list', '--limit', '0'], ['list', '--limit', '1001'], ['list', '--suspended', '--closing'], ['list', NOWHERE], ['list', '--after'], ['show']])
		assert.match(await admin(stack, 'account', ...words), /^2 acho-admin: usage: acho-admin account /, words.join(' '))
})

test('an Official Account is let go: another links it, and its owner is told', async () => {
	const [owner, other] = [await Merchant.linked(stack), await Merchant.withOa(stack)]
	other.line = owner.line
	assert.equal((await other.put('oa', { name: 'x', basic_id: owner.line.oa.bot.basicId })).status, 200)
	assert.equal(problem(await other.putToken()), '422 line.bot_taken')
	assert.equal(await admin(stack, 'account', 'unlink', owner.slug), '0 unlinked: the Official Account is free, our copy of its token is forgotten')
	assert.equal((await owner.oa()).messaging_token.state, 'missing')
	assert.equal((await owner.oa()).login_channel.state, 'proved', 'the rest stays')
	assert.equal((await other.putToken()).status, 200)
	const told = await mail(owner.fields.email, '官方帳號的串接已解除')
	assert.ok(told.text.includes(`${stack.url}/a/${owner.slug}#step-14\n`) && told.text.includes(owner.fields.company), told.text)
	const { events } = (await owner.get('events')).body
	assert.equal(events[0].kind, 'bot.unlinked')
	assert.equal(await admin(stack, 'account', 'unlink', owner.slug), '1 acho-admin: this account has no Official Account to let go')
	assert.deepEqual(await json('account', 'unlink', other.slug), { done: 'unlink' })
})

test('an account is deleted: in 14 days, which its owner may take back, or now', async () => {
	const merchant = await Merchant.linked(stack)
	const remove = (...words) => admin(stack, 'account', 'delete', ...words)
	assert.match(await remove(merchant.slug), /^2 acho-admin: usage: acho-admin account delete SLUG --confirm SLUG/)
	assert.match(await remove(merchant.slug, '--confirm'), /^2 /)
	assert.match(await remove(merchant.slug, '--confirm', merchant.slug, '--soon'), /^2 /)
	assert.equal(await remove(merchant.slug, '--confirm', NOWHERE), '1 acho-admin: the two slugs differ: nothing was done')
	assert.equal(await remove(NOWHERE, '--confirm', NOWHERE), '1 acho-admin: no account has that slug')
	assert.equal((await merchant.oa()).messaging_token.state, 'proved')

	const { deletes_at: at } = await json('account', 'delete', merchant.slug, '--confirm', merchant.slug)
	const days = (Date.parse(at) - Date.now()) / 86_400_000
	assert.ok(days > 13.9 && days < 14.1, at)
	await mail(merchant.fields.email, '刪除')
	assert.equal((await merchant.get('session')).body.account.deletes_at, at)
	assert.deepEqual((await json('account', 'list', '--closing')).accounts.map(({ slug }) => slug), [merchant.slug])
	assert.equal((await merchant.get('events')).body.events[0].kind, 'account.deletion_started')
	assert.equal((await merchant.delete('deletion')).status, 204, 'the owner keeps it')

	const [[account]] = await sql(`SELECT account_id FROM directory.slug WHERE slug = '${merchant.slug}'`)
	await json('account', 'delete', merchant.slug, '--confirm', merchant.slug, '--now')
	await mail(merchant.fields.email, '已經刪除')
	await until('the account to be gone', async () => (await sql(`SELECT count(*) FROM tenant.account WHERE account_id = ${account}`))[0][0] === '0')
	assert.equal(await admin(stack, 'account', 'show', merchant.slug), '1 acho-admin: no account has that slug')
})

test('a mail that was refused is seen, and sent once more', async () => {
	const [one, two] = [someEmail(), someEmail()]
	await until('no mail to wait', async () => (await json('mail', 'list', '--waiting')).mails.length === 0)
	await stack.sandbox.smtpMode({ mode: 'permfail' })
	const merchants = [await Merchant.signUp(stack, { email: one }), await Merchant.signUp(stack, { email: two })]
	await until('both to have failed', async () => (await json('mail', 'list', '--failed')).mails.length === 2)
	const { mails, next } = await json('mail', 'list', '--failed')
	assert.equal(next, null)
	assert.deepEqual(mails.map(({ slug }) => slug).sort(), merchants.map(({ slug }) => slug).sort())
	for (const found of mails) {
		assert.deepEqual([found.kind, found.state, found.tries], ['welcome', 'failed', 1])
		assert.match(found.last_status, /5\d\d/)
		assert.match(found.recipient, /^o\*\*\*@shop\.example$/)
	}
	const [mine] = (await json('mail', 'list', merchants[0].slug, '--addresses')).mails
	assert.equal(mine.recipient, one)
	assert.match(await admin(stack, 'mail', 'list', '--failed'), /^0 id +slug +kind +state +tries +created_at +due_at +last_status +recipient\n[-0-9a-f]{36} /)

	await stack.sandbox.smtpMode({ mode: 'accept' })
	assert.equal(await admin(stack, 'mail', 'retry', mine.id), '0 retried: 1')
	await stack.sandbox.waitForMails(one)
	assert.deepEqual(await stack.sandbox.mails(two), [], 'only that one')
	await until('it to be settled', async () => (await json('mail', 'list', merchants[0].slug)).mails[0].state === 'delivered')
	assert.equal(await admin(stack, 'mail', 'retry', mine.id), '1 acho-admin: no mail of that id is failed or waiting, or it is being sent')
	assert.deepEqual(await json('mail', 'retry', '--failed'), { retried: 1 })
	await stack.sandbox.waitForMails(two)
	await until('none to be failed', async () => (await json('mail', 'list', '--failed')).mails.length === 0)
	for (const words of [['list', '--failed', '--waiting'], ['retry'], ['retry', 'all'], ['send'], ['list', merchants[0].slug, '--after', NOWHERE]])
		assert.match(await admin(stack, 'mail', ...words), /^2 acho-admin: usage: acho-admin mail list/, words.join(' '))
})

test('a list of login URLs that failed is seen and sent as well', async () => {
	const email = someEmail()
	await Merchant.signUp(stack, { email })
	await stack.sandbox.waitForMails(email)
	await stack.sandbox.smtpMode({ mode: 'permfail', to: email })
	assert.equal((await stack.client().post('/api/find', { email })).status, 202)
	const [found] = await until('it to have failed', async () => {
		const { mails } = await json('mail', 'list', '--failed')
		return mails.length && mails
	})
	assert.deepEqual([found.slug, found.kind, found.recipient], [null, 'find', null], 'only a hash of the address is known')
	await stack.sandbox.smtpMode({ mode: 'accept' })
	assert.equal(await admin(stack, 'mail', 'retry', found.id), '0 retried: 1')
	await stack.sandbox.waitForMails(email, 2)
})
