/* The units: what systemd itself thinks of them, and that each program does its work under what they allow. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { isRoot, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack, WORKERS } from '../support/stack.mjs'
import { buildPrograms } from './support/release.mjs'
import { familiesOf, SERVICES, systemCalls, unit, UNITS } from './support/units.mjs'

const EXPOSURE_MAX = 2.5
const BACKUPS = ['backup', 'backup-keyrings']
/* A user for each, who owns nothing on this machine. */
const uidOf = (name) => 61100 + SERVICES.indexOf(name)

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
const skip = !hasSystemd && 'needs systemd-analyze'
/* As supervisor.c does; in a root that is no mount point, a chroot's, nobody can. */
const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0
const skipConfined = !(hasSystemd && isRoot && mayMount && process.arch === 'x64') && 'needs root, a file system of its own, systemd-analyze and x86-64'

let folder
let stack
before(() => { folder = mkdtempSync(join(tmpdir(), 'acho-services-')) })
after(async () => {
	await stack?.stop()
	if (folder) rmSync(folder, { recursive: true })
})

test('systemd finds nothing to complain about', { skip }, () => {
	/* Copied to where only their programs are missing; that one complaint is expected. */
	cpSync(UNITS, join(folder, 'units'), { recursive: true })
	const names = ['acho.target', 'acho-backup.timer', ...[...SERVICES, ...BACKUPS].map((name) => `acho-${name}.service`), ...WORKERS.map((name) => `acho-${name}.socket`)]
	const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...names.map((name) => join(folder, 'units', name))], { encoding: 'utf8' })
	const complaints = stderr.split('\n').filter((line) => /acho/.test(line) && !/Command \/usr\/(?:lib\/acho|sbin)\/acho-\w+ is not executable/.test(line))
	assert.deepEqual(complaints, [])
})

test(`each service exposes at most ${EXPOSURE_MAX}`, { skip }, () => {
	for (const name of [...SERVICES, ...BACKUPS]) {
		const { stdout, stderr } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', `--threshold=${EXPOSURE_MAX * 10}`, `./acho-${name}.service`], { encoding: 'utf8', cwd: UNITS })
		const [, exposure] = stdout.match(/Overall exposure level for acho-[\w-]+\.service: ([\d.]+)/) ?? []
		assert.ok(Number(exposure) <= EXPOSURE_MAX, `acho-${name}: ${exposure ?? stderr}`)
	}
})

test('each service runs as the user of its role, told where its socket and its secrets are', () => {
	const sysusers = readFileSync(join(UNITS, 'sysusers.conf'), 'utf8')
	for (const name of SERVICES) {
		const { User, ExecStart, Type, WatchdogSec, Restart, LoadCredential, SetCredential, NoNewPrivileges, CapabilityBoundingSet, Environment } = unit(name)
		assert.deepEqual([User, ExecStart, Type, Restart], [[`acho_${name}`], [`/usr/lib/acho/acho-${name}`], ['notify'], ['on-failure']])
		assert.deepEqual([NoNewPrivileges, CapabilityBoundingSet], [['yes'], ['']])
		assert.ok(Number(WatchdogSec) >= 10)
		assert.match(sysusers, new RegExp(`^u +acho_${name} `, 'm'))
		/* No secret in the environment, and none that is another program's. */
		assert.equal(Environment.includes('ACHO_KEYRING=%d/keyring'), name !== 'signup')
		for (const line of LoadCredential) assert.match(line, new RegExp(`:/etc/acho/${name}\\.(keyring|db|smtp)$`))
		for (const line of SetCredential ?? []) assert.match(line, /^\w+:\\n$/)
		if (name === 'courier') continue
		assert.ok(Environment.includes(`ACHO_SOCKET=/run/acho/${name}.sock`))
		const socket = readFileSync(join(UNITS, `acho-${name}.socket`), 'utf8')
		for (const line of [`ListenStream=/run/acho/${name}.sock`, 'SocketMode=0660', 'SocketGroup=www-data', 'Backlog=4096']) assert.match(socket, new RegExp(`^${line}$`, 'm'))
	}
})

test('what a service leaves in memory goes with it only where its user is its own', () => {
	const users = [...SERVICES, ...BACKUPS].map((name) => unit(name).User[0])
	for (const name of [...SERVICES, ...BACKUPS]) {
		const { User, RemoveIPC } = unit(name)
		const alone = User[0] === `acho_${name}` && users.filter((one) => one === User[0]).length === 1
		assert.equal(RemoveIPC.at(-1), alone ? 'yes' : 'no', `acho-${name} runs as ${User[0]}`)
	}
})

test('a file without which a service does not start is named where an operator looks', () => {
	/* systemd says "Failed to set up credentials: Protocol error", and not which. */
	for (const page of ['INSTALL.md', 'RUNBOOKS.md']) {
		const words = readFileSync(join(root, 'deploy', page), 'utf8')
		assert.match(words, /Failed to set up credentials/)
		for (const name of [...SERVICES, ...BACKUPS]) {
			const { LoadCredential = [], SetCredential = [] } = unit(name)
			const needed = LoadCredential.map((line) => line.split(':')).filter(([id]) => !SetCredential.some((line) => line.startsWith(`${id}:`)))
			for (const [, file] of needed) assert.ok(words.includes(file), `${page}: ${file} of acho-${name}`)
		}
	}
})

/* A program of a stack as its unit would have it run. */
function confined(name, { command: [program], env }, { folder: home }) {
	const { SystemCallFilter, RestrictAddressFamilies } = unit(name)
	const place = (...parts) => join(home, 'service', ...parts)
	mkdirSync(place(name), { recursive: true })
	copyFileSync(program, place(`acho-${name}`))
	copyFileSync(env.ACHO_BREACHED_PASSWORDS, place(name, 'breached_passwords'))
	writeFileSync(place(`${name}.calls`), systemCalls(SystemCallFilter).join('\n'))
	/* As systemd lays credentials down: root's, and an access list that shows as group bits. */
	const uid = uidOf(name)
	const credential = (file, text) => {
		writeFileSync(place(name, file), text)
		chownSync(place(name, file), 0, uid)
		chmodSync(place(name, file), 0o440)
	}
	const { ACHO_KEYRING, ACHO_DB, ...rest } = env
	if (name !== 'signup') credential('keyring', readFileSync(ACHO_KEYRING))
	credential('ACHO_DB', `${ACHO_DB}\n`)
	return {
		command: [join(folder, 'supervisor'), name === 'courier' ? '-' : env.ACHO_SOCKET, `${uid}`, `${uid}`, '', place(`${name}.calls`), familiesOf(RestrictAddressFamilies), place(`acho-${name}`)],
		env: { ...rest, CREDENTIALS_DIRECTORY: place(name), ...(name === 'signup' ? {} : { ACHO_KEYRING: place(name, 'keyring') }), ACHO_BREACHED_PASSWORDS: place(name, 'breached_passwords') },
	}
}

const childOf = (part) => Number(readFileSync(`/proc/${part.pid}/task/${part.pid}/children`, 'utf8').trim().split(' ')[0])
const notified = (name) => [...stack.parts[name].text().matchAll(/^notified: (.*)$/gm)].map(([, said]) => said)

test('under its restrictions the whole house does its work', { skip: skipConfined }, async () => {
	buildPrograms()
	execFileSync('gcc', ['-D_GNU_SOURCE', '-O1', '-o', join(folder, 'supervisor'), join(root, 'tests/deploy/supervisor.c')])
	chmodSync(folder, 0o711)
	stack = await startStack({ build: 'release', launch: confined })
	const shop = await Merchant.linked(stack)
	assert.ok(shop.slug)
	const [mail] = await stack.sandbox.waitForMails(shop.fields.email, 1)
	assert.ok(mail)
	for (const name of SERVICES) {
		const status = readFileSync(`/proc/${childOf(stack.parts[name])}/status`, 'utf8')
		assert.match(status, new RegExp(`^Uid:\\s+${uidOf(name)}\\s`, 'm'), name)
		assert.match(status, /^CapEff:\s+0+$/m)
		assert.match(status, /^CapBnd:\s+0+$/m)
		assert.match(status, /^NoNewPrivs:\s+1$/m)
		assert.match(status, /^Seccomp:\s+2$/m)
	}
	for (const name of WORKERS) assert.equal((statSync(join(stack.folder, 'run', `${name}.sock`)).mode & 0o777).toString(8), '660')
})

test('the supervisor hears that each is ready, and from then on that it lives', { skip: skipConfined }, async () => {
	for (const name of SERVICES) await until(`acho-${name} feeds the watchdog`, () => notified(name).includes('READY=1') && notified(name).filter((said) => said === 'WATCHDOG=1').length > 1)
})

test('a restart refuses nobody: who comes meanwhile waits', { skip: skipConfined }, async () => {
	const answers = []
	let over = false
	const knock = async () => {
		const client = stack.client()
		while (!over) answers.push((await client.get('/a/0123456789abc/api/account')).status)
	}
	const before = childOf(stack.parts.login)
	const crowd = [knock(), knock(), knock()]
	await until('some answers', () => answers.length > 20)
	process.kill(stack.parts.login.pid, 'SIGHUP')
	await until('another process', () => existsSync(`/proc/${stack.parts.login.pid}`) && childOf(stack.parts.login) > 0 && childOf(stack.parts.login) !== before, 30)
	const then = answers.length
	await until('answers of the new one', () => answers.length > then + 20, 30)
	over = true
	await Promise.all(crowd)
	assert.deepEqual([...new Set(answers)], [404], `of ${answers.length}`)
	await stack.parts.login.said(/notified: STOPPING=1[^]*ended: 0\n[^]*notified: READY=1/)
})

test('a service is ready when the database answers, and says 503 until then', { skip: skipConfined }, async () => {
	const ready = (name) => notified(name).filter((said) => said === 'READY=1').length
	const before = Object.fromEntries(SERVICES.map((name) => [name, ready(name)]))
	await stack.parts.postgres.end('SIGINT')
	for (const name of ['login', 'courier']) process.kill(stack.parts[name].pid, 'SIGHUP')
	const client = stack.client({ validated: false })
	await until('503 of the new process', async () => (await client.get('/readyz/login')).status === 503, 40)
	await until('the new courier', () => /trouble[^]*ended: 0[^]*notified: STATUS=waiting for the database/.test(stack.parts.courier.text()) || (stack.parts.courier.text().match(/STATUS=waiting/g) ?? []).length === 2, 40)
	for (const name of ['login', 'courier']) assert.equal(ready(name), before[name], name)
	stack.parts.postgres.start()
	for (const name of ['login', 'courier']) await until(`acho-${name} is ready`, () => ready(name) === before[name] + 1, 30)
	await until('200 again', async () => (await client.get('/readyz/login')).status === 200)
})
