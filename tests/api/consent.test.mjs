/* Terms and privacy policy: agreed to at sign-up, and again when they have changed; kept with version and time. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fieldCodes, form, Merchant, problem } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'

const PAGES = { terms_url: 'https://acho.example/terms', privacy_url: 'https://acho.example/privacy?lang=zh' }
const terms = (version) => ({ ACHO_TERMS_VERSION: version, ACHO_TERMS_URL: PAGES.terms_url, ACHO_PRIVACY_URL: PAGES.privacy_url })
const withTerms = { ACHO_TERMS_VERSION: '' }

let stack
/* The settings of a program are read when it starts. */
before(async () => { stack = await startStack({ env: () => withTerms }) })
after(() => stack?.stop())

const settle = async (version) => {
	Object.assign(withTerms, terms(version))
	for (const name of ['signup', 'login']) {
		const part = stack.parts[name]
		Object.assign(part.env, withTerms)
		await stack.terminate(name, { restart: true })
		await stack.ready(name)
	}
}
const consents = (merchant) => stack.db.sql('postgres', `SELECT version, ip, given_at > now() - interval '1 minute' FROM tenant.consent
	JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}' ORDER BY version`)
const due = async (merchant) => (await merchant.get('session')).body.account.terms_due
const agree = (merchant, version) => merchant.post('consent', { terms: version })

test('nobody is asked, then everybody who signs up, then owners again', async () => {
	const early = await Merchant.loggedIn(stack)
	assert.deepEqual((await early.client.get('/api/terms')).body, { version: null, terms_url: null, privacy_url: null })
	const needless = await Merchant.signUp(stack, { terms: '2026-01' })
	assert.deepEqual(await consents(needless), [], 'what was not asked is not kept')
	assert.equal(await due(early), false)
	assert.deepEqual(fieldCodes(await agree(early, '')), { terms: 'terms.required' })

	await settle('2026-01')
	const client = stack.client()
	assert.deepEqual((await client.get('/api/terms')).body, { version: '2026-01', ...PAGES })
	for (const changes of [{}, { terms: '' }, { terms: '2025-12' }]) assert.deepEqual(fieldCodes(await client.post('/api/signup', form(changes))), { terms: 'terms.required' })
	assert.deepEqual(fieldCodes(await client.post('/api/signup', form({ company: '春水茶行好喝茶飲', password: '春水茶行好喝茶飲' }))), { password: 'password.context', terms: 'terms.required' })
	const merchant = await Merchant.loggedIn(stack, { terms: '2026-01' })
	assert.deepEqual(await consents(merchant), [['2026-01', '127.0.0.1', 't']])
	assert.equal(await due(merchant), false)
	assert.ok((await merchant.get('events')).body.events.some(({ kind, request_id: id }) => kind === 'consent.given' && id))

	assert.equal(await due(early), true, 'an account of before is asked')
	assert.equal((await early.get('oa')).status, 200, 'and goes on working')
	assert.deepEqual(fieldCodes(await agree(early, '2025-12')), { terms: 'terms.required' })
	assert.equal(problem(await stack.client().post(early.path('consent'), { terms: '2026-01' })), '401 session.required')
	for (let i = 0; i < 2; i++) assert.equal((await agree(early, '2026-01')).status, 204)
	assert.deepEqual(await consents(early), [['2026-01', '127.0.0.1', 't']])
	assert.equal(await due(early), false)

	await settle('2026-02')
	assert.equal(await due(merchant), true, 'new terms are asked for anew')
	assert.equal((await agree(merchant, '2026-02')).status, 204)
	assert.deepEqual((await consents(merchant)).map(([version]) => version), ['2026-01', '2026-02'])
})
