/* Debian's PgBouncer stands before the database, in session mode and set up as INSTALL.md says, with passwords on both sides. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { isRoot, Part, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

const PROGRAMS = ['signup', 'login', 'link', 'courier']
const PASSWORD = 'between-us-and-the-bouncer'
const PORT = 6432 // names the socket; nothing listens on the network

const ini = readFileSync(join(root, 'deploy/INSTALL.md'), 'utf8').match(/^ {4}\[databases\]\n(?: {4}.*\n|\n(?= {4}))*/m)[0].replace(/^ {4}/gm, '')
const psql = (house, text) => execFileSync('psql', ['-X', '-q', '-A', '-t', '-h', house.db.socket, '-U', 'postgres', '-d', 'acho', '-c', text], { encoding: 'utf8' })

/* INSTALL.md's file, but for where things are. */
async function startBouncer(house) {
	const folder = join(house.folder, 'pgbouncer')
	const changes = { server_tls_sslmode: 'disable', server_tls_ca_file: '', listen_addr: '', listen_port: PORT, auth_file: join(folder, 'userlist.txt'), unix_socket_dir: folder, logfile: '', pidfile: '' }
	const roles = PROGRAMS.map((name) => `acho_${name}`)
	psql(house, roles.map((role) => `ALTER ROLE ${role} PASSWORD '${PASSWORD}'`).join('; '))
	writeFileSync(join(house.db.data, 'pg_hba.conf'), `local all ${roles} scram-sha-256\nlocal all all trust\n`)
	psql(house, 'SELECT pg_reload_conf()')
	mkdirSync(folder)
	writeFileSync(changes.auth_file, psql(house, `SELECT format('"%s" "%s"', rolname, rolpassword) FROM pg_authid WHERE rolname ~ '^acho_' AND rolpassword IS NOT NULL`))
	const text = ini.replace(/host=\S+/, `host=${house.db.socket}`).replace(/^(\w+) = .*\n/gm, (line, key) => (key in changes ? '' : line))
	writeFileSync(join(folder, 'pgbouncer.ini'), text + Object.entries(changes).map(([key, value]) => `${key} = ${value}\n`).join(''))
	if (isRoot) {
		const { uid, gid } = statSync(house.db.data)
		for (const path of [folder, changes.auth_file]) chownSync(path, uid, gid)
	}
	house.parts.pgbouncer = new Part('pgbouncer', {
		command: ['pgbouncer', join(folder, 'pgbouncer.ini')], env: { PATH: `${process.env.PATH}:/usr/sbin` }, cwd: folder,
		log: join(house.folder, 'log/pgbouncer.log'), user: 'postgres',
	}).start()
	await until('PgBouncer', () => existsSync(join(folder, `.s.PGSQL.${PORT}`)))
	return folder
}

let stack, folder
before(async () => {
	stack = await startStack({
		launch: async (name, what, house) => {
			folder ??= await startBouncer(house)
			return { ...what, env: { ...what.env, ACHO_DB: `host=${folder} port=${PORT} dbname=acho password=${PASSWORD}` } }
		},
	})
})
after(() => stack?.stop())

const backends = () => stack.db.sql('postgres', "SELECT usename, client_addr, pid FROM pg_stat_activity WHERE usename ~ '^acho_'")

test('signing up, logging in, linking and the mails go through it', async () => {
	const merchant = await Merchant.linked(stack)
	await stack.sandbox.waitForMails(merchant.fields.email, 1)
	assert.deepEqual([...new Set((await backends()).map(([role]) => role))].sort(), ['acho_courier', 'acho_link', 'acho_login', 'acho_signup'])
	await stack.parts.pgbouncer.said(/login attempt: db=acho user=acho_login/)
})

test('limits are in force behind it: who waits for a lock gives up', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const release = await stack.db.hold('LOCK TABLE directory.session')
	const { status, body } = await merchant.get('session')
	await release()
	assert.equal(`${status} ${body.code}`, '503 server.busy')
	await stack.parts.login.said(/"sqlstate":"55P03"/)
	assert.equal((await merchant.get('session')).status, 200)
})

test('a worker that is killed leaves nothing behind for the next one on its connections', async () => {
	const merchant = await Merchant.loggedIn(stack)
	const before = (await backends()).filter(([role]) => role === 'acho_login').map(([, , pid]) => pid)
	await stack.kill('login')
	await stack.ready('login')
	assert.equal((await merchant.get('session')).status, 200)
	const now = (await backends()).filter(([role]) => role === 'acho_login').map(([, , pid]) => pid)
	assert.ok(now.some((pid) => before.includes(pid)), 'the bouncer kept a connection, and it serves again')
})

test('the database restarts behind it, and everything goes on', async () => {
	const merchant = await Merchant.loggedIn(stack)
	await stack.parts.postgres.end('SIGQUIT')
	assert.equal((await merchant.get('session')).status, 503)
	stack.parts.postgres.start()
	await until('the house to be back', async () => (await merchant.get('session')).status === 200)
	const { fields } = await until('each worker to be back', () => Merchant.signUp(stack).catch(() => null))
	await stack.sandbox.waitForMails(fields.email, 1)
})
