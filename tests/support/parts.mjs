/*
 * A program that a test started: its log, its end, and whether that end was asked for.
 * Nothing here waits by sleeping: until() polls with a bound and says what it waited for.
 */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/* What a sanitizer prints; a log with one of these is a failed test, whatever the answers were. */
const REPORT = /ERROR: (?:Address|Leak|Undefined\w*)Sanitizer|WARNING: ThreadSanitizer|runtime error:|BUG_IF|\bbug at\b/

export const isRoot = process.getuid() === 0

/* Call `probe` until it gives something true; fails with `what` after `seconds`, which are many: the machine may be busy. */
export async function until(what, probe, seconds = 120) {
	const end = performance.now() + seconds * 1000
	for (;;) {
		const found = await probe()
		if (found) return found
		if (performance.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`)
		await pause(25)
	}
}

/* What `n` calls of `task` give, eight side by side: of more passwords at once the last may not be hashed within the ten seconds they have. */
export async function sideBySide(n, task) {
	const given = []
	let next = 0
	await Promise.all(Array.from({ length: 8 }, async () => {
		for (let i = next++; i < n; i = next++) given[i] = await task(i)
	}))
	return given
}

/*
 * For who listens in a few seconds: none of those that connections on their way out are given meanwhile, thousands by
 * each story (ip_local_port_range begins at 32768).
 */
export async function freePort() {
	for (;;) {
		const port = randomInt(10_000, 30_000)
		const server = createServer()
		const isFree = await new Promise((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)))
		if (!isFree) continue
		await new Promise((resolve) => server.close(resolve))
		return port
	}
}

export const listens = (port) => new Promise((resolve) => {
	const socket = connect(port, '127.0.0.1')
	socket.once('connect', () => { socket.destroy(); resolve(true) })
	socket.once('error', () => resolve(false))
})

export class Part {
	#child
	#asked = false
	#judged = 0 // bytes of the log
	faults = []

	/* `command` is [program, ...arguments]; `user` another user to run it as (when we are root). */
	constructor(name, { command, env = {}, cwd, log, user = null }) {
		Object.assign(this, { name, command, env, cwd, log, user })
	}

	start() {
		if (this.runs) throw new Error(`${this.name} runs already: a second one would never be ended`)
		const command = this.user && isRoot
			? ['setpriv', `--reuid=${this.user}`, `--regid=${this.user}`, '--init-groups', '--', ...this.command]
			: this.command
		const out = openSync(this.log, 'a')
		const child = spawn(command[0], command.slice(1), { env: this.env, cwd: this.cwd, stdio: ['ignore', out, out] })
		closeSync(out)
		this.#child = child
		this.#asked = false
		child.ended = new Promise((resolve) => {
			child.once('error', (problem) => this.#ended(child, problem.message, resolve))
			child.once('exit', (code, signal) => this.#ended(child, signal ?? code, resolve))
		})
		return this
	}

	#ended(child, how, resolve) {
		if (!this.#asked) this.faults.push(`${this.name} ended by itself: ${how}`)
		child.how = how
		resolve(how)
	}

	get pid() {
		return this.runs ? this.#child.pid : null
	}

	get runs() {
		return this.#child !== undefined && this.#child.how === undefined
	}

	/* Send a signal that is expected to end it; gives the exit code, or the signal's name. */
	async end(signal = 'SIGTERM', seconds = 40) {
		if (!this.runs) return this.#child?.how
		const child = this.#child
		this.#asked = true
		child.kill(signal)
		const late = new Promise((resolve) => setTimeout(resolve, seconds * 1000, 'late').unref())
		const how = await Promise.race([child.ended, late])
		if (how !== 'late') return how
		child.kill('SIGKILL')
		this.faults.push(`${this.name} did not end in ${seconds} s after ${signal}`)
		return child.ended
	}

	/* It has ended by itself, and what it wrote since it was last forgiven matches: that was expected, and is no complaint. */
	forgive(pattern) {
		const text = this.text()
		if (this.runs || !pattern.test(text.slice(this.#judged))) return false
		this.#judged = text.length
		this.faults.pop()
		return true
	}

	text() {
		try {
			return readFileSync(this.log, 'utf8')
		} catch {
			return ''
		}
	}

	/* The log's text once it matches: a line comes after the answer it tells of. */
	said(pattern, seconds) {
		return until(`${this.name} to say ${pattern}`, () => { const text = this.text(); return pattern.test(text) && text }, seconds)
	}

	/* What a test must not end with: an end nobody asked for, or a sanitizer's report. */
	complaints() {
		const text = this.text().slice(this.#judged)
		const at = text.search(REPORT)
		return [...this.faults, ...(at < 0 ? [] : [`${this.name}: ${text.slice(at, at + 6000)}`])]
	}
}
