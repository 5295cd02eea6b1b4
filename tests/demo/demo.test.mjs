/*
 * deploy/demo in a copy of this checkout, on free ports: from nothing to a linked Official Account, every part killed
 * and back by itself, nothing left after `down`. As root also where the database's user cannot enter.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { Client } from '../support/client.mjs'
import { form, Merchant } from '../support/merchant.mjs'
import { freePort, isRoot, listens, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { Sandbox } from '../support/sandbox.mjs'

const PARTS = ['postgres', 'sandbox', 'signup', 'login', 'link', 'courier', 'nginx']

let checkout
let ports
before(async () => {
	checkout = join(mkdtempSync(join(tmpdir(), 'acho-demo-test-')), 'acho')
	chmodSync(dirname(checkout), 0o711)
	for (const path of execFileSync('git', ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\0').filter((one) => one && existsSync(join(root, one)))) {
		mkdirSync(dirname(join(checkout, path)), { recursive: true })
		cpSync(join(root, path), join(checkout, path))
	}
	const modules = join(checkout, 'tests/node_modules')
	cpSync(join(root, 'tests/node_modules'), modules, { recursive: true })
	utimesSync(join(modules, '.package-lock.json'), new Date(), new Date())
	ports = { ACHO_DEMO_PORT: await freePort(), ACHO_SANDBOX_PORT: await freePort(), ACHO_SANDBOX_SMTP_PORT: await freePort() }
})
after(async () => {
	if (!checkout) return
	await demo('down')
	forgetHome()
	rmSync(dirname(checkout), { recursive: true, force: true })
})

/* Run it as a script would: {status, out}, when its output is closed by everybody who had it. */
function demo(...args) {
	return new Promise((resolve) => {
		const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ACHO_|PG|NODE_TEST)/.test(name)))
		/* One network makes all the accounts of these tests. */
		const env = { ...clean, ACHO_LIMIT_SIGNUP_IP: '100000', ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])) }
		const child = spawn(join(checkout, 'deploy/demo'), args, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
		let out = ''
		for (const stream of [child.stdout, child.stderr, child.stdio[3]]) stream.setEncoding('utf8').on('data', (text) => { out += text })
		child.once('close', (status) => resolve({ status, out }))
	})
}

async function up() {
	const { status, out } = await demo('up')
	assert.equal(status, 0, out)
	assert.match(out, new RegExp(`http://localhost:${ports.ACHO_DEMO_PORT}/signup`))
	return out
}

/* What the helpers of the stories need to know of a house. */
const house = () => {
	const line = `http://127.0.0.1:${ports.ACHO_SANDBOX_PORT}`
	const stack = { port: ports.ACHO_DEMO_PORT, url: `http://localhost:${ports.ACHO_DEMO_PORT}`, sandbox: new Sandbox({ line }) }
	return Object.assign(stack, { client: (options) => new Client(stack, options) })
}

const home = () => (existsSync(join(checkout, 'var/home')) ? readFileSync(join(checkout, 'var/home'), 'utf8').trim() : join(checkout, 'var'))
/* Null while the file is being written: no number that kill() would take for a whole group. */
const pidOf = (part) => Number(readFileSync(join(home(), 'pids', part), 'utf8').match(/^\d+(?= \d+\n)/)?.[0] ?? 0) || null
/* The pid of what was started after `pid` ended. */
const successor = (part, pid) => until(`${part} to be started again`, () => pidOf(part) !== pid && pidOf(part), 30)
function forgetHome() {
	const folder = existsSync(join(checkout, 'var')) ? home() : null
	rmSync(join(checkout, 'var'), { recursive: true, force: true })
	if (folder?.includes('acho-demo.')) rmSync(folder, { recursive: true, force: true })
}

/* Processes that stand in the demo's folders, or were started from them. */
function alive() {
	const ours = [dirname(checkout), home()]
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
		try {
			const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
			return ours.some((folder) => `${line} ${readlinkSync(`/proc/${pid}/cwd`)}`.includes(folder)) ? `${pid} ${line}` : null
		} catch {
			return null
		}
	}).filter(Boolean)
}

async function linkOne() {
	const merchant = await Merchant.linked(house())
	const [mail] = await merchant.stack.sandbox.waitForMails(merchant.fields.email)
	assert.ok(mail.text.includes(`${merchant.stack.url}/a/${merchant.slug}`))
	return merchant
}

test('from nothing to a linked Official Account, also where the database\'s user cannot enter', { skip: !isRoot && 'needs root' }, async () => {
	chmodSync(dirname(checkout), 0o700)
	await up()
	assert.notEqual(home(), join(checkout, 'var'), 'the state lies elsewhere')
	await linkOne()
	const { out } = await demo('psql', 'acho_report', '-tAc', 'SELECT count(*) FROM report.accounts')
	assert.equal(out.trim(), '1')
	assert.equal((await demo('down')).status, 0)
	assert.deepEqual(alive(), [])
	forgetHome()
	chmodSync(dirname(checkout), 0o711)
})

test('up once, up twice: the same house', async () => {
	await up()
	const pids = PARTS.map(pidOf)
	const merchant = await linkOne()
	assert.match(await up(), /already running/)
	assert.deepEqual(PARTS.map(pidOf), pids)
	assert.equal((await merchant.get('session')).status, 200)
	const { status, out } = await demo('status')
	assert.equal(status, 0, out)
	for (const part of ['supervisor', ...PARTS]) assert.match(out, new RegExp(`^${part} +running, pid \\d+$`, 'm'))
	assert.equal(out.trim().split('\n').length, PARTS.length + 1)
})

test('psql opens as the role that is named', async () => {
	assert.equal((await demo('psql', 'acho_report', '-tAc', 'SELECT current_user')).out.trim(), 'acho_report')
	assert.match((await demo('psql', 'acho_login', '-c', 'SELECT * FROM tenant.account')).out, /permission denied/)
	assert.notEqual((await demo('psql')).status, 0)
})

test('psql prints nothing of its own, also where the environment gave `up` no setting', async () => {
	const given = join(home(), 'given')
	const before = readFileSync(given)
	writeFileSync(given, '\n')
	const { out } = await demo('psql', 'acho_report', '-tAc', 'SELECT 1')
	writeFileSync(given, before)
	assert.equal(out, '1\n')
})

test('logs show the end of each part\'s log, and no secret', async () => {
	assert.match((await demo('logs', 'login')).out, /"program":"acho-login"/)
	assert.match((await demo('logs', 'nonsense')).out, /there are: .*login/)
	assert.ok((await demo('logs')).out.length > 500)
})

test('secrets lie in files that nobody else may read, sockets only their group', async () => {
	const mode = (path) => execFileSync('stat', ['-c', '%a', join(home(), path)], { encoding: 'utf8' }).trim()
	assert.deepEqual(['keyring/login.keyring', 'keyring/link.keyring', 'keyring/courier.keyring', 'given', 'keyring'].map(mode), ['600', '600', '600', '600', '700'])
	for (const worker of ['signup', 'login', 'link']) assert.equal(mode(`run/${worker}.sock`), '660')
	for (const part of PARTS) assert.match(readFileSync(`/proc/${pidOf(part)}/limits`, 'utf8'), /Max core file size +0 +0/)
	if (isRoot) for (const part of PARTS) assert.doesNotMatch(readFileSync(`/proc/${pidOf(part)}/status`, 'utf8'), /^Uid:\t0/m, `${part} is not root`)
})

test('the programs are hardened as the preset says', async () => {
	const read = (...args) => execFileSync('readelf', ['-W', ...args], { encoding: 'utf8' })
	for (const name of ['signup', 'login', 'link', 'courier', 'admin']) {
		const program = join(checkout, `build/release/fcgi/${name}/acho-${name}`)
		assert.match(read('-h', program), /Type: +DYN/, 'position independent')
		assert.match(read('-d', program), /BIND_NOW|Flags:.*NOW/, 'bound at start')
		const segments = read('-l', program)
		assert.match(segments, /GNU_RELRO/)
		assert.match(segments, /GNU_STACK.* RW +0x/, 'no executable stack')
		const symbols = read('--dyn-syms', program)
		assert.match(symbols, /__stack_chk_fail/)
		assert.match(symbols, /__\w+_chk@/, 'fortified')
		/* The linker drops the property (Debian's own start files lack it); the code has the landing pads. */
		assert.ok(execFileSync('objdump', ['-d', '--no-show-raw-insn', program], { encoding: 'utf8', maxBuffer: 1 << 28 }).match(/endbr64/g).length > 40)
	}
})

test('each part that is killed is back soon', async (t) => {
	const merchant = await linkOne()
	for (const part of PARTS) {
		const pid = pidOf(part)
		process.kill(pid, 'SIGKILL')
		const killed = performance.now()
		await successor(part, pid)
		t.diagnostic(`${part} after ${Math.round(performance.now() - killed)} ms`) // within a second, on a machine that is not busy
		await until(`${part} to be ready again`, async () => (await demo('status')).status === 0)
	}
	assert.equal((await merchant.get('session')).status, 200)
	const next = await Merchant.signUp(house())
	await next.stack.sandbox.waitForMails(next.fields.email)
})

test('a worker replaced under load fails nobody', async () => {
	const merchant = await linkOne()
	for (const worker of ['signup', 'login', 'link']) {
		const load = {
			signup: () => merchant.stack.client().post('/api/signup', form()),
			login: () => merchant.get('session'),
			link: () => merchant.get('oa'),
		}[worker]
		let running = true
		const statuses = []
		const drivers = Array.from({ length: 6 }, async () => {
			while (running) statuses.push((await load()).status)
		})
		for (let round = 0; round < 2; round++) {
			const [before, pid] = [statuses.length, pidOf(worker)]
			await until('the load to run', () => statuses.length > before + 20)
			process.kill(pid, 'SIGTERM')
			await successor(worker, pid)
		}
		const before = statuses.length
		await until('more answers', () => statuses.length > before + 20)
		running = false
		await Promise.all(drivers)
		assert.deepEqual(statuses.filter((status) => ![200, 201].includes(status)), [], `${worker}: of ${statuses.length}`)
	}
})

test('a killed supervisor is put right by the next up', async () => {
	process.kill(pidOf('supervisor'), 'SIGKILL')
	process.kill(pidOf('nginx'), 'SIGKILL')
	assert.notEqual((await demo('status')).status, 0)
	await up()
	assert.equal((await demo('status')).status, 0)
	assert.equal(alive().filter((line) => line.includes('--supervise')).length, 1)
})

test('what is in the environment wins, and is kept until down', async () => {
	ports.ACHO_BRAND = 'Lantern & Sons'
	await up()
	const merchant = await Merchant.signUp(house(), { locale: 'en' })
	const [mail] = await merchant.stack.sandbox.waitForMails(merchant.fields.email)
	assert.match(mail.subject + mail.text, /Lantern & Sons/)
	delete ports.ACHO_BRAND
	assert.match(await up(), /already running/)
})

test('down stops all that up started, and what was linked is there after the next up', async () => {
	const merchant = await linkOne()
	assert.equal((await demo('down')).status, 0)
	assert.deepEqual(alive(), [])
	for (const port of Object.values(ports)) assert.equal(await listens(port), false)
	assert.equal((await demo('down')).status, 0, 'twice is harmless')
	assert.notEqual((await demo('status')).status, 0)
	await up()
	assert.equal((await merchant.get('session')).status, 200, 'still logged in')
	assert.equal((await merchant.putLoginChannel()).status, 200, 'and the sealed key still opens')
})

test('a port that is taken is named', async () => {
	await demo('down')
	const server = await import('node:net').then(({ createServer }) => createServer().listen(ports.ACHO_SANDBOX_PORT, '127.0.0.1'))
	const { status, out } = await demo('up')
	server.close()
	assert.notEqual(status, 0)
	assert.match(out, new RegExp(`${ports.ACHO_SANDBOX_PORT}.*ACHO_SANDBOX_PORT`))
	assert.deepEqual(alive(), [])
})

test('a wrong setting is said at once', async () => {
	ports.ACHO_LIMIT_LOGIN = 'many'
	const { status, out } = await demo('up')
	delete ports.ACHO_LIMIT_LOGIN
	assert.notEqual(status, 0)
	assert.match(out, /ACHO_LIMIT_LOGIN is wrong/)
	assert.deepEqual(alive(), [])
})

test('a deleted checkout ends what ran in it', async () => {
	await up()
	rmSync(join(checkout, 'var'), { recursive: true, force: true })
	await until('all to have ended', () => alive().length === 0)
})
