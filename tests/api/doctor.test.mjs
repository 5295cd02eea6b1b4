/* acho-admin doctor: all is well, and then each part is broken in turn: it is named, with what to do and where more is said. */
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { deploy } from '../support/deploy.mjs'
import { Merchant } from '../support/merchant.mjs'
import { admin, adminWith } from '../support/operator.mjs'
import { freePort, isRoot, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

let stack
before(async () => {
	stack = await startStack({ env: (house) => ({ ACHO_METRICS_FILE: join(house.folder, 'run/courier.prom') }) })
	await backUp()
})
after(() => stack?.stop())

const sql = (text) => stack.db.sql('postgres', text)
const healthy = () => ({ ACHO_KEYRING: stack.keyring('link') })

/* Both backups, as the package's timer has them made. */
async function backUp() {
	const at = (name) => join(stack.folder, name)
	execFileSync('age-keygen', ['-o', at('identity')], { stdio: 'ignore' })
	writeFileSync(at('recipients'), execFileSync('age-keygen', ['-y', at('identity')]))
	const env = { ACHO_BACKUP_RECIPIENTS: at('recipients'), ACHO_BACKUP_DB: stack.db.conninfo('postgres'), ACHO_BACKUP_METRICS: at('run') }
	for (const [what, ...files] of [['database'], ['keyrings', stack.keyring('link')]]) {
		mkdirSync(at(`backup-${what}`))
		const { code, stderr } = await deploy('backup', [what, at(`backup-${what}`), ...files], env)
		assert.equal(code, 0, stderr)
	}
}

/* Sections of RUNBOOKS.md that were named so far. */
const named = new Set()

async function doctor(settings = {}) {
	const { status, stdout, stderr } = await adminWith(stack, { ...healthy(), ...settings }, ['doctor', '--json'])
	assert.equal(stderr, '')
	const { parts } = JSON.parse(stdout)
	for (const { what } of parts) for (const [, section] of what.matchAll(/\(\/usr\/share\/doc\/acho\/RUNBOOKS\.md#([\w-]+)\)$/g)) named.add(section)
	return { status, parts, broken: parts.filter(({ state }) => state === 'broken').map(({ part, what }) => `${part}: ${what}`) }
}

/* What is broken, and nothing else. */
async function isBroken(settings, ...wanted) {
	const { status, broken } = await doctor(settings)
	assert.equal(status, 1)
	assert.equal(broken.length, wanted.length, broken.join('\n'))
	wanted.forEach((pattern, i) => assert.match(broken[i], pattern))
}

/* What it says of a part, all of it ok. */
async function isFine(part, ...wanted) {
	const { status, parts, broken } = await doctor()
	assert.equal(status, 0, broken.join('\n'))
	const said = parts.filter((one) => one.part === part).map(({ what }) => what)
	assert.equal(said.length, wanted.length, said.join('\n'))
	wanted.forEach((pattern, i) => assert.match(said[i], pattern))
}

test('all is well', async () => {
	await Merchant.linked(stack)
	const { status, parts } = await until('a key in the pool', async () => {
		const found = await doctor()
		return found.broken.some((one) => one.startsWith('keys:')) ? null : found
	})
	assert.equal(status, 0, JSON.stringify(parts, null, 1))
	assert.deepEqual([...new Set(parts.map(({ part }) => part))], ['settings', 'database', 'calls', 'disk', 'site', 'courier', 'keyring', 'smtp', 'line', 'mails', 'keys', 'proofs', 'backup'])
	assert.ok(parts.every(({ state, what }) => state === 'ok' && what))
	const { status: plain, stdout } = await adminWith(stack, healthy(), ['doctor'])
	assert.equal(plain, 0)
	assert.match(stdout, /^state +part +what\nok +settings +acho-signup has all it reads\n/)
	assert.ok(stdout.trim().split('\n').slice(1).every((line) => line.startsWith('ok ')), stdout)
	for (const words of [['now'], ['--secrets']]) assert.match(await admin(stack, 'doctor', ...words), /^2 acho-admin: usage: acho-admin doctor \[--secrets DIR\]/)
})

const ROLES = ['signup', 'login', 'link', 'courier']

/* One value each that its program does not start with, and the programs that read it. */
const WRONG = {
	ACHO_BASE_URL: ['shop', 'signup login link courier'],
	ACHO_SMTP_URL: ['mail.example', 'courier'],
	ACHO_MAIL_FROM: ['nobody', 'courier'],
	ACHO_MAIL_REPLY_TO: ['"a,b"@shop.example', 'courier'],
	ACHO_LINE_API: ['http://line.example', 'link courier'],
	ACHO_LINE_TIMEOUT_MS: ['soon', 'link courier'],
	ACHO_THREADS: ['-1', 'signup login link'],
	ACHO_POOL_TARGET: ['0', 'courier'],
	ACHO_AUDIT_DAYS: ['1', 'courier'],
	ACHO_SESSION_IDLE_DAYS: ['0', 'login'],
	ACHO_LIMITS: ['maybe', 'signup login link courier'],
	ACHO_LOG_LEVEL: ['loud', 'signup login link courier'],
	ACHO_BRAND: ['x'.repeat(61), 'signup login courier'],
	ACHO_TERMS_VERSION: ['x'.repeat(61), 'signup login'],
}
for (const [name, [value, readers]] of Object.entries(WRONG))
	test(`${name} is wrong`, async () => {
		const { status, broken } = await doctor({ [name]: value })
		assert.equal(status, 1)
		const settings = broken.filter((one) => one.startsWith('settings: '))
		assert.deepEqual(settings.map((one) => one.match(/^settings: acho-(\w+) would not start: /)?.[1]), readers.split(' '))
		for (const one of settings) assert.match(one, new RegExp(`${name} is wrong; it should be `))
	})

test('the database cannot be reached, or is of another release', async () => {
	await isBroken({ ACHO_DB: `host=${stack.folder} dbname=acho` }, /^database: cannot connect.*#a-worker-is-down\)$/)
	await sql('ALTER FUNCTION link.whoami RENAME TO whoareyou')
	await isBroken({}, /^calls: acho_link: schema and binary do not fit: statement WHOAMI; run acho-admin migrate/)
	await sql('ALTER FUNCTION link.whoareyou RENAME TO whoami')
	await sql('REVOKE EXECUTE ON FUNCTION courier.pool_wanted FROM acho_courier')
	await isBroken({}, /^calls: acho_courier may not call courier\.pool_wanted\(integer\): acho-admin migrate --apply$/)
	await sql('GRANT EXECUTE ON FUNCTION courier.pool_wanted TO acho_courier')
	await sql('ALTER FUNCTION admin.suspend RENAME TO suspended')
	await isBroken({}, /^database: schema and binary do not fit: statement SUSPEND; run acho-admin migrate/)
	await sql('ALTER FUNCTION admin.suspended RENAME TO suspend')
	assert.equal((await doctor()).status, 0)
})

test('each role is tried with its own conninfo; where it is not known, that is said, and its rights are looked at all the same', async () => {
	const whose = { ACHO_DB: stack.db.conninfo('acho_admin') }
	const said = ({ parts }) => parts.filter(({ part }) => part === 'calls').map(({ state, what }) => `${state} ${what}`)
	const without = await doctor(whose)
	assert.equal(without.status, 0)
	assert.deepEqual(said(without), ['ok each role may log in and call its functions', ...ROLES.map((name) => `skipped acho_${name} is not tried: ACHO_DB names another user, and there is no ${name}.db in --secrets DIR, where acho-database puts it`)])
	await sql('ALTER ROLE acho_login NOLOGIN; ALTER ROLE acho_link NOLOGIN')
	await isBroken(whose, /^calls: acho_link may not log in: acho-admin migrate --apply$/, /^calls: acho_login may not log in/)
	await sql('ALTER ROLE acho_login LOGIN; ALTER ROLE acho_link LOGIN')

	const secrets = join(stack.folder, 'secrets')
	mkdirSync(secrets)
	for (const name of ROLES) writeFileSync(join(secrets, `${name}.db`), `${stack.db.conninfo(`acho_${name}`)}\n`)
	const withThem = async () => JSON.parse((await adminWith(stack, { ...healthy(), ...whose }, ['doctor', '--secrets', secrets, '--json'])).stdout)
	assert.deepEqual(said(await withThem()).slice(1).map((line) => line.replace(/\d+/, 'N')), ROLES.map((name) => `ok acho_${name} is let in, and all N fit`))
	writeFileSync(join(secrets, 'link.db'), 'nonsense\n')
	assert.match(said(await withThem())[3], /^broken acho_link: ACHO_DB is wrong; it should be a libpq conninfo/)
	rmSync(secrets, { recursive: true })
})

test('a password that is not the one in force is told from a database that is away', async () => {
	const hba = join(stack.db.data, 'pg_hba.conf')
	const before = readFileSync(hba, 'utf8')
	await sql("ALTER ROLE acho_admin PASSWORD 'mine'; ALTER ROLE acho_login PASSWORD 'another'")
	writeFileSync(hba, `local all acho_admin,acho_login scram-sha-256\n${before}`)
	await sql('SELECT pg_reload_conf()')
	const passfile = join(stack.folder, 'passfile')
	const db = (...lines) => {
		writeFileSync(passfile, lines.map((line) => `*:*:*:${line}\n`).join(''), { mode: 0o600 })
		return { ACHO_DB: `${stack.db.conninfo()} passfile=${passfile}` }
	}
	await isBroken(db('acho_admin:old'), /^database: cannot connect to ACHO_DB: .*password authentication failed for user "acho_admin".*#replace-the-database-password\)$/)
	await isBroken(db('acho_login:another'), /^database: cannot connect to ACHO_DB: .*no password supplied.*#replace-the-database-password\)$/)
	await isBroken(db('acho_admin:mine', 'acho_login:old'), /^calls: acho_login: cannot connect to ACHO_DB: .*failed for user "acho_login".*#replace-the-database-password\)$/)
	assert.equal((await doctor(db('acho_admin:mine', 'acho_login:another'))).status, 0)
	writeFileSync(hba, before)
	await sql('SELECT pg_reload_conf()')
})

const canMount = isRoot && spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
test('the disk of the database is full', { skip: !canMount && 'needs to mount' }, async () => {
	const { postgres, courier } = stack.parts
	const { command, user } = postgres
	await stack.terminate('courier')
	await postgres.end('SIGINT')
	/* The same data on a disk of its own, which nobody else sees; there it is filled, and so much is left that PostgreSQL itself goes on. */
	const disk = 'mount -t tmpfs -o size=$(($(du -sk "$1/data" | cut -f 1) + 65536))k tmpfs "$1/disk" && cp -a "$1/data" "$1/disk" && mount --bind "$1/disk/data" "$1/data" && shift'
	mkdirSync(join(stack.db.folder, 'disk'))
	Object.assign(postgres, { user: null, command: ['unshare', '--mount', 'sh', '-c', `${disk} && exec setpriv --reuid=${user} --regid=${user} --init-groups -- "$@"`, '-', stack.db.folder, ...command] })
	postgres.start()
	await until('PostgreSQL on its disk', () => sql('SELECT 1').catch(() => null))
	const ballast = join('/proc', String(postgres.pid), 'root', stack.db.data, 'ballast')
	const { bavail, bsize } = statfsSync(join(ballast, '..'))
	writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4 * 2 ** 20))
	await isBroken({}, /^disk: the database's disk is full: nothing can be written.*#disk-full\)$/)
	rmSync(ballast)
	assert.equal((await doctor()).status, 0)
	await postgres.end('SIGINT')
	Object.assign(postgres, { user, command })
	postgres.start()
	await until('PostgreSQL where it was', () => sql('SELECT 1').catch(() => null))
	courier.start()
})

const figures = () => join(stack.folder, 'run/courier.prom')

/* While the courier does not run: what it wrote last, as of `seconds` ago. */
function writtenAgo(seconds) {
	const at = Math.floor(Date.now() / 1000) - seconds
	writeFileSync(figures(), readFileSync(figures(), 'utf8').replace(/^(acho_figures_timestamp_seconds) .*$/m, `$1 ${at}`))
}

test('a program does not run, or is not ready', async () => {
	for (const name of ['signup', 'login', 'link']) {
		await stack.terminate(name)
		await isBroken({}, new RegExp(`^site: acho-${name} gives no answer \\(50[24]\\): does it run\\?.*#a-worker-is-down\\)$`))
		stack.parts[name].start()
		await stack.ready(name)
	}
	await sql('ALTER FUNCTION link.whoami RENAME TO whoareyou')
	await isBroken({}, /^calls: acho_link: /, /^site: acho-link is not ready: \{.*"schema":"schema and binary do not fit: .*#a-worker-is-down\)$/)
	await sql('ALTER FUNCTION link.whoareyou RENAME TO whoami')
	await stack.terminate('courier')
	writtenAgo(60)
	await isFine('courier', /^it runs$/)
	writtenAgo(190)
	await isBroken({}, /^courier: it has written no figures for 3 minutes: does it run\?.*#the-courier-is-silent\)$/)
	rmSync(figures())
	await isFine('courier', /^it writes no figures at ACHO_METRICS_FILE here$/)
	stack.parts.courier.start()
	await until('its figures', () => existsSync(figures()))
})

test('nginx does not run', async () => {
	const { nginx } = stack.parts
	await nginx.end('SIGQUIT')
	await isBroken({}, /^site: ACHO_BASE_URL does not answer: .*connect.*#the-site-does-not-answer\)$/)
	nginx.start()
	await Promise.all(['signup', 'login', 'link'].map((name) => stack.ready(name)))
	await isFine('site', /^acho-signup is ready$/, /^acho-login is ready$/, /^acho-link is ready$/)
})

/* The same in a root that trusts that certificate alone. */
const doctorTrusting = (cert, settings) => new Promise((resolve) => {
	execFile('unshare', ['--mount', 'sh', '-c', 'mount --bind "$0" /etc/ssl/certs/ca-certificates.crt && exec "$@"', cert, stack.program('admin'), 'doctor', '--json'],
		{ env: { PATH: process.env.PATH, ...stack.settings('admin'), ...healthy(), ...settings } }, (_, stdout) => resolve(JSON.parse(stdout)))
})

/* What is said of https://localhost with a certificate that is good for `days`: where it is trusted, and where it is not. */
async function certified(days) {
	const [key, cert] = ['site.key', 'site.crt'].map((name) => join(stack.folder, name))
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
		'-days', String(days), '-keyout', key, '-out', cert], { stdio: 'ignore' })
	const site = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, answer) => answer.end('{"status":"ok"}')).listen(0, '127.0.0.1')
	await once(site, 'listening')
	const settings = { ACHO_BASE_URL: `https://localhost:${site.address().port}` }
	const said = ({ parts }) => parts.filter(({ part }) => part === 'site').map(({ state, what }) => `${state} ${what}`)
	try {
		return { trusted: said(await doctorTrusting(cert, settings)), untrusted: said(await doctor(settings)) }
	} finally {
		site.close()
	}
}

test('the certificate of the site', { skip: !canMount && 'needs to mount' }, async () => {
	const good = await certified(30)
	assert.match(good.trusted.join('\n'), /^ok its certificate is good for (29|30) days\nok acho-signup is ready\nok acho-login is ready\nok acho-link is ready$/)
	assert.equal(good.untrusted.length, 1)
	assert.match(good.untrusted[0], /^broken ACHO_BASE_URL does not answer: .*certificate.*#the-site-does-not-answer\)$/)
	assert.match((await certified(10)).trusted[0], /^broken its certificate is good for (9|10) days: certbot renew.*#the-site-does-not-answer\)$/)
})

test('nginx is on another machine, or behind a balancer', async () => {
	const site = createHttpServer((_, answer) => answer.end('<!doctype html>')).listen(0, '127.0.0.2')
	await once(site, 'listening')
	const { status, parts } = await doctor({ ACHO_BASE_URL: `http://127.0.0.2:${site.address().port}` })
	site.close()
	assert.equal(status, 0)
	assert.deepEqual(parts.filter(({ part }) => part === 'site').map(({ state, what }) => `${state} ${what}`), ['skipped nginx is on another machine: ask doctor there about its workers'])
})

test('the backup is old, or none was made here', async () => {
	const file = join(stack.folder, 'run/acho_backup_keyrings.prom')
	const [text, made] = readFileSync(file, 'utf8').match(/ (\d+)\n$/)
	const kept = readFileSync(file, 'utf8')
	writeFileSync(file, kept.replace(text, ` ${made - 37 * 3600}\n`))
	await isBroken({}, /^backup: the last good one of the keyrings is 37 hours old.*#the-backup-is-old\)$/)
	rmSync(file)
	await isFine('backup', /^the last good one of the database is 0 hours old$/, /^none of the keyrings is noted beside ACHO_METRICS_FILE$/)
	writeFileSync(file, kept)
})

test('the keyring', async () => {
	const copy = join(stack.folder, 'copy.keyring')
	await isBroken({ ACHO_KEYRING: join(stack.folder, 'none') }, /^keyring: ACHO_KEYRING: the file cannot be opened/)
	copyFileSync(stack.keyring('link'), copy)
	chmodSync(copy, 0o640)
	await isBroken({ ACHO_KEYRING: copy }, /^keyring: ACHO_KEYRING: mode 0640; it should be 0600/)
	writeFileSync(copy, `${(await admin(stack, 'keyring', 'new', 'line', '2')).slice(2)}\n`)
	chmodSync(copy, 0o600)
	await isBroken({ ACHO_KEYRING: copy }, /^keyring: key line 1 seals \d+ values and is not in ACHO_KEYRING: put its line back.*#rotate-the-master-keys\)$/)
})

test('a rotation of keys that is not done is seen at each step', async () => {
	const [first] = readFileSync(stack.keyring('link'), 'utf8').split('\n')
	const second = (await admin(stack, 'keyring', 'new', 'line', '2')).slice(2)
	const put = async (...lines) => {
		for (const name of ['link', 'courier']) {
			writeFileSync(stack.keyring(name), `${lines.join('\n')}\n`)
			await stack.terminate(name, { restart: true })
		}
		await stack.ready('link')
	}
	const done = /^it opens \d+ values, 0 of them under an older key$/
	await isFine('keyring', done)
	await put(first, `${second} opens`)
	await isFine('keyring', done, /^key line 2 only opens so far.*#rotate-the-master-keys\)$/)
	await put(first, second)
	await isFine('keyring', /^it opens \d+ values, [1-9]\d* of them under an older key: acho-admin vault rotate .*#rotate-the-master-keys\)$/)
	assert.equal((await adminWith(stack, healthy(), ['vault', 'rotate'])).status, 0)
	await isFine('keyring', done, /^key line 1 seals nothing any more: acho-admin keyring drop line 1 .*#rotate-the-master-keys\)$/)
	for (const name of ['link', 'courier']) assert.equal((await adminWith(stack, { ACHO_KEYRING: stack.keyring(name) }, ['keyring', 'drop', 'line', '1'])).status, 0)
	await put(second)
	await isFine('keyring', done)
})

test('the mail server and LINE', async () => {
	const port = await freePort()
	await isBroken({ ACHO_SMTP_URL: `smtp://user:secret@localhost:${port}` }, /^smtp: the mail server does not greet us \(connect\).*#mail-outage\)$/)
	await isBroken({ ACHO_SMTP_URL: `smtp://localhost.:${new URL(stack.sandbox.smtp).port}` }, /^smtp: the mail server does not greet us \((tls|dns)\)/)
	await isBroken({ ACHO_LINE_API: `http://localhost:${port}` }, /^line: LINE is not reached \(.*connect.*#line-outage\)$/)
	await isBroken({ ACHO_LINE_API: `https://localhost:${new URL(stack.sandbox.line).port}` }, /^line: LINE is not reached \(.*SSL/)
})

test('what waits too long', async () => {
	await stack.terminate('courier')
	writtenAgo(0)
	const merchant = await Merchant.withOa(stack)
	await sql("UPDATE tenant.outbox SET due_at = now() - interval '11 minutes' WHERE state = 'waiting'")
	await isBroken({}, /^mails: \d+ wait, one is due for 11 minutes: does acho-courier run.*#the-courier-is-silent\)$/)
	await sql("UPDATE tenant.outbox SET due_at = now() WHERE state = 'waiting'")
	await stack.sandbox.behave({ endpoint: 'POST /v2/oauth/verify', channel_id: merchant.line.oa.id, mode: 'status', status: 500 })
	assert.equal((await merchant.putToken()).status, 202)
	await sql("UPDATE tenant.proof SET due_at = now() - interval '1 hour' WHERE state = 'pending'")
	await isBroken({}, /^proofs: 1 wait for LINE, one is due for 60 minutes.*#the-courier-is-silent\)$/)
	await sql("UPDATE tenant.proof SET due_at = now() + interval '15 seconds', started_at = now() - interval '20 minutes' WHERE state = 'pending'")
	await isBroken({}, /^proofs: 1 wait for LINE, which has given no answer for 20 minutes: .*#line-outage\)$/)
	await sql("UPDATE tenant.proof SET due_at = now(), started_at = now() WHERE state = 'pending'")
	/* The mail server answers, and takes none. */
	await sql("UPDATE tenant.outbox SET created_at = now() - interval '4 hours', settled_at = now() - interval '3 hours' WHERE state = 'delivered'")
	await sql("UPDATE tenant.outbox SET due_at = now() + interval '1 hour', tries = 3, last_status = 'rcpt 450', created_at = now() - interval '2 hours' WHERE state = 'waiting'")
	await isBroken({}, /^mails: \d+ wait and none has gone out for \d+ minutes; the mail server says rcpt 450: .*#mail-outage\)$/)
	const delivered = "UPDATE tenant.outbox SET state = 'delivered', settled_at = now() WHERE message_id = (SELECT min(message_id::text)::uuid FROM tenant.outbox WHERE state = 'delivered')"
	await sql(delivered)
	assert.equal((await doctor()).status, 0, 'others are taken: it is one mailbox')
	await sql("UPDATE tenant.outbox SET due_at = now() WHERE state = 'waiting'")
	await sql('DELETE FROM directory.key_pool')
	await isBroken({}, /^keys: none is ready, 0 accounts wait for one: does acho-courier run.*#the-courier-is-silent\)$/)
	stack.parts.courier.start()
})

test('after a restore mails are held until somebody says what has become of them', async () => {
	await until('a key in the pool', async () => (await doctor()).status === 0)
	await stack.terminate('courier')
	await Merchant.signUp(stack)
	const restore = (...words) => deploy('restore', words, { ACHO_RESTORE_DB: `host=${stack.db.socket} user=postgres` })
	assert.match((await restore('quiet')).stdout, /^1 mails are held/m)
	await isBroken({}, /^mails: 1 are held since a restore: acho-restore mails .*#losing-a-host\)$/)
	assert.equal((await restore('mails', '--all')).code, 0)
	assert.equal((await doctor()).status, 0)
	stack.parts.courier.start()
})

test('each section that doctor can name was named above', () => {
	const sources = readdirSync(join(root, 'fcgi/admin')).filter((name) => /^doctor.*\.c$/.test(name)).map((name) => readFileSync(join(root, 'fcgi/admin', name), 'utf8')).join('')
	const wanted = new Set([...sources.matchAll(/RUNBOOK\("([\w-]+)"\)/g)].map((hit) => hit[1]).filter((section) => canMount || section !== 'disk-full'))
	assert.ok(wanted.size >= 7)
	assert.deepEqual([...named].sort(), [...wanted].sort())
})
