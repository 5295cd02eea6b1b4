/*
 * What the rules look at: the files git tracks, by path. plant() gives a tree with other contents in some places, for
 * the self-test; nothing is written to disk.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

export class Tree {
	#texts = new Map()
	#planted

	constructor(paths, planted = {}) {
		this.#planted = planted
		this.paths = [...new Set([...paths, ...Object.keys(planted)])].filter((path) => planted[path] !== null).sort()
	}

	static tracked() {
		const out = execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1 << 26 })
		return new Tree(out.split('\0').filter((path) => path && existsSync(join(root, path))))
	}

	/* The same files with `planted` {path: text, or null for "not there"}. */
	plant(planted) {
		return new Tree(this.paths, planted)
	}

	has(path) {
		return this.paths.includes(path)
	}

	match(pattern) {
		return this.paths.filter((path) => pattern.test(path))
	}

	text(path) {
		if (this.#planted[path] !== undefined) return this.#planted[path]
		if (!this.#texts.has(path)) this.#texts.set(path, readFileSync(join(root, path), 'utf8'))
		return this.#texts.get(path)
	}

	lines(path) {
		return this.text(path).split('\n')
	}

	/* A C file's lines without comments, and without what stands inside its strings. */
	code(path) {
		return withoutComments(this.text(path), true).split('\n')
	}
}

/* Comments become blanks; with `emptied` so do the insides of "..." and '...'. Line numbers stay. */
export function withoutComments(text, emptied = false) {
	const blank = (part) => part.replace(/[^\n]/g, ' ')
	return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g, (part) => {
		if (part.startsWith('/')) return blank(part)
		return emptied ? part[0] + blank(part.slice(1, -1)) + part[0] : part
	})
}

/* The functions of a C file laid out as ours are: the opening and closing brace alone in column 0. */
export function functionsOf(lines) {
	const found = []
	let start = -1
	lines.forEach((line, i) => {
		if (line === '{') start = i
		if (line === '}' && start >= 0) {
			const head = lines.slice(Math.max(0, start - 8), start).join('\n')
			const name = [...head.matchAll(/^(\w+)\(/gm)].at(-1)?.[1] ?? ''
			found.push({ name, start, end: i, lines: i - start - 1 })
			start = -1
		}
	})
	return found
}
