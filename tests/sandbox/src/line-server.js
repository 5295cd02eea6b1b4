/* The HTTP around the double of LINE: read the call, note it, and answer it truly or as a behaviour says. */
import { randomUUID } from 'node:crypto'
import { readAssertion } from './assertion.js'
import { behave } from './behaviour.js'
import { readBody } from './http.js'
import { answerLine, endpointOf } from './line-api.js'
import { recognise } from './tokens.js'

export function lineHandler({ state, behaviours, journal }) {
	return async (request, response, url) => {
		const requestId = randomUUID()
		response.setHeader('X-Line-Request-Id', requestId)
		const call = readCall(request, url, await readBody(request))
		const channelId = await channelOf(call, state)
		const rule = behaviours.take(endpointOf(call.method, call.path), channelId)
		const entry = journal.open(call, channelId)
		entry.behaviour = rule.mode
		response.on('close', () => {
			entry.answer = {
				status: response.headersSent ? response.statusCode : null,
				request_id: requestId,
				complete: response.writableFinished,
				took_ms: Date.now() - Date.parse(entry.at),
			}
		})
		await behave(response, rule, () => answerLine(call, state))
	}
}

/* `form` and `json` are null unless the Content-Type says so. */
function readCall(request, url, body) {
	const type = request.headers['content-type'] ?? ''
	const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')
	return {
		method: request.method,
		path: url.pathname,
		origin: `${request.socket.encrypted ? 'https' : 'http'}://${request.headers.host}`,
		query: url.searchParams,
		headers: request.headers,
		bearer: bearer ? bearer[1] : null,
		form: type.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body.toString()) : null,
		json: type.startsWith('application/json') ? parsedOrNull(body) : null,
	}
}

function parsedOrNull(body) {
	try {
		return JSON.parse(body.toString())
	} catch {
		return null
	}
}

/* Whose call this claims to be: the JWT's issuer, the channel of the token or of the picture; unchecked, for rules and journal. */
async function channelOf(call, state) {
	const pictured = /^\/picture\/(\w+)$/.exec(call.path)
	if (pictured) return state.botOf(pictured[1])?.id ?? null
	const assertion = call.form?.get('client_assertion') ?? call.query.get('client_assertion')
	if (assertion) {
		const issuer = readAssertion(assertion)?.claims.iss
		return typeof issuer === 'string' ? issuer : null
	}
	const token = call.bearer ?? call.form?.get('access_token') ?? call.query.get('access_token')
	const found = token ? await recognise(state, token) : null
	return found?.channel.id ?? call.form?.get('client_id') ?? null
}
