/*
 * The database is another machine, takes a question, and is never heard of again: no farewell, no reset. The worker
 * stands in a network namespace of its own, and the machine on the other side swallows whatever comes.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Merchant } from '../support/merchant.mjs'
import { isRoot, until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

/* Loopback addresses, so that no TLS is demanded, on a cable: the namespaces have no loopback device that is up. */
const WORKER = '127.9.0.1'
const DATABASE = '127.9.0.2'
const PORT = 5432
const CABLE = ({ worker, database }) => `
	set -e
	in_worker() { nsenter --net=/proc/${worker}/ns/net -- "$@"; }
	in_database() { nsenter --net=/proc/${database}/ns/net -- "$@"; }
	in_worker ip link add acho-worker type veth peer name acho-db
	in_worker ip link set acho-db netns ${database}
	in_worker ip address add ${WORKER}/24 dev acho-worker
	in_database ip address add ${DATABASE}/24 dev acho-db
	in_worker sysctl -qw net.ipv4.conf.acho-worker.route_localnet=1
	in_database sysctl -qw net.ipv4.conf.acho-db.route_localnet=1
	in_worker ip link set acho-worker up
	in_database ip link set acho-db up`
const FORWARD = `
	const { connect, createServer } = require('node:net')
	createServer((one) => {
		const other = connect(process.argv[1])
		one.pipe(other).pipe(one)
		for (const [a, b] of [[one, other], [other, one]]) a.on('error', () => {}).once('close', () => b.destroy())
	}).listen(${PORT}, '${DATABASE}', () => console.log('listening'))`

const sh = (script) => spawnSync('bash', ['-c', script], { encoding: 'utf8' })
const inside = (pid, ...command) => ['nsenter', `--net=/proc/${pid}/ns/net`, '--', ...command]

/* A namespace lives as long as a process in it does, and this one as long as we hold its input. */
async function namespace() {
	const child = spawn('unshare', ['--net', 'sh', '-c', 'echo there; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] })
	const there = await Promise.race([once(child.stdout, 'data'), once(child, 'exit'), once(child, 'error')])
	return { pid: child.pid, child, there: Buffer.isBuffer(there[0]) }
}

const children = []
let stack, worker, database
let skip = !isRoot && 'needs root, for network namespaces'
if (!skip) {
	[worker, database] = await Promise.all([namespace(), namespace()])
	children.push(worker.child, database.child)
	const laid = worker.there && database.there && sh(CABLE({ worker: worker.pid, database: database.pid }))
	if (!laid || laid.status !== 0) skip = `needs iproute2 and network namespaces: ${laid?.stderr ?? ''}`
}

async function launch(name, what, house) {
	if (name !== 'login') return what
	const [program, ...args] = inside(database.pid, process.execPath, '-e', FORWARD, join(house.db.socket, '.s.PGSQL.5432'))
	const forward = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
	children.push(forward)
	await once(forward.stdout, 'data')
	return { command: inside(worker.pid, ...what.command), env: { ...what.env, ACHO_DB: `host=${DATABASE} port=${PORT} dbname=acho` } }
}

before(async () => { if (!skip) stack = await startStack({ courier: false, patient: false, workers: ['signup', 'login'], launch }) })
after(async () => {
	await stack?.stop()
	for (const child of children) child.kill()
})

test('a database that took the question and fell silent is given up in seconds, and found again', { skip }, async () => {
	const merchant = await Merchant.loggedIn(stack)
	const silence = (change) => assert.equal(sh(inside(database.pid, 'ip', 'route', change, 'blackhole', `${WORKER}/32`).join(' ')).status, 0)
	const release = await stack.db.hold('LOCK TABLE directory.session')
	const { answer: asked } = await stack.db.heldUp('acho_login', () => merchant.get('session'))
	silence('add')
	await release()
	const answer = await asked
	assert.equal(`${answer.status} ${answer.body?.code}`, '503 server.busy', 'from the worker, before nginx gives up on it')
	await stack.parts.login.said(/"why":"connection lost in /)
	assert.equal((await merchant.get('session')).status, 503, 'nor does anybody else wait for long')
	silence('delete')
	await until('the database to be found again', async () => (await merchant.get('session')).status === 200)
})
