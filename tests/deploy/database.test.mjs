/* deploy/database against a server that is reached as one elsewhere is: over TCP, with TLS and passwords. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pgBin } from '../support/cluster.mjs'
import { freePort, isRoot, Part, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { buildPrograms } from './support/release.mjs'

const LOGINS = ['signup', 'login', 'link', 'courier', 'admin']
const ADMIN = join(root, 'build/release/fcgi/admin/acho-admin')
const asPostgres = (command) => (isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--', ...command] : command)
const run = ([program, ...args]) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' })

let folder
let server
let port
before(async () => {
	buildPrograms()
	folder = mkdtempSync(join(tmpdir(), 'acho-database-'))
	chmodSync(folder, 0o711)
	port = await freePort()
	mkdirSync(join(folder, 'pg'))
	mkdirSync(join(folder, 'secrets'))
	for (const [name, subject, more] of [['ca', '/CN=A test authority', []], ['other', '/CN=Another authority', []]])
		run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', subject, '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`), ...more])
	run(['openssl', 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-keyout', join(folder, 'pg/server.key'), '-out', join(folder, 'server.csr')])
	writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost')
	run(['openssl', 'x509', '-req', '-in', join(folder, 'server.csr'), '-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca.key'), '-CAcreateserial', '-days', '2', '-extfile', join(folder, 'names'), '-out', join(folder, 'pg/server.crt')])
	writeFileSync(join(folder, 'first'), 'let me in')
	writeFileSync(join(folder, 'acho.env'), 'ACHO_THREADS=2\n')
	writeFileSync(join(folder, 'large.env'), 'ACHO_THREADS=8\nACHO_THREADS=32\n')
	chmodSync(join(folder, 'first'), 0o644)
	if (isRoot) run(['chown', '-R', 'postgres:postgres', join(folder, 'pg')])
	const data = join(folder, 'pg/data')
	run(asPostgres([join(pgBin(), 'initdb'), '-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'first')}`, '--no-sync']))
	appendFileSync(join(data, 'postgresql.conf'), `listen_addresses = 'localhost'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\nssl = on\nssl_cert_file = '../server.crt'\nssl_key_file = '../server.key'\nlog_statement = all\n`)
	writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all all scram-sha-256\n')
	server = new Part('postgres', { command: [join(pgBin(), 'postgres'), '-D', data], env: { PATH: process.env.PATH }, cwd: '/', log: join(folder, 'postgres.log'), user: 'postgres' }).start()
	await server.said(/ready to accept connections/)
})
after(async () => {
	await server?.end('SIGINT')
	if (folder) rmSync(folder, { recursive: true, force: true })
})

const conninfo = (more = {}) => Object.entries({ host: 'localhost', port, user: 'postgres', sslmode: 'verify-full', sslrootcert: join(folder, 'ca.pem'), ...more }).map(([key, value]) => `${key}=${value}`).join(' ')

/* deploy/database: {status, out, err}. */
function database(args, env = {}) {
	const { status, stdout, stderr } = spawnSync(join(root, 'deploy/database'), args, { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/nonexistent', PGPASSWORD: 'let me in', ACHO_CONFIG: join(folder, 'acho.env'), ...env } })
	return { status, out: stdout, err: stderr }
}
const secrets = () => join(folder, 'secrets')
const good = (more) => database(['--server', conninfo(more), '--secrets', secrets()])
const secret = (name) => readFileSync(join(secrets(), `${name}.db`), 'utf8').trim()
function psql(line, text) {
	return run(['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', line, '-c', text]).trim()
}
const asAdministrator = (text, name = 'acho') => psql(`${conninfo()} dbname=${name} password='let me in'`, text)

/* The environment of who finds a server of that number, though not here: psql as it would speak of it. */
function besideServer(number) {
	const there = join(folder, `psql-${number}`)
	mkdirSync(there, { recursive: true })
	writeFileSync(join(there, 'psql'), `#!/bin/sh\necho ${number}\n`, { mode: 0o755 })
	return { PATH: `${there}:${process.env.PATH}` }
}

test('whatever is wrong is one line that says what to do, and nothing has been done', () => {
	const wrong = [
		[['--server', conninfo({ host: 'db.example', sslmode: 'require' })], {}, /over the network it should say sslmode=verify-full/],
		[['--server', `${conninfo()} password=x`], {}, /the password belongs in PGPASSWORD or ~\/\.pgpass/],
		[['--server', 'dbname=x'], {}, /should say host=/],
		[['--server', conninfo({ sslrootcert: join(folder, 'other.pem') })], {}, /nothing was done/],
		[['--server', conninfo({ host: '127.0.0.1' })], {}, /nothing was done/],
		[['--server', conninfo({ port: 1 })], {}, /nothing was done/],
		[['--server', conninfo()], { PGPASSWORD: 'wrong' }, /nothing was done/],
		[['--server', conninfo()], { ACHO_CONFIG: join(folder, 'large.env') }, /the server takes 100 connections, the programs of this machine need 123: ALTER SYSTEM SET max_connections = 200 .* ACHO_THREADS \(32 now\).*; nothing was done/],
		[['--server', conninfo(), '--secrets', '/nowhere/at/all'], {}, /--secrets: there is no folder/],
		[['--server', conninfo()], besideServer(140020), /PostgreSQL 15 is needed, this is 14; nothing was done/],
		[['--server', conninfo()], besideServer(160004), /PostgreSQL 15 is needed, this is 16; nothing was done/],
		[['--nonsense'], {}, /^database: usage: /],
	]
	for (const [args, env, says] of wrong) {
		const { status, err } = database(args.includes('--secrets') || args.length === 1 ? args : [...args, '--secrets', secrets()], env)
		assert.equal(status, 1, args.join(' '))
		assert.match(err.trim().split('\n').at(-1), says, args.join(' '))
	}
	assert.deepEqual(readdirSync(secrets()), [])
	assert.equal(asAdministrator("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'acho%'", 'postgres'), '0')
})

test('room is asked for each connection that the courier holds, one a thread', () => {
	const courier = join(root, 'fcgi/courier')
	const threads = readdirSync(courier).filter((name) => name.endsWith('.c')).flatMap((name) => {
		const text = readFileSync(join(courier, name), 'utf8')
		return [...text.matchAll(/\.threads = (\w+)/g)].map(([, n]) => Number(text.match(new RegExp(`#define +${n} +(\\d+)`))?.[1] ?? n))
	})
	const kinds = readFileSync(join(courier, 'jobs.c'), 'utf8').match(/kinds\[\] = \{([^}]*)\}/)[1].split(',')
	assert.equal(threads.length, kinds.length)
	const all = threads.reduce((sum, n) => sum + n)
	const [, asked, others] = readFileSync(join(root, 'deploy/database'), 'utf8').match(/^courier=(\d+) others=(\d+)$/m)
	assert.equal(Number(asked), all)
	const [, page] = readFileSync(join(root, 'deploy/INSTALL.md'), 'utf8').match(/6 a core and (\d+) more/)
	assert.equal(Number(page), all + Number(others))
})

test('it makes roles, database and schema, and again changes nothing', () => {
	const first = good()
	assert.equal(first.status, 0, first.err)
	assert.match(first.out, /applied 0001_schemas\.sql[^]*the database is at \d+\n.*every program can log in/)
	const state = () => [
		asAdministrator("SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolinherit FROM pg_roles WHERE rolname LIKE 'acho%' ORDER BY 1"),
		asAdministrator('SELECT version, name FROM meta.migration ORDER BY 1'),
		...readdirSync(secrets()).sort().map((name) => readFileSync(join(secrets(), name), 'utf8')),
	]
	const before = state()
	const second = good()
	assert.equal(second.status, 0, second.err)
	assert.doesNotMatch(second.out, /^applied/m)
	assert.deepEqual(state(), before)
	assert.match(before[0], /^acho_owner\|t\|f\|t\|f$/m)
})

test('each program has a password of its own, in a file of its own, and none is in the server\'s log', () => {
	const passwords = [...LOGINS, 'owner'].map((name) => {
		assert.equal((statSync(join(secrets(), `${name}.db`)).mode & 0o777).toString(8), '600')
		assert.match(secret(name), new RegExp(`^host=localhost port=${port} sslmode=verify-full sslrootcert=\\S+ dbname=acho user=acho_${name} password=[0-9a-f]{48}$`))
		assert.equal(psql(secret(name), 'SELECT current_user'), `acho_${name}`)
		assert.throws(() => psql(`${secret(name)}0`, 'SELECT 1'), /authentication failed/)
		return secret(name).split('password=')[1]
	})
	assert.equal(new Set(passwords).size, passwords.length)
	for (const password of passwords) assert.ok(!server.text().includes(password), 'a password is in the log')
	assert.match(asAdministrator("SELECT rolpassword FROM pg_authid WHERE rolname = 'acho_login'"), /^SCRAM-SHA-256\$/)
})

test('a password that is in the folder is put in force again', () => {
	asAdministrator("ALTER ROLE acho_link PASSWORD 'forgotten'")
	assert.throws(() => psql(secret('link'), 'SELECT 1'))
	assert.equal(good().status, 0)
	assert.equal(psql(secret('link'), 'SELECT current_user'), 'acho_link')
})

test('what an earlier set-up left leads nowhere else', () => {
	const file = join(secrets(), 'owner.db')
	const here = secret('owner')
	writeFileSync(file, here.replace('host=localhost', 'host=db.elsewhere'))
	const { status, err } = good()
	assert.equal(status, 1)
	assert.match(err, /^database: .*owner\.db leads to db\.elsewhere, not to localhost: .*; nothing was done\n$/)
	writeFileSync(file, 'host=/var/run/postgresql dbname=acho user=acho_owner\n')
	const again = good()
	assert.equal(again.status, 0, again.err)
	assert.match(again.out, /owner\.db led to the server of this machine; it leads to localhost now/)
	assert.equal(psql(secret('owner'), 'SELECT current_user'), 'acho_owner')
})

test('doctor tries each role with its own password, and the runbook replaces one that is wrong', () => {
	const doctor = () => {
		const { stdout } = spawnSync(ADMIN, ['doctor', '--secrets', secrets(), '--json'], { encoding: 'utf8', env: { ACHO_DB: secret('admin') } })
		return JSON.parse(stdout).parts.filter(({ part }) => part === 'calls').map(({ what }) => what.replace(/\d+ fit/, 'N fit'))
	}
	const fine = ['each role may log in and call its functions', ...LOGINS.slice(0, 4).map((name) => `acho_${name} is let in, and all N fit`)]
	assert.deepEqual(doctor(), fine)
	asAdministrator("ALTER ROLE acho_login PASSWORD 'somebody elses'")
	assert.match(doctor()[2], /^acho_login: cannot connect to ACHO_DB: .*password authentication failed for user "acho_login".*RUNBOOKS\.md#replace-the-database-password\)$/)
	const old = secret('login')
	const [replace] = readFileSync(join(root, 'deploy/RUNBOOKS.md'), 'utf8').match(/^ {4}sed -i .*login\.db$/m)
	run(['bash', '-c', replace.replaceAll('/etc/acho', secrets())])
	assert.notEqual(secret('login'), old)
	assert.equal(good().status, 0)
	assert.deepEqual(doctor(), fine)
	assert.throws(() => psql(old, 'SELECT 1'), /authentication failed/)
})

test('a password of the operator\'s own is put in force whole, wherever it stands, or refused', () => {
	const file = join(secrets(), 'link.db')
	const made = secret('link')
	const where = made.replace(/ password=.*/, '')
	for (const line of [`${where} password=Chosen_by-hand1 application_name=mine`, `password=first-Thing2 ${where}`, `${where} password = apart3`]) {
		writeFileSync(file, `${line}\n`)
		const { status, err } = good()
		assert.equal(status, 0, err)
		assert.equal(psql(line, 'SELECT current_user'), 'acho_link')
	}
	const before = asAdministrator("SELECT md5(string_agg(rolpassword, '' ORDER BY rolname)) FROM pg_authid")
	for (const line of [`${where} password=cut.short`, `${where} password=abc$def`, `${where} password='quoted'`, `${where} password=`, `password=one ${where} password=two`]) {
		writeFileSync(file, `${line}\n`)
		const { status, err } = good()
		assert.equal(status, 1, line)
		assert.match(err, /^database: .*link\.db: its one password= should be of letters, digits, _ and - alone, .*; nothing was done\n$/, line)
	}
	assert.equal(asAdministrator("SELECT md5(string_agg(rolpassword, '' ORDER BY rolname)) FROM pg_authid"), before)
	writeFileSync(file, `${made}\n`)
	assert.equal(good().status, 0)
})

test('with PgBouncer in between, as INSTALL.md has it, all holds, and the runbook replaces a password', { skip: !existsSync('/usr/sbin/pgbouncer') && 'needs pgbouncer' }, async () => {
	const page = readFileSync(join(root, 'deploy/INSTALL.md'), 'utf8').split('## PgBouncer in between')[1]
	const at = join(folder, 'pgbouncer')
	const door = await freePort()
	const changes = { listen_addr: '127.0.0.1', listen_port: door, auth_file: join(at, 'userlist.txt'), server_tls_ca_file: join(folder, 'ca.pem'), unix_socket_dir: '', logfile: '', pidfile: '' }
	const ini = page.match(/^ {4}\[databases\]\n(?: {4}.*\n|\n)*/m)[0].replace(/^ {4}/gm, '').replace(/host=\S+/, `host=localhost port=${port}`)
	mkdirSync(at)
	writeFileSync(join(at, 'pgbouncer.ini'), ini.replace(/^(\w+) = .*\n/gm, (line, key) => (key in changes ? '' : line)) + Object.entries(changes).map(([key, value]) => `${key} = ${value}\n`).join(''))
	const query = page.match(/`(SELECT format[^`]*)`/)[1].replace('\n', ' ')
	const list = () => writeFileSync(changes.auth_file, `${asAdministrator(query)}\n`)
	list()
	if (isRoot) run(['chown', '-R', 'postgres:postgres', at])
	const kept = Object.fromEntries(LOGINS.map((name) => [name, secret(name)]))
	const bouncer = new Part('pgbouncer', { command: ['/usr/sbin/pgbouncer', join(at, 'pgbouncer.ini')], env: { PATH: process.env.PATH }, cwd: '/', log: join(folder, 'pgbouncer.log'), user: 'postgres' }).start()
	try {
		await bouncer.said(/process up/)
		for (const name of LOGINS) writeFileSync(join(secrets(), `${name}.db`), `${kept[name].replace(/^host=.*(?= dbname=)/, `host=127.0.0.1 port=${door}`)}\n`)
		for (const time of ['first', 'second']) {
			const { status, err } = good()
			assert.equal(status, 0, `${time}: ${err}`)
		}
		await bouncer.said(/login attempt: db=acho user=acho_courier/)

		const [replace] = readFileSync(join(root, 'deploy/RUNBOOKS.md'), 'utf8').match(/^ {4}sed -i .*login\.db$/m)
		run(['bash', '-c', replace.replaceAll('/etc/acho', secrets())])
		const { status, err } = good()
		assert.equal(status, 1)
		assert.match(err, /^database: acho_login cannot log in by PgBouncer: write its userlist\.txt anew/m)
		list()
		process.kill(bouncer.pid, 'SIGHUP')
		await until('the new list', () => good().status === 0)
		assert.equal(psql(secret('login'), 'SELECT current_user'), 'acho_login')

		/* The owner goes past it, and to this server alone. */
		const owner = secret('owner')
		writeFileSync(join(secrets(), 'owner.db'), owner.replace('host=localhost', 'host=127.0.0.1'))
		assert.match(good().err, /owner\.db leads to 127\.0\.0\.1, not to localhost/)
		writeFileSync(join(secrets(), 'owner.db'), `${owner}\n`)
	} finally {
		await bouncer.end('SIGINT')
		for (const name of LOGINS) writeFileSync(join(secrets(), `${name}.db`), `${kept[name]}\n`)
		assert.equal(good().status, 0)
	}
})

test('a migration that fails leaves the schema as it was, and the programs working', () => {
	const sql = join(folder, 'sql')
	cpSync(join(root, 'sql'), sql, { recursive: true })
	const next = Number(asAdministrator('SELECT max(version) FROM meta.migration')) + 1
	const file = `${String(next).padStart(4, '0')}_breaks.sql`
	writeFileSync(join(sql, 'migrations', file), '-- previous-binary: runs\nALTER TABLE tenant.account ADD COLUMN half int;\nSELECT 1 / 0;\n')
	/* As a request finds the database: columns, functions and what they answer. */
	const state = () => [
		asAdministrator("SELECT string_agg(attrelid::regclass || '.' || attname, ' ' ORDER BY attrelid::regclass::text, attnum) FROM pg_attribute WHERE attrelid = 'tenant.account'::regclass"),
		asAdministrator("SELECT md5(string_agg(pg_get_functiondef(p.oid), '' ORDER BY p.oid::regprocedure::text)) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname IN ('login', 'tenant', 'signup', 'link', 'courier') AND prokind = 'f'"),
		psql(secret('login'), "SELECT problem FROM login.account('0123456789abc', NULL)"),
		asAdministrator('SELECT max(version) FROM meta.migration'),
	]
	const before = state()
	const { status, stderr } = spawnSync(ADMIN, ['migrate', '--apply', '--sql', sql], { encoding: 'utf8', env: { ACHO_MIGRATE_DB: secret('owner') } })
	assert.equal(status, 1)
	assert.match(stderr, new RegExp(`${file}.*division by zero`))
	assert.deepEqual(state(), before)
	rmSync(join(sql, 'migrations', file))
	assert.equal(spawnSync(ADMIN, ['migrate', '--apply', '--sql', sql], { env: { ACHO_MIGRATE_DB: secret('owner') } }).status, 0)
})
