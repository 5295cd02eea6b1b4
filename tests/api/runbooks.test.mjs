/* Each command of deploy/RUNBOOKS.md that is marked sh is run as it is written, in its order, against a whole house. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

/* What is not there in a test, or would look through the whole machine. */
const ABSENT = ['systemctl', 'journalctl', 'timedatectl', 'du', 'nginx', 'certbot']

let stack, bin, env
const passfile = () => join(stack.folder, 'pgpass')
before(async () => {
	stack = await startStack({ env: (house) => ({ ACHO_METRICS_FILE: join(house.folder, 'run/courier.prom'), ACHO_DB: `${house.db.conninfo()} passfile=${join(house.folder, 'pgpass')}` }) })
	bin = join(stack.folder, 'bin')
	mkdirSync(bin)
	for (const [name, whose] of [['admin', 'link'], ['courier', 'courier']]) {
		const settings = Object.entries(stack.settings(whose)).map(([key, value]) => `export ${key}='${value}'`).join('\n')
		writeFileSync(join(bin, `acho-${name}`), `#!/bin/sh\n${settings}\nexec ${stack.program(name)} "$@"\n`, { mode: 0o755 })
	}
	for (const name of ABSENT) writeFileSync(join(bin, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
	env = { PATH: `${bin}:${process.env.PATH}`, HOME: stack.folder, PGHOST: stack.db.socket, PGUSER: 'postgres' }
})
after(() => stack?.stop())

/* The page's sections: {heading: [block, ...]}. */
function sections() {
	const parts = readFileSync(join(root, 'deploy/RUNBOOKS.md'), 'utf8').split(/^## /m).slice(1)
	return Object.fromEntries(parts.map((part) => [part.split('\n')[0], [...part.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].map((hit) => hit[1])]))
}

/* The same words for this house. */
const here = (block) => block.replace(/^ +/gm, '')
	.replaceAll('localhost:8080', `localhost:${stack.port}`).replaceAll('https://api.line.me', stack.sandbox.line)
	.replaceAll('/usr/share/acho/sql', join(root, 'sql')).replaceAll('/etc/acho/pgpass', passfile())

const run = (block) => new Promise((resolve) => {
	execFile('bash', ['-euo', 'pipefail', '-c', here(block)], { env }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }))
})

async function runAll(heading) {
	const blocks = sections()[heading]
	assert.ok(blocks?.length, `no commands under ${heading}`)
	const said = []
	for (const block of blocks) {
		const answer = await run(block)
		assert.equal(answer.code, 0, `${heading}:\n${here(block)}\n${answer.stdout}${answer.stderr}`)
		said.push(answer.stdout)
	}
	return said.join('\n')
}

test('ending all sessions ends all, and people log in again', async () => {
	const merchants = [await Merchant.loggedIn(stack), await Merchant.loggedIn(stack)]
	for (const merchant of merchants) assert.equal((await merchant.get('session')).status, 200)
	await runAll('End all sessions')
	for (const merchant of merchants) {
		assert.equal(problem(await merchant.get('session')), '401 session.required')
		await merchant.logIn()
	}
})

test('the database password is replaced without a restart', async () => {
	await stack.db.sql('postgres', "ALTER ROLE acho_login PASSWORD 'the old one'")
	writeFileSync(passfile(), '*:*:*:acho_login:the old one\n', { mode: 0o600 })
	writeFileSync(join(stack.db.data, 'pg_hba.conf'), 'local all acho_login scram-sha-256\nlocal all all trust\n')
	await stack.db.sql('postgres', 'SELECT pg_reload_conf()')
	const merchant = await Merchant.loggedIn(stack)
	const login = stack.parts.login.pid
	await runAll('Replace the database password')
	await until('the session', async () => (await merchant.get('session')).status === 200)
	await merchant.logIn()
	assert.equal(stack.parts.login.pid, login, 'nobody restarted it')
	assert.doesNotMatch(readFileSync(passfile(), 'utf8'), /the old one/)
	assert.equal(spawnSync('psql', ['-w', '-h', stack.db.socket, '-U', 'acho_login', '-d', 'acho', '-c', 'SELECT 1'], { env: { ...env, PGPASSWORD: 'the old one' } }).status, 2, 'the old one opens nothing')
})

test('a mail outage is seen, and ends at once when told', async () => {
	await stack.sandbox.smtpMode({ mode: 'tempfail' })
	const merchant = await Merchant.signUp(stack)
	await until('it to have failed', async () => (await stack.db.sql('postgres', "SELECT 1 FROM tenant.outbox WHERE state = 'waiting' AND tries > 0 AND lease IS NULL")).length > 0)
	await stack.db.sql('postgres', "UPDATE tenant.outbox SET due_at = now() + interval '1 hour' WHERE state = 'waiting' AND lease IS NULL")
	await stack.sandbox.smtpMode({ mode: 'accept' })
	const said = await runAll('Mail outage')
	assert.match(said, /welcome +\| +1 \|.*\| rcpt 450/)
	await stack.sandbox.waitForMails(merchant.fields.email, 1)
})

test('every other command that the page names works', async () => {
	const done = ['End all sessions', 'Replace the database password', 'Mail outage']
	const rest = Object.keys(sections()).filter((heading) => sections()[heading].length && !done.includes(heading))
	assert.ok(rest.length >= 6, rest.join())
	const said = {}
	for (const heading of rest) said[heading] = await runAll(heading)
	assert.match(said['A worker is down'], /"checks":\{"database":"ok","schema":"ok","keyring":"ok"\}/)
	assert.match(said['LINE outage'], /^401$/m)
	assert.match(said['Rotate the master keys'], /^line 2 [\w-]{43} opens$/m)
	assert.match(said['Disk full'], /outbox/)
	/* The beginning of the page, before its first section. */
	const [, begin] = readFileSync(join(root, 'deploy/RUNBOOKS.md'), 'utf8').match(/^```sh\n([^]*?)^```$/m)
	assert.deepEqual([(await run(begin)).code, /^outbox: ok$/m.test((await run(begin)).stdout)], [0, true])
})

test('a command that does not work is noticed', async () => {
	assert.notEqual((await run("psql -d acho -c 'SELECT no_such_column FROM tenant.outbox'\n")).code, 0)
})
