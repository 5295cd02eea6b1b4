/* A sandbox of the test's own, and the merchant's side of the conversation: keys, assertions, calls, mails. */
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startSandbox } from '../src/sandbox.js'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/* LINE's own files lie beside the checkout, where they lie at all; users do not have them. */
const beside = fileURLToPath(new URL('../../../../shared/line/', import.meta.url))
export const lineFiles = existsSync(beside) ? beside : null

export const startClient = async (options = {}) => new Client(await startSandbox(options))

class Client {
	constructor(sandbox) {
		this.sandbox = sandbox
		this.base = sandbox.addresses.line
	}

	close() {
		return this.sandbox.close()
	}

	/* {status, headers, text, json}; a body that is no JSON gives json null. */
	async call(method, path, { body, form, bearer, ...options } = {}) {
		const headers = {
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
			...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
		}
		const response = await fetch(this.base + path, {
			method,
			headers,
			body: form ? new URLSearchParams(form) : body === undefined ? undefined : JSON.stringify(body),
			redirect: 'manual',
			...options,
		})
		const text = await response.text()
		return { status: response.status, headers: response.headers, text, json: jsonOrNull(text) }
	}

	/* An action of the console; anything but success is the test's mistake. */
	async act(method, path, body) {
		const answer = await this.call(method, `/control/console${path}`, { body })
		if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
		return answer.json
	}

	/* A provider with its Login channel, a registered key and an Official Account with a token. */
	async merchant({ key = commonKey, ...values } = {}) {
		const made = await this.act('POST', '/merchants', { name: 'Tea shop', public_key: key.jwk, ...values })
		return { ...made, key }
	}

	lie(rule) {
		return this.call('PUT', '/control/behaviour', { body: rule })
	}

	v3(assertion) {
		return this.call('POST', '/oauth2/v3/token', { form: assertionForm(assertion) })
	}

	/* A stateless token of the Login channel. */
	async stateless({ kid, login, key }) {
		return (await this.v3(await assertion({ kid, iss: login.id, key }))).json.access_token
	}

	async requests(query = '') {
		return (await this.call('GET', `/control/requests${query}`)).json.requests
	}

	async mails(query) {
		return (await this.call('GET', `/inbox/api/messages?wait_ms=30000&${query}`)).json
	}

	/* Send one mail as SMTP wants it; the last reply's line, or null where the server hung up first. */
	send(to, raw, from = 'sender@acho.test') {
		return sendMail(this.sandbox.smtp.port, ['EHLO test', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', raw])
	}
}

export const assertionForm = (assertion) => ({
	grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion,
})

export async function newKey(modulusLength = 2048) {
	const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength, extractable: true })
	return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig' } }
}

/* RSA keys take long to make, and few tests care whose it is. */
const commonKey = await newKey()

export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds

/* A good assertion, but for what is overridden; a claim set to undefined is left out. */
export function assertion({ kid, iss, key, header = {}, ...claims }) {
	const all = { iss, sub: iss, aud: 'https://api.line.me/', exp: inSeconds(300), token_exp: 300, ...claims }
	return new SignJWT(JSON.parse(JSON.stringify(all)))
		.setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header })
		.sign(key.privateKey)
}

function jsonOrNull(text) {
	try {
		return JSON.parse(text)
	} catch {
		return null
	}
}

/* One command per reply, the mail itself after 354; ends at the first 4xx or 5xx. */
async function sendMail(port, commands) {
	const socket = createConnection({ port, host: '127.0.0.1' })
	socket.on('error', () => {})
	const todo = [...commands]
	let last = null
	for await (const line of createInterface({ input: socket })) {
		if (line[3] === '-') continue
		last = line
		if (line[0] > '3' || !todo.length) break
		const next = todo.shift()
		socket.write(line.startsWith('354') ? `${next}\r\n.\r\n` : `${next}\r\n`)
		last = null
	}
	socket.destroy()
	return last
}
