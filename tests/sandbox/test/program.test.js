/* The program itself: ready line, settings, what survives a restart, certificates. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startClient } from './support.js'

const program = fileURLToPath(new URL('../bin/sandbox', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'acho-sandbox-test-'))

function run(settings) {
	const child = spawn(program, { env: { PATH: process.env.PATH, ...settings } })
	const outcome = { out: '', err: '' }
	child.stdout.on('data', (part) => { outcome.out += part })
	child.stderr.on('data', (part) => { outcome.err += part })
	const ended = new Promise((resolve) => child.on('close', (code) => resolve({ ...outcome, code })))
	const ready = new Promise((resolve) => child.stdout.once('data', (line) => resolve(JSON.parse(line))))
	return { child, ended, ready }
}

describe('program', () => {
	after(() => rmSync(folder, { recursive: true }))

	it('prints where everything is when it is ready, and ends on SIGTERM', async () => {
		const { child, ended, ready } = run({ ACHO_SANDBOX_PORT: '0', ACHO_SANDBOX_SMTP_PORT: '0' })
		const { line, smtp, console, inbox } = await ready
		assert.match(smtp, /^smtp:\/\/127\.0\.0\.1:\d+$/)
		for (const address of [`${line}/`, console, inbox]) assert.equal((await fetch(address)).status, 200)
		child.kill('SIGTERM')
		assert.equal((await ended).code, 0)
	})

	it('a wrong setting is named', async () => {
		const { code, err } = await run({ ACHO_SANDBOX_PORT: 'eighty' }).ended
		assert.equal(code, 1)
		assert.match(err, /^sandbox: ACHO_SANDBOX_PORT is "eighty"; it should be .*\n$/)
	})

	it('keys, tokens and mails are there again after a kill', async () => {
		const stateFile = join(folder, 'state.json')
		const first = await startClient({ stateFile })
		const tea = await first.merchant()
		const stateless = await first.stateless(tea)
		await first.send('shop@example.test', 'Subject: kept\r\n\r\nBody\r\n')
		await first.close()
		appendFileSync(`${stateFile}.mails`, '{"from":"cut')

		const second = await startClient({ stateFile })
		assert.equal((await second.call('GET', '/v2/bot/info', { bearer: tea.token })).status, 200)
		assert.ok(await second.stateless(tea))
		assert.equal((await second.call('GET', '/liff/v1/apps', { bearer: stateless })).status, 404)
		assert.equal((await second.mails('to=shop@example.test'))[0].subject, 'kept')
		await second.call('POST', '/control/reset')
		assert.equal((await second.call('GET', '/v2/bot/info', { bearer: tea.token })).status, 401)
		await second.close()
		assert.ok(!readFileSync(stateFile, 'utf8').includes(tea.token))
	})

	it('HTTPS shows a good, an expired, a wrong or a self-signed certificate', async () => {
		const line = await startClient({ tlsPort: 0 })
		const { ca } = (await line.call('GET', '/control/tls')).json
		const ask = () => new Promise((resolve) => {
			get(`${line.sandbox.addresses.tls}/v2/bot/info`, { ca, agent: false }, (response) => {
				response.resume()
				resolve(response.statusCode)
			}).on('error', (error) => resolve(error.code))
		})
		const seen = {}
		for (const certificate of ['good', 'expired', 'wrong_name', 'self_signed']) {
			await line.call('PUT', '/control/tls', { body: { certificate } })
			seen[certificate] = await ask()
		}
		assert.deepEqual(seen, {
			good: 401, expired: 'CERT_HAS_EXPIRED', wrong_name: 'ERR_TLS_CERT_ALTNAME_INVALID', self_signed: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		})
		await line.close()
	})
})
