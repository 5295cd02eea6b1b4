/* A script of deploy/, run as an operator would: what it ended with and what it said. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { root } from './root.mjs'

export const deploy = (script, words, env = {}, input = '') => new Promise((resolve) => {
	const child = execFile(join(root, 'deploy', script), words, { env: { PATH: process.env.PATH, ...env } }, (problem, stdout, stderr) => resolve({ code: problem?.code ?? 0, stdout, stderr }))
	child.stdin.end(input)
})
