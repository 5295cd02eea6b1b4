/*
 * A browser as far as the API can tell: its cookies by path, its Origin, its language. Every answer is held against
 * the OpenAPI file and against what all answers have in common.
 */
import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { Agent as TlsAgent, request as httpsRequest } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { OpenApi } from './openapi.mjs'

/* A connection per request: one kept idle for nginx's 30 s may be closed just as the next request goes out on it. */
const agent = new Agent({ keepAlive: false, maxSockets: 256 })
const tlsAgent = new TlsAgent({ keepAlive: false, maxSockets: 256 })
let described = null
const openApi = () => (described ??= new OpenApi())

/* Of every answer of the API, whatever it says. */
const COMMON = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

/* But of what has an ETag, which only a picture may. */
const KEPT = { 'cache-control': 'private, no-cache' }

/* How often a request goes out again that a worker refused unread. */
const REPEATS = 10

export class Client {
	cookies = new Map()

	constructor(stack, { language = 'en', origin = stack.url, validated = true } = {}) {
		Object.assign(this, { stack, language, origin, validated })
	}

	/*
	 * One request: {status, headers, body (parsed JSON, or undefined), text, bytes, setCookies}.
	 * `json` is sent as JSON; `raw` (text or bytes) as it stands. A header set to null is left out.
	 */
	async call(method, path, { json, raw, headers = {} } = {}) {
		const payload = raw !== undefined ? Buffer.from(raw) : json !== undefined ? Buffer.from(JSON.stringify(json)) : null
		const all = {
			Host: new URL(this.stack.url).host,
			'Accept-Language': this.language,
			...(payload ? { 'Content-Type': 'application/json', 'Content-Length': payload.length } : {}),
			...(method === 'GET' ? {} : { Origin: this.origin }),
			...this.#cookieHeader(path),
			...headers,
		}
		const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
		const answer = await this.#exchange(method, path, sent, payload)
		this.#keepCookies(answer.setCookies)
		if (this.validated) this.#validate(method, path, answer)
		return answer
	}

	/* A worker that had no thread for it within a second did not even read it: on a slow machine that is no answer. */
	async #exchange(...what) {
		for (let repeats = 0; ; repeats++) {
			const answer = await exchange(this.stack, ...what)
			const { 'x-request-id': id, 'retry-after': seconds } = answer.headers
			if (answer.status !== 503 || repeats === REPEATS || !(await this.stack.refusedUnread?.(id))) return answer
			await pause(1000 * seconds)
		}
	}

	get(path, options) {
		return this.call('GET', path, options)
	}

	post(path, json, options) {
		return this.call('POST', path, { json, ...options })
	}

	put(path, json, options) {
		return this.call('PUT', path, { json, ...options })
	}

	delete(path, options) {
		return this.call('DELETE', path, options)
	}

	#validate(method, path, answer) {
		assert.equal(openApi().complaint(method, path, answer), '')
		if (/^\/(a\/[^/]+\/)?api\//.test(path))
			for (const [name, value] of Object.entries({ ...COMMON, ...(answer.headers.etag ? KEPT : {}) })) assert.equal(answer.headers[name], value, `${name} of ${method} ${path}`)
		if (answer.status >= 400 && answer.body) {
			assert.equal(answer.body.status, answer.status, 'a problem repeats its status')
			assert.match(answer.body.code, /^[a-z_]+(\.[a-z_]+)?$/)
			assert.ok(answer.body.detail.length >= 10, `no sentence in ${answer.text}`)
		}
	}

	#cookieHeader(path) {
		const fitting = [...this.cookies.values()].filter((one) => path === one.path || path.startsWith(`${one.path}/`))
		return fitting.length ? { Cookie: fitting.map((one) => `${one.name}=${one.value}`).join('; ') } : {}
	}

	#keepCookies(lines) {
		for (const cookie of lines.map(parseCookie)) {
			const key = `${cookie.name} ${cookie.path}`
			if (cookie.attributes['max-age'] === '0') this.cookies.delete(key)
			else this.cookies.set(key, cookie)
		}
	}
}

export function parseCookie(line) {
	const [pair, ...rest] = line.split('; ')
	const attributes = Object.fromEntries(rest.map((one) => {
		const [name, value = true] = one.split('=')
		return [name.toLowerCase(), value]
	}))
	const at = pair.indexOf('=')
	return { name: pair.slice(0, at), value: pair.slice(at + 1), path: attributes.path, attributes }
}

/* A stack of https says in `connect` whom to trust, and where we come from. */
function exchange({ url, port, connect }, method, path, headers, payload) {
	return new Promise((resolve, reject) => {
		const what = { host: '127.0.0.1', port, method, path, headers, agent, timeout: 60_000, setHost: false }
		const request = url.startsWith('https:') ? httpsRequest({ ...what, agent: tlsAgent, ...connect() }) : httpRequest(what)
		request.once('timeout', () => request.destroy(new Error(`${method} ${path}: no answer in 60 s`)))
		request.once('error', reject)
		request.once('response', (response) => {
			const chunks = []
			response.on('data', (chunk) => chunks.push(chunk))
			response.once('error', reject)
			response.once('end', () => resolve(answerOf(response, Buffer.concat(chunks))))
		})
		request.end(payload ?? undefined)
	})
}

function answerOf({ statusCode, headers }, bytes) {
	const text = bytes.toString('utf8')
	const { 'set-cookie': setCookies = [], ...rest } = headers
	const isJson = /^application\/(\w+\+)?json/.test(rest['content-type'] ?? '')
	return { status: statusCode, headers: rest, setCookies, bytes, text, body: isJson ? JSON.parse(text) : undefined }
}
