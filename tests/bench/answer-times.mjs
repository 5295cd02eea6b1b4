/*
 * Do the times of answers tell what the answers do not? Each kind of failure to log in, and each kind of address that
 * "find my login URLs", a forgotten password and a sign-up are asked with, interleaved in a new order every round, each
 * try with an account or address of its own. And what is another account's against what nobody has: ids, slugs, cookies,
 * mailed links. Of two kinds: how often is a time of the one longer than one of the other
 * (AUC, the Mann-Whitney statistic)? 0.5 is a coin; 1,000 samples of one and the same kind stay below 0.54.
 */
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { Merchant, PASSWORD, form } from '../support/merchant.mjs'
import { startStack } from '../support/stack.mjs'
import { auc, median } from './measure.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? 1000)
const TARGET = 0.55

/* The measure measures: one twentieth more is seen, and nothing where nothing is. */
{
	const noisy = (by) => Array.from({ length: 1000 }, () => by * (10 + Math.random()))
	assert.ok(auc(noisy(1), noisy(1.05)) > 0.8 && auc(noisy(1), noisy(1)) < TARGET)
}

const stack = await startStack({ build: 'bench', env: { ACHO_LIMITS: 'off', ACHO_POOL_TARGET: '1' } })
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let missed = 0
try {
	const merchants = await many(2 * ROUNDS, () => Merchant.signUp(stack))
	const [open, suspended] = [merchants.slice(0, ROUNDS), merchants.slice(ROUNDS)]
	await stack.terminate('courier') // it would mail on the cores that are measured
	await stack.db.sql('postgres', `UPDATE tenant.account SET suspended_at = now() WHERE slug IN (${suspended.map(({ slug }) => `'${slug}'`)})`)
	const nobody = (i) => `nobody${i}@shop.example`
	const address = (i) => open[i].fields.email

	console.log(`${ROUNDS} rounds; AUC <= ${TARGET} is the target\n`)
	await foreignAgainstMissing(open.slice(0, 1 + Math.min(ROUNDS - 1, 50)))
	const session = (slug, email, password) => ['POST', `/a/${slug}/api/session`, { email, password }]
	await compare('logging in', 401, {
		'unknown account': (i) => session(randomSlug(), address(i), 'wrong password'),
		'unknown address': (i) => session(open[i].slug, nobody(i), 'wrong password'),
		'wrong password': (i) => session(open[i].slug, address(i), 'wrong password'),
		'empty password': (i) => session(open[i].slug, address(i), ''),
		suspended: (i) => session(suspended[i].slug, suspended[i].fields.email, PASSWORD),
	})
	await compare('a forgotten password', 202, {
		'unknown account': (i) => ['POST', `/a/${randomSlug()}/api/password-reset`, { email: address(i) }],
		'unknown address': (i) => ['POST', `/a/${open[i].slug}/api/password-reset`, { email: nobody(i) }],
		known: (i) => ['POST', `/a/${open[i].slug}/api/password-reset`, { email: address(i) }],
	})
	await compare('find my login URLs', 202, {
		unknown: (i) => ['POST', '/api/find', { email: nobody(i) }],
		known: (i) => ['POST', '/api/find', { email: address(i) }],
	})
	await compare('signing up', 201, {
		'with a new address': (i) => ['POST', '/api/signup', form({ email: `new${i}@shop.example` })],
		'with one that has an account': (i) => ['POST', '/api/signup', form({ email: address(i) })],
	})
} finally {
	agent.destroy()
	await stack.stop()
}
process.exitCode = missed ? 1 : 0

/* As the first of them, who brings things of the others', or of nobody's. */
async function foreignAgainstMissing([me, ...others]) {
	const cookie = (merchant) => ({ Cookie: `acho=${[...merchant.client.cookies.values()].find(({ name }) => name === 'acho').value}` })
	for (const merchant of [me, ...others]) await merchant.logIn()
	await stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now()`)
	const links = others.map(() => randomBytes(32))
	const theirs = await Promise.all(others.map(async (other, i) => {
		const invited = await other.post('invitations', { email: `guest${i}@shop.example`, role: 'viewer' })
		assert.equal(invited.status, 202, invited.text)
		const { members, invitations } = (await other.get('team')).body
		await stack.db.sql('postgres', `INSERT INTO directory.link_token (token_hash, account_id, member_id, purpose, expires_at)
			SELECT '\\x${createHash('sha256').update(links[i]).digest('hex')}', account_id, member_id, 'verify', now() + interval '1 day' FROM tenant.member WHERE member_id = '${members[0].id}'`)
		return { slug: other.slug, cookie: cookie(other), session: (await other.get('sessions')).body.sessions[0].id, member: members[0].id, invitation: invitations[0].id,
			link: links[i].toString('base64url') }
	}))
	const of = (i) => theirs[i % theirs.length]
	const link = (token) => ['POST', `/a/${me.slug}/api/email-verification`, { token }]
	for (const [what, path] of [['session', 'sessions'], ['member', 'team'], ['invitation', 'invitations']]) {
		const end = (id) => ['DELETE', `/a/${me.slug}/api/${path}/${id}`, undefined, cookie(me)]
		await compare(`ending a ${what}`, 404, { "another account's": (i) => end(of(i)[what]), "nobody's": () => end(randomUUID()) })
	}
	for (const [what, path] of [['session', 'login'], ['oa', 'link']]) {
		const look = (slug, cookies) => ['GET', `/a/${slug}/api/${what}`, undefined, cookies]
		await compare(`a slug, at acho-${path}`, 401, { "another account's": (i) => look(of(i).slug, cookie(me)), "nobody's": () => look(randomSlug(), cookie(me)) })
		await compare(`a session, at acho-${path}`, 401, { "another account's": (i) => look(me.slug, of(i).cookie), "nobody's": () => look(me.slug, { Cookie: `acho=${randomBytes(32).toString('base64url')}` }) })
	}
	await compare('a mailed link', 404, { "another account's": (i) => link(of(i).link), "nobody's": () => link(randomBytes(32).toString('base64url')) })
}

async function many(n, make) {
	const made = []
	await Promise.all(Array.from({ length: 8 }, async () => { while (made.length < n) made.push(await make()) }))
	return made.slice(0, n)
}

function randomSlug() {
	return Array.from({ length: 13 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[randomInt(32)]).join('')
}

/* kinds: {name: (i) => [method, path, body, headers]}, each answered with `status`. */
async function compare(what, status, kinds) {
	const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]))
	for (let i = 0; i < ROUNDS; i++)
		for (const kind of shuffled(Object.keys(kinds))) times[kind].push(await timed(status, ...kinds[kind](i)))
	console.log(`${what}: ${Object.entries(times).map(([kind, all]) => `${kind} ${median(all).toFixed(2)} ms`).join(', ')}`)
	for (const [a, b] of pairs(Object.keys(kinds))) {
		const found = auc(times[a], times[b])
		if (found > TARGET) missed++
		console.log(`  ${`${a} / ${b}`.padEnd(52)}${found.toFixed(3)} ${found > TARGET ? 'MISSED' : 'met'}`)
	}
}

function pairs(names) {
	return names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]))
}

function shuffled(list) {
	const all = [...list]
	for (let i = all.length - 1; i > 0; i--) {
		const j = randomInt(i + 1)
		;[all[i], all[j]] = [all[j], all[i]]
	}
	return all
}

/* Milliseconds from the request's first byte to the answer's last, over one connection that stays open. */
function timed(status, method, path, body, headers = {}) {
	const payload = body === undefined ? '' : JSON.stringify(body)
	return new Promise((resolve, reject) => {
		const begun = process.hrtime.bigint()
		const sent = request({ agent, port: stack.port, host: '127.0.0.1', method, path, headers: {
			Host: `localhost:${stack.port}`, Origin: stack.url, ...headers,
			...(payload ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) } : {}) } }, (answer) => {
			answer.resume()
			answer.on('end', () => (answer.statusCode === status ? resolve(Number(process.hrtime.bigint() - begun) / 1e6) : reject(new Error(`${path}: ${answer.statusCode}`))))
		})
		sent.on('error', reject)
		sent.end(payload)
	})
}
