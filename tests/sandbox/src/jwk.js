/*
 * What LINE's "Register a public key" accepts: an RSA-2048 public key as a JWK for RS256, with either `use` or
 * `key_ops`, and without `kid` (LINE gives that). The sentences are ours; LINE's own are not documented.
 */
import { createPublicKey } from 'node:crypto'
import { Refusal } from './http.js'

const BYTES_OF_2048_BITS = 256
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

export function publicKeyFrom(text) {
	const jwk = objectFrom(text)
	const refuse = (sentence) => {
		throw new Refusal(422, sentence)
	}
	const secret = PRIVATE_MEMBERS.filter((name) => name in jwk)
	if (secret.length) refuse(`This is a private key (${secret.join(', ')}). Enter the public key only.`)
	if ('kid' in jwk) refuse('Remove "kid": LINE issues it when the key is registered.')
	if (jwk.kty !== 'RSA') refuse('"kty" must be "RSA".')
	if (jwk.alg !== 'RS256') refuse('"alg" must be "RS256".')
	if ('use' in jwk === 'key_ops' in jwk) refuse('Specify either "use" or "key_ops".')
	if ('use' in jwk && jwk.use !== 'sig') refuse('"use" must be "sig".')
	if ('key_ops' in jwk && JSON.stringify(jwk.key_ops) !== '["verify"]') refuse('"key_ops" must be ["verify"].')
	const modulus = numberFrom(jwk.n) ?? refuse('"n" must be base64url without padding.')
	if (modulus.length !== BYTES_OF_2048_BITS || modulus[0] < 0x80)
		refuse(`The key must have 2048 bits: "n" is ${modulus.length} bytes long.`)
	const exponent = numberFrom(jwk.e) ?? refuse('"e" must be base64url without padding.')
	if (exponent.length > 4 || exponent[0] === 0 || exponent.at(-1) % 2 === 0) refuse('"e" is not a usable exponent.')
	try {
		createPublicKey({ key: jwk, format: 'jwk' })
	} catch {
		refuse('This is not a usable RSA key.')
	}
	return jwk
}

function objectFrom(text) {
	try {
		const value = typeof text === 'string' ? JSON.parse(text) : text
		if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
	} catch {
		/* falls through to the refusal below */
	}
	throw new Refusal(422, 'Enter the public key in JWK format (JSON).')
}

/* Strict base64url: what does not come out the same again had padding, spaces or stray bits. */
function numberFrom(text) {
	if (typeof text !== 'string' || !text) return null
	const bytes = Buffer.from(text, 'base64url')
	return bytes.toString('base64url') === text ? bytes : null
}
