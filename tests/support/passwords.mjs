/* The cases of password_cases.tsv: what may become a password, and what the page hints. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

export const KNOWN = { company: 'Lanternfish Tea', contact: 'Zebrafinch', email: 'wang@oven.example' }

export const passwordCases = () => readFileSync(join(root, 'tests/support/password_cases.tsv'), 'utf8').split('\n')
	.filter((line) => line && !line.startsWith('#'))
	.map((line) => {
		const [password, server, hint] = line.split('\t')
		return { password: password.slice(1, -1), server, hint }
	})
