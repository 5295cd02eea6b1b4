/*
 * A machine short of memory: while merchants sign up and link, one allocation in so many fails (starve.c), in spells of a
 * second. As in chaos.mjs, what was acknowledged is there in the end, once. A program may die of it only inside a library
 * that knows no other way; of our own code each failed allocation is an answer of 503.
 */
import assert from 'node:assert/strict'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../support/root.mjs'
import { Chaos, HOUSE } from './chaos.mjs'

/* How libraries end a program that has no memory for them: libfcgi and GLib by themselves, the others by a null pointer. */
const BY_A_LIBRARY = /fcgiapp\.c:\d+: Malloc: Assertion|GLib-ERROR \*\*: [^\n]* failed to allocate|AddressSanitizer: (?:SEGV|FPE)[^]*?#0 0x[0-9a-f]+ [^\n]*\/lib(?:curl|zxcvbn)\.so/

const control = (stack) => join(stack.folder, 'starve')

export const HUNGRY_HOUSE = {
	...HOUSE,
	launch(_, { command, env }, stack) {
		if (!existsSync(control(stack))) writeFileSync(control(stack), Buffer.alloc(12))
		const asan = `${env.ASAN_OPTIONS}:verify_asan_link_order=0`
		return { command, env: { ...env, ASAN_OPTIONS: asan, LD_PRELOAD: join(root, 'build', stack.build, 'tests/starve.so'), STARVE_CONTROL: control(stack) } }
	},
}

export class Hunger extends Chaos {
	deaths = {}

	/* One allocation in `oneIn`; `own`: of our own code alone. `after`: the one before it in the same house. */
	constructor(stack, { oneIn, own, after, ...more }) {
		super(stack, { every: 0.5, seed: 1, ...more })
		Object.assign(this, { oneIn, own }, after && { journal: after.journal, courierDeaths: after.courierDeaths })
		/* Libraries do not always say that it was memory: json-c calls the body broken, OpenSSL the key. */
		if (!own) this.passes = new Set([...this.passes, 400, 500])
	}

	#say(...numbers) {
		const file = openSync(control(this.stack), 'r+')
		writeSync(file, Buffer.from(new Uint32Array(numbers).buffer), 0, 4 * numbers.length, 0)
		closeSync(file)
	}

	get starved() {
		return readFileSync(control(this.stack)).readUInt32LE(8)
	}

	victims() {
		return [[['memory', () => this.starve()]]]
	}

	async starve() {
		this.#say(this.oneIn, Number(this.own))
		await pause(1000)
		this.#say(0)
		this.courierDeaths++ // or as good as dead: a mail went out, and there was no memory to hear that it had
		for (const name of this.stack.programs) {
			const part = this.stack.parts[name]
			if (part.runs) continue
			assert.ok(part.forgive(BY_A_LIBRARY), `${name} died of its own: ${part.text().slice(-4000)}`)
			this.deaths[name] = (this.deaths[name] ?? 0) + 1
			part.start()
			if (name !== 'courier') await this.stack.ready(name)
		}
	}

	async judge() {
		return { ...await super.judge(), starved: this.starved, deaths: this.deaths }
	}
}
