/* What was said at sign-up is put right by an owner, and whoever asks is told so from then on. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fieldCodes, Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const NEXT = { company: '秋山茶行', contact: '陳先生', phone: '02-8765-4321', locale: 'ja' }
const profile = async (merchant) => (await merchant.get('profile')).body
const changes = async (merchant) => (await merchant.get('events')).body.events.filter(({ kind }) => kind === 'account.changed')

test('a typo is put right everywhere at once', async () => {
	const merchant = await Merchant.loggedIn(stack, { company: '秋山查行', phone: '02-1234-5678' })
	const other = await Merchant.loggedIn(stack, { email: merchant.fields.email })
	assert.deepEqual(await profile(merchant), { company: '秋山查行', contact: '林小姐', phone: '02-1234-5678', locale: 'zh-TW' })
	for (let i = 0; i < 2; i++) assert.equal((await merchant.put('profile', NEXT)).status, 204)
	assert.deepEqual(await profile(merchant), NEXT)
	assert.equal((await changes(merchant)).length, 1, 'said once more it is no change')

	const anybody = stack.client()
	assert.equal((await anybody.get(merchant.path('account'))).body.company, NEXT.company)
	const manifest = await anybody.get(`/a/${merchant.slug}/manifest.webmanifest`)
	assert.deepEqual([manifest.body.name, manifest.body.short_name], [NEXT.company, NEXT.company])
	const { account } = (await merchant.get('session')).body
	assert.deepEqual([account.company, account.locale], [NEXT.company, 'ja'])
	assert.equal((await merchant.get('team')).body.members[0].name, NEXT.contact)
	await merchant.put('password', { current: merchant.fields.password, new: 'nine green lanterns' })
	const mail = await until('a mail about it', async () => (await stack.sandbox.mails(merchant.fields.email)).find(({ text }) => text.includes(NEXT.contact)))
	assert.ok(mail.text.includes(NEXT.company) && /パスワード/.test(mail.subject), mail.subject)
	assert.equal((await profile(other)).company, '春水茶行', 'another account of the address has its own')

	assert.equal((await merchant.put('profile', { ...NEXT, phone: undefined })).status, 204)
	assert.equal((await profile(merchant)).phone, null)
	assert.equal((await merchant.put('profile', { ...NEXT, phone: '' })).status, 204)
	assert.equal((await profile(merchant)).phone, null)
})

test('a field is refused as at sign-up, all of them at once, and nothing is changed', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const before = await profile(merchant)
	for (const [bad, codes] of [
		[{ company: ' ', contact: 'a\nb', phone: 'two', locale: 'fr' }, { company: 'field.required', contact: 'field.control_chars', phone: 'phone.invalid', locale: 'locale.unknown' }],
		[{ company: '茶'.repeat(81), phone: '0'.repeat(41) }, { company: 'field.too_long', phone: 'field.too_long' }],
		[{ contact: undefined, slug: merchant.slug }, { contact: 'field.required', slug: 'field.unknown' }],
	]) {
		const answer = await merchant.put('profile', { ...NEXT, ...bad })
		assert.deepEqual(fieldCodes(answer), codes)
		const { slug, ...shared } = bad
		const { slug: unknown, ...expected } = codes
		assert.deepEqual(fieldCodes(await stack.client().post('/api/signup', { email: 'a@shop.example', password: merchant.fields.password, ...NEXT, ...shared })), expected, 'sign-up says the same')
	}
	assert.deepEqual(await profile(merchant), before)
	assert.deepEqual(await changes(merchant), [])
	for (const headers of [{ Origin: 'https://elsewhere.example' }, { Origin: null }])
		assert.equal(problem(await merchant.put('profile', NEXT, { headers })), '403 request.bad_origin')
	assert.equal(problem(await stack.client().put(merchant.path('profile'), NEXT)), '401 session.required')
	assert.deepEqual(await profile(merchant), before)
})
