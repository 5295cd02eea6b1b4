/* Starting up: what a program is, what it wants, and that it says so in one line instead of failing at three in the morning. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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

/* Run a program that is expected to end by itself: {code, out, err}. */
function run(name, args, env) {
	const program = join(root, 'build', defaultBuild(), 'fcgi', name, `acho-${name}`)
	return new Promise((resolve) => execFile(program, args, { env: { PATH: process.env.PATH, ...env }, timeout: 10_000 },
		(problem, out, err) => resolve({ code: problem ? (problem.code ?? problem.signal) : 0, out, err })))
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

test('a missing setting is named in one line', async () => {
	for (const name of PROGRAMS)
		for (const missing of ['ACHO_BASE_URL', 'ACHO_DB', ...(name === 'courier' ? ['ACHO_SMTP_URL', 'ACHO_MAIL_FROM', 'ACHO_KEYRING'] : ['ACHO_SOCKET']), ...(name === 'link' || name === 'login' ? ['ACHO_KEYRING'] : [])]) {
			const env = good(name)
			delete env[missing]
			const { code, out, err } = await run(name, [], env)
			assert.ok(code > 0, `${name} without ${missing}: ${code}`)
			assert.deepEqual((out + err).trim().split('\n').length, 1, out + err)
			assert.match(out + err, new RegExp(`${missing} is missing`))
		}
})

test('a wrong setting is named, with what it should be and without its value', async () => {
	for (const [name, setting, value] of [
		['login', 'ACHO_BASE_URL', 'shop.example'], ['login', 'ACHO_BASE_URL', 'http://shop.example'], ['login', 'ACHO_BASE_URL', 'https://shop.example/path'],
		['signup', 'ACHO_THREADS', 'many'], ['signup', 'ACHO_THREADS', '-1'], ['login', 'ACHO_LIMIT_LOGIN', '0'], ['login', 'ACHO_SESSION_IDLE_DAYS', '1.5'],
		['link', 'ACHO_LINE_API', 'http://api.line.example'], ['link', 'ACHO_LINE_API', 'ftp://127.0.0.1'], ['link', 'ACHO_LINE_TIMEOUT_MS', '5'],
		['courier', 'ACHO_SMTP_URL', 'mail.example'], ['courier', 'ACHO_MAIL_FROM', 'nobody'], ['courier', 'ACHO_MAIL_FROM', 'a@b.example\r\nBcc: x@y.example'],
		['courier', 'ACHO_LOG_LEVEL', 'loud'], ['signup', 'ACHO_SOCKET', `/${'x'.repeat(200)}`],
	]) {
		const { code, out, err } = await run(name, [], { ...good(name), [setting]: value })
		assert.ok(code > 0, `${setting}=${value}: ${code} ${out}${err}`)
		assert.equal((out + err).trim().split('\n').length, 1, out + err)
		assert.match(out + err, new RegExp(setting))
		if (value.length > 8) assert.ok(!(out + err).includes(value), 'the value may be a secret')
	}
})

test('a keyring that others may read, or that is none, stops the program', async () => {
	const keyring = join(folder, 'keyring')
	const [text, totp] = ['link', 'login'].map((name) => readFileSync(stack.keyring(name), 'utf8'))
	for (const [content, mode] of [[text + totp, 0o600], [text, 0o644], [text, 0o660], ['', 0o600], ['line 1 short\n', 0o600], [text.replace('line', 'nonsense'), 0o600], [text + text, 0o600], [null, 0]]) {
		rmSync(keyring, { force: true })
		if (content !== null) {
			writeFileSync(keyring, content)
			chmodSync(keyring, mode)
		}
		for (const name of ['login', 'link', 'courier']) {
			const { code, out, err } = await run(name, [], { ...good(name), ACHO_KEYRING: keyring })
			assert.ok(code > 0, `${name} with ${JSON.stringify(content)} ${mode.toString(8)}: ${code}`)
			const key = content?.split(' ')[2]?.trim()
			assert.ok(!key || key === 'short' || !(out + err).includes(key), 'the key itself is not printed')
		}
	}
})

test('a list of breached passwords that is missing, cut or out of order stops the program', async () => {
	const file = join(folder, 'breached')
	const whole = readFileSync(good('login').ACHO_BREACHED_PASSWORDS)
	const swapped = Buffer.from(whole)
	whole.copy(swapped, 16, 24, 32)
	whole.copy(swapped, 24, 16, 24)
	for (const content of [null, whole.subarray(0, -1), whole.subarray(0, -8), swapped, Buffer.from('password\n')]) {
		rmSync(file, { force: true })
		if (content) writeFileSync(file, content)
		for (const name of ['signup', 'login']) {
			const { code, out, err } = await run(name, [], { ...good(name), ACHO_BREACHED_PASSWORDS: file })
			assert.ok(code > 0, `${name}: ${code}`)
			assert.equal((out + err).trim().split('\n').length, 1, out + err)
			assert.match(out + err, /ACHO_BREACHED_PASSWORDS: /)
		}
	}
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

test('a binary and a schema that do not fit say so at start, not at the first customer', async () => {
	await stack.db.sql('postgres', 'ALTER FUNCTION login.close RENAME TO closed')
	const { code, out, err } = await run('login', [], good('login'))
	await stack.db.sql('postgres', 'ALTER FUNCTION login.closed RENAME TO close')
	assert.ok(code > 0, `${code} ${out}${err}`)
	assert.match(out + err, /schema and binary do not fit.*login\.CLOSE.*acho-admin migrate/i)
})
