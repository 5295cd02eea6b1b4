/* Our units as systemd reads them: each service with what all have in common. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/root.mjs'

export const UNITS = join(root, 'deploy/systemd')
export const SERVICES = ['signup', 'login', 'link', 'courier']

/* A service's drop-ins in systemd's order: by their names, and of one name the folder that is closest to the service's. */
function dropIns(name, folder) {
	const words = `acho-${name}`.split('-')
	const folders = [...words.slice(1).map((_, i) => `${words.slice(0, i + 1).join('-')}-.service.d`), `acho-${name}.service.d`]
	const found = Object.fromEntries(folders.filter((one) => existsSync(join(folder, one))).flatMap((one) => readdirSync(join(folder, one)).map((file) => [file, `${one}/${file}`])))
	return Object.keys(found).sort().map((file) => found[file])
}

/* "Name=value" lines: name to the list of values, in order; `folder` is where the units lie. */
export function unit(name, folder = UNITS) {
	const files = [`acho-${name}.service`, ...dropIns(name, folder)]
	const found = {}
	for (const [, key, value] of files.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^([A-Z]\w+)=(.*)$/gm)])) (found[key] ??= []).push(value)
	return found
}

const FAMILIES = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 }

/* RestrictAddressFamilies= as the supervisor takes it. */
export function familiesOf([line]) {
	const numbers = line.split(' ').map((family) => FAMILIES[family])
	if (!numbers.every(Boolean)) throw new Error(`unknown: ${line}`)
	return numbers.join(',')
}

/* What systemd puts into its groups of system calls. */
function groups() {
	const found = {}
	let group
	for (const line of execFileSync('systemd-analyze', ['syscall-filter', '--no-pager'], { encoding: 'utf8' }).split('\n')) {
		if (/^@/.test(line)) found[(group = line.trim())] = []
		else if (/^ {4}[@\w]/.test(line)) found[group].push(line.trim())
		else if (line.trim() === '') group = undefined
	}
	return found
}

/* The numbers of the system calls that SystemCallFilter= lets through: each line adds, or takes away with ~. */
export function systemCalls(lines) {
	const all = groups()
	const numbers = new Map([...readFileSync('/usr/include/x86_64-linux-gnu/asm/unistd_64.h', 'utf8').matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map(([, name, n]) => [name, n]))
	const expand = (word) => (word.startsWith('@') ? all[word].flatMap(expand) : [word])
	const allowed = new Set()
	/* Always let through, whatever the filter says. */
	for (const word of all['@default']) allowed.add(word)
	for (const line of lines) {
		const names = line.replace(/^~/, '').split(/\s+/).flatMap(expand)
		for (const name of names) line.startsWith('~') ? allowed.delete(name) : allowed.add(name)
	}
	return [...allowed].map((name) => numbers.get(name)).filter(Boolean)
}
