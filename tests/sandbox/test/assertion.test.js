/* JWT assertions, good and wrong in each way, at the three endpoints that take them. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose'
import { errorAnswer } from '../src/errors.js'
import { assertion, ASSERTION_TYPE, assertionForm, inSeconds, newKey, startClient } from './support.js'

describe('assertions and keys', () => {
	let line, tea, other
	before(async () => {
		line = await startClient()
		tea = await line.merchant()
		other = await line.merchant({ name: 'Book shop', key: await newKey() })
	})
	after(() => line.close())

	const good = (changes = {}) => assertion({ kid: tea.kid, iss: tea.login.id, key: tea.key, ...changes })

	const endpoints = {
		v3: (jwt) => line.v3(jwt),
		v21: (jwt) => line.call('POST', '/oauth2/v2.1/token', { form: assertionForm(jwt) }),
		kids: (jwt) => line.call('GET', `/oauth2/v2.1/tokens/kid?${new URLSearchParams({
			client_assertion_type: ASSERTION_TYPE, client_assertion: jwt,
		})}`),
	}

	/* What is wrong, how it is made, and the id in errors.json; {e} is the endpoint's own prefix. */
	const wrong = [
		['a kid nobody registered', () => good({ kid: '536e453c-aa93-4449-8e90-add2608783c6' }), '{e}_unknown_kid'],
		['the channel ID of another channel', () => good({ iss: other.login.id }), '{e}_iss_mismatch'],
		['the channel ID as a number', () => good({ iss: Number(tea.login.id) }), '{e}_iss_mismatch'],
		['no iss', () => good({ iss: undefined }), '{e}_iss_mismatch'],
		['another account\'s private key', () => good({ key: other.key }), 'v21_bad_signature'],
		['a changed signature', async () => (await good()).replace(/.{8}$/, 'AAAAAAAA'), 'v21_bad_signature'],
		['another sub', () => good({ sub: other.login.id }), 'v21_iss_sub_differ'],
		['aud without the slash', () => good({ aud: 'https://api.line.me' }), 'v21_bad_aud'],
		['exp in the past', () => good({ exp: inSeconds(-5) }), '{e}_expired'],
		['exp as text', () => good({ exp: String(inSeconds(300)) }), '{e}_expired'],
		['no exp', () => good({ exp: undefined }), '{e}_expired'],
		['exp 31 minutes ahead', () => good({ exp: inSeconds(31 * 60) }), 'v21_exp_too_far'],
		['exp in milliseconds', () => good({ exp: Date.now() }), 'v21_exp_too_far'],
		['token_exp over 30 days', () => good({ token_exp: 2592001 }), 'v21_bad_token_exp'],
		['token_exp as text', () => good({ token_exp: '300' }), 'v21_bad_token_exp'],
		['no typ', () => good({ header: { typ: undefined } }), 'v21_bad_form'],
		['no kid', () => good({ header: { kid: undefined } }), 'v21_bad_form'],
		['HS256 with the public key', async () => new SignJWT({ iss: tea.login.id, sub: tea.login.id })
			.setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: tea.kid }).sign(Buffer.from(tea.key.jwk.n)), 'v21_bad_form'],
		['no signature', () => new UnsecuredJWT({ iss: tea.login.id }).encode(), 'v21_bad_form'],
		['no JWT', () => 'not-a-jwt', 'v21_bad_form'],
		['a long-lived token', () => tea.token, 'v21_bad_form'],
	]

	for (const [name, call] of Object.entries(endpoints)) {
		describe(name, () => {
			it('takes a good assertion', async () => {
				const answer = await call(await good())
				assert.equal(answer.status, 200, answer.text)
				assert.match(answer.headers.get('x-line-request-id'), /^[0-9a-f-]{36}$/)
			})
			for (const [what, make, id] of wrong) {
				it(`refuses ${what}`, async () => {
					const expected = errorAnswer(id.replace('{e}', name))
					const answer = await call(await make())
					assert.deepEqual([answer.status, answer.json], [expected.status, expected.body])
					assert.match(answer.headers.get('x-line-request-id'), /^[0-9a-f-]{36}$/)
				})
			}
		})
	}

	it('v3 and tokens/kid need no token_exp, v2.1 does', async () => {
		const jwt = await good({ token_exp: undefined })
		assert.equal((await endpoints.v3(jwt)).status, 200)
		assert.equal((await endpoints.kids(jwt)).status, 200)
		assert.deepEqual((await endpoints.v21(jwt)).json, errorAnswer('v21_bad_token_exp').body)
	})

	it('a form field missing or wrong is a bad form', async () => {
		const form = assertionForm(await good())
		for (const change of [{ grant_type: 'authorization_code' }, { client_assertion_type: 'jwt' }, { client_assertion: '' }]) {
			for (const path of ['/oauth2/v3/token', '/oauth2/v2.1/token']) {
				const answer = await line.call('POST', path, { form: { ...form, ...change } })
				assert.deepEqual([answer.status, answer.json], [400, errorAnswer('v21_bad_form').body])
			}
		}
		const asJson = await line.call('POST', '/oauth2/v3/token', { body: form })
		assert.equal(asJson.status, 400)
	})

	it('v3 takes channel ID and secret instead, and says what is wrong with them', async () => {
		const ask = (id, secret) => line.call('POST', '/oauth2/v3/token', {
			form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
		})
		assert.equal((await ask(tea.login.id, tea.login.secret)).status, 200)
		assert.deepEqual((await ask(tea.login.id, 'wrong')).json, errorAnswer('v3_bad_secret').body)
		assert.deepEqual((await ask('1', tea.login.secret)).json, errorAnswer('v3_bad_client_id').body)
	})

	it('a deleted key is unknown, a re-registered one has another kid', async () => {
		const shop = await line.merchant()
		await line.act('DELETE', `/channels/${shop.login.id}/keys/${shop.kid}`)
		const jwt = await assertion({ kid: shop.kid, iss: shop.login.id, key: shop.key })
		assert.equal((await line.v3(jwt)).status, 404)
		const { kid } = await line.act('POST', `/channels/${shop.login.id}/keys`, { public_key: JSON.stringify(shop.key.jwk) })
		assert.notEqual(kid, shop.kid)
		assert.equal((await line.v3(await assertion({ kid, iss: shop.login.id, key: shop.key }))).status, 200)
	})

	it('thirty v2.1 tokens are enough, and tokens/kid lists their key ids', async () => {
		const shop = await line.merchant()
		const jwt = await assertion({ kid: shop.kid, iss: shop.login.id, key: shop.key })
		const issued = []
		for (let i = 0; i < 30; i++) issued.push((await endpoints.v21(jwt)).json.key_id)
		assert.deepEqual((await endpoints.v21(jwt)).json, errorAnswer('v21_limit').body)
		assert.deepEqual((await endpoints.kids(jwt)).json.kids, issued)
	})

	describe('Register a public key', () => {
		const register = (public_key) => line.call('POST', `/control/console/channels/${tea.login.id}/keys`, { body: { public_key } })
		const sign = { use: undefined, key_ops: ['verify'] }

		it('takes use or key_ops, as text or JSON, and ext', async () => {
			const { jwk } = await newKey()
			for (const key of [jwk, { ...jwk, ...sign }, { ...jwk, ext: true }, ` ${JSON.stringify(jwk, null, 2)}\n`]) {
				const answer = await register(key)
				assert.equal(answer.status, 201, answer.text)
				assert.match(answer.json.kid, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
			}
		})

		it('refuses every other form, with a sentence', async () => {
			const { jwk, privateKey } = await newKey()
			const short = (await newKey(3072)).jwk
			const cases = [
				['', /JWK/], ['"text"', /JWK/], ['[]', /JWK/], [JSON.stringify(jwk).slice(0, -20), /JWK/],
				[{ ...jwk, kid: 'x' }, /kid/], [{ ...jwk, ...(await exportJWK(privateKey)) }, /private/],
				[{ ...jwk, kty: 'EC' }, /kty/], [{ ...jwk, alg: 'RS512' }, /alg/], [{ ...jwk, alg: undefined }, /alg/],
				[{ ...jwk, use: 'enc' }, /use/], [{ ...jwk, use: undefined }, /use/], [{ ...jwk, key_ops: ['verify'] }, /either/],
				[{ ...jwk, ...sign, key_ops: ['verify', 'sign'] }, /key_ops/],
				[{ ...jwk, n: `${jwk.n}==` }, /base64url/], [{ ...jwk, n: jwk.n.slice(0, 100) }, /2048/], [{ ...jwk, n: 1 }, /base64url/],
				[{ ...short, use: 'sig' }, /2048/], [{ ...jwk, e: 'AQAB=' }, /base64url/], [{ ...jwk, e: 'Ag' }, /exponent/],
				[{ ...jwk, n: Buffer.concat([Buffer.from([0]), Buffer.from(jwk.n, 'base64url')]).toString('base64url') }, /2048/],
			]
			for (const [key, sentence] of cases) {
				const answer = await register(key)
				assert.equal(answer.status, 422, JSON.stringify(key))
				assert.match(answer.json.error, sentence)
			}
		})
	})
})
