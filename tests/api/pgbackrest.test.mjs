/* With the write-ahead log archived (deploy/pgbackrest.conf) a lost host costs seconds: an account made after the last backup is there. */
import assert from 'node:assert/strict'
import { execFile as execFileWithCallback } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { deploy } from '../support/deploy.mjs'
import { Merchant } from '../support/merchant.mjs'
import { isRoot, until } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

const execFile = promisify(execFileWithCallback)

let stack, command
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const asPostgres = (words) => (isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--', ...words] : words)
const pgbackrest = async (...words) => {
	const [program, ...rest] = asPostgres([...command, ...words])
	return execFile(program, rest, { cwd: stack.db.folder })
}

/* The commands that it names, as words: those of the set-up, then those of each night. */
const named = () => [...readFileSync(join(root, 'deploy/pgbackrest.conf'), 'utf8').matchAll(/^# .*pgbackrest --stanza=acho (.*(?:create|check|backup))$/gm)].map(([, words]) => words.split(' '))

/* The file as it is delivered, with the paths of this house. */
function configure() {
	const { folder, data, socket } = stack.db
	for (const name of ['repo', 'spool', 'backrest-log', 'lock']) mkdirSync(join(folder, name))
	const config = join(folder, 'pgbackrest.conf')
	writeFileSync(config, readFileSync(join(root, 'deploy/pgbackrest.conf'), 'utf8')
		.replace(/^repo1-path=.*$/m, `repo1-path=${join(folder, 'repo')}\nspool-path=${join(folder, 'spool')}\nlog-path=${join(folder, 'backrest-log')}\nlock-path=${join(folder, 'lock')}`)
		.replace(/^pg1-path=.*$/m, `pg1-path=${data}`).replace(/^pg1-socket-path=.*$/m, `pg1-socket-path=${socket}\npg1-user=postgres`))
	command = ['pgbackrest', `--config=${config}`, '--stanza=acho']
	appendFileSync(join(data, 'postgresql.conf'), `archive_mode = on\narchive_command = '${command.join(' ')} archive-push %p'\narchive_timeout = 60\n`)
	return isRoot ? execFile('chown', ['-R', 'postgres:postgres', folder]) : null
}

const restart = async () => {
	stack.parts.postgres.start()
	await until('PostgreSQL', () => stack.db.sql('postgres', 'SELECT 1').catch(() => null))
}

test('a base backup and the log behind it bring back what was made a moment ago', async (t) => {
	await stack.parts.postgres.end('SIGINT')
	await configure()
	await restart()
	for (const name of stack.programs) await stack.terminate(name, { restart: true }) // none waits to try again
	for (const name of stack.workers) await stack.ready(name)
	const [create, check, first, weekly, nightly] = named()
	await pgbackrest(...create)
	await pgbackrest(...check)
	await pgbackrest(...first)
	const before = await Merchant.loggedIn(stack)
	assert.deepEqual(weekly, first)
	await pgbackrest(...nightly)
	const after = await Merchant.linked(stack)
	await stack.sandbox.waitForMails(after.fields.email, 1)
	const [[segment]] = await stack.db.sql('postgres', 'SELECT pg_walfile_name(pg_switch_wal())') // as archive_timeout does within a minute
	await until('the log to be in the repository', async () => (await stack.db.sql('postgres', `SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= '${segment}'`))[0])
	const lost = Date.now()

	for (const name of stack.programs) await stack.kill(name, { restart: false })
	await stack.db.lose()
	await pgbackrest('restore')
	await restart()
	await until('recovery to end', async () => (await stack.db.sql('postgres', 'SELECT pg_is_in_recovery()'))[0][0] === 'f')
	const quiet = await deploy('restore', ['quiet'], { ACHO_RESTORE_DB: `host=${stack.db.socket} user=postgres` })
	assert.equal(quiet.code, 0, quiet.stderr)
	for (const name of stack.programs) stack.parts[name].start()
	for (const name of stack.workers) await stack.ready(name)

	for (const merchant of [before, after]) {
		await merchant.logIn()
		assert.equal((await merchant.onboarding()).step, merchant === after ? 'done' : 'oa')
		assert.equal((await stack.sandbox.mails(merchant.fields.email)).length, 1, 'no mail twice')
	}
	t.diagnostic(`RPO 0 s of what was archived, archive_timeout (60 s) at most; RTO ${Math.round((Date.now() - lost) / 1000)} s from a lost disk to a login`)
	const { stdout } = await pgbackrest('info')
	assert.match(stdout, /status: ok[^]*cipher: aes-256-cbc[^]*full backup: [^]*incr backup: /)
})
