/*
 * A JWT assertion, judged as LINE judges it. The signature is checked by `jose`, never by code that ACHO shares.
 * LINE documents the rules, not their order: a kid that belongs to another channel is said before the signature is
 * looked at, because the documented text speaks of the key's owner.
 */
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import { errorAnswer } from './errors.js'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const AUDIENCE = 'https://api.line.me/'
const EXP_AHEAD_MAX = 30 * 60
const TOKEN_EXP_MAX = 30 * 24 * 3600

/*
 * {channel, claims} of a good assertion, or {refusal} with the answer. `ids` names the errors of the endpoint that
 * asks; `token_exp` is needed for v2.1 only, yet must be right wherever it stands.
 */
export async function judgeAssertion(state, type, assertion, { ids, tokenExpNeeded }) {
	const refusal = (id) => ({ refusal: errorAnswer(id) })
	const parts = assertion && readAssertion(assertion)
	if (type !== ASSERTION_TYPE || !parts) return refusal('v21_bad_form')
	const { header, claims } = parts
	if (header.alg !== 'RS256' || header.typ !== 'JWT' || typeof header.kid !== 'string') return refusal('v21_bad_form')

	const found = state.key(header.kid)
	if (!found) return refusal(ids.unknownKid)
	if (claims.iss !== found.channel.id) return refusal(ids.issMismatch)
	if (!(await signatureHolds(assertion, found.key.jwk))) return refusal('v21_bad_signature')
	if (claims.sub !== claims.iss) return refusal('v21_iss_sub_differ')
	if (claims.aud !== AUDIENCE) return refusal('v21_bad_aud')

	const ahead = claims.exp - Date.now() / 1000
	if (!Number.isInteger(claims.exp) || ahead <= 0) return refusal(ids.expired)
	if (ahead > EXP_AHEAD_MAX) return refusal('v21_exp_too_far')
	if (!tokenExpIsGood(claims.token_exp, tokenExpNeeded)) return refusal('v21_bad_token_exp')
	return { channel: found.channel, claims }
}

/* Header and claims without any check, or nothing: also what the journal shows. */
export function readAssertion(assertion) {
	try {
		return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) }
	} catch {
		return null
	}
}

async function signatureHolds(assertion, jwk) {
	try {
		await compactVerify(assertion, await importJWK(jwk, 'RS256'), { algorithms: ['RS256'] })
		return true
	} catch {
		return false
	}
}

function tokenExpIsGood(seconds, needed) {
	if (seconds === undefined) return !needed
	return Number.isInteger(seconds) && seconds > 0 && seconds <= TOKEN_EXP_MAX
}
