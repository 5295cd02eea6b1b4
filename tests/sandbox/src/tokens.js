/*
 * Channel access tokens of all four kinds, made and recognised.
 * Long-lived and short-lived ones look like LINE's: 172 characters of base64, always with a +, a / and a =, so that
 * a client that forgets to form-encode is caught. The other two are shaped like a JWS (`eyJ...`), and no endpoint
 * takes the wrong kind.
 */
import { randomBytes } from 'node:crypto'
import { SignJWT, jwtVerify } from 'jose'
import { isLive } from './state.js'

export const DAY = 24 * 3600 * 1000
export const SHORT_LIVED_SECONDS = 2592000
export const STATELESS_SECONDS = 900
/* What LINE's own example shows for a token without an end; over 2^31 on purpose. */
export const LONG_LIVED_SECONDS = 3138007490

export const looksLikeJws = (token) => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
export const looksOpaque = (token) => /^[A-Za-z0-9+/]{100,}={0,2}$/.test(token)

function opaqueToken() {
	for (;;) {
		const token = randomBytes(128).toString('base64')
		if (token.includes('+') && token.includes('/')) return token
	}
}

function keep(state, record) {
	state.tokens.set(record.token, record)
	forgetDead(state)
	state.save()
	return record
}

/* Dead tokens stay a day, so that "expired" and "unknown" can be told apart. */
function forgetDead(state) {
	for (const [token, record] of state.tokens)
		if (record.expires_at !== null && record.expires_at < Date.now() - DAY) state.tokens.delete(token)
}

function opaque(state, channel, kind, expires_at) {
	return keep(state, { token: opaqueToken(), kind, channel_id: channel.id, issued_at: Date.now(), expires_at })
}

/* One per channel: the one before ends now, or after the hours its owner chose in the console. */
export function issueLongLived(state, channel, keepHours = 0) {
	for (const before of state.tokensOf(channel, 'long_lived')) {
		if (keepHours > 0) before.expires_at = Date.now() + keepHours * 3600 * 1000
		else state.tokens.delete(before.token)
	}
	return opaque(state, channel, 'long_lived', null)
}

export const issueShortLived = (state, channel, seconds = SHORT_LIVED_SECONDS) =>
	opaque(state, channel, 'short_lived', Date.now() + seconds * 1000)

export async function issueV21(state, channel, seconds) {
	const key_id = randomBytes(16).toString('base64url')
	const token = await signed(state, { kind: 'v21', channel: channel.id, key_id }, seconds)
	return keep(state, {
		token, kind: 'v21', channel_id: channel.id, key_id, issued_at: Date.now(), expires_at: Date.now() + seconds * 1000,
	})
}

export const issueStateless = (state, channel) =>
	signed(state, { kind: 'stateless', channel: channel.id, jti: randomBytes(9).toString('base64url') }, STATELESS_SECONDS)

const secretOf = (state) => Buffer.from(state.secret, 'base64')

function signed(state, claims, seconds) {
	return new SignJWT(claims)
		.setProtectedHeader({ alg: 'HS256' })
		.setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
		.sign(secretOf(state))
}

/* Whose token is this? {kind, channel, expires_at, live}, or nothing for one never issued here (or of a deleted channel). */
export async function recognise(state, token) {
	const record = state.tokens.get(token) ?? (looksLikeJws(token) ? await readStateless(state, token) : null)
	const channel = record && state.channel(record.channel_id)
	return channel ? { ...record, channel, live: isLive(record) } : null
}

async function readStateless(state, token) {
	try {
		const { payload } = await jwtVerify(token, secretOf(state), { algorithms: ['HS256'] })
		return payload.kind === 'stateless'
			? { kind: payload.kind, channel_id: payload.channel, expires_at: payload.exp * 1000 }
			: null
	} catch {
		return null
	}
}
