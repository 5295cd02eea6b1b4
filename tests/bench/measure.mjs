/* Loads, processor time and rows: what every benchmark here is made of. */
import { execFile as execFileWithCallback } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

export const execFile = promisify(execFileWithCallback)

const TICKS = 100 // sysconf(_SC_CLK_TCK) of Linux on every Debian

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/*
 * How well a value tells the two apart: the chance that a value of the one is larger than one of the other, ties half,
 * whichever way round is better. 0.5: not at all.
 */
export function auc(left, right) {
	const all = [...left.map((value) => ({ value, isLeft: true })), ...right.map((value) => ({ value, isLeft: false }))].sort((a, b) => a.value - b.value)
	let rankSum = 0
	for (let i = 0, end; i < all.length; i = end) {
		for (end = i; end < all.length && all[end].value === all[i].value; end++);
		rankSum += all.slice(i, end).filter(({ isLeft }) => isLeft).length * ((i + 1 + end) / 2)
	}
	const area = (rankSum - (left.length * (left.length + 1)) / 2) / (left.length * right.length)
	return Math.max(area, 1 - area)
}

/* Seconds of processor time a process has used. */
export function cpuSeconds(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
	return (Number(fields[11]) + Number(fields[12])) / TICKS
}

const MS = { us: 1e-3, ms: 1, s: 1e3, m: 6e4 }

/* One wrk run: {rate, p50 and p99 (ms), errors, count}. */
export async function wrk(url, { cookie, connections = 32, seconds = 3 }) {
	const { stdout } = await execFile('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', `Cookie: ${cookie}`, url])
	const latency = (percent) => {
		const [, value, unit] = stdout.match(new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s|m)`))
		return Number(value) * MS[unit]
	}
	return {
		rate: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]),
		count: Number(stdout.match(/(\d+) requests in/)[1]),
		p50: latency(50),
		p99: latency(99),
		errors: stdout.match(/Non-2xx.*|Socket errors.*/)?.[0] ?? '',
	}
}

/* The same, with the processor time that `pid` spent on it per 1000 requests. */
export async function wrkOn(pid, url, options) {
	const before = cpuSeconds(pid)
	const run = await wrk(url, options)
	return { ...run, cpu: ((cpuSeconds(pid) - before) * 1000) / run.count }
}

const column = (text, width) => `${String(text).padEnd(width - 1)} `

export function heading(wide = 44) {
	console.log([column('what', wide), column('ours', 22), column('against', 22), column('ratio', 8), 'target'].join(''))
}

/* One row; `holds` is what the target says of the ratio. */
export function row(what, ours, against, ratio, target, holds, wide = 44) {
	console.log([column(what, wide), column(ours, 22), column(against, 22), column(ratio.toFixed(2), 8), `${target} ${holds ? 'met' : 'MISSED'}`].join(''))
}
