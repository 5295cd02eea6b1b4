/* acho-admin WORDS, or acho-admin account WORDS: what it ended with, and what it said. */
import { execFile } from 'node:child_process'

const environment = (stack, more) => ({ PATH: process.env.PATH, ...stack.settings('admin'), ...more })

/* {status, stdout, stderr}, with settings of its own; `started` is given the process. */
export const adminWith = (stack, settings, words, started = () => {}) => new Promise((resolve) => {
	started(execFile(stack.program('admin'), words, { env: environment(stack, settings), maxBuffer: 1 << 26 },
		(problem, stdout, stderr) => resolve({ status: problem?.signal ?? problem?.code ?? 0, stdout, stderr })))
})

/* "STATUS what it said". */
export async function admin(stack, ...words) {
	const { status, stdout, stderr } = await adminWith(stack, {}, words)
	return `${status} ${stdout}${stderr}`.trim()
}

export const operator = (stack, ...words) => admin(stack, 'account', ...words)
