/*
 * The journal of LINE calls: what came, with every secret replaced by its SHA-256, and what was answered.
 * An entry is there from the moment its request has been read, so a call still waiting can be seen too.
 */
import { createHash } from 'node:crypto'
import { readAssertion } from './assertion.js'

const ENTRIES_MAX = 20000
const SECRET_FIELDS = ['client_assertion', 'client_secret', 'access_token']

export const fingerprint = (secret) => `sha256:${createHash('sha256').update(secret).digest('hex')}`

export class Journal {
	#last = 0
	entries = []

	open(call, channelId) {
		const entry = {
			n: ++this.#last,
			at: new Date().toISOString(),
			method: call.method,
			path: call.path,
			headers: withoutBearer(call.headers),
			query: fieldsOf(call.query),
			form: call.form && fieldsOf(call.form),
			json: call.json,
			jwt: readAssertion(call.form?.get('client_assertion') ?? call.query.get('client_assertion') ?? ''),
			channel_id: channelId,
			behaviour: null,
			answer: null,
		}
		this.entries.push(entry)
		if (this.entries.length > ENTRIES_MAX) this.entries.shift()
		return entry
	}

	clear() {
		this.entries = []
	}
}

function fieldsOf(parameters) {
	return Object.fromEntries([...parameters].map(([name, value]) =>
		[name, SECRET_FIELDS.includes(name) ? fingerprint(value) : value]))
}

function withoutBearer({ authorization, ...headers }) {
	if (authorization === undefined) return headers
	const [scheme, ...rest] = authorization.split(' ')
	return { ...headers, authorization: `${scheme} ${fingerprint(rest.join(' '))}` }
}
