/*
 * Passwords: logging in and signing up are Argon2id and little else, so libsodium's own rate is the ceiling; what a
 * flood of logins leaves to those who are logged in; and what the programs keep in memory.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Merchant, form } from '../support/merchant.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'
import { cpuSeconds, execFile, heading, median, row, wrk } from './measure.mjs'

const ROUNDS = 5
const CORES = Number((await execFile('nproc')).stdout)
const FLOOD = 32 // clients
const SECONDS = 5

const stack = await startStack({ build: 'bench', env: { ACHO_POOL_TARGET: '1', ACHO_LIMITS: 'off' } })
try {
	await stack.terminate('courier') // it would make keys and send mails on the cores that are measured
	/* More than log in at once: of one account no more than 30 tries are open. */
	const merchants = []
	while (merchants.length < 2 * FLOOD) merchants.push(await Merchant.signUp(stack))
	const merchant = await Merchant.loggedIn(stack)
	const cookie = [...merchant.client.cookies.values()].filter((one) => one.name === 'acho').map((one) => `${one.name}=${one.value}`)[0]
	const read = (path, options) => wrk(`${stack.url}/a/${merchant.slug}/api/${path}`, { cookie, connections: 8, seconds: SECONDS, ...options })
	heading()
	await memoryAtRest()
	await pageOfLogin(read)
	await rates(merchants)
	await besideFlood(merchants, read)
	await growth(read)
} finally {
	await stack.stop()
}

/* What the login page asks about its address, beside the session read. */
async function pageOfLogin(read) {
	const ours = [], theirs = []
	for (let round = 0; round <= ROUNDS; round++) {
		const a = await read('account', { connections: 32 }), b = await read('session', { connections: 32 })
		if (round > 0) ours.push(a.rate), theirs.push(b.rate)
	}
	const ratio = median(ours.map((rate, i) => rate / theirs[i]))
	row('login page data by slug, requests/s, c=32', Math.round(median(ours)), `session ${Math.round(median(theirs))}`, ratio, '>= 0.90', ratio >= 0.9)
}

async function rates(merchants) {
	const raw = [], logins = [], signUps = []
	for (let round = 0; round <= ROUNDS; round++) {
		const a = await argon2(), b = await flood('login', merchants.map(loginOf)), c = await flood('signup', [signUpOf()])
		if (round > 0) raw.push(a), logins.push(b), signUps.push(c)
	}
	const of = (runs, what) => median(runs.map((run) => run[what]))
	const ratio = (what, ours, theirs) => median(ours.map((run, i) => run[what] / theirs[i][what]))
	const rate = ratio('rate', logins, raw), cpu = ratio('cpu', logins, raw), signUp = ratio('rate', signUps, logins)
	row(`logins/s, c=${FLOOD}`, of(logins, 'rate').toFixed(1), `libsodium ${of(raw, 'rate').toFixed(1)}`, rate, '>= 0.95', rate >= 0.95)
	row('  CPU ms a hash', (of(logins, 'cpu') * 1e3).toFixed(1), `libsodium ${(of(raw, 'cpu') * 1e3).toFixed(1)}`, cpu, '<= 1.05', cpu <= 1.05)
	row(`sign-ups/s, c=${FLOOD}`, of(signUps, 'rate').toFixed(1), `logins ${of(logins, 'rate').toFixed(1)}`, signUp, '>= 0.93', signUp >= 0.93)
}

async function besideFlood(merchants, read) {
	const alone = [], beside = []
	let peak = 0
	for (let round = 0; round < ROUNDS; round++) {
		alone.push(await read('session', { seconds: 2 }))
		const flooding = flood('login', merchants.map(loginOf), 4)
		beside.push(await read('session', { seconds: 2 }))
		peak = Math.max(peak, pss('login'))
		await flooding
	}
	const rate = median(beside.map((run, i) => run.rate / alone[i].rate)), p99 = median(beside.map((run) => run.p99))
	row(`session reads/s beside ${FLOOD} logging in, c=8`, Math.round(median(beside.map((run) => run.rate))),
		`alone ${Math.round(median(alone.map((run) => run.rate)))}`, rate, '>= 0.50', rate >= 0.5)
	row('  p99 ms', p99.toFixed(1), `alone ${median(alone.map((run) => run.p99)).toFixed(1)}`, p99 / median(alone.map((run) => run.p99)), '<= 50 ms', p99 <= 50)
	const most = 32 + 20 * CORES
	row("  acho-login's memory, MiB Pss", peak.toFixed(1), `${CORES} hashes at once`, peak / most, `<= ${most} MiB`, peak <= most)
}

async function memoryAtRest() {
	for (const name of ['signup', 'login', 'link'])
		row(`acho-${name} at rest, MiB Pss`, pss(name).toFixed(1), '', pss(name) / 10, '<= 10 MiB', pss(name) <= 10)
}

async function growth(read) {
	await read('session', { seconds: 1 })
	const before = pss('login')
	let count = 0
	while (count < 200000) count += (await read('session', { connections: 32 })).count
	row(`acho-login's memory after ${Math.round(count / 1000)}k reads, MiB`, pss('login').toFixed(1), `before ${before.toFixed(1)}`, pss('login') / before, '<= 1.02', pss('login') <= 1.02 * before)
}

function pss(name) {
	return Number(readFileSync(`/proc/${stack.parts[name].pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]) / 1024
}

/* Argon2id on every core, and nothing else: {rate, cpu: seconds a hash}. */
async function argon2() {
	const { stdout } = await execFile(join(root, 'build/bench/tests/bench/argon2'), [String(CORES), String(SECONDS)])
	const [rate, cpu] = stdout.trim().split(' ').map(Number)
	return { rate, cpu }
}

function loginOf({ slug, fields: { email, password } }) {
	return { path: `/a/${slug}/api/session`, json: JSON.stringify({ email, password }) }
}

function signUpOf() {
	return { path: '/api/signup', json: JSON.stringify(form({ email: 'EACH@shop.example' })) }
}

/* FLOOD clients that post what is `asked`, one after another and again and again; EACH in it is another word each time. */
async function flood(name, asked, seconds = SECONDS) {
	const script = join(stack.folder, 'flood.lua')
	writeFileSync(script, `
		local asked, number, threads = {${asked.map(({ path, json }) => `{'${path}', [==[${json}]==]}`)}}, 0, 0
		function setup(thread) -- in wrk's own state; request is called in each thread's
			threads = threads + 1
			thread:set('id', threads)
		end
		function request()
			number = number + 1
			local path, json = unpack(asked[(2 * number + id) % #asked + 1])
			local body = json:gsub('EACH', ('flood%d.%d.%d'):format(id, number, os.time()))
			return wrk.format('POST', path, {['Content-Type'] = 'application/json', Origin = '${stack.url}', Host = '${new URL(stack.url).host}'}, body)
		end`)
	const before = cpuSeconds(stack.parts[name].pid)
	const { stdout } = await execFile('wrk', ['-t2', `-c${FLOOD}`, `-d${seconds}s`, '--timeout', '15s', '-s', script, stack.url])
	const failed = stdout.match(/Non-2xx.*|Socket errors.*/)?.[0]
	if (failed) throw new Error(`${name}: ${failed}`)
	const count = Number(stdout.match(/(\d+) requests in/)[1])
	return { rate: Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]), cpu: (cpuSeconds(stack.parts[name].pid) - before) / count }
}
