/*
 * A machine on which the page INSTALL.md has been followed to its end. Runs inside a copy of this machine (overlay.mjs),
 * whose network is its own, so ports and addresses are those of production.
 */
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../../support/client.mjs'
import { pgBin } from '../../support/cluster.mjs'
import { Part, until } from '../../support/parts.mjs'
import { root } from '../../support/root.mjs'
import { Sandbox } from '../../support/sandbox.mjs'

const HOST = 'acho.example'
/* Needs the internet. */
const ELSEWHERE = /^apt-get install /
/* So does certbot: instead, the certificate that acho-site made is trusted, as certbot's would be. */
const CERTBOT = [/^certbot certonly .*$/m, 'cat /etc/acho/tls/fullchain.pem >>/etc/ssl/certs/ca-certificates.crt']

const asPostgres = (command) => ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--', ...command]
const run = ([program, ...args]) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' })

/* As root would type it: {status, out}. */
export const shell = (text) => new Promise((resolve) => {
	execFile('bash', ['-eo', 'pipefail', '-c', text], { cwd: '/root', maxBuffer: 1 << 26, timeout: 100_000, env: { PATH: process.env.PATH, HOME: '/root', LC_ALL: 'C.UTF-8', ACHO_SUPERVISOR: process.env.ACHO_SUPERVISOR } },
		(problem, stdout, stderr) => resolve({ status: problem ? problem.code ?? problem.signal : 0, out: stdout + stderr }))
})

/* The same, and it must end well. */
export async function good(text) {
	const { status, out } = await shell(text)
	assert.equal(status, 0, `${text}\n${out}`)
	return out
}

export const psql = (text, name = 'acho') => run(asPostgres(['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', name, '-c', text])).trim()

/* PostgreSQL as Debian brings it up: users of the system come in by the names of their roles. */
function startPostgres() {
	run(['install', '-d', '-o', 'postgres', '-g', 'postgres', '/run/postgresql', '/var/lib/postgresql'])
	const data = '/var/lib/postgresql/drill'
	run(asPostgres([join(pgBin(), 'initdb'), '-D', data, '-E', 'UTF8', '--locale=C.UTF-8', '--auth-local=peer', '--auth-host=scram-sha-256', '--no-sync']))
	appendFileSync(join(data, 'postgresql.conf'), "unix_socket_directories = '/run/postgresql'\nfsync = off\nmax_connections = 1000\n")
	run(asPostgres([join(pgBin(), 'pg_ctl'), '-D', data, '-l', join(data, 'log'), '-w', 'start']))
}

async function startSandbox() {
	const part = new Part('sandbox', { command: [join(root, 'tests/sandbox/bin/sandbox')], env: { PATH: process.env.PATH, ACHO_SANDBOX_PORT: '0', ACHO_SANDBOX_SMTP_PORT: '0' }, cwd: '/', log: '/run/sandbox.log' }).start()
	return new Sandbox(JSON.parse(await until('the sandbox', () => part.text().match(/^\{.*\}$/m)?.[0])))
}

/* The commands of INSTALL.md in its order, one block a string, with what an operator fills in. */
function page(sandbox) {
	const said = readFileSync('/usr/share/doc/acho/INSTALL.md', 'utf8').split('## Afterwards')[0]
	const blocks = [...said.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replace(/^ {4}/gm, '').split('\n').filter((line) => line && !ELSEWHERE.test(line)).join('\n'))
	const to = recipient()
	return blocks.filter(Boolean).map((block) => block.replaceAll('YOUR.NAME', HOST).replace('smtps://USER:PASSWORD@smtp.example.com', sandbox.smtp).replace('age1...', to).replace(...CERTBOT)
		.replace(/^acho-admin doctor/m, 'until acho-admin doctor; do sleep 1; done'))
}

/* Of a key made on another machine. */
function recipient() {
	run(['age-keygen', '-o', '/run/age.key'])
	return run(['age-keygen', '-y', '/run/age.key']).trim()
}

/* The whole of it; gives a stack as the helpers of the stories know it, and what each block said. */
export async function install(deb) {
	appendFileSync('/etc/hosts', `\n127.0.0.1 localhost ${HOST}\n`)
	mkdirSync('/run/systemd/system', { recursive: true })
	writeFileSync('/usr/local/sbin/systemctl', `#!/bin/sh\nexec ${process.execPath} ${join(root, 'tests/deploy/support/systemctl.mjs')} "$@"\n`)
	chmodSync('/usr/local/sbin/systemctl', 0o755)
	startPostgres()
	const sandbox = await startSandbox()
	await good(`DEBIAN_FRONTEND=noninteractive dpkg -i ${deb}`)
	const settings = '/etc/acho/acho.env'
	const wanted = readFileSync(settings, 'utf8').replace(/^ACHO_BASE_URL=.*$/m, `ACHO_BASE_URL=https://${HOST}`)
	/* One machine is all the merchants. */
	writeFileSync(settings, `${wanted}ACHO_LINE_API=${sandbox.line}\nACHO_LIMIT_SIGNUP_IP=100000\nACHO_LIMIT_LOGIN_IP=100000\n`)
	const said = []
	for (const block of page(sandbox)) said.push({ block, out: await good(block) })
	const stack = { url: `https://${HOST}`, port: 443, sandbox, said }
	let knocks = 0
	/* Each request from another address, or nginx would hold a whole crowd for one. */
	stack.connect = () => ({ servername: HOST, ca: readFileSync('/etc/acho/tls/fullchain.pem'), localAddress: `127.1.${(knocks >> 7) & 127}.${1 + (knocks++ & 127)}` })
	stack.client = (options) => new Client(stack, options)
	return stack
}
