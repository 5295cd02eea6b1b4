/* deploy/restore where a machine is not as a fresh one: what is newer there, and folders of any name. (The whole way back: tests/api/restore.test.mjs.) */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Cluster } from '../support/cluster.mjs'
import { deploy } from '../support/deploy.mjs'
import { root } from '../support/root.mjs'
import { buildPrograms } from './support/release.mjs'

const OLD = 'line 1 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k\n'
const NEW = `${OLD}line 2 Yxf9ULpVIAiPwVDK0yqHq0YjLTqU0kMrSDSAXC4D4QI\n`

let folder, env, backup
before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'acho-restore-'))
	for (const name of ['etc', 'made', 'to']) mkdirSync(join(folder, name))
	execFileSync('age-keygen', ['-o', join(folder, 'identity')], { stdio: 'ignore' })
	writeFileSync(join(folder, 'recipients'), execFileSync('age-keygen', ['-y', join(folder, 'identity')]))
	chmodSync(folder, 0o711)
	env = { ACHO_BACKUP_RECIPIENTS: join(folder, 'recipients'), ACHO_RESTORE_IDENTITY: join(folder, 'identity'), ACHO_RESTORE_ROOT: join(folder, 'to') }
	for (const name of ['link', 'courier']) writeFileSync(join(folder, 'etc', `${name}.keyring`), OLD, { mode: 0o600 })
	const made = await deploy('backup', ['keyrings', join(folder, 'made'), ...['link', 'courier'].map((name) => join(folder, 'etc', `${name}.keyring`))], env)
	assert.equal(made.code, 0, made.stderr)
	backup = made.stdout.trim()
})
after(() => folder && rmSync(folder, { recursive: true }))

const restored = (name, to = 'to') => join(folder, to, folder, 'etc', `${name}.keyring`)
const restore = (more = {}) => deploy('restore', ['keyrings', backup], { ...env, ...more })

test('a keyring that has seen other keys since the backup is never written over', async () => {
	assert.equal((await restore()).code, 0)
	assert.equal((await restore()).code, 0, 'and again, where all is as it was')
	writeFileSync(restored('link'), NEW)
	rmSync(restored('courier'))
	const { code, stderr } = await restore()
	assert.equal(code, 1)
	assert.ok(stderr.startsWith(`restore: ${restored('link')}: there, and another than in the backup`), stderr)
	assert.match(stderr, /nothing was restored\..*ACHO_RESTORE_ROOT=FOLDER/)
	assert.equal(readFileSync(restored('link'), 'utf8'), NEW)
	assert.ok(!existsSync(restored('courier')), 'all of them or none')

	/* What it says to do. */
	mkdirSync(join(folder, 'elsewhere'))
	assert.equal((await restore({ ACHO_RESTORE_ROOT: join(folder, 'elsewhere') })).code, 0)
	assert.equal(readFileSync(restored('link', 'elsewhere'), 'utf8'), OLD)
	assert.equal(statSync(restored('link', 'elsewhere')).mode & 0o777, 0o600)
	assert.match((await restore({ ACHO_RESTORE_ROOT: join(folder, 'nowhere') })).stderr, /^restore: ACHO_RESTORE_ROOT: there is no folder .*nowhere\n$/)

	rmSync(restored('link'))
	assert.equal((await restore()).code, 0)
	assert.equal(readFileSync(restored('link'), 'utf8'), OLD)
})

test('held mails are let go wherever the SQL of the release lies', async (t) => {
	buildPrograms()
	mkdirSync(join(folder, 'log'))
	const cluster = new Cluster(join(folder, 'pg'))
	mkdirSync(cluster.folder)
	await cluster.start(join(root, 'build/release/fcgi/admin/acho-admin'))
	t.after(() => cluster.part.end('SIGINT'))
	const sql = join(folder, "o'er\\there and back")
	symlinkSync(join(root, 'sql'), sql)
	const { stdout, stderr } = await deploy('restore', ['mails', '--all'], { ACHO_RESTORE_DB: `host=${cluster.socket} user=postgres`, ACHO_SQL_DIR: sql })
	assert.equal(stdout, '0 had been sent, 0 go out now, 0 are given up\n', stderr)
})
