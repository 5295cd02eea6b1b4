/* Tokens and whose they are; LIFF apps; and that LINE's own SDK and OpenAPI files accept the answers. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { channelAccessToken, HTTPFetchError, liff, messagingApi } from '@line/bot-sdk'
import { Ajv } from 'ajv'
import { load } from 'js-yaml'
import { errorAnswer } from '../src/errors.js'
import { assertion, ASSERTION_TYPE, assertionForm, lineFiles, startClient } from './support.js'

describe('LINE', () => {
	let line, tea, jwt
	before(async () => {
		line = await startClient()
		tea = await line.merchant({ basic_id: '@123abcde', premium_id: '@tea' })
		jwt = await assertion({ kid: tea.kid, iss: tea.login.id, key: tea.key })
	})
	after(() => line.close())

	const botInfo = (bearer) => line.call('GET', '/v2/bot/info', { bearer })
	const verify = (access_token) => line.call('POST', '/v2/oauth/verify', { form: { access_token } })
	const apps = (bearer) => line.call('GET', '/liff/v1/apps', { bearer })
	const view = { type: 'full', url: 'https://acho.test/live' }

	function isError(answer, id) {
		const { status, body } = errorAnswer(id)
		assert.deepEqual([answer.status, answer.json], [status, body])
	}

	describe('tokens', () => {
		it('a long-lived one needs form-encoding, tells its bot and lasts 99 years', async () => {
			assert.match(tea.token, /^(?=.*\+)(?=.*\/)[A-Za-z0-9+/]{171}=$/)
			const { json } = await verify(tea.token)
			assert.equal(json.client_id, tea.oa.id)
			assert.ok(json.expires_in > 2 ** 31)
			const info = (await botInfo(tea.token)).json
			assert.deepEqual([info.basicId, info.premiumId, info.displayName], ['@123abcde', '@tea', 'Tea shop'])
			assert.match(info.userId, /^U[0-9a-f]{32}$/)
		})

		it('reissuing ends the old one at once, or after the hours chosen', async () => {
			const shop = await line.merchant()
			const path = `/channels/${shop.oa.id}/long-lived-token`
			const second = (await line.act('POST', path, { keep_hours: 1 })).token
			assert.equal((await botInfo(shop.token)).status, 200)
			const third = (await line.act('POST', path)).token
			isError(await botInfo(second), 'info_401')
			isError(await verify(second), 'verify2_invalid')
			assert.equal((await botInfo(third)).status, 200)
		})

		it('a short-lived one works and ends; a Login channel\'s opens no bot', async () => {
			const short = (await line.act('POST', `/channels/${tea.oa.id}/short-lived-token`)).token
			assert.ok((await verify(short)).json.expires_in <= 2592000)
			assert.equal((await botInfo(short)).status, 200)

			const expired = (await line.act('POST', `/channels/${tea.oa.id}/short-lived-token`, { expires_in: -1 })).token
			isError(await verify(expired), 'verify2_expired')
			isError(await botInfo(expired), 'info_401')

			const login = (await line.act('POST', `/channels/${tea.login.id}/short-lived-token`)).token
			assert.equal((await verify(login)).json.client_id, tea.login.id)
			isError(await botInfo(login), 'info_403')
		})

		it('the wrong kind is never taken', async () => {
			const stateless = await line.stateless(tea)
			const v21 = (await line.call('POST', '/oauth2/v2.1/token', { form: assertionForm(jwt) })).json.access_token
			for (const token of [stateless, v21]) {
				assert.match(token, /^eyJ/)
				isError(await verify(token), 'verify2_wrong_type')
				isError(await botInfo(token), 'info_403')
			}
			isError(await line.call('GET', `/oauth2/v2.1/verify?access_token=${stateless}`), 'verify21_nonexistent')
			isError(await line.call('GET', `/oauth2/v2.1/verify?${new URLSearchParams({ access_token: tea.token })}`), 'verify21_not_jws')
			isError(await apps(v21), 'liff_get_401')
			isError(await apps(tea.token), 'liff_get_401')
		})

		it('garbage is told from unknown', async () => {
			isError(await line.call('GET', '/v2/bot/info'), 'bot_401_noheader')
			isError(await botInfo('short'), 'bot_401_malformed')
			isError(await botInfo(tea.token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))), 'info_401')
			isError(await botInfo(tea.token.slice(0, 120)), 'info_401')
			isError(await verify('short'), 'verify2_format')
			/* Sent without form-encoding, every + arrives as a space. */
			const unencoded = await line.call('POST', '/v2/oauth/verify', { form: `access_token=${tea.token}` })
			isError(unencoded, 'verify2_format')
		})

		it('a key registered on a Messaging API channel gives tokens that open its bot', async () => {
			const { kid } = await line.act('POST', `/channels/${tea.oa.id}/keys`, { public_key: tea.key.jwk })
			const token = await line.stateless({ kid, login: tea.oa, key: tea.key })
			assert.equal((await botInfo(token)).json.basicId, '@123abcde')
			isError(await apps(token), 'liff_wrong_channel')
		})

		it('revoking answers 200 with nothing, twice', async () => {
			const { token } = await line.act('POST', `/channels/${tea.oa.id}/short-lived-token`)
			for (const time of [1, 2]) {
				const answer = await line.call('POST', '/v2/oauth/revoke', { form: { access_token: token } })
				assert.deepEqual([answer.status, answer.text], [200, ''], `time ${time}`)
			}
			isError(await botInfo(token), 'info_401')
		})
	})

	describe('LIFF', () => {
		it('none is 404; up to 30 can be added, changed and removed', async () => {
			const shop = await line.merchant()
			const bearer = await line.stateless(shop)
			isError(await apps(bearer), 'liff_get_404')
			const add = (body) => line.call('POST', '/liff/v1/apps', { bearer, body })
			for (const body of [{}, { view: { ...view, type: 'huge' } }, { view: { ...view, url: 'http://acho.test' } },
				{ view: { ...view, url: `${view.url}#x` } }, { view, description: 'LINE check' }, { view, scope: ['all'] }])
				assert.equal((await add(body)).status, 400, JSON.stringify(body))
			const { liffId } = (await add({ view, description: 'Live check' })).json
			assert.match(liffId, new RegExp(`^${shop.login.id}-[A-Za-z0-9]{8}$`))
			for (let i = 1; i < 30; i++) assert.equal((await add({ view })).status, 200)
			assert.equal((await add({ view })).status, 400)

			const change = await line.call('PUT', `/liff/v1/apps/${liffId}`, { bearer, body: { description: 'Changed' } })
			assert.deepEqual([change.status, change.text], [200, ''])
			assert.deepEqual((await apps(bearer)).json.apps[0].view, view)
			assert.equal((await apps(bearer)).json.apps[0].description, 'Changed')
			assert.equal((await line.call('DELETE', `/liff/v1/apps/${liffId}`, { bearer })).status, 200)
			assert.equal((await line.call('DELETE', `/liff/v1/apps/${liffId}`, { bearer })).status, 404)
		})
	})

	describe('@line/bot-sdk accepts the answers', () => {
		it('tokens', async () => {
			const client = new channelAccessToken.ChannelAccessTokenClient({ baseURL: line.base })
			const stateless = await client.issueStatelessChannelToken('client_credentials', ASSERTION_TYPE, jwt, '', '')
			assert.equal(stateless.expires_in, 900)
			assert.ok((await client.issueChannelTokenByJWT('client_credentials', ASSERTION_TYPE, jwt)).key_id)
			assert.ok((await client.issueChannelToken('client_credentials', tea.oa.id, tea.oa.secret)).access_token)
			assert.equal((await client.verifyChannelToken(tea.token)).client_id, tea.oa.id)
			const bad = await assertion({ kid: tea.oa.id, iss: tea.login.id, key: tea.key })
			await assert.rejects(client.issueStatelessChannelToken('client_credentials', ASSERTION_TYPE, bad, '', ''),
				(error) => error instanceof HTTPFetchError && error.status === 404)
		})

		it('bot/info', async () => {
			const client = new messagingApi.MessagingApiClient({ baseURL: line.base, channelAccessToken: tea.token })
			assert.equal((await client.getBotInfo()).basicId, '@123abcde')
		})

		it('LIFF', async () => {
			const shop = await line.merchant()
			const client = new liff.LiffClient({ baseURL: line.base, channelAccessToken: await line.stateless(shop) })
			await assert.rejects(client.getAllLIFFApps(), (error) => error.status === 404)
			const { liffId } = await client.addLIFFApp({ view })
			await client.updateLIFFApp(liffId, { view: { type: 'tall' } })
			assert.equal((await client.getAllLIFFApps()).apps[0].view.type, 'tall')
			await client.deleteLIFFApp(liffId)
		})
	})

	describe('LINE\'s own files', () => {
		const skip = lineFiles === null && 'they are not beside this checkout'

		it('OpenAPI describes the answers', { skip }, async () => {
			const token = async (path, form) => (await line.call('POST', path, { form })).json
			const shop = await line.merchant()
			const bearer = await line.stateless(shop)
			const kids = await line.call('GET', `/oauth2/v2.1/tokens/kid?${new URLSearchParams({
				client_assertion_type: ASSERTION_TYPE, client_assertion: jwt })}`)
			const v21 = await token('/oauth2/v2.1/token', assertionForm(jwt))
			const answers = [
				['channel-access-token', 'post', '/oauth2/v3/token', await token('/oauth2/v3/token', assertionForm(jwt))],
				['channel-access-token', 'post', '/oauth2/v2.1/token', v21],
				['channel-access-token', 'get', '/oauth2/v2.1/tokens/kid', kids.json],
				['channel-access-token', 'get', '/oauth2/v2.1/verify',
					(await line.call('GET', `/oauth2/v2.1/verify?access_token=${v21.access_token}`)).json],
				['channel-access-token', 'post', '/v2/oauth/accessToken', await token('/v2/oauth/accessToken',
					{ grant_type: 'client_credentials', client_id: tea.oa.id, client_secret: tea.oa.secret })],
				['channel-access-token', 'post', '/v2/oauth/verify', await token('/v2/oauth/verify', { access_token: tea.token })],
				['messaging-api', 'get', '/v2/bot/info', (await botInfo(tea.token)).json],
				['liff', 'post', '/liff/v1/apps', (await line.call('POST', '/liff/v1/apps', { bearer, body: { view } })).json],
				['liff', 'get', '/liff/v1/apps', (await apps(bearer)).json],
			]
			/* Formats are not judged: int32 and the like are OpenAPI's, not JSON Schema's. */
			const ajv = new Ajv({ strict: false, validateFormats: false })
			for (const file of new Set(answers.map(([name]) => name)))
				ajv.addSchema(load(readFileSync(`${lineFiles}openapi/${file}.yml`, 'utf8')), file)
			for (const [file, method, path, body] of answers) {
				const place = ['paths', path, method, 'responses', '200', 'content', 'application/json', 'schema']
				const pointer = place.map((part) => encodeURIComponent(part.replace(/\//g, '~1'))).join('/')
				const fits = ajv.compile({ $ref: `${file}#/${pointer}` })
				assert.ok(fits(body), `${path}: ${JSON.stringify(body)} ${ajv.errorsText(fits.errors)}`)
			}
		})

		it('errors.json is the same', { skip }, () => {
			const here = readFileSync(new URL('../errors.json', import.meta.url), 'utf8')
			assert.equal(here, readFileSync(`${lineFiles}errors.json`, 'utf8'))
		})
	})
})
