/* acho-admin account WORDS: what it ended with, and what it said. */
import { execFile } from 'node:child_process'

export const operator = (stack, ...words) => new Promise((resolve) => {
	const env = { PATH: process.env.PATH, ...stack.settings('admin') }
	execFile(stack.program('admin'), ['account', ...words], { env }, (problem, stdout, stderr) => resolve(`${problem?.code ?? 0} ${stdout}${stderr}`.trim()))
})
