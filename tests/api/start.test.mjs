/* Starting up: what a program is, what it wants, and that it says so in one line instead of failing at three in the morning. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { load as loadYaml } from 'js-yaml'
import { root } from '../support/root.mjs'
import { defaultBuild, startStack, WORKERS } from '../support/stack.mjs'

const PROGRAMS = [...WORKERS, 'courier']

let stack
let folder
before(async () => {
	stack = await startStack()
	folder = mkdtempSync(join(tmpdir(), 'acho-start-'))
})
after(async () => {
	if (folder) rmSync(folder, { recursive: true, force: true })
	await stack?.stop()
})

/* Run a program that is expected to end by itself, or is told to `seconds` after it has said all of `enough`: {code, out, err}. */
function run(name, args, env, enough = [], seconds = 0) {
	const program = join(root, 'build', defaultBuild(), 'fcgi', name, `acho-${name}`)
	return new Promise((resolve) => {
		let said = ''
		const child = execFile(program, args, { env: { PATH: process.env.PATH, ...env }, timeout: 60_000 },
			(problem, out, err) => resolve({ code: problem ? (problem.code ?? problem.signal) : 0, out, err }))
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => {
			said += text
			if (enough.length && enough.every((one) => one.test(said))) setTimeout(() => child.kill(), 1000 * seconds)
		})
	})
}
const good = (name) => ({ ...stack.settings(name), ACHO_SOCKET: join(folder, `${name}.sock`) })

test('--routes prints what the OpenAPI file describes, worker by worker', async () => {
	const { paths } = loadYaml(readFileSync(join(root, 'fcgi/openapi.yaml'), 'utf8'))
	const described = Object.entries(paths).flatMap(([path, item]) =>
		Object.keys(item).filter((key) => /^(get|put|post|delete)$/.test(key)).map((method) => `${method.toUpperCase()} ${path}`))
		.filter((call) => !/ \/(livez|readyz|metrics)/.test(call))
	const served = []
	for (const name of WORKERS) {
		const { code, out } = await run(name, ['--routes'])
		assert.equal(code, 0)
		served.push(...JSON.parse(out).map(({ method, path }) => `${method} ${path}`))
	}
	assert.deepEqual(served.sort(), described.sort())
})

test('--help names every setting the program reads, --print-settings shows no secret', async () => {
	for (const name of WORKERS) {
		const help = await run(name, ['--help'])
		assert.equal(help.code, 0)
		assert.match(help.out, /ACHO_DB/)
	}
	const { code, out, err } = await run('login', ['--print-settings'], { ...good('login'), ACHO_DB: 'host=db password=hunter22 dbname=acho' })
	assert.equal(code, 0, err)
	assert.match(out, /ACHO_BASE_URL/)
	assert.ok(!out.includes('hunter22'), out)
})

test('what cannot be reached is waited for, and said', async () => {
	await Promise.all(PROGRAMS.map(async (name) => {
		const [serves, waits] = [/"event":"serving"/, /cannot connect to ACHO_DB: .*\/nowhere\/at\/all/]
		const { code, out, err } = await run(name, [], { ...good(name), ACHO_DB: 'host=/nowhere/at/all dbname=acho' }, [serves, waits])
		assert.equal(code, 0, `${name} ran until it was told to stop: ${out}${err}`)
		for (const one of [serves, waits]) assert.match(out + err, one, name)
	}))
})

test('settings come from a file too, and the environment wins', async () => {
	const file = join(folder, 'acho.env')
	const env = good('login')
	writeFileSync(file, Object.entries({ ...env, ACHO_BASE_URL: 'https://file.example', ACHO_DB: `"${env.ACHO_DB}"` }).map(([name, value]) => `${name}=${value}`).join('\n'))
	const { out, err, code } = await run('login', ['--print-settings'], { ACHO_CONFIG: file, ACHO_BASE_URL: 'https://environment.example' })
	assert.equal(code, 0, err)
	assert.match(out, /https:\/\/environment\.example/)
	assert.ok(!out.includes('file.example'))
})

test('no program dumps core, and its socket is for its group alone', async () => {
	for (const name of PROGRAMS) {
		const limits = readFileSync(`/proc/${stack.parts[name].pid}/limits`, 'utf8')
		assert.match(limits, /Max core file size +0 +0/, name)
	}
	for (const name of WORKERS) assert.equal((statSync(stack.parts[name].env.ACHO_SOCKET).mode & 0o777).toString(8), '660')
})

test('a keyring of another installation seals nothing, whether the database is there at start or comes later', async () => {
	const sealing = { login: 'totp', link: 'line', courier: 'line' }
	const wrong = (name) => {
		const file = join(folder, `${name}.keyring`)
		writeFileSync(file, `${sealing[name]} 1 ${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
		return { ...good(name), ACHO_KEYRING: file }
	}
	const said = (name) => new RegExp(`ACHO_KEYRING: key ${sealing[name]} 1 is another than was used here under that number`)
	for (const name of Object.keys(sealing)) {
		const { code, out, err } = await run(name, [], wrong(name))
		assert.equal(code, 1, `${name}: ${out}${err}`)
		assert.match(out + err, said(name), name)
	}
	const later = join(folder, 'later'), seen = join(folder, 'courier.prom')
	const ending = run('courier', [], { ...wrong('courier'), ACHO_DB: `host=${later} dbname=acho`, ACHO_POOL_TARGET: '100', ACHO_METRICS_FILE: seen }, [said('courier')], 5)
	symlinkSync(stack.db.socket, later)
	const { out, err } = await ending
	assert.match(out + err, said('courier'))
	const [[keys]] = await stack.db.sql('postgres', 'SELECT count(*) FROM directory.key_pool')
	assert.ok(keys <= Number(good('courier').ACHO_POOL_TARGET), 'it put no key into the pool')
})

test('a binary and a schema that do not fit say so at start, not at the first customer', async () => {
	await stack.db.sql('postgres', 'ALTER FUNCTION login.close RENAME TO closed')
	const { code, out, err } = await run('login', [], good('login'))
	await stack.db.sql('postgres', 'ALTER FUNCTION login.closed RENAME TO close')
	assert.ok(code > 0, `${code} ${out}${err}`)
	assert.match(out + err, /schema and binary do not fit.*login\.CLOSE.*acho-admin migrate/i)
})
