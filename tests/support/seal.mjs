/* What fcgi/shared/vault/seal.h says of sealed values, by another hand: node's own crypto. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/* Which purpose a value of a table is sealed for, and the column that holds its row id. */
export const SEALED = {
	'directory.key_pool': { purpose: 'pool', id: 'pool_id' },
	'tenant.assertion_key': { purpose: 'assertion_key', id: 'key_id' },
	'tenant.messaging_token': { purpose: 'messaging_token', id: 'token_id' },
	'tenant.proof': { purpose: 'messaging_token', id: 'token_id' },
	'tenant.totp': { purpose: 'totp', id: 'coalesce(totp_id, member_id)' },
}

const masterOf = (purpose) => (purpose === 'totp' ? 'totp' : 'line')

/* The masters of a keyring's text: {'line 1': bytes}. */
export const masters = (text) => Object.fromEntries(text.split('\n').filter(Boolean).map((line) => line.split(' '))
	.map(([purpose, number, key]) => [`${purpose} ${number}`, Buffer.from(key, 'base64url')]))

function parts(keys, number, purpose, slug, id) {
	const info = `acho 1|${purpose}|${slug}`
	return [hkdfSync('sha256', keys[`${masterOf(purpose)} ${number}`], '', info, 32), Buffer.from(`${info}|${id}|${number}`)]
}

export const numberOf = (sealed) => sealed.readUInt32BE(0)

export function seal(keys, number, purpose, slug, id, plain) {
	const [key, data] = parts(keys, number, purpose, slug, id)
	const nonce = randomBytes(12)
	const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), nonce).setAAD(data)
	const head = Buffer.alloc(4)
	head.writeUInt32BE(number)
	return Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/* Throws when it does not open. */
export function open(keys, purpose, slug, id, sealed) {
	const [key, data] = parts(keys, numberOf(sealed), purpose, slug, id)
	const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), sealed.subarray(4, 16)).setAAD(data).setAuthTag(sealed.subarray(-16))
	return Buffer.concat([decipher.update(sealed.subarray(16, -16)), decipher.final()])
}
