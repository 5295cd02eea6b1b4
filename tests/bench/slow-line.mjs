/*
 * A slow LINE costs those who do not wait for it nothing: one burst of 2,000 validations, half of step 12 (signed
 * with RSA) and half of step 14, parked on a LINE that takes 3 s a call, and session reads beside them. Then the same
 * with clients that hang up, and with a kill -9: no value is lost, and nothing of them is left.
 */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Merchant } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'
import { burst, startCrowd } from './crowd.mjs'
import { heading, median, row, wrk } from './measure.mjs'
import { startSleepingLine } from './sleeping-line.mjs'

const ROUNDS = 5
const BURST = 2000
const SLEEPS = 3000
const NGINX_KEEPS = 6000 // idle connections to a worker, and a second more

const line = await startSleepingLine(SLEEPS)
const stack = await startStack({ build: 'bench', env: { ACHO_LINE_API: line.url, ACHO_LINE_TIMEOUT_MS: '8000', ACHO_POOL_TARGET: '1' } })
try {
	await stack.terminate('courier') // it would make keys and try what waits, on the cores that are measured
	const merchant = await Merchant.loggedIn(stack)
	const cookie = [...merchant.client.cookies.values()].filter((one) => one.name === 'acho').map((one) => `${one.name}=${one.value}`)[0]
	const read = (seconds = 1) => wrk(`${stack.url}/a/${merchant.slug}/api/session`, { cookie, seconds, connections: 8 })
	const crowd = await startCrowd(stack, BURST / 2)
	heading()
	await besideParked(crowd, read)
	await afterHangUp(crowd, read)
	await afterKill(crowd)
} finally {
	await stack.stop()
	line.stop()
}

async function besideParked(crowd, read) {
	const alone = [], beside = [], bursts = [], statuses = new Map()
	const rested = memory()
	let peak = 0
	for (let round = 0; round < ROUNDS; round++) {
		alone.push(await read())
		const { pastes, took } = await burst(stack, line, crowd)
		bursts.push(took)
		beside.push(await read())
		peak = Math.max(peak, memory())
		for (const status of await Promise.all(pastes.map(({ answer }) => answer))) statuses.set(status, (statuses.get(status) ?? 0) + 1)
		await restAgain()
	}
	const of = (what) => [median(beside.map((run) => run[what])), median(alone.map((run) => run[what])), median(beside.map((run, i) => run[what] / alone[i][what]))]
	const [rate, p50, p99] = ['rate', 'p50', 'p99'].map(of)
	row(`session reads/s beside ${BURST} parked, c=8`, Math.round(rate[0]), `alone ${Math.round(rate[1])}`, rate[2], '>= 0.90', rate[2] >= 0.9)
	row('  p50 ms', p50[0].toFixed(2), `alone ${p50[1].toFixed(2)}`, p50[2], '<= 1.10', p50[2] <= 1.1)
	row('  p99 ms', p99[0].toFixed(2), `alone ${p99[1].toFixed(2)}`, p99[2], '<= 1.50 or 15 ms', p99[2] <= 1.5 || p99[0] <= 15)
	const failed = [...alone, ...beside].filter((run) => run.errors).length
	row('  reads that failed', failed, 'none', failed, '0', failed === 0)
	row("  acho-link's memory, MiB", peak.toFixed(1), `at rest ${rested.toFixed(1)}`, peak / rested, '<= +64 MiB', peak - rested <= 64)
	const good = (statuses.get(200) ?? 0) + (statuses.get(202) ?? 0)
	row('  pastes answered 200 or 202', `${good} (${statuses.get(202) ?? 0} pending)`, `sent ${ROUNDS * BURST}`, good / (ROUNDS * BURST), '= 1', good === ROUNDS * BURST)
	await rowOfEnds()
	const whole = bursts.filter((took) => took !== null)
	console.log(`  until all were parked: ${whole.map(Math.round).join(', ')} ms (${whole.length} of ${ROUNDS} bursts; reported, not judged)`)
}

/* The clients hang up while all are parked: reads are as fast as before within 4 s, and every value is settled. */
async function afterHangUp(crowd, read) {
	await pause(NGINX_KEEPS)
	const before = descriptors()
	await stack.db.sql('postgres', 'UPDATE tenant.proof SET proved_at = NULL')
	line.sleepsAgain = 0 // so that all waits end after 3 s, and what follows is ours
	const back = [], alone = await read()
	const { pastes } = await burst(stack, line, crowd)
	const began = performance.now()
	for (const { hangUp } of pastes) hangUp()
	while (back.length < 8) {
		const run = await read()
		back.push({ at: (performance.now() - began) / 1000, rate: run.rate, errors: run.errors })
		if (run.rate >= 0.9 * alone.rate) break
	}
	const { at, rate } = back.at(-1)
	row('session reads/s after they hang up', `${Math.round(rate)} at ${at.toFixed(1)} s`, `alone ${Math.round(alone.rate)}`, rate / alone.rate, '>= 0.90 in 4 s', rate >= 0.9 * alone.rate && at <= 4 && !back.some((one) => one.errors))
	await restAgain()
	await rowOfEnds()
	await pause(NGINX_KEEPS)
	row("  acho-link's descriptors but LINE's", descriptors(), `before ${before}`, descriptors() / before, '<= +0', descriptors() <= before)
}

/* kill -9 while all are parked: each value is kept as pending, and the courier has them all proved. */
async function afterKill(crowd) {
	await stack.db.sql('postgres', 'UPDATE tenant.proof SET proved_at = NULL')
	const { pastes } = await burst(stack, line, crowd)
	await stack.kill('link')
	await Promise.all(pastes.map(({ answer }) => answer))
	await stack.ready('link')
	const [, pending] = await ends()
	row('values pending after kill -9 of acho-link', pending, `pasted ${BURST}`, pending / BURST, '= 1', pending === BURST)
	stack.parts.courier.start()
	await until('the courier to have them proved', async () => {
		await stack.db.sql('postgres', "UPDATE tenant.proof SET due_at = now() WHERE state = 'pending' AND lease IS NULL")
		return (await ends())[0] === BURST
	}, 120).catch(() => {}) // the row tells
	await rowOfEnds()
}

async function rowOfEnds() {
	const [proved, pending] = await ends()
	row('  values proved or pending', `${proved} + ${pending}`, `pasted ${BURST}`, (proved + pending) / BURST, '= 1', proved + pending === BURST)
}

/* How many values are proved, and how many wait. */
async function ends() {
	const [counts] = await stack.db.sql('postgres', `SELECT count(*) FILTER (WHERE state = 'settled' AND proved_at IS NOT NULL),
		count(*) FILTER (WHERE state = 'pending') FROM tenant.proof`)
	return counts.map(Number)
}

/* Until nobody is parked and no proof held. */
async function restAgain() {
	await until('acho-link to rest', async () => {
		const text = (await stack.client({ validated: false }).get('/metrics/link')).text
		return /^acho_line_proofs_held 0$/m.test(text) && /^acho_requests_parked 0$/m.test(text)
	}, 20)
	await pause(500)
}

/* Its proportional share, in MiB. */
function memory() {
	return Number(readFileSync(`/proc/${stack.parts.link.pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]) / 1024
}

/* Its open files but for TCP: connections to LINE are kept for the next burst. */
function descriptors() {
	const tcp = new Set(readFileSync('/proc/net/tcp', 'utf8').split('\n').map((text) => `socket:[${text.trim().split(/\s+/)[9]}]`))
	const folder = `/proc/${stack.parts.link.pid}/fd`
	return readdirSync(folder).filter((fd) => { try { return !tcp.has(readlinkSync(`${folder}/${fd}`)) } catch { return false } }).length
}
