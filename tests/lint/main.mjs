/* Run the rules (or those named), print what they find, count the exceptions; exit 1 when anything is wrong. */
import { contracts } from './contracts.mjs'
import { exceptions, rules } from './rules.mjs'
import { Tree } from './tree.mjs'

const all = { ...rules, ...contracts }
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !all[name])
if (unknown.length) {
	console.error(`no rule ${unknown.join(', ')}; the rules are: ${Object.keys(all).join(' ')}`)
	process.exit(2)
}

const tree = Tree.tracked()
let failed = 0
const names = wanted.length ? wanted : Object.keys(all)
for (const name of names) {
	const found = all[name].check(tree)
	console.log(`${found.length ? 'not ok' : 'ok'} - ${name}: ${all[name].says}`)
	for (const { path, line, what } of found) console.log(`  ${path}${line ? `:${line}` : ''}: ${what}`)
	if (found.length) failed++
}

const allowed = exceptions(tree)
console.log(`\n${allowed.length} exceptions by "lint: allow":`)
for (const { path, line, name, because } of allowed) console.log(`  ${path}:${line}: ${name}, because ${because}`)
console.log(`\n${names.length - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
