/*
 * The double of api.line.me: one handler per call, `(call, state) -> {status, body, headers}`.
 * What is wrong is answered by its id in errors.json; where LINE's documentation is silent, the comment says so.
 */
import { judgeAssertion } from './assertion.js'
import { errorAnswer } from './errors.js'
import { routes } from './http.js'
import { addApp, changeApp, listApps, removeApp } from './liff.js'
import { pictureOf } from './picture.js'
import {
	issueShortLived, issueStateless, issueV21, LONG_LIVED_SECONDS, looksLikeJws, looksOpaque, recognise,
	SHORT_LIVED_SECONDS, STATELESS_SECONDS,
} from './tokens.js'

const V21_TOKENS_MAX = 30

const rows = [
	['POST', '/oauth2/v3/token', issueStatelessToken],
	['POST', '/oauth2/v2.1/token', issueV21Token],
	['GET', '/oauth2/v2.1/tokens/kid', listV21Tokens],
	['GET', '/oauth2/v2.1/verify', verifyV21Token],
	['POST', '/oauth2/v2.1/revoke', revokeV21Token],
	['POST', '/v2/oauth/accessToken', issueShortLivedToken],
	['POST', '/v2/oauth/verify', verifyToken],
	['POST', '/v2/oauth/revoke', revokeToken],
	['GET', '/v2/bot/info', botInfo],
	['GET', '/liff/v1/apps', listApps],
	['POST', '/liff/v1/apps', addApp],
	['PUT', '/liff/v1/apps/:liffId', changeApp],
	['DELETE', '/liff/v1/apps/:liffId', removeApp],
	/* At LINE this is another host: profile.line-scdn.net. */
	['GET', '/picture/:id', picture],
]

/* "POST /oauth2/v3/token" and so on: what a behaviour may be set for. */
export const endpoints = rows.map(([method, path]) => `${method} ${path}`)

const find = routes(rows)

/* The row a call belongs to, by name, or null for what LINE does not have either. */
export function endpointOf(method, path) {
	const row = find(method, path)
	return row?.path ? `${method} ${row.path}` : null
}

export async function answerLine(call, state) {
	const row = find(call.method, call.path)
	if (!row) return { status: 404, body: { message: 'Not found' } }
	if (row.allow)
		return { status: 405, body: { message: 'Method not allowed' }, headers: { Allow: row.allow.join(', ') } }
	return row.handler({ ...call, params: row.params }, state)
}

const ok = (body) => ({ status: 200, body })

/* Of a form's fields the empty ones count as absent: LINE's own SDK sends those of the other form empty. */
const field = (call, name) => call.form?.get(name) || null

async function issueStatelessToken(call, state) {
	const assertion = field(call, 'client_assertion')
	const secret = field(call, 'client_secret')
	if (field(call, 'grant_type') !== 'client_credentials' || (assertion && secret)) return errorAnswer('v21_bad_form')
	if (secret) {
		const channel = state.channel(field(call, 'client_id'))
		if (!channel) return errorAnswer('v3_bad_client_id')
		if (channel.secret !== secret) return errorAnswer('v3_bad_secret')
		return stateless(state, channel)
	}
	/* Whether v3 wants token_exp is not documented; without it is accepted. */
	const ids = { unknownKid: 'v3_unknown_kid', issMismatch: 'v3_iss_mismatch', expired: 'v3_expired' }
	const { refusal, channel } = await judgeAssertion(
		state, field(call, 'client_assertion_type'), assertion, { ids, tokenExpNeeded: false })
	return refusal ?? stateless(state, channel)
}

async function stateless(state, channel) {
	const access_token = await issueStateless(state, channel)
	return ok({ token_type: 'Bearer', access_token, expires_in: STATELESS_SECONDS })
}

async function issueV21Token(call, state) {
	if (field(call, 'grant_type') !== 'client_credentials') return errorAnswer('v21_bad_form')
	const ids = { unknownKid: 'v21_unknown_kid', issMismatch: 'v21_iss_mismatch', expired: 'v21_expired' }
	const { refusal, channel, claims } = await judgeAssertion(
		state, field(call, 'client_assertion_type'), field(call, 'client_assertion'), { ids, tokenExpNeeded: true })
	if (refusal) return refusal
	if (state.tokensOf(channel, 'v21').length >= V21_TOKENS_MAX) return errorAnswer('v21_limit')
	const { token, key_id } = await issueV21(state, channel, claims.token_exp)
	return ok({ access_token: token, token_type: 'Bearer', expires_in: claims.token_exp, key_id })
}

async function listV21Tokens(call, state) {
	const ids = { unknownKid: 'kids_unknown_kid', issMismatch: 'kids_iss_mismatch', expired: 'kids_expired' }
	const { refusal, channel } = await judgeAssertion(
		state, call.query.get('client_assertion_type'), call.query.get('client_assertion'), { ids, tokenExpNeeded: false })
	return refusal ?? ok({ kids: state.tokensOf(channel, 'v21').map((one) => one.key_id) })
}

async function verifyV21Token(call, state) {
	const token = call.query.get('access_token')
	if (!token) return errorAnswer('verify21_missing')
	if (!looksLikeJws(token)) return errorAnswer('verify21_not_jws')
	const found = await recognise(state, token)
	if (found?.kind !== 'v21') return errorAnswer('verify21_nonexistent')
	if (!found.live) return errorAnswer('verify21_expired')
	return ok({ client_id: found.channel.id, expires_in: secondsLeft(found), scope: 'profile chat_message.write' })
}

async function revokeV21Token(call, state) {
	const token = field(call, 'access_token')
	if (!token || !looksLikeJws(token)) return errorAnswer('revoke21_not_jws')
	const channel = state.channel(field(call, 'client_id'))
	if (!channel || channel.secret !== field(call, 'client_secret')) return errorAnswer('revoke21_bad_secret')
	const found = await recognise(state, token)
	if (found?.kind !== 'v21' || found.channel !== channel) return errorAnswer('revoke21_malformed')
	return forget(state, token)
}

async function issueShortLivedToken(call, state) {
	const [id, secret] = [field(call, 'client_id'), field(call, 'client_secret')]
	if (field(call, 'grant_type') !== 'client_credentials' || !id || !secret) return errorAnswer('short_bad_form')
	const channel = state.channel(id)
	if (!channel) return errorAnswer('short_bad_client_id')
	if (channel.secret !== secret) return errorAnswer('short_bad_secret')
	const { token } = issueShortLived(state, channel)
	return ok({ access_token: token, expires_in: SHORT_LIVED_SECONDS, token_type: 'Bearer' })
}

/* For the two opaque kinds alone, of either type of channel. */
async function verifyToken(call, state) {
	const token = field(call, 'access_token') ?? ''
	if (looksLikeJws(token)) return errorAnswer('verify2_wrong_type')
	if (!looksOpaque(token)) return errorAnswer('verify2_format')
	const found = await recognise(state, token)
	if (!found) return errorAnswer('verify2_invalid')
	if (!found.live) return errorAnswer('verify2_expired')
	return ok({ client_id: found.channel.id, expires_in: secondsLeft(found), scope: 'P CM' })
}

async function revokeToken(call, state) {
	const token = field(call, 'access_token') ?? ''
	return looksOpaque(token) ? forget(state, token) : errorAnswer('revoke2_format')
}

/* 200 with nothing in it, also for a token that is gone already. */
function forget(state, token) {
	state.tokens.delete(token)
	state.save()
	return { status: 200, body: null }
}

function secondsLeft({ expires_at, issued_at }) {
	if (expires_at === null) return LONG_LIVED_SECONDS - Math.floor((Date.now() - issued_at) / 1000)
	return Math.floor((expires_at - Date.now()) / 1000)
}

async function botInfo(call, state) {
	if (!call.bearer) return errorAnswer('bot_401_noheader')
	if (!looksLikeJws(call.bearer) && !looksOpaque(call.bearer)) return errorAnswer('bot_401_malformed')
	const found = await recognise(state, call.bearer)
	if (!found?.live) return errorAnswer('info_401')
	/* What a LINE Login channel's token gets here is not documented. */
	return found.channel.bot ? ok(withPicture(found.channel.bot, call.origin)) : errorAnswer('info_403')
}

/* The address of its picture, as seen by whoever asks. */
function withPicture(bot, origin) {
	return bot.pictureUrl ? { ...bot, pictureUrl: new URL(bot.pictureUrl, origin).href } : bot
}

async function picture({ params }, state) {
	const channel = state.botOf(params.id)
	if (!channel?.bot.pictureUrl) return { status: 404, body: 'No such picture', headers: { 'Content-Type': 'text/plain' } }
	return { status: 200, body: pictureOf(channel.id), headers: { 'Content-Type': 'image/png' } }
}
