/*
 * The whole house for one test file, private: PostgreSQL, sandbox, three workers, courier and nginx in a temporary
 * folder on free ports. stop() always takes it down, and throws when a part ended by itself or a sanitizer spoke.
 *
 *     const stack = await startStack()
 *     after(() => stack.stop())
 *
 * ACHO_TEST_BUILD names the build the programs come from (build/NAME, "asan" when not said).
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from './client.mjs'
import { Cluster } from './cluster.mjs'
import { freePort, isRoot, Part, until } from './parts.mjs'
import { root } from './root.mjs'
import { Sandbox } from './sandbox.mjs'

export const WORKERS = ['signup', 'login', 'link']

const SANITIZERS = {
	ASAN_OPTIONS: 'exitcode=99:detect_stack_use_after_return=1:strict_string_checks=1',
	UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
	TSAN_OPTIONS: `exitcode=66:second_deadlock_stack=1:suppressions=${join(root, 'tests/support/tsan.supp')}`,
}

export const defaultBuild = () => process.env.ACHO_TEST_BUILD ?? 'asan'

export async function startStack(options) {
	const stack = new Stack(options)
	try {
		await stack.start()
	} catch (problem) {
		problem.message += `\n${stack.tails()}`
		await stack.stop().catch(() => {})
		throw problem
	}
	return stack
}

class Stack {
	parts = {}

	/*
	 * `env`, or what it gives for this stack when the sandbox runs, goes to every program of ours, `sandboxEnv` to the
	 * sandbox; `workers` and `courier` say which of them run, `launch` how: {command, env}, or a promise of it, of a name and what
	 * would run. A story of too much load is not `patient`: it wants to hear of it.
	 */
	constructor({ build = defaultBuild(), env = {}, sandboxEnv = {}, workers = WORKERS, courier = true, patient = true, launch = (_, what) => what } = {}) {
		this.workers = workers
		this.patient = patient
		this.programs = [...workers, ...(courier ? ['courier'] : [])]
		this.build = build
		this.launch = launch
		this.env = env
		this.sandboxEnv = sandboxEnv
		this.folder = mkdtempSync(join(tmpdir(), 'acho-test-'))
		chmodSync(this.folder, 0o711)
		for (const name of ['run', 'pg', 'nginx', 'log']) mkdirSync(join(this.folder, name))
		this.db = new Cluster(join(this.folder, 'pg'))
	}

	program(name) {
		return join(root, 'build', this.build, 'fcgi', name, `acho-${name}`)
	}

	async start() {
		const port = await freePort()
		this.port = port
		this.url = `http://localhost:${port}`
		/* Both have come to an end, good or bad, before stop() looks for what runs. */
		const started = await Promise.allSettled([this.db.start(this.program('admin')), this.#startSandbox()])
		this.parts.postgres = this.db.part
		for (const { reason } of started) if (reason) throw reason
		this.#writeKeyrings()
		for (const name of this.programs) await this.#startProgram(name)
		this.#startNginx()
		await Promise.all(this.workers.map((name) => this.ready(name)))
	}

	async #startSandbox() {
		const part = this.#add('sandbox', [join(root, 'tests/sandbox/bin/sandbox')], {
			ACHO_SANDBOX_PORT: '0', ACHO_SANDBOX_SMTP_PORT: '0', ...this.sandboxEnv,
		})
		const addresses = await until('the sandbox', () => {
			if (!part.runs) throw new Error(`the sandbox does not start:\n${part.text()}`)
			return part.text().match(/^\{.*\}$/m)?.[0]
		})
		this.sandbox = new Sandbox(JSON.parse(addresses))
	}

	#writeKeyrings() {
		const fresh = (purpose) => `${purpose} 1 ${randomBytes(32).toString('base64url')}\n`
		const line = fresh('line')
		for (const [name, text] of [['link', line], ['courier', line], ['login', fresh('totp')]]) writeFileSync(this.keyring(name), text, { mode: 0o600 })
	}

	keyring(name) {
		return join(this.folder, `${name}.keyring`)
	}

	/* What a program of ours is told. */
	settings(name) {
		return {
			ACHO_BASE_URL: this.url,
			ACHO_DB: this.db.conninfo(),
			ACHO_SOCKET: join(this.folder, 'run', `${name}.sock`),
			ACHO_KEYRING: this.keyring(name),
			ACHO_LINE_API: this.sandbox.line,
			ACHO_SMTP_URL: this.sandbox.smtp,
			ACHO_MAIL_FROM: 'no-reply@acho.example',
			ACHO_MAIL_REPLY_TO: 'support@acho.example',
			ACHO_BREACHED_PASSWORDS: join(root, 'build', this.build, 'fcgi/admin/breached_passwords'),
			ACHO_POOL_TARGET: '8',
			ACHO_THREADS: '4',
			/* All tests come from one network. */
			ACHO_LIMIT_LOGIN_IP: '100000',
			ACHO_LIMIT_LINK_IP: '100000',
			ACHO_LIMIT_SIGNUP_IP: '100000',
			...(typeof this.env === 'function' ? this.env(this) : this.env),
		}
	}

	async #startProgram(name) {
		const { command, env } = await this.launch(name, { command: [this.program(name)], env: { ...SANITIZERS, ...this.settings(name) } }, this)
		const part = this.#add(name, command, env)
		if (!part.runs) throw new Error(`${name} does not start`)
	}

	#startNginx() {
		const out = join(this.folder, 'nginx')
		execFileSync(join(root, 'nginx/render'), [out, `RUN=${join(this.folder, 'run')}`, `LISTEN=127.0.0.1:${this.port}`,
			'LIMITS=off', 'WORKERS=2', 'CONNECTIONS=4096', 'SUPPORT=support@acho.example', ...(isRoot ? ['USER=root'] : [])])
		this.#add('nginx', ['nginx', '-e', 'stderr', '-p', out, '-c', join(out, 'acho.conf'), '-g', 'daemon off;'])
	}

	/* With ACHO_TEST_DELAYS each part is slow at reading and writing, at random (faults/delay.c): what a story takes for granted shows. */
	#delays() {
		return process.env.ACHO_TEST_DELAYS ? { LD_PRELOAD: join(root, 'build', this.build, 'tests/delay.so') } : {}
	}

	#add(name, command, env = {}) {
		const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(ACHO_|PG|NODE_TEST)/.test(key)))
		const path = `${process.env.PATH}:/usr/sbin`
		this.parts[name] = new Part(name, {
			command, env: { ...clean, PATH: path, ...this.#delays(), ...env }, cwd: this.folder, log: join(this.folder, 'log', `${name}.log`),
		})
		return this.parts[name].start()
	}

	/* Wait until a worker says so itself, through nginx. */
	ready(name, seconds = 120) {
		const probe = new Client(this, { validated: false })
		return until(`acho-${name}`, async () => {
			if (!this.parts[name].runs) throw new Error(`acho-${name} does not start:\n${this.parts[name].text()}`)
			return (await probe.get(`/readyz/${name}`).catch(() => ({}))).status === 200
		}, seconds)
	}

	/* Was that request refused because it had waited for a thread for too long? Its line comes after the answer, where a worker answered. */
	async refusedUnread(id) {
		if (!this.patient) return false
		const line = await until('the line of a refusal', () => this.logs().split('\n').find((one) => one.includes(`"${id}"`)), 1).catch(() => '')
		return line.includes('"why":"handler of -"')
	}

	client(options) {
		return new Client(this, options)
	}

	/* kill -9, and up again at once, as the supervisor of a real machine does. */
	async kill(name, { restart = true } = {}) {
		await this.parts[name].end('SIGKILL')
		if (restart) this.parts[name].start()
	}

	/* SIGTERM; gives what it ended with. */
	async terminate(name, { restart = false } = {}) {
		const how = await this.parts[name].end('SIGTERM')
		if (restart) this.parts[name].start()
		return how
	}

	/* All that the programs of ours have written. */
	logs() {
		return [...WORKERS, 'courier', 'nginx', 'postgres'].map((name) => this.parts[name]?.text() ?? '').join('\n')
	}

	tails() {
		return Object.values(this.parts).filter((part) => part && !part.runs).map((part) => `--- ${part.name}\n${part.text().slice(-1500)}`).join('\n')
	}

	async stop() {
		const { postgres, sandbox, nginx, ...programs } = this.parts
		await nginx?.end('SIGTERM')
		await Promise.all(Object.values(programs).map((part) => part.end('SIGTERM')))
		await sandbox?.end('SIGTERM')
		await postgres?.end('SIGINT')
		const complaints = Object.values(this.parts).filter(Boolean).flatMap((part) => part.complaints())
		if (complaints.length && process.env.ACHO_TEST_KEEP) console.error(`kept: ${this.folder}`)
		else if (existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true })
		if (complaints.length) throw new Error(complaints.join('\n'))
	}
}
