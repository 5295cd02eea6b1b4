/* Each lie, and the journal. */
import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, afterEach, before, describe, it } from 'node:test'
import { until } from '../../support/parts.mjs'
import { errorAnswer } from '../src/errors.js'
import { assertion, assertionForm, startClient } from './support.js'

const INFO = 'GET /v2/bot/info'
const MIB = 1024 * 1024

describe('behaviour', () => {
	let line, tea, truth
	before(async () => {
		line = await startClient()
		tea = await line.merchant()
		truth = (await info()).json
	})
	after(() => line.close())
	afterEach(() => line.call('POST', '/control/reset', { body: { only: ['behaviour', 'requests'] } }))

	const info = (options = {}) => line.call('GET', '/v2/bot/info', { bearer: tea.token, ...options })

	async function lied(rule, options) {
		assert.equal((await line.lie({ endpoint: INFO, ...rule })).status, 200)
		return info(options)
	}

	/* The bytes as they come, also of answers that no client library would hand out. */
	function raw() {
		return new Promise((resolve) => {
			const request = get(`${line.base}/v2/bot/info`, { headers: { Authorization: `Bearer ${tea.token}` }, agent: false })
			request.on('response', async (response) => {
				const parts = []
				response.on('data', (part) => parts.push(part))
				response.on('close', () => resolve({ response, bytes: Buffer.concat(parts) }))
				response.on('error', () => {})
			})
			request.on('error', (error) => resolve({ error }))
		})
	}

	it('slow waits, then tells the truth', async () => {
		const start = Date.now()
		assert.deepEqual((await lied({ mode: 'slow', ms: 200 })).json, truth)
		assert.ok(Date.now() - start >= 195)
	})

	it('hang never answers, and the journal shows the call meanwhile', async () => {
		await line.lie({ endpoint: INFO, mode: 'hang' })
		const caller = new AbortController()
		const gone = assert.rejects(info({ signal: caller.signal }))
		const called = () => line.requests().then((all) => all.find((one) => one.behaviour === 'hang'))
		assert.equal((await until('the call', called)).answer, null)
		caller.abort()
		await gone
		const { answer } = await until('its end', async () => { const call = await called(); return call.answer && call })
		assert.equal(answer.status, null)
	})

	it('held waits until its rule is over, then tells the truth', async () => {
		const waits = async (n) => (await line.requests()).filter((one) => one.behaviour === 'held' && !one.answer).length === n
		await line.lie({ endpoint: INFO, channel_id: tea.oa.id, mode: 'held', times: 1 })
		const first = info()
		await until('the first call', () => waits(1))
		assert.deepEqual((await info()).json, truth, 'so often and no more')
		await line.lie({ endpoint: INFO, mode: 'held' })
		const second = info()
		await until('the second call', () => waits(2))
		await line.lie({ endpoint: INFO, mode: 'ok' })
		assert.deepEqual((await second).json, truth)
		assert.ok(await waits(1), 'that of another rule waits on')
		await line.lie({ mode: 'ok' })
		assert.deepEqual((await first).json, truth)
	})

	it('a rule may say which truth is cut or dripped', async () => {
		assert.deepEqual((await lied({ mode: 'slow', truth: { status: 404, body: { a: 1 } } })).json, { a: 1 })
		await line.lie({ endpoint: INFO, mode: 'close', truth: { body: { a: 'b' } } })
		assert.equal((await raw()).bytes.toString(), '{"a"')
	})

	it('status, error, 429, 204, empty, html and redirect answer as told', async () => {
		const status = await lied({ mode: 'status', status: 503, body: { message: 'no' }, headers: { 'X-Own': 'yes' } })
		assert.deepEqual([status.status, status.json, status.headers.get('x-own')], [503, { message: 'no' }, 'yes'])
		const { status: forbidden, body } = errorAnswer('bot_403_ip')
		const error = await lied({ mode: 'error', id: 'bot_403_ip' })
		assert.deepEqual([error.status, error.json], [forbidden, body])
		const limited = await lied({ mode: '429', retry_after: 7 })
		assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7'])
		assert.deepEqual(await lied({ mode: 204 }).then(({ status, text }) => [status, text]), [204, ''])
		assert.deepEqual(await lied({ mode: 'empty' }).then(({ status, text }) => [status, text]), [200, ''])
		const page = await lied({ mode: 'html' })
		assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html'])
		const moved = await lied({ mode: 'redirect', to: 'http://other.invalid/', status: 307 })
		assert.deepEqual([moved.status, moved.headers.get('location')], [307, 'http://other.invalid/'])
	})

	it('206 holds half, close breaks off, reset says nothing, drip drips', async () => {
		const half = await lied({ mode: '206' })
		assert.equal(half.status, 206)
		assert.equal(half.text.length, Buffer.byteLength(JSON.stringify(truth)) >> 1)
		await line.lie({ endpoint: INFO, mode: 'close' })
		const closed = await raw()
		assert.ok(closed.bytes.length < Number(closed.response.headers['content-length']))
		await line.lie({ endpoint: INFO, mode: 'reset' })
		assert.ok((await raw()).error)
		await line.lie({ endpoint: INFO, mode: 'drip', every_ms: 1 })
		const dripped = await raw()
		assert.deepEqual(JSON.parse(dripped.bytes), truth)
	})

	it('another bot, missing fields, other types', async () => {
		const other = (await lied({ mode: 'other_bot', basic_id: '@888xxxxx', display_name: 'X' })).json
		assert.deepEqual([other.basicId, other.displayName], ['@888xxxxx', 'X'])
		assert.notEqual(other.userId, truth.userId)
		assert.deepEqual((await lied({ mode: 'missing', field: 'basicId' })).json, without('basicId'))
		assert.deepEqual((await lied({ mode: 'missing' })).json, {})
		assert.deepEqual((await lied({ mode: 'wrong_types', field: 'basicId' })).json, { ...truth, basicId: 12345 })
		assert.deepEqual((await lied({ mode: 'fields', fields: { chatMode: 'new' } })).json, { ...truth, chatMode: 'new' })
	})

	const without = (name) => Object.fromEntries(Object.entries(truth).filter(([other]) => other !== name))

	it('bodies that are no good JSON', async () => {
		const twice = (await lied({ mode: 'duplicate_keys', field: 'basicId', fields: { basicId: '@888xxxxx' } })).text
		assert.deepEqual(twice.match(/"basicId":"[^"]*"/g), [`"basicId":"${truth.basicId}"`, '"basicId":"@888xxxxx"'])
		const junk = (await lied({ mode: 'trailing_junk' })).text
		assert.ok(junk.startsWith(JSON.stringify(truth)))
		assert.throws(() => JSON.parse(junk))
		await line.lie({ endpoint: INFO, mode: 'invalid_utf8' })
		const { bytes } = await raw()
		assert.ok(bytes.includes(0xff))
		assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
	})

	it('huge is good JSON of 10 MB; a gzip bomb is small on the wire', async () => {
		const huge = await lied({ mode: 'huge' })
		assert.equal(huge.json.padding.length, 10 * MIB)
		assert.equal(huge.json.basicId, truth.basicId)
		await line.lie({ endpoint: INFO, mode: 'gzip_bomb', bytes: 20 * MIB })
		const { response, bytes } = await raw()
		assert.equal(response.headers['content-encoding'], 'gzip')
		assert.ok(bytes.length < MIB / 8, String(bytes.length))
	})

	it('a rule may hold a few times, for one channel, for every endpoint', async () => {
		const shop = await line.merchant()
		await line.lie([
			{ mode: 'status', status: 500, times: 2 },
			{ endpoint: INFO, channel_id: shop.oa.id, mode: 'status', status: 502 },
		])
		const statuses = []
		for (const bearer of [shop.token, tea.token, tea.token, tea.token, shop.token])
			statuses.push((await info({ bearer })).status)
		assert.deepEqual(statuses, [502, 500, 500, 200, 502])
		await line.lie({ endpoint: '*', mode: 'ok' })
		assert.equal((await info({ bearer: shop.token })).status, 200)
	})

	it('a refused call issues nothing, and an unknown rule is refused', async () => {
		await line.lie({ mode: 'status' })
		const form = assertionForm(await assertion({ kid: tea.kid, iss: tea.login.id, key: tea.key }))
		assert.equal((await line.call('POST', '/oauth2/v2.1/token', { form })).status, 500)
		assert.deepEqual((await line.act('GET', `/channels/${tea.login.id}`)).tokens, [])
		for (const rule of [{ mode: 'lie' }, { mode: 'toString' }, { mode: 'ok', endpoint: 'GET /v2/bot/inf' },
			{ mode: 'ok', times: 0 }, { mode: 'error', id: 'net_timeout' }])
			assert.equal((await line.lie(rule)).status, 400, JSON.stringify(rule))
	})

	it('people set a rule by a form and see the calls', async () => {
		const form = { endpoint: INFO, mode: 'status', ms: '', times: '1' }
		assert.equal((await line.call('POST', '/control/form/behaviour', { form })).status, 303)
		assert.equal((await line.call('POST', '/control/form/smtp', { form: { mode: 'accept', ms: '', times: '' } })).status, 303)
		assert.match((await line.call('GET', '/control/')).text, /&quot;times&quot;:1/)
		assert.equal((await info()).status, 500)
		assert.match((await line.call('GET', '/control/')).text, /LINE answers as it should[^]*GET \/v2\/bot\/info/)
	})

	it('the journal names the channel, shows the claims and holds no secret', async () => {
		const jwt = await assertion({ kid: tea.kid, iss: tea.login.id, key: tea.key })
		await line.v3(jwt)
		await info()
		await line.call('POST', '/v2/oauth/verify', { form: { access_token: tea.token } })
		await line.call('GET', '/elsewhere')
		const [issued, asked, verified, elsewhere] = await line.requests()
		assert.deepEqual([issued.path, issued.channel_id, issued.jwt.header, issued.jwt.claims.aud, issued.answer.status],
			['/oauth2/v3/token', tea.login.id, { alg: 'RS256', typ: 'JWT', kid: tea.kid }, 'https://api.line.me/', 200])
		assert.match(asked.headers.authorization, /^Bearer sha256:[0-9a-f]{64}$/)
		assert.deepEqual([asked.channel_id, verified.channel_id], [tea.oa.id, tea.oa.id])
		assert.match(verified.form.access_token, /^sha256:/)
		assert.deepEqual([elsewhere.path, elsewhere.answer.status], ['/elsewhere', 404])
		const text = JSON.stringify(await line.requests())
		assert.ok(!text.includes(tea.token) && !text.includes(jwt))
		assert.equal((await line.requests(`?path=/v2/bot/info&after=${asked.n - 1}`)).length, 1)
	})
})
