/* A new master key, while merchants work: added, switched to, everything sealed again under it, the old one dropped. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { admin, adminWith } from '../support/operator.mjs'
import { until } from '../support/parts.mjs'
import { masters, numberOf, open, seal, SEALED } from '../support/seal.mjs'
import { startStack } from '../support/stack.mjs'
import { codeOf, step } from '../support/totp.mjs'

const CROWD = 1500 // accounts with a second factor, so that there is a middle to be killed in
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

let stack
let running
before(async () => { stack = await startStack({ env: { ACHO_LIMITS: 'off' } }) })
after(async () => {
	await running?.stop()
	await stack?.stop()
})

const sql = (text) => stack.db.sql('postgres', text)
const ring = (name) => readFileSync(stack.keyring(name), 'utf8')
const with_ = (name) => ({ ACHO_KEYRING: stack.keyring(name) })
/* Of a purpose, by the file of a program that holds it. */
const vault = (name, ...words) => adminWith(stack, with_(name), words)
const restart = async (...names) => {
	for (const name of names) await stack.terminate(name, { restart: true })
	for (const name of names.filter((one) => one !== 'courier')) await stack.ready(name)
}
const usage = async (name) => {
	const { status, stdout, stderr } = await vault(name, 'vault', 'check', '--json')
	assert.equal(status, 0, stderr)
	return Object.fromEntries(JSON.parse(stdout).keys.map(({ purpose, number, values, key }) => [`${purpose} ${number}`, `${values} ${key}`]))
}

/* From the catalogue, so that a column nobody thought of is missed by no rotation: 'tenant.proof'. */
const sealedTables = async () => (await sql(`SELECT n.nspname || '.' || c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attname ~ 'sealed' AND a.atttypid = 'bytea'::regtype AND c.relkind IN ('r', 'p')
	AND n.nspname IN ('tenant', 'directory') AND NOT c.relispartition`)).flat().sort()

/* Every sealed value there is: {table, slug, id, sealed}. */
async function everything() {
	const found = []
	for (const table of await sealedTables()) {
		const { id } = SEALED[table] ?? assert.fail(`${table} has sealed values that this test does not know`)
		const slug = table === 'directory.key_pool' ? "''" : '(SELECT slug FROM directory.slug s WHERE s.account_id = t.account_id)'
		for (const [one, of, bytes] of await sql(`SELECT ${slug}, ${id}, encode(sealed, 'hex') FROM ${table} t WHERE sealed IS NOT NULL`))
			found.push({ table, slug: one, id: of, sealed: Buffer.from(bytes, 'hex') })
	}
	return found
}

const countBy = (values, key) => values.reduce((sums, one) => ({ ...sums, [key(one)]: (sums[key(one)] ?? 0) + 1 }), {})

/* Accounts that only have to be there, each with a second factor. */
async function crowd(keys) {
	for (let made = 0; made < CROWD; made += 250) {
		const rows = Array.from({ length: 250 }, (_, i) => {
			const slug = String(made + i).padStart(13, '0').replace(/^0/, () => ALPHABET[(made + i) % 32])
			const member = randomUUID()
			return `('${slug}', '${member}', '\\x${seal(keys, 1, 'totp', slug, member, Buffer.from(`secret ${made + i}`)).toString('hex')}')`
		})
		await sql(`WITH given (slug, member, sealed) AS (VALUES ${rows.join(', ')}),
			slugs AS (INSERT INTO directory.slug (slug) SELECT slug FROM given RETURNING slug, account_id),
			accounts AS (INSERT INTO tenant.account (account_id, slug, company, contact, locale) SELECT account_id, slug, 'x', 'x', 'en' FROM slugs RETURNING account_id, slug),
			members AS (INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
				SELECT a.account_id, g.member::uuid, g.slug || '@crowd.example', sha256(g.slug::bytea), 'owner', 'x' FROM accounts a JOIN given g USING (slug) RETURNING account_id, member_id)
			INSERT INTO tenant.totp (account_id, member_id, sealed, on_at) SELECT m.account_id, m.member_id, g.sealed::bytea, now() FROM members m JOIN given g ON g.member::uuid = m.member_id`)
	}
}

/* Merchants who link while all of this goes on; a restart may cost a request, and a busy LINE an answer, nothing else may. */
function load() {
	const seen = []
	const wrong = []
	let goes = true
	const one = async () => {
		while (goes && !wrong.length) {
			try {
				seen.push((await Merchant.linked(stack)).slug)
			} catch ({ message }) {
				if (!/50[234]|line\.pending|ECONN|socket|fetch/.test(message)) wrong.push(message)
			}
		}
	}
	const workers = [one(), one()]
	return { seen, wrong, stop: async () => { goes = false; await Promise.all(workers) } }
}

test('a file of another installation has the same purposes and numbers, and is found out', async () => {
	await Merchant.withKid(stack)
	const number = ring('link').match(/^line (\d+)/m)[1]
	assert.equal((await vault('link', 'vault', 'check')).status, 0)
	const wrong = stack.keyring('link').replace(/[^/]+$/, 'wrong')
	writeFileSync(wrong, `line ${number} ${Buffer.alloc(32, 7).toString('base64url')}\n`, { mode: 0o600 })
	const { status, stderr } = await adminWith(stack, { ACHO_KEYRING: wrong }, ['vault', 'check'])
	assert.equal(status, 1)
	const said = new RegExp(`ACHO_KEYRING: key line ${number} is another than was used here under that number`)
	assert.match(stderr, said)
	for (const command of [['vault', 'rotate'], ['keyring', 'drop', 'line', number]]) assert.match((await adminWith(stack, { ACHO_KEYRING: wrong }, command)).stderr, said)
	const doctor = await adminWith(stack, { ACHO_KEYRING: wrong }, ['doctor'])
	assert.match(doctor.stdout, new RegExp(`broken +keyring +${said.source}`))
	assert.doesNotMatch(doctor.stdout, /it opens \d+ values/)
})

test('a rotation under load, killed in the middle and resumed: everything opens, nothing is left under the old keys', async () => {
	const old = masters(ring('link') + ring('login'))
	await crowd(old)
	const [merchant, waiting, silent, tired] = [await Merchant.linked(stack), await Merchant.loggedIn(stack), await Merchant.withKid(stack), await Merchant.linked(stack)]
	await until('a successor', async () => (await merchant.post('assertion-key')).status === 201)
	await until('a key in the pool', async () => (await sql('SELECT 1 FROM directory.key_pool WHERE account_id IS NULL')).length > 0)
	const { secret } = (await merchant.post('totp')).body
	assert.equal((await merchant.put('totp', { code: codeOf(secret) })).status, 200)
	const later = (await waiting.post('totp')).body.secret
	await stack.sandbox.behave({ endpoint: 'POST /v2/oauth/verify', channel_id: silent.line.oa.id, mode: 'status', status: 500 })
	assert.equal((await silent.putToken()).status, 202)

	const before = await everything()
	const tables = countBy(before, ({ table, sealed }) => `${table} ${numberOf(sealed)}`)
	for (const table of await sealedTables()) assert.ok(tables[`${table} 1`] > 0, `nothing is sealed in ${table}: it would prove nothing`)

	/* The new keys come into every file, and seal nothing yet. */
	const [line2, totp2] = await Promise.all(['line', 'totp'].map((purpose) => admin(stack, 'keyring', 'new', purpose, '2', 'opens')))
	const add = (name, text) => writeFileSync(stack.keyring(name), `${ring(name)}${text.replace(/^0 /, '')}\n`, { mode: 0o600 })
	add('link', line2)
	add('courier', line2)
	add('login', totp2)
	running = load()
	await restart('link', 'login', 'courier')
	const rotated = await vault('link', 'vault', 'rotate', '--json')
	assert.deepEqual([rotated.status, JSON.parse(rotated.stdout)], [0, { line: 1, resealed: 0, unopened: 0, walks: 1 }], 'there is nothing to rotate to')
	assert.match(JSON.stringify(await usage('link')), /"line 2":"0 opens"/)

	/* Now they seal. The courier, not yet started again, opens what link seals with the new one. */
	for (const name of ['link', 'courier', 'login']) writeFileSync(stack.keyring(name), ring(name).replace(' opens', ''), { mode: 0o600 })
	await restart('link', 'login')
	const fresh = await Merchant.linked(stack)
	assert.match(await admin(stack, 'token', 'check', fresh.slug), /^0 login_channel +proved/)
	await restart('courier')

	const refused = await vault('link', 'keyring', 'drop', 'line', '1')
	assert.match(`${refused.status} ${refused.stderr}`, /^1 acho-admin: key line 1 is in use: it seals \d+ values/)
	const tried = await vault('login', 'vault', 'rotate', '--dry-run', '--json')
	assert.deepEqual([tried.status, JSON.parse(tried.stdout)], [0, { totp: 2, to_reseal: CROWD + 2, unopened: 0, walks: 1 }])

	/* Killed as soon as something is done. */
	const renewed = async () => Number((await sql("SELECT count(*) FROM tenant.totp WHERE substr(sealed, 1, 4) = '\\x00000002'"))[0][0])
	let child
	let ended
	const killed = adminWith(stack, with_('login'), ['vault', 'rotate'], (one) => { child = one }).then((how) => (ended = how))
	await until('the rotation to have begun', async () => {
		assert.equal(ended, undefined, JSON.stringify(ended))
		return (await renewed()) > 0
	})
	child.kill('SIGKILL')
	assert.equal((await killed).status, 'SIGKILL')
	const done = await renewed()
	assert.ok(done > 0 && done < CROWD, `${done} of ${CROWD}: not in the middle`)

	for (const name of ['login', 'link']) {
		const { status, stdout, stderr } = await vault(name, 'vault', 'rotate')
		assert.equal(status, 0, stdout + stderr)
	}
	await running.stop()
	assert.deepEqual(running.wrong, [])
	assert.ok(running.seen.length > 0, 'the load did something')

	await until('a key in the pool', async () => (await sql('SELECT 1 FROM directory.key_pool WHERE account_id IS NULL')).length > 0)
	const keys = masters(ring('link') + ring('login'))
	const now = await everything()
	assert.deepEqual(Object.keys(countBy(now, ({ table, sealed }) => `${table} ${numberOf(sealed)}`)).sort(), (await sealedTables()).map((table) => `${table} 2`), 'nothing is left, in no column of the catalogue')
	const plain = new Map(before.map(({ table, slug, id, sealed }) => [`${table} ${id}`, open(old, SEALED[table].purpose, slug, id, sealed)]))
	for (const { table, slug, id, sealed } of now) {
		const is = open(keys, SEALED[table].purpose, slug, id, sealed)
		const was = plain.get(`${table} ${id}`)
		if (was) assert.ok(is.equals(was), `${table} of ${slug} is what it was`)
	}
	assert.equal(now.filter(({ table }) => table === 'tenant.totp').length, CROWD + 2)

	/* The old keys go. */
	for (const [name, purpose] of [['link', 'line'], ['courier', 'line'], ['login', 'totp']]) {
		const dropped = await vault(name, 'keyring', 'drop', purpose, '1')
		assert.equal(dropped.status, 0, dropped.stderr)
		assert.doesNotMatch(ring(name), /^\w+ 1 /m)
	}
	const last = await vault('link', 'keyring', 'drop', 'line', '2')
	assert.match(`${last.status} ${last.stderr}`, /^1 acho-admin: key line 2 is in use/)
	assert.match(JSON.stringify(await usage('link')), /^\{"line 2":"\d+ seals","totp 2":"\d+ of another file"\}$/)

	/* And everybody works with the new ones alone. */
	await restart('link', 'login', 'courier')
	await stack.sandbox.behaveWell()
	await sql("UPDATE tenant.proof SET due_at = now() WHERE state = 'pending' AND lease IS NULL")
	await until('the pasted token to be proved', async () => (await silent.oa()).messaging_token.state === 'proved')
	assert.match(await admin(stack, 'token', 'check', tired.slug), /^0 login_channel +proved.*\nmessaging_token +proved/)
	await sql('UPDATE tenant.totp SET last_step = 0')
	assert.equal((await merchant.tryLogIn({ totp: codeOf(secret, step()) })).status, 201)
	assert.equal((await waiting.put('totp', { code: codeOf(later) })).status, 200)
	assert.equal((await Merchant.linked(stack)).slug.length, 13)
})

test('a code that comes while its secret is being sealed again is good', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const { secret } = (await merchant.post('totp')).body
	const keys = masters(ring('login'))
	const [[member, id, hex]] = await sql(`SELECT member_id, coalesce(totp_id, member_id), encode(sealed, 'hex') FROM tenant.totp JOIN directory.slug USING (account_id) WHERE slug = '${merchant.slug}'`)
	const was = Buffer.from(hex, 'hex')
	const is = seal(keys, numberOf(was), 'totp', merchant.slug, id, open(keys, 'totp', merchant.slug, id, was))
	/* The worker has read the old seal and finds the row locked, and then the new one in it. */
	const rotated = await stack.db.hold(`UPDATE tenant.totp SET sealed = '\\x${is.toString('hex')}' WHERE member_id = '${member}'`)
	const { answer } = await stack.db.heldUp('acho_login', () => merchant.put('totp', { code: codeOf(secret) }))
	await rotated('COMMIT')
	assert.equal((await answer).status, 200)
})

test('what a file does not open is said, and stays', async () => {
	const merchant = await Merchant.linked(stack)
	const good = ring('link')
	const made = await admin(stack, 'keyring', 'new', 'line', '9')
	writeFileSync(stack.keyring('link'), `${made.replace(/^0 /, '')}\n`, { mode: 0o600 })
	const was = await everything()
	const checked = await vault('link', 'vault', 'check')
	assert.match(`${checked.status} ${checked.stderr}`, /^1 acho-admin: key line \d is not in this file/)
	assert.match(checked.stdout, /^purpose +number +values +key\nline +\d +\d+ +missing$/m)
	const rotated = await vault('link', 'vault', 'rotate')
	assert.equal(rotated.status, 1)
	assert.match(rotated.stderr, new RegExp(`tenant.messaging_token [-0-9a-f]{36} of ${merchant.slug}: master \\d of a messaging_token is not in the keyring`))
	assert.match(rotated.stderr, /\d+ values do not open with this keyring, and stay as they are\n$/)
	const settled = (values) => values.filter(({ table }) => table !== 'directory.key_pool').map(({ sealed }) => sealed.toString('hex')).sort()
	assert.deepEqual(settled(await everything()), settled(was))
	writeFileSync(stack.keyring('link'), good, { mode: 0o600 })
	assert.equal((await vault('link', 'vault', 'check')).status, 0)
})

test('it says what it needs', async () => {
	assert.match(await admin(stack, 'vault', 'rotate'), /^1 acho-admin: ACHO_KEYRING: the file cannot be opened/)
	assert.match(await admin(stack, 'vault', 'rotat'), /^2 acho-admin: usage: acho-admin vault check or rotate/)
	assert.match(await admin(stack, 'vault'), /^2 acho-admin: usage: acho-admin vault check or rotate/)
	writeFileSync(stack.keyring('admin'), ring('link'), { mode: 0o644 })
	assert.match(await admin(stack, 'vault', 'check'), /^1 acho-admin: ACHO_KEYRING: mode 0644; it should be 0600/)
})
