/* The cases of paste_cases.tsv: what is pasted into a field, and what becomes of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/* [{line, field, pasted, code ('ok' or a code), value, cleaned}]; `cleaned` is null where the file does not say. */
export function pasteCases() {
	const names = new Map()
	const expand = (text) => text.replace(/\{([A-Z0-9_]+)\}/g, (all, name) => names.get(name) ?? all)
	const cases = []
	const rows = readFileSync(join(root, 'tests/support/paste_cases.tsv'), 'utf8').split('\n').map((text) => text.trim())
	for (const [i, row] of rows.entries()) {
		if (row === '' || row.startsWith('#')) continue
		const [field, second, third, value, cleaned] = row.split('\t')
		if (field === '=') {
			names.set(second, JSON.parse(third))
			continue
		}
		const said = third === 'ok' || cleaned !== '-'
		cases.push({
			line: i + 1, field, code: third, pasted: expand(JSON.parse(second)),
			value: value === '-' ? null : expand(JSON.parse(value)),
			cleaned: said ? (cleaned === '-' ? [] : cleaned.split(',')) : null,
		})
	}
	return cases
}
