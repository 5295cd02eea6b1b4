#!/usr/bin/env node
/*
 * systemctl where there is no systemd: our services as their units have them, confined by tests/deploy/supervisor.c, and
 * nginx by the drop-in that acho-site writes. What is kept of a service lies in /run/systemd/system.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../support/parts.mjs'
import { familiesOf, SERVICES, systemCalls, unit } from './units.mjs'

const STATE = '/run/systemd/system'
const INSTALLED = '/lib/systemd/system'
const NGINX = ['/usr/sbin/nginx', '-c', '/etc/acho/nginx/acho.conf']
const [verb, ...names] = process.argv.slice(2).filter((word) => !word.startsWith('-'))

const run = ([program, ...args]) => execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
const idOf = (...args) => execFileSync('id', args, { encoding: 'utf8' }).trim()
const gidOf = (group) => Number(execFileSync('getent', ['group', group], { encoding: 'utf8' }).split(':')[2])
const text = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')
const log = (name) => join(STATE, `${name}.log`)
const pidOf = (name) => Number(text(join(STATE, `${name}.pid`))) || null
/* Not one that has ended and that nobody waits for. */
const runs = (pid) => pid !== null && /^\d+ \(.*\) [^Z] /.test(text(`/proc/${pid}/stat`))
const readies = (name) => text(log(name)).split('notified: READY=1').length

/* Credentials: root's, with the service's group as an access list shows. */
function credentials(name, gid, { LoadCredential = [], SetCredential = [] }) {
	const folder = `/run/credentials/acho-${name}.service`
	mkdirSync(folder, { recursive: true })
	const lay = (id, put) => {
		put(join(folder, id))
		chownSync(join(folder, id), 0, gid)
		chmodSync(join(folder, id), 0o440)
	}
	for (const line of SetCredential) lay(line.split(':')[0], (path) => writeFileSync(path, '\n'))
	for (const line of LoadCredential) {
		const [id, from] = line.split(':')
		if (existsSync(from)) lay(id, (path) => copyFileSync(from, path))
		else if (!existsSync(join(folder, id))) throw new Error(`acho-${name}: no credential ${from}`)
	}
	return folder
}

function startService(name) {
	const service = unit(name, INSTALLED)
	const [user] = service.User
	const gid = Number(idOf('-g', user))
	const groups = [gid, ...idOf('-G', user).split(' '), ...(service.SupplementaryGroups ?? []).map(gidOf)]
	const folder = credentials(name, gid, service)
	const env = Object.fromEntries(service.Environment.flatMap((line) => line.split(' ')).map((pair) => pair.replace('%d', folder).split(/=(.*)/s)))
	const socket = text(join(INSTALLED, `acho-${name}.socket`)).match(/^ListenStream=(.*)$/m)?.[1]
	const calls = join(STATE, `${name}.calls`)
	writeFileSync(calls, systemCalls(service.SystemCallFilter).join('\n'))
	const command = [socket ?? '-', idOf('-u', user), groups.join(), (service.ReadWritePaths ?? []).join(' ').replaceAll(' ', ','), calls, familiesOf(service.RestrictAddressFamilies), ...service.ExecStart[0].split(' ')]
	for (const before of service.ExecStartPre ?? []) run(before.replace(/^\+/, '').split(' '))
	const out = openSync(log(name), name.startsWith('backup') ? 'w' : 'a')
	const child = spawn(process.env.ACHO_SUPERVISOR, command, { env: { PATH: process.env.PATH, CREDENTIALS_DIRECTORY: folder, ...env }, stdio: ['ignore', out, out], detached: true, cwd: '/' })
	writeFileSync(join(STATE, `${name}.pid`), `${child.pid}`)
	child.unref()
	return { socket, child }
}

/* A service that stays is started when it says so itself, one that ends when it has ended well. */
async function start(name) {
	if (runs(pidOf(name))) return
	const before = readies(name)
	const { socket, child } = startService(name)
	if (name.startsWith('backup')) {
		await until(`acho-${name} to end`, () => /^ended: \d+$/m.test(text(log(name))) && child.exitCode !== null, 60)
		if (!/^ended: 0$/m.test(text(log(name)))) throw new Error(`acho-${name} failed:\n${text(log(name))}`)
		return
	}
	await until(`acho-${name}`, () => readies(name) > before || !runs(child.pid), 60)
	if (!runs(child.pid)) throw new Error(`acho-${name} does not start:\n${text(log(name))}`)
	if (socket) chownSync(socket, 0, gidOf('www-data'))
}

async function restart(name) {
	if (!runs(pidOf(name))) return verb === 'try-restart' ? undefined : start(name)
	const before = readies(name)
	const service = unit(name, INSTALLED)
	credentials(name, Number(idOf('-g', service.User[0])), service)
	process.kill(pidOf(name), 'SIGHUP')
	await until(`acho-${name} again`, () => readies(name) > before, 60)
}

/* A socket outlives its service and starts it again, so both are stopped at once. */
async function stop(name) {
	if (existsSync(join(INSTALLED, `acho-${name}.socket`)) && !names.includes(`acho-${name}.socket`)) throw new Error(`acho-${name}.socket starts acho-${name} again`)
	const pid = pidOf(name)
	if (!runs(pid)) return
	process.kill(pid)
	await until(`acho-${name} to end`, () => !runs(pid), 40)
}

async function nginx() {
	const pid = Number(text('/run/nginx.pid')) || null
	if (verb === 'reload') return run([...NGINX, '-s', 'reload'])
	if (runs(pid)) {
		process.kill(pid, 'SIGQUIT')
		await until('nginx to end', () => !runs(pid), 40)
	}
	run(NGINX)
}

async function one(what) {
	const [, name, kind = 'service'] = what.match(/^acho-([\w-]+?)(?:\.(service|socket|timer))?$/) ?? []
	if (what === 'nginx') await nginx()
	else if (what === 'acho.target' && verb === 'start') for (const service of SERVICES) await start(service)
	else if (!name || kind !== 'service') return
	else if (verb === 'stop') await stop(name)
	else if (/restart/.test(verb)) await restart(name)
	else if (verb === 'start' || verb === 'enable') await start(name)
	else throw new Error(`no systemctl ${verb} ${what} here`)
}

if (verb === 'is-active') process.exitCode = names.length && spawnSync('pgrep', ['-f', '/usr/lib/acho/acho-']).status === 0 ? 0 : 3
else if (verb !== 'daemon-reload' && verb !== 'disable') for (const what of names) await one(what)
