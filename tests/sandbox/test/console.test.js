/* The console's pages and forms, as a browser sends them, without one. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newKey, startClient } from './support.js'

describe('console', () => {
	let line
	before(async () => { line = await startClient() })
	after(() => line.close())

	const page = async (path) => {
		const { status, text } = await line.call('GET', path)
		assert.equal(status, 200, path)
		return text
	}
	/* Send a form, follow to where it leads: the address. */
	const submit = async (path, form = {}) => {
		const { status, headers, text } = await line.call('POST', path, { form })
		assert.equal(status, 303, text)
		return headers.get('location')
	}
	const value = (text, testid) => new RegExp(`data-testid="${testid}"[^>]*>([^<]*)<`).exec(text)?.[1]

	it('the merchant\'s whole way: provider, channels, key, publish, link, token', async () => {
		const provider = await submit('/console/providers', { name: '茶行 & <b>' })
		assert.match(await page('/console/'), /茶行 &amp; &lt;b&gt;/)
		const login = await submit(`${provider}/new/login`, { name: 'Shop login', region: 'Taiwan', web: 'on' })
		const oa = await submit(`${provider}/new/messaging`, { name: '茶行' })
		assert.match(await page(provider), /LINE Login[^]*Messaging API/)

		let text = await page(login)
		assert.match(value(text, 'channel-id'), /^\d{10}$/)
		assert.equal(value(text, 'status'), 'Developing')
		for (const label of ['Basic settings', 'Channel ID', 'Assertion Signing Key', 'Register a public key', 'Linked LINE Official Account', 'Edit', 'Update', 'Register'])
			assert.ok(text.includes(`>${label}<`), label)
		const { jwk } = await newKey()
		await submit(`${login}/keys`, { public_key: JSON.stringify(jwk) })
		await submit(`${login}/publish`)
		const oaId = oa.split('/').pop()
		await submit(`${login}/linked-oa`, { oa: oaId })
		text = await page(login)
		assert.match(value(text, 'kid'), /^[0-9a-f-]{36}$/)
		assert.equal(value(text, 'status'), 'Published')
		assert.match(value(text, 'linked-oa-name'), /^茶行 \(@\w{8}\)$/)

		text = await page(`${oa}?tab=messaging`)
		assert.match(value(text, 'bot-basic-id'), /^@\d{3}[a-z]{5}$/)
		assert.equal(value(text, 'long-lived-token'), undefined)
		await submit(`${oa}/long-lived-token`)
		text = await page(`${oa}?tab=messaging`)
		const token = value(text, 'long-lived-token')
		assert.equal(token.length, 172)
		assert.ok(text.includes('>Channel access token (long-lived)<') && text.includes('>Reissue<'))
		assert.equal((await line.call('GET', '/v2/bot/info', { bearer: token })).json.displayName, '茶行')
		await submit(`${oa}/long-lived-token`, { keep_hours: '0' })
		assert.notEqual(value(await page(`${oa}?tab=messaging`), 'long-lived-token'), token)
		await submit(`${oa}/short-lived-token`)
		assert.equal(value(await page(`${oa}?tab=messaging`), 'short-lived-token').length, 172)
		await submit(`${login}/short-lived-token`)
		assert.equal(value(await page(login), 'short-lived-token').length, 172)

		const kid = value(await page(login), 'kid')
		await submit(`${login}/keys/${kid}/delete`)
		assert.equal(value(await page(login), 'kid'), undefined)
		assert.equal(await submit(`${login}/delete`), provider)
		assert.equal((await line.call('GET', login)).status, 404)
	})

	it('a refused form comes back with its reason and what was typed', async () => {
		const { login, provider } = await line.merchant()
		const pasted = '{"kty":"RSA","kid":"<x>"}'
		const answer = await line.call('POST', `/console/channel/${login.id}/keys`, { form: { form: 'keys', public_key: pasted } })
		assert.equal(answer.status, 422)
		assert.match(answer.text, /data-reopen[^]*data-testid="problem">Remove &quot;kid&quot;/)
		assert.ok(answer.text.includes(pasted.replace(/"/g, '&quot;').replace('<x>', '&lt;x&gt;')))
		const named = await line.call('POST', `/console/provider/${provider.id}/new/login`, { form: { name: 'My LINE shop' } })
		assert.match(named.text, /cannot include &quot;LINE&quot;/)
	})

	it('only an Official Account of the same provider can be linked', async () => {
		const [tea, books] = [await line.merchant(), await line.merchant({ name: 'Online books' })]
		const link = (oa) => line.call('PUT', `/control/console/channels/${tea.login.id}/linked-oa`, { body: { oa } })
		assert.equal((await link(books.oa.id)).status, 422)
		assert.equal((await link(tea.oa.id)).json.linked_oa, tea.oa.id)
		assert.equal((await link(null)).json.linked_oa, null)
		assert.ok(!(await page(`/console/channel/${tea.login.id}`)).includes('Online books'))
	})

	it('JSON: everything that exists, names that are taken, things that do not exist', async () => {
		const { oa, provider, token } = await line.merchant({ basic_id: '@taken123' })
		const { providers, channels } = await line.act('GET', '')
		assert.ok(providers.some((one) => one.id === provider.id))
		assert.equal(channels.find((one) => one.id === oa.id).tokens[0].token, token)
		const ask = (method, path, body) => line.call(method, `/control/console${path}`, { body })
		assert.equal((await ask('POST', '/official-accounts', { provider_id: provider.id, name: 'B', basic_id: '@TAKEN123' })).status, 422)
		assert.equal((await ask('POST', '/providers', { name: '  ' })).status, 422)
		assert.equal((await ask('POST', '/providers', [])).status, 422)
		assert.equal((await ask('GET', '/channels/1')).status, 404)
		assert.equal((await ask('POST', `/channels/${oa.id}/publish`)).status, 422)
		assert.equal((await ask('PATCH', `/channels/${oa.id}`)).status, 405)
		assert.equal((await line.call('POST', '/control/console/providers', { form: { name: 'x' } })).status, 400)
	})
})
