/* An owner takes along all that is kept about the account; of secrets nothing. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Merchant, problem, someEmail } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

/* All pages, put together; `texts` are they as they came. */
async function whole(merchant) {
	const [parts, texts] = [{}, []]
	for (let next = ''; next !== null;) {
		const answer = await merchant.get(`export${next && `/${next}`}`)
		assert.equal(answer.status, 200, answer.text)
		texts.push(answer.text)
		const { next: following, ...page } = answer.body
		for (const [part, items] of Object.entries(page)) parts[part] = [...parts[part] ?? [], ...items]
		next = following
	}
	return { parts, texts }
}

test('everything of the account, and nothing that is secret or another account\'s', async () => {
	const email = someEmail()
	const company = '"引號" \\ 與 <b>茶行</b>\u2028'
	const [merchant, other] = [await Merchant.linked(stack, { email, phone: '02-1234-5678' }), await Merchant.loggedIn(stack, { email })]
	await stack.db.sql('postgres', `UPDATE tenant.account SET contact = '${company}' WHERE slug = '${merchant.slug}'`)
	const { parts, texts } = await whole(merchant)
	assert.equal(texts.length, 1, 'a small account is one page')
	const [account] = parts.account
	assert.deepEqual([account.slug, account.company, account.contact, account.phone], [merchant.slug, merchant.fields.company, company, '02-1234-5678'])
	assert.deepEqual(parts.members.map(({ email: address, role }) => [address, role]), [[email, 'owner']])
	assert.equal(parts.official_account[0].basic_id, merchant.line.oa.bot.basicId)
	assert.deepEqual(parts.login_channel, [{ channel_id: merchant.line.login.id, kid: merchant.kid }])
	assert.equal(parts.messaging_channel[0].basic_id, merchant.line.oa.bot.basicId)
	assert.equal(parts.public_keys[0].n, (await merchant.publicKey()).n)
	assert.deepEqual(parts.mails.map(({ kind, recipient }) => [kind, recipient]), [['welcome', email]])
	assert.ok(parts.events.some(({ kind, email: who, ip }) => kind === 'session.opened' && who === email && ip === '127.0.0.1'))
	assert.ok(Date.parse(account.created_at) > Date.now() - 600_000, account.created_at)

	const sealed = (await stack.db.sql('postgres', `SELECT phc FROM tenant.member UNION ALL SELECT encode(sealed, 'hex') FROM tenant.assertion_key
		UNION ALL SELECT encode(sealed, 'hex') FROM tenant.messaging_token UNION ALL SELECT encode(session_hash, 'hex') FROM directory.session`)).flat()
	for (const secret of [...sealed, merchant.line.token, merchant.fields.password, other.slug, ...[...merchant.client.cookies.values()].map(({ value }) => value)])
		assert.ok(!texts[0].includes(secret), secret)
	assert.equal((await merchant.get('events')).body.events[0].kind, 'account.exported')
})

test('page by page, for an owner whose password was given a moment ago', async () => {
	const [merchant, other] = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack)]
	await stack.db.sql('postgres', `INSERT INTO tenant.event (account_id, at, kind, request_id)
		SELECT account_id, now() - n / 4 * interval '1 hour', 'email.verified', 'n' || n FROM tenant.account CROSS JOIN generate_series(1, 800) AS n WHERE slug = '${merchant.slug}'`)
	const { parts, texts } = await whole(merchant)
	assert.ok(texts.length > 3, 'many pages')
	assert.ok(texts.every((text) => text.length < 60_000))
	assert.equal(new Set(parts.events.map(({ request_id: id }) => id).filter((id) => /^n/.test(id))).size, 800, 'each event once')
	const { next } = JSON.parse(texts[0])
	assert.ok(!(await other.get(`export/${next}`)).text.includes('email.verified'), 'a place in one account shows nothing of it in another')
	for (const nowhere of ['x', '12', "12-'--", '99-abc-', '%20']) assert.equal(problem(await merchant.get(`export/${nowhere}`)), '404 not_found', nowhere)
	assert.equal(problem(await stack.client().get(merchant.path('export'))), '401 session.required')
	assert.equal(problem(await other.client.get(merchant.path('export'))), '401 session.required')
	await stack.db.sql('postgres', "UPDATE directory.session SET confirmed_at = now() - interval '1 hour'")
	assert.equal(problem(await merchant.get('export')), '403 session.confirm')
	assert.equal(problem(await merchant.get(`export/${next}`)), '403 session.confirm')
})
