/* A team: invited by mail, joined with a password of one's own, given roles, taken out; never without an owner. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailedTokens } from '../support/links.mjs'
import { fieldCodes, Merchant, PASSWORD, problem, someEmail } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const OWN = 'seven quiet lanterns'
const invite = (merchant, email, role = 'manager') => merchant.post('invitations', { email, role })
const join = (merchant, token, changes) => stack.client().put(merchant.path('invitation'), { token, name: '林小華', password: OWN, ...changes })
const team = async (merchant) => (await merchant.get('team')).body
const idOf = async (merchant, email) => (await team(merchant)).members.find((one) => one.email === email).id
const link = (merchant, email, n = 1) => until(`invitation ${n} for ${email}`, async () => {
	const tokens = await mailedTokens(stack, email, 'join', merchant.slug)
	return tokens.length >= n && tokens.at(-1)
})
const mail = (email, text) => until(`${text} to ${email}`, async () => (await stack.sandbox.mails(email)).find((one) => one.text.includes(text)))

/* An owner whose address is verified. */
async function owner(changes) {
	const merchant = await Merchant.loggedIn(stack, changes)
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	return merchant
}

/* A member of that account who has joined as `role` and is logged in. */
async function member(merchant, role, email = someEmail()) {
	const { length } = await mailedTokens(stack, email, 'join', merchant.slug)
	assert.equal(problem(await invite(merchant, email, role)), '202 team.invited')
	const joined = await join(merchant, await link(merchant, email, length + 1))
	assert.equal(joined.status, 204, joined.text)
	return loggedIn(merchant, email)
}

async function loggedIn(merchant, email) {
	const other = new Merchant(stack, { ...merchant.fields, email, password: OWN }, merchant.slug, stack.client())
	assert.equal((await other.tryLogIn()).status, 201)
	return other
}

test('somebody is invited, joins with a password of their own, and does what the role allows', async () => {
	const email = someEmail()
	const [merchant, other] = [await owner(), await owner({ email })]
	assert.equal(problem(await invite(merchant, email)), '202 team.invited')
	const token = await link(merchant, email)
	assert.ok(!(await stack.db.dump()).includes(token), 'no row holds it')
	const { text } = (await stack.sandbox.mails(email)).find((mail) => mail.text.includes(token))
	for (const piece of [`邀請您的人：${merchant.fields.email}`, '您的角色：管理者', '荔枝好推是'])
		assert.ok(text.includes(piece), `${piece} in ${text}`)
	const { invitations } = await team(merchant)
	assert.deepEqual(invitations.map((one) => [one.email, one.role]), [[email, 'manager']])

	assert.equal(problem(await stack.client().post(other.path('invitation'), { token })), '404 link.expired', 'at no other account')
	assert.equal(problem(await join(other, token)), '404 link.expired')
	const offer = await stack.client().post(merchant.path('invitation'), { token })
	assert.deepEqual(offer.body, { company: merchant.fields.company, email, role: 'manager' })
	for (const [changes, codes] of [[{ name: '' }, { name: 'field.required' }], [{ password: 'short' }, { password: 'password.too_short' }],
		[{ name: '林大小姐' , password: '林大小姐林大小姐' }, { password: 'password.common' }]])
		assert.deepEqual(fieldCodes(await join(merchant, token, changes)), codes, JSON.stringify(changes))
	const answers = await Promise.all(Array.from({ length: 4 }, () => join(merchant, token)))
	assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404, 404], 'one joins')

	const colleague = await loggedIn(merchant, email)
	const { member: me } = (await colleague.get('session')).body
	assert.deepEqual([me.role, me.verified, me.may], ['manager', true, ['oa.read', 'oa.write', 'team.read']])
	assert.equal(problem(await other.tryLogIn({ password: OWN })), '401 login.failed', 'the password is for this account alone')
	assert.equal((await other.tryLogIn()).status, 201)
	await mail(merchant.fields.email, '有人接受了邀請')
	assert.deepEqual((await team(colleague)).members.map((one) => [one.name, one.role, one.me]), [[merchant.fields.contact, 'owner', false], ['林小華', 'manager', true]])
	for (const answer of [await invite(colleague, someEmail()), await colleague.put(`team/${await idOf(colleague, email)}`, { role: 'owner' }),
		await colleague.delete(`team/${await idOf(colleague, merchant.fields.email)}`), await colleague.delete(`invitations/${invitations[0].id}`)])
		assert.equal(problem(answer), '403 role.denied')

	/* Mails call each by name. */
	await stack.client().post(merchant.path('password-reset'), { email })
	assert.match((await mail(email, '重設「')).text, /^林小華 您好/)
})

test('a mail with an invitation that was withdrawn, or replaced, opens nothing', async () => {
	const merchant = await owner()
	const email = someEmail()
	await invite(merchant, email, 'owner')
	const first = await link(merchant, email)
	await invite(merchant, email, 'viewer')
	const second = await link(merchant, email, 2)
	assert.equal(problem(await join(merchant, first)), '404 link.expired')
	const [{ id, role }] = (await team(merchant)).invitations
	assert.equal(role, 'viewer')
	assert.equal((await merchant.delete(`invitations/${id}`)).status, 204)
	assert.equal(problem(await merchant.delete(`invitations/${id}`)), '404 not_found')
	assert.equal(problem(await join(merchant, second)), '404 link.expired')
	assert.equal((await team(merchant)).members.length, 1)
})

test('ownership passes on, and an account is never without an owner', async () => {
	const merchant = await owner()
	const colleague = await member(merchant, 'viewer')
	const [mine, theirs] = [await idOf(merchant, merchant.fields.email), await idOf(merchant, colleague.fields.email)]
	assert.equal(problem(await merchant.put(`team/${mine}`, { role: 'manager' })), '409 team.last_owner')
	assert.equal(problem(await merchant.delete(`team/${mine}`)), '409 team.last_owner')
	assert.equal((await merchant.put(`team/${theirs}`, { role: 'owner' })).status, 204)
	assert.ok((await colleague.get('session')).body.member.may.includes('account.delete'), 'from the next request on')
	await mail(colleague.fields.email, '角色已經變更')

	/* Both take the other's role away at once: one is an owner still. */
	const answers = await Promise.all([merchant.put(`team/${theirs}`, { role: 'viewer' }), colleague.put(`team/${mine}`, { role: 'viewer' })])
	assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 403])
	const [[owners]] = await stack.db.sql('postgres', `SELECT count(*) FROM tenant.member JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' AND role = 'owner'`)
	assert.equal(owners, '1')
})

test('who is taken out, or leaves, is out everywhere at once', async () => {
	const merchant = await owner()
	const [removed, leaving] = [await member(merchant, 'manager'), await member(merchant, 'viewer')]
	const phone = await loggedIn(merchant, removed.fields.email)
	await stack.client().post(merchant.path('password-reset'), { email: removed.fields.email })
	const [reset] = await until('a reset link', async () => {
		const tokens = await mailedTokens(stack, removed.fields.email, 'reset', merchant.slug)
		return tokens.length > 0 && tokens
	})
	assert.equal((await merchant.delete(`team/${await idOf(merchant, removed.fields.email)}`)).status, 204)
	for (const browser of [removed, phone]) assert.equal(problem(await browser.get('session')), '401 session.required')
	assert.equal(problem(await removed.tryLogIn()), '401 login.failed')
	assert.equal(problem(await stack.client().put(merchant.path('password-reset'), { token: reset, password: PASSWORD })), '404 link.expired')
	assert.match((await mail(removed.fields.email, '不再是')).text, /^您好：/)

	const left = await leaving.delete(`team/${await idOf(leaving, leaving.fields.email)}`)
	assert.equal(left.status, 204)
	assert.equal(problem(await leaving.get('session')), '401 session.required')
	await mail(merchant.fields.email, '自己離開了')
	assert.equal((await team(merchant)).members.length, 1)
	assert.equal((await member(merchant, 'owner', removed.fields.email)).fields.email, removed.fields.email, 'and may be invited again')
})

test('another account\'s members and invitations are not there', async () => {
	const [merchant, other] = [await owner(), await owner()]
	await invite(other, someEmail())
	const [theirs] = (await team(other)).members
	const [invited] = (await team(other)).invitations
	for (const id of [theirs.id, 'x', '%20', invited.id]) {
		assert.equal(problem(await merchant.put(`team/${id}`, { role: 'viewer' })), '404 not_found', id)
		assert.equal(problem(await merchant.delete(`team/${id}`)), '404 not_found', id)
	}
	assert.equal(problem(await merchant.delete(`invitations/${invited.id}`)), '404 not_found')
	for (const [method, path, body] of [['get', 'team'], ['post', 'invitations', { email: someEmail(), role: 'owner' }], ['put', `team/${theirs.id}`, { role: 'viewer' }], ['delete', `team/${theirs.id}`]])
		assert.equal(problem(await merchant.client[method](other.path(path), body)), '401 session.required', path)
	assert.equal((await team(other)).members.length, 1)
})

test('what is no invitation is said, and changes nothing', async () => {
	const merchant = await Merchant.loggedIn(stack)
	assert.equal(problem(await invite(merchant, someEmail())), '409 team.unverified')
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	for (const [body, codes] of [[{ email: 'x', role: 'owner' }, { email: 'email.invalid' }], [{ email: someEmail(), role: 'Owner' }, { role: 'role.unknown' }],
		[{ email: someEmail(), role: '' }, { role: 'role.unknown' }], [{ email: 'a@b.example\r\nBcc: c@d.example', role: 'viewer' }, { email: 'field.control_chars' }],
		[{ email: merchant.fields.email.toUpperCase(), role: 'viewer' }, { email: 'email.taken' }], [{ email: someEmail() }, { role: 'field.required' }]])
		assert.deepEqual(fieldCodes(await merchant.post('invitations', body)), codes, JSON.stringify(body))
	await stack.db.sql('postgres', `UPDATE directory.session SET confirmed_at = now() - interval '15 minutes' WHERE slug = '${merchant.slug}'`)
	assert.equal(problem(await invite(merchant, someEmail())), '403 session.confirm')
	assert.deepEqual((await team(merchant)).invitations, [])
})
