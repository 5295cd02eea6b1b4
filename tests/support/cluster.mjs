/*
 * A private PostgreSQL: unix socket only, as an unprivileged user, gone with its folder. The migrated database is
 * kept under build/ and copied, which takes a third of a second instead of three.
 */
import { execFile as execFileWithCallback, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isRoot, Part, until } from './parts.mjs'
import { root } from './root.mjs'

const execFile = promisify(execFileWithCallback)
const DEBIAN = '/usr/lib/postgresql'
const USER = 'postgres'

/* Tests kill workers, not the machine: nothing needs to reach the disk. */
const SETTINGS = `
listen_addresses = ''
fsync = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 120
timezone = 'UTC'
log_timezone = 'UTC'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
`

export const pgBin = () => join(DEBIAN, readdirSync(DEBIAN).sort((a, b) => a - b).at(-1), 'bin')

const asUser = (command) => (isRoot ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups', '--', ...command] : command)
const run = ([program, ...args], options) => execFile(program, args, { maxBuffer: 1 << 28, ...options })

export class Cluster {
	constructor(folder) {
		this.folder = folder
		this.data = join(folder, 'data')
		this.socket = join(folder, 'socket')
	}

	/* Up, with a database `acho` migrated by `admin` (the path of acho-admin). */
	async start(admin) {
		mkdirSync(this.socket, { recursive: true })
		const template = join(root, 'build/test-cluster', templateName())
		const cached = existsSync(template)
		if (cached) await run(['cp', '-a', template, this.data])
		else await this.#create()
		if (isRoot) await run(['chown', `${USER}:${USER}`, this.folder, this.socket])
		await this.#launch()
		if (!cached) {
			await this.#fill(admin)
			await this.#keepAs(template)
		}
	}

	async #create() {
		if (isRoot) await run(['chown', USER, this.folder])
		await run(asUser([join(pgBin(), 'initdb'), '-D', this.data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust',
			'--no-sync', '--wal-segsize=1']))
		writeFileSync(join(this.data, 'postgresql.conf'), SETTINGS, { flag: 'a' })
		writeFileSync(join(this.data, 'pg_hba.conf'), 'local all all trust\n')
	}

	async #launch() {
		this.part = new Part('postgres', {
			command: [join(pgBin(), 'postgres'), '-D', this.data, '-c', `unix_socket_directories=${this.socket}`],
			env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
			cwd: this.folder,
			log: join(this.folder, '../log/postgres.log'),
			user: USER,
		}).start()
		await until('PostgreSQL', () => {
			if (!this.part.runs) throw new Error(`PostgreSQL does not start:\n${this.part.text()}`)
			return this.sql('postgres', 'SELECT 1', 'postgres').catch(() => null)
		})
	}

	async #fill(admin) {
		await this.sql('postgres', 'CREATE ROLE acho_owner LOGIN CREATEROLE NOSUPERUSER', 'postgres')
		await this.sql('postgres', 'CREATE DATABASE acho OWNER acho_owner', 'postgres')
		await this.migrate(admin)
	}

	migrate(admin) {
		return run([admin, 'migrate', '--apply'], {
			env: { ...process.env, ACHO_MIGRATE_DB: this.conninfo('acho_owner'), ACHO_SQL_DIR: join(root, 'sql') },
		})
	}

	/* The machine is lost, and another one stands there: the same socket, nothing in it. */
	async lose() {
		await this.part.end('SIGKILL')
		rmSync(this.data, { recursive: true })
	}

	async startEmpty() {
		await this.#create()
		await this.#launch()
	}

	/* Copied while stopped; renamed into place, so that two runs at once do not see half of one. */
	async #keepAs(template) {
		await this.part.end('SIGINT')
		const mine = `${template}.${process.pid}`
		mkdirSync(join(template, '..'), { recursive: true })
		rmSync(mine, { recursive: true, force: true })
		await run(['cp', '-a', this.data, mine])
		try {
			renameSync(mine, template)
		} catch {
			rmSync(mine, { recursive: true, force: true })
		}
		await this.#launch()
	}

	conninfo(role) {
		return `host=${this.socket} dbname=acho${role ? ` user=${role}` : ''}`
	}

	/* Rows as arrays of text, by psql; NULL is \N. */
	async sql(role, text, database = 'acho') {
		const { stdout } = await run(['psql', '-X', '-q', '-A', '-t', '-F', '\u001f', '-P', 'null=\\N', '-v', 'ON_ERROR_STOP=1',
			'-v', 'VERBOSITY=verbose', '-h', this.socket, '-U', role, '-d', database, '-c', text])
		return stdout.split('\n').slice(0, -1).map((line) => line.split('\u001f'))
	}

	/* What each of the statements is refused with as that role, '' for one that is not; in one go. */
	async refusals(role, statements) {
		const mark = '-- next --'
		const { stderr } = await this.#psql(role, statements.flatMap((one) => [`${one};`, `\\warn ${mark}`]).join('\n'))
		return stderr.split(`${mark}\n`).slice(0, statements.length)
	}

	/* Commands of psql itself, on its input. */
	#psql(role, input) {
		return new Promise((resolve, reject) => {
			const child = execFileWithCallback('psql', ['-X', '-q', '-A', '-t', '-h', this.socket, '-U', role, '-d', 'acho'], { maxBuffer: 1 << 28 },
				(problem, stdout, stderr) => (problem && problem.code !== 3 ? reject(problem) : resolve({ stdout, stderr })))
			child.stdin.end(input)
		})
	}

	/* The error a statement raises as that role: {state, text}. */
	async refusal(role, text) {
		try {
			await this.sql(role, text)
		} catch (problem) {
			return { state: problem.stderr.match(/ERROR: {2}(\w{5})/)?.[1], text: problem.stderr }
		}
		throw new Error(`${role} was not refused: ${text}`)
	}

	/* Do `text` as the superuser, or `role`, and keep the transaction open, and so its locks; gives what rolls it back, after `more`. */
	async hold(text, role = 'postgres') {
		const child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', this.socket, '-U', role, '-d', 'acho'], { stdio: ['pipe', 'pipe', 'ignore'] })
		for (const end of [child, child.stdin, child.stdout]) end.unref() // a test that fails in between must not hang
		child.stdin.on('error', () => {}) // the server may have ended it
		const ended = new Promise((resolve) => child.once('exit', resolve))
		let said = ''
		child.stdout.setEncoding('utf8').on('data', (some) => { said += some })
		/* A story that fails in between must not hold up the next ones; a worker's role has a limit of its own. */
		const bound = role === 'postgres' ? "SET LOCAL idle_in_transaction_session_timeout = '1 min'; " : ''
		child.stdin.write(`BEGIN;\n${bound}${text};\n\\echo held\n`)
		await until('a transaction that holds', () => {
			if (child.exitCode !== null) throw new Error(`psql ended: ${text}`)
			return said.includes('held')
		})
		return (more = '') => {
			child.stdin.end(`${more};\n`)
			return ended
		}
	}

	/* Ask until the database holds the question up, behind a lock; gives {answer}, a promise. */
	async heldUp(role, ask) {
		let answer
		return until(`${role} to wait for a lock`, async () => {
			/* On a slow machine a question may be given up before it was seen to wait. */
			answer ??= ask().finally(() => { answer = undefined })
			const waits = await this.sql('postgres', `SELECT 1 FROM pg_stat_activity WHERE usename = '${role}' AND wait_event_type = 'Lock'`)
			return waits.length > 0 && answer && { answer }
		})
	}

	async dump() {
		return (await run(['pg_dump', '-h', this.socket, '-U', 'postgres', '-d', 'acho'], { encoding: 'buffer' })).stdout
	}
}

/* Another database for other SQL. */
function templateName() {
	const hash = createHash('sha256').update(SETTINGS).update(pgBin())
	const add = (folder) => {
		for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
			const path = join(folder, entry.name)
			if (entry.isDirectory()) add(path)
			else hash.update(path).update(readFileSync(path))
		}
	}
	add(join(root, 'sql'))
	return hash.digest('hex').slice(0, 16)
}
