/* Changing the password, knowing the present one. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fieldCodes, Merchant, problem } from '../support/merchant.mjs'
import { sideBySide } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const NEXT = 'nine green lanterns'
const change = (merchant, changes) => merchant.put('password', { current: merchant.fields.password, new: NEXT, ...changes })

test('the password changes, other devices are out, a mail says so', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const phone = new Merchant(stack, merchant.fields, merchant.slug, stack.client())
	await phone.logIn()
	assert.equal((await change(merchant)).status, 204)
	assert.equal((await merchant.get('session')).status, 200, 'this one stays')
	assert.equal(problem(await phone.get('session')), '401 session.required')
	assert.equal(problem(await merchant.tryLogIn()), '401 login.failed')
	assert.equal((await merchant.tryLogIn({ password: NEXT })).status, 201)
	const mails = await stack.sandbox.waitForMails(merchant.fields.email, 2)
	assert.equal(mails.filter(({ text }) => text.includes('密碼剛剛改過')).length, 1)
	assert.ok(mails.every(({ raw }) => !raw.includes(NEXT)))
	assert.deepEqual(await stack.db.sql('postgres', `SELECT kind, ip FROM tenant.event JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' AND kind ~ '^password'`),
		[['password.changed', '127.0.0.1']])
})

test('it must be one that may be set, and costs no try otherwise', async () => {
	const merchant = await Merchant.loggedIn(stack, { company: 'Lanternfish', contact: 'Zebrafinch' })
	const counted = () => stack.db.sql('postgres', 'SELECT sum(failures) FROM directory.throttle')
	const before = await counted()
	for (const [password, code] of [['', 'field.required'], ['short', 'password.too_short'], ['x'.repeat(1025), 'password.too_long'], ['password1', 'password.common'], ['klubnichka', 'password.breached'], ['lanternfish1', 'password.context'], ['zebrafinchdragon1', 'password.context']]) {
		const answer = await change(merchant, { new: password })
		assert.deepEqual([problem(answer), fieldCodes(answer)], ['422 request.invalid', { new: code }])
	}
	assert.deepEqual(await counted(), before)
	assert.equal(problem(await stack.client().put(merchant.path('password'), { current: 'x', new: 'short' })), '401 session.required')
})

test('a wrong present password counts like a failure to log in', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const answers = await sideBySide(32, () => change(merchant, { current: 'wrong password' }))
	assert.equal(answers.filter((answer) => problem(answer) === '422 password.wrong').length, 30)
	assert.equal(problem(await change(merchant)), '429 login.throttled')
	assert.equal(problem(await merchant.tryLogIn()), '429 login.throttled')
})

test('of changes at the same moment one holds', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const passwords = Array.from({ length: 5 }, (_, i) => `${NEXT} ${i}`)
	const answers = await Promise.all(passwords.map((password) => change(merchant, { new: password })))
	assert.deepEqual(answers.map(problem).filter((one) => !one.startsWith('204')), Array(4).fill('422 password.wrong'))
	const won = passwords[answers.findIndex(({ status }) => status === 204)]
	assert.equal((await merchant.tryLogIn({ password: won })).status, 201)
})
