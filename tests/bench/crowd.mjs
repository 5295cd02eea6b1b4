/*
 * A crowd of merchants with a session and an Official Account each, made in the database: signing them up would take
 * Argon2id and RSA keys a quarter of an hour. They share one RSA key, sealed for each as the courier would
 * (fcgi/shared/vault/seal.h).
 */
import { createCipheriv, createHash, generateKeyPairSync, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { until } from '../support/parts.mjs'
import { execFile } from './measure.mjs'
import { tokenOf } from './sleeping-line.mjs'

const SLUG_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const hex = (bytes) => `'\\x${Buffer.from(bytes).toString('hex')}'`
const slugOf = (i) => `bench${[...Array(8).keys()].map((place) => SLUG_LETTERS[Math.floor(i / 32 ** (7 - place)) % 32]).join('')}`
const agent = new Agent({ keepAlive: false, maxSockets: Infinity })

export const basicId = (i) => `@bench${String(i).padStart(5, '0')}`

/* `n` merchants who are ready for steps 12 and 14. */
export async function startCrowd(stack, n) {
	const master = Buffer.from(readFileSync(stack.keyring('link'), 'utf8').match(/^line 1 (\S+)$/m)[1], 'base64url')
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
	const der = privateKey.export({ type: 'pkcs8', format: 'der' })
	const modulus = publicKey.export({ format: 'jwk' }).n
	const poolKey = hkdfSync('sha256', master, '', 'acho 1|pool|', 32)
	const sealed = (id) => {
		const nonce = randomBytes(12), cipher = createCipheriv('aes-256-gcm', Buffer.from(poolKey), nonce)
		cipher.setAAD(Buffer.from(`acho 1|pool||${id}|1`))
		return Buffer.concat([Buffer.from([0, 0, 0, 1]), nonce, cipher.update(der), cipher.final(), cipher.getAuthTag()])
	}
	const crowd = [...Array(n).keys()].map((i) => ({ i, slug: slugOf(i), session: randomBytes(32), kid: randomUUID() }))
	const rows = crowd.map(({ slug, session }) => `('${slug}', ${hex(createHash('sha256').update(session).digest())}::bytea)`)
	const keys = crowd.map(() => randomUUID()).map((id) => `('${id}'::uuid, ${hex(sealed(id))}::bytea)`)
	const script = join(stack.folder, 'crowd.sql')
	writeFileSync(script, `
		CREATE TEMP TABLE crowd (slug, session_hash) AS VALUES ${rows.join()};
		INSERT INTO directory.slug (slug) SELECT slug FROM crowd;
		INSERT INTO tenant.account (account_id, slug, company, contact, locale)
		SELECT account_id, slug, 'Bench', 'Bench', 'en' FROM crowd JOIN directory.slug USING (slug);
		INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
		SELECT account_id, gen_random_uuid(), slug || '@bench.example', sha256(slug::bytea), 'owner', 'none' FROM crowd JOIN directory.slug USING (slug);
		INSERT INTO tenant.session (account_id, session_id, member_id)
		SELECT account_id, gen_random_uuid(), member_id FROM crowd JOIN directory.slug USING (slug) JOIN tenant.member USING (account_id);
		INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for)
		SELECT session_hash, slug, account_id, member_id, session_id, now() + interval '1 day', interval '1 day'
		FROM crowd JOIN directory.slug USING (slug) JOIN tenant.session USING (account_id);
		SELECT count(courier.pool_add(id, '${modulus}', sealed)) FROM (VALUES ${keys.join()}) AS k (id, sealed);
		ANALYZE`, { mode: 0o644 })
	await execFile('psql', ['-X', '-q', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-h', stack.db.socket, '-U', 'postgres', '-d', 'acho', '-f', script])
	for (let at = 0; at < n; at += 50) {
		const answers = await Promise.all(crowd.slice(at, at + 50).map((one) =>
			put(stack, one, 'oa', { name: 'Bench', basic_id: basicId(one.i) }).answer))
		if (answers.some((status) => status !== 200)) throw new Error(`the crowd's step 11: ${answers}`)
	}
	return crowd
}

/*
 * Steps 12 and 14 of every merchant at once: {pastes: as put() gives them, took: ms until all were parked}. Step 12
 * asks LINE once and then twice more, step 14 twice. `took` is null when it cannot be told: on a machine with other
 * things to do the first may be answered before the last has asked.
 */
export async function burst(stack, line, crowd) {
	const asked = line.asked
	const began = performance.now()
	const pastes = crowd.flatMap((one) => [
		put(stack, one, 'login-channel', { channel_id: '1234567890', kid: one.kid }),
		put(stack, one, 'messaging-token', { token: tokenOf(one.i) }),
	])
	const parked = await until('all pastes to wait for LINE', () => line.asked - asked >= 1.5 * pastes.length, 8).catch(() => false)
	return { pastes, took: parked ? performance.now() - began : null }
}

/* A PUT whose client may hang up: {answer: the status, 0 when there was none, hangUp}. */
export function put(stack, { slug, session }, name, json) {
	const payload = JSON.stringify(json)
	const sent = request({
		agent, port: stack.port, host: '127.0.0.1', method: 'PUT', path: `/a/${slug}/api/${name}`,
		headers: {
			Host: `localhost:${stack.port}`, Origin: stack.url, Cookie: `acho=${session.toString('base64url')}`,
			'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload),
		},
	})
	const answer = new Promise((resolve) => {
		sent.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)))
		sent.on('error', () => resolve(0))
	})
	sent.end(payload)
	return { answer, hangUp: () => sent.destroy() }
}
