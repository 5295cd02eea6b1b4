/* What operators see: figures that Prometheus takes, readiness that says what is missing, alarms and a dashboard that name what is there. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { load as loadYaml } from 'js-yaml'
import { figure, figuresOf, namesIn, namesOf, promtool, routesOf } from '../support/figures.mjs'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

const MONITORING = join(root, 'deploy/monitoring')
/* Prometheus' own, node_exporter's, and the backup's (tests/api/restore.test.mjs). */
const ELSEWHERE = new Set(['acho_backup_timestamp_seconds'])
const SESSION = '/a/{slug}/api/session'

const rules = loadYaml(readFileSync(join(MONITORING, 'acho.rules.yml'), 'utf8')).groups.flatMap((group) => group.rules)
const panels = JSON.parse(readFileSync(join(MONITORING, 'grafana.json'), 'utf8')).panels
const expressions = [...rules.map(({ alert, expr }) => [alert, expr]), ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr]))]

let stack, courierFile
before(async () => {
	stack = await startStack({ env: (house) => ({ ACHO_METRICS_FILE: join(house.folder, 'run/courier.prom') }) })
	courierFile = join(stack.folder, 'run/courier.prom')
})
after(() => stack?.stop())

const probe = () => stack.client({ validated: false })
const courierSays = () => readFileSync(courierFile, 'utf8')
const ready = () => new Promise((resolve) => {
	execFile(stack.program('courier'), ['--ready'], { env: { PATH: process.env.PATH, ...stack.settings('courier') } }, (error, stdout) => resolve({ code: error?.code ?? 0, stdout }))
})

test('what happened is counted by route, status and code, and Prometheus reads all of it', async () => {
	const merchant = await Merchant.linked(stack)
	assert.equal(problem(await merchant.tryLogIn({ password: 'wrong wrong wrong' })), '401 login.failed')
	assert.equal((await probe().get('/api/nothing-here')).status, 404)
	await until('the welcome mail in the figures', () => figure(courierSays(), 'acho_mails_total', { outcome: 'delivered' }) >= 1)
	const figures = await until('the last answer in the figures', async () => {
		const now = await figuresOf(stack, [courierFile])
		return figure(now.login, 'acho_requests_total', { method: 'POST', route: SESSION, status: '401' }) === 1 && now
	})
	for (const [name, text] of Object.entries(figures)) assert.deepEqual([name, promtool(['check', 'metrics'], text)], [name, { status: 0, text: '' }])

	const { login, link, signup, [courierFile]: courier } = figures
	assert.equal(figure(login, 'acho_requests_total', { method: 'POST', route: SESSION, status: '201', code: '' }), 1)
	assert.equal(figure(login, 'acho_requests_total', { method: 'POST', route: SESSION, status: '401', code: 'login.failed' }), 1)
	assert.equal(figure(login, 'acho_request_seconds_count', { method: 'POST', route: SESSION }), 2)
	assert.equal(figure(login, 'acho_request_seconds_bucket', { method: 'POST', route: SESSION, le: '+Inf' }), 2)
	assert.equal(figure(signup, 'acho_requests_total', { route: '/api/signup', status: '201' }), 1)
	assert.equal(figure(link, 'acho_line_calls_total', { call: 'token', result: '2xx' }), 1)
	assert.equal(figure(link, 'acho_ready', { check: 'keyring' }), 1)
	assert.equal(figure(courier, 'acho_outbox_mails'), 0)
	for (const text of Object.values(figures)) assert.ok(!text.includes(merchant.slug) && !text.includes('@'), 'no figure names anybody')
})

test('promtool would refuse what is not whole: this test can fail', () => {
	assert.notEqual(promtool(['check', 'metrics'], 'acho_things_total{a="b" 1\n').status, 0)
	assert.notEqual(promtool(['check', 'metrics'], 'acho_things 1\n').status, 0, 'without a HELP')
})

test('alarms and dashboard name figures and routes that are there', async () => {
	const text = Object.values(await figuresOf(stack, [courierFile])).join('\n')
	const there = namesIn(text)
	const routes = readFileSync(join(root, 'fcgi/openapi.yaml'), 'utf8')
	const missing = (all) => all.flatMap(([title, expr]) => [
		...[...namesOf(expr)].filter((name) => !there.has(name) && !ELSEWHERE.has(name)),
		...routesOf(expr).filter((route) => !routes.includes(`\n  ${route}:`)),
	].map((what) => `${title}: ${what}`))
	assert.ok(expressions.length > 30)
	assert.deepEqual(missing(expressions), [])
	assert.deepEqual(missing([['planted', `rate(acho_no_such_total{route="/api/nowhere",x="acho_y"}[5m])`]]), ['planted: acho_no_such_total', 'planted: /api/nowhere'])
})

test('the rules hold what their own tests say, and every alarm is tried there', () => {
	const folder = mkdtempSync(join(tmpdir(), 'acho-rules-'))
	try {
		const runRules = (change = (words) => words) => {
			writeFileSync(join(folder, 'acho.rules.yml'), change(readFileSync(join(MONITORING, 'acho.rules.yml'), 'utf8')))
			writeFileSync(join(folder, 'test.yml'), readFileSync(join(MONITORING, 'acho.rules.test.yml')))
			return promtool(['test', 'rules', join(folder, 'test.yml')])
		}
		const good = runRules()
		assert.equal(good.status, 0, good.text)
		assert.notEqual(runRules((words) => words.replace('acho_outbox_age_seconds) > 900', 'acho_outbox_age_seconds) > 90000')).status, 0, 'a rule that sleeps is noticed')
	} finally {
		rmSync(folder, { recursive: true })
	}
	for (const words of [['check', 'rules', join(MONITORING, 'acho.rules.yml')], ['check', 'config', join(MONITORING, 'prometheus.yml')]]) {
		const { status, text } = promtool(words)
		assert.equal(status, 0, text)
	}
	const tried = readFileSync(join(MONITORING, 'acho.rules.test.yml'), 'utf8')
	for (const { alert } of rules) assert.match(tried, new RegExp(`alertname="${alert}"`), `${alert} is never tried`)
})

test('readyz says what is missing; a courier that hangs, or whose database is away, shows', async () => {
	const checks = async (worker) => {
		const { status, body } = await probe().get(`/readyz/${worker}?verbose`)
		return [status, body.checks]
	}
	await until('a first file', () => { try { return courierSays() } catch { return false } })
	assert.deepEqual(await checks('login'), [200, { database: 'ok', schema: 'ok', keyring: 'ok' }])
	assert.deepEqual(await checks('signup'), [200, { database: 'ok', schema: 'ok' }])
	assert.deepEqual(await ready(), { code: 0, stdout: 'figures: ok\ndatabase: ok\nschema: ok\nkeyring: ok\noutbox: ok\n' })

	await stack.parts.postgres.end('SIGQUIT')
	for (let i = 0; i < 8; i++) { // more often than there are threads: none takes its dead connection for a good one
		const [status, { database, schema, keyring }] = await checks('link')
		assert.match(database, /^(cannot connect|database not reachable|connection lost)/)
		assert.deepEqual([status, schema, keyring], [503, 'not known', 'ok'])
	}
	assert.equal(figure((await figuresOf(stack)).link, 'acho_ready', { check: 'database' }), 0)
	await until('the courier to say so', async () => /database: bad\nschema: not known/.test((await ready()).stdout))
	assert.equal((await ready()).code, 1)
	assert.equal(figure(courierSays(), 'acho_outbox_mails'), undefined, 'what is not known is not shown')
	stack.parts.postgres.start()
	await until('all to be well', async () => (await ready()).code === 0 && (await checks('link'))[0] === 200)

	writeFileSync(courierFile, courierSays().replace(/^(acho_figures_timestamp_seconds) .*$/m, `$1 ${Math.floor(Date.now() / 1000) - 61}`))
	const old = await ready()
	assert.deepEqual([old.code, old.stdout.split('\n')[0]], [1, 'figures: old'])
})
