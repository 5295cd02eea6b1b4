/*
 * Every page as Lighthouse sees it on a phone: medians of five rounds, each round through all pages, over https and HTTP/2 as
 * in production. Lighthouse is installed apart, exactly this version and without a lock: one of its dependencies asks for
 * "latest", which no lock can hold.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BROWSER, FLAGS } from '../browser/support/house.mjs'
import { Merchant } from '../support/merchant.mjs'
import { Part, freePort, isRoot, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'
import { median } from './measure.mjs'

const VERSION = '12.8.2'
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100 }
const CLS_MOST = 0.01
/* Chrome reports a page that is a 404 on the console, and Lighthouse counts that; it should be one all the same. */
const LEAST_OF = { 'not found': { ...LEAST, 'best-practices': 96 } }

const speeds = []
const folder = join(root, 'build/bench/lighthouse')
const { default: lighthouse, chromeLauncher } = await install()

async function install() {
	const modules = join(folder, 'node_modules')
	const manifest = join(modules, 'lighthouse/package.json')
	if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== VERSION) {
		mkdirSync(folder, { recursive: true })
		writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
		execFileSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', `lighthouse@${VERSION}`], { cwd: folder, stdio: 'inherit' })
	}
	const load = (path) => import(pathToFileURL(join(modules, path)).href)
	return { ...await load('lighthouse/core/index.js'), chromeLauncher: await load('chrome-launcher/dist/index.js') }
}

/* An nginx of its own before the same workers, with a certificate that only this run's browser accepts. */
async function startFront(stack) {
	const out = join(stack.folder, 'front')
	const [port, key, cert] = [await freePort(), join(stack.folder, 'key.pem'), join(stack.folder, 'cert.pem')]
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
		'-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' })
	const conf = execFileSync(join(root, 'nginx/render'), [out, `RUN=${join(stack.folder, 'run')}`, `LISTEN=127.0.0.1:${port}`, 'LIMITS=off', 'WORKERS=1',
		'CONNECTIONS=1024', `TLS_CERT=${cert}`, `TLS_KEY=${key}`, ...(isRoot ? ['USER=root'] : [])], { encoding: 'utf8' }).trim()
	const nginx = new Part('nginx', {
		command: ['nginx', '-e', 'stderr', '-p', out, '-c', conf, '-g', 'daemon off;'],
		env: { PATH: `${process.env.PATH}:/usr/sbin` }, cwd: out, log: join(out, 'nginx.log'),
	}).start()
	await until('nginx listens', () => connects(port))
	return { url: `https://localhost:${port}`, stop: () => nginx.end('SIGTERM') }
}

const connects = (port) => new Promise((resolve) => {
	const socket = connect(port, '127.0.0.1')
	socket.on('connect', () => { socket.destroy(); resolve(true) })
	socket.on('error', () => resolve(false))
})

const cookiesOf = (merchant) => [...merchant.client.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ')

/* [name, path, cookies]: somebody new, somebody in the middle, somebody who is done. */
async function pagesOf(stack) {
	const [fresh, midway, linked] = [await Merchant.loggedIn(stack), await Merchant.withKid(stack), await Merchant.linked(stack)]
	const own = (name, merchant, page) => [name, `/a/${merchant.slug}/${page}`, cookiesOf(merchant)]
	const stranger = (name, page) => [name, `/a/${fresh.slug}${page}`, '']
	return [
		['front', '/', ''], ['guide', '/guide', ''], ['sign-up', '/signup', ''], ['find', '/find', ''], ['not found', '/nowhere', ''],
		stranger('login', ''), ...['join', 'release', 'reset', 'undo', 'verify'].map((name) => stranger(name, `/${name}`)),
		own('home, new', fresh, ''), own('home, step 12', midway, '#step-12'), own('home, done', linked, ''),
		own('settings', linked, 'settings'), own('audit', linked, 'audit'),
	]
}

/* A trace that misses its start is nothing about the page: another one is taken. */
async function measure(url, cookies, port, more = 3) {
	const { lhr } = await lighthouse(url, {
		port, logLevel: 'error', output: 'json', onlyCategories: Object.keys(LEAST), ignoreStatusCode: true,
		...(cookies ? { extraHeaders: { Cookie: cookies } } : {}),
	})
	if (lhr.runtimeError?.code === 'NO_NAVSTART' && more > 0) return measure(url, cookies, port, more - 1)
	speeds.push(lhr.environment.benchmarkIndex)
	if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`)
	const bytes = lhr.audits['network-requests'].details.items.reduce((sum, { transferSize }) => sum + transferSize, 0)
	const wrong = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs)
		.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9).map(({ id }) => id)
	return {
		...Object.fromEntries(Object.keys(LEAST).map((id) => [id, Math.round(lhr.categories[id].score * 100)])), wrong, kb: bytes / 1000,
		lcp: lhr.audits['largest-contentful-paint'].numericValue, tbt: lhr.audits['total-blocking-time'].numericValue, cls: lhr.audits['cumulative-layout-shift'].numericValue,
	}
}

function print(name, runs) {
	const pick = (what) => median(runs.map((run) => run[what]))
	const met = Object.entries(LEAST_OF[name] ?? LEAST).every(([what, least]) => pick(what) >= least) && pick('cls') < CLS_MOST
	const often = [...new Set(runs.flatMap(({ wrong }) => wrong))].filter((id) => runs.filter(({ wrong }) => wrong.includes(id)).length > runs.length / 2)
	console.log([name.padEnd(16), ...[...Object.keys(LEAST).map(pick), pick('kb').toFixed(1), Math.round(pick('lcp')), Math.round(pick('tbt')), pick('cls').toFixed(3)]
		.map((value) => String(value).padStart(9)), `   ${met ? 'met' : 'MISSED'}`, often.length ? ` (below 90: ${often.join(', ')})` : ''].join(''))
	return met
}

const stack = await startStack({ build: 'bench' })
const front = await startFront(stack)
const chrome = await chromeLauncher.launch({ chromePath: BROWSER, chromeFlags: ['--headless', '--ignore-certificate-errors', ...FLAGS] })
let allMet = true
try {
	const pages = await pagesOf(stack)
	const runs = new Map(pages.map(([name]) => [name, []]))
	for (let round = 0; round < ROUNDS; round++)
		for (const [name, path, cookies] of pages) runs.get(name).push(await measure(front.url + path, cookies, chrome.port))
	console.log(['page'.padEnd(16), ...['perf', 'access', 'practice', 'kB', 'LCP ms', 'TBT ms', 'CLS'].map((what) => what.padStart(9)),
		`   performance >= ${LEAST.performance}, others 100, CLS < ${CLS_MOST}; the machine's benchmark ${Math.round(median(speeds))}, a quiet desktop's 1500`].join(''))
	for (const [name] of pages) allMet = print(name, runs.get(name)) && allMet
} finally {
	chrome.kill()
	await front.stop()
	await stack.stop()
}
process.exitCode = allMet ? 0 : 1
