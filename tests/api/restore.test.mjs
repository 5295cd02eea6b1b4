/* The host is lost. From two folders, kept apart and encrypted, everything comes back: accounts, secrets, and no mail twice. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { deploy } from '../support/deploy.mjs'
import { promtool } from '../support/figures.mjs'
import { Merchant, problem } from '../support/merchant.mjs'
import { admin } from '../support/operator.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

let stack, folder, env
before(async () => {
	stack = await startStack()
	folder = join(stack.folder, 'backup')
	for (const name of ['', 'database', 'keyrings', 'metrics']) mkdirSync(join(folder, name))
	execFileSync('age-keygen', ['-o', join(folder, 'identity')], { stdio: 'ignore' })
	writeFileSync(join(folder, 'recipients'), execFileSync('age-keygen', ['-y', join(folder, 'identity')]))
	env = {
		ACHO_BACKUP_RECIPIENTS: join(folder, 'recipients'), ACHO_BACKUP_DB: stack.db.conninfo('postgres'), ACHO_BACKUP_METRICS: join(folder, 'metrics'),
		ACHO_RESTORE_IDENTITY: join(folder, 'identity'), ACHO_RESTORE_DB: `host=${stack.db.socket} user=postgres`,
	}
})
after(() => stack?.stop())

const backup = (...words) => deploy('backup', words, env)
const restore = (...words) => deploy('restore', words, env)
const PROGRAMS = ['signup', 'login', 'link', 'courier']
const keyrings = () => ['login', 'link', 'courier'].map((name) => stack.keyring(name))
const mailsOf = (email) => stack.sandbox.mails(email)
const good = (answer) => {
	assert.equal(answer.code, 0, answer.stderr)
	return answer.stdout.trim()
}

test('backups are whole, encrypted, apart, and noted for the alarm', async () => {
	const merchant = await Merchant.linked(stack)
	const dump = good(await backup('database', join(folder, 'database')))
	assert.match(dump, /acho-database-\d{8}T\d{6}Z\.dump\.age$/)
	assert.equal(readFileSync(dump, 'latin1').slice(0, 21), 'age-encryption.org/v1')
	const plain = execFileSync('age', ['--decrypt', '-i', env.ACHO_RESTORE_IDENTITY, dump], { maxBuffer: 1 << 28 })
	assert.ok(!plain.includes(merchant.line.token) && !plain.includes('PRIVATE KEY'), 'even opened it holds no LINE token and no key')
	const refused = await backup('keyrings', join(folder, 'database'), ...keyrings())
	assert.deepEqual([refused.code, /belong apart/.test(refused.stderr)], [1, true])
	const rings = good(await backup('keyrings', join(folder, 'keyrings'), ...keyrings()))
	assert.ok(!readFileSync(rings).includes('totp 1 '))
	const noted = readFileSync(join(folder, 'metrics/acho_backup_database.prom'), 'utf8')
	assert.deepEqual(promtool(['check', 'metrics'], noted), { status: 0, text: '' })
	assert.match(noted, /^acho_backup_timestamp_seconds\{what="database"\} \d{10}$/m)

	/* One that breaks leaves nothing behind that looks like a backup. */
	const broken = await deploy('backup', ['database', join(folder, 'database')], { ...env, ACHO_BACKUP_DB: 'host=/nowhere' })
	assert.equal(broken.code, 1)
	assert.equal(execFileSync('ls', [join(folder, 'database')], { encoding: 'utf8' }).trim().split('\n').length, 1)
})

test('the drill: an empty cluster, the same accounts, secrets that open, no mail twice', async (t) => {
	const shop = await Merchant.linked(stack)
	const key = await shop.publicKey()
	await until('its mail', async () => (await mailsOf(shop.fields.email)).length === 1)

	/* Two mails wait when the backup is made. One goes out before the host is lost, of the other nothing is known. */
	await stack.sandbox.smtpMode({ mode: 'tempfail' })
	const [sent, unsent] = [await Merchant.signUp(stack), await Merchant.signUp(stack)]
	await until('both to have failed', async () => (await stack.db.sql('postgres', "SELECT count(*) FROM tenant.outbox WHERE state = 'waiting' AND tries > 0 AND lease IS NULL"))[0][0] === '2')
	await stack.db.sql('postgres', "UPDATE tenant.outbox SET due_at = now() + interval '1 hour' WHERE state = 'waiting'")
	const dump = good(await backup('database', join(folder, 'database')))
	const rings = good(await backup('keyrings', join(folder, 'keyrings'), ...keyrings()))
	await stack.sandbox.smtpMode({ mode: 'accept' })
	await stack.db.sql('postgres', `UPDATE tenant.outbox SET due_at = now() WHERE recipient = '${sent.fields.email}'`)
	await stack.sandbox.waitForMails(sent.fields.email, 1)
	const late = await Merchant.signUp(stack)
	await stack.sandbox.waitForMails(late.fields.email, 1)

	/* The host is lost. */
	const lost = Date.now()
	for (const name of PROGRAMS) await stack.kill(name, { restart: false })
	await stack.db.lose()
	stack.parts.postgres = stack.db.part
	for (const file of keyrings()) rmSync(file)

	/* Another stands there, and an operator with the two folders and the key. */
	const began = Date.now()
	await stack.db.startEmpty()
	stack.parts.postgres = stack.db.part
	const other = join(folder, 'other')
	execFileSync('age-keygen', ['-o', other], { stdio: 'ignore' })
	assert.match((await deploy('restore', ['database', dump], { ...env, ACHO_RESTORE_IDENTITY: other })).stderr, /does not open/)
	copyFileSync(dump, `${dump}.cut`)
	execFileSync('truncate', ['-s', '-100', `${dump}.cut`])
	assert.match((await restore('database', `${dump}.cut`)).stderr, /does not open/)
	const [asOf, held, took] = good(await restore('database', dump)).split('\n')
	assert.equal(held, '2 mails are held: restore mails')
	assert.match(took, /^restored in \d+ s$/)
	assert.match((await restore('database', dump)).stderr, /never written over/)
	assert.match((await deploy('restore', ['keyrings', rings], { ...env, ACHO_RESTORE_IDENTITY: other })).stderr, /does not open: another key/)
	assert.ok(!existsSync(stack.keyring('link')))
	good(await restore('keyrings', rings))
	for (const name of PROGRAMS) stack.parts[name].start()
	for (const name of stack.workers) await stack.ready(name)

	/* The same accounts, by the same passwords; nobody is logged in any more. */
	assert.equal(problem(await shop.get('session')), '401 session.required')
	await shop.logIn()
	const back = Date.now()
	assert.deepEqual(await shop.publicKey(), key)
	assert.equal((await shop.oa()).messaging_token.state, 'proved')
	assert.equal(problem(await late.tryLogIn()), '401 login.failed', 'what came after the backup is lost, and says so')

	/* Secrets open: the courier signs with the key and shows LINE the token. */
	const said = await admin(stack, 'token', 'check', shop.slug)
	assert.match(said, /^0 login_channel +proved[^]*messaging_token +proved/)

	/* No mail goes out by itself; with the mail server's log each goes out once. */
	const states = async () => (await stack.db.sql('postgres', "SELECT state FROM tenant.outbox WHERE due_at = 'infinity' ORDER BY 1")).flat()
	assert.deepEqual(await states(), ['waiting', 'waiting'])
	const log = join(folder, 'mail.log')
	writeFileSync(log, 'postfix/smtpd: connect from a, boot 7d1c2f0e-4a91-4f6e-9a8e-0c5b1d2e3f40\n')
	for (const [words, says] of [[[log], /no Message-ID of ours in the log/], [[`${log}.1`], /^restore: \w+ cannot read .*mail\.log\.1\n$/], [[folder], /cannot read/], [['-'], /no Message-ID/], [[], /mails --sent LOG/]]) {
		const { code, stderr } = await restore('mails', '--sent', ...words)
		assert.ok(code !== 0 && says.test(stderr), `${words}: ${code} ${stderr}`)
	}
	assert.deepEqual(await states(), ['waiting', 'waiting'], 'a log that says nothing sends nothing')
	for (const { headers } of await stack.sandbox.mails()) appendFileSync(log, `postfix/cleanup: message-id=${headers['message-id']}\n`)
	assert.equal(good(await deploy('restore', ['mails', '--sent', '-'], env, readFileSync(log))), '1 had been sent, 1 go out now, 0 are given up')
	await stack.sandbox.waitForMails(unsent.fields.email, 1)
	await until('nothing to wait', async () => (await stack.db.sql('postgres', "SELECT 1 FROM tenant.outbox WHERE state = 'waiting'")).length === 0)
	for (const merchant of [shop, sent, unsent, late]) assert.equal((await mailsOf(merchant.fields.email)).length, 1, 'one welcome each')

	/* And it is a whole house again: a newcomer goes all the way. */
	await Merchant.linked(stack)
	const rpo = (lost - Date.parse(asOf.replace(' UTC', 'Z').replace(' ', 'T'))) / 1000
	t.diagnostic(`RPO ${Math.round(rpo)} s here (since the dump, so up to a day with one a night); RTO ${Math.round((back - began) / 1000)} s from an empty cluster to a login`)
	assert.ok(rpo >= 0 && rpo < 120, asOf)
})

test('what an operator forgot is one line', async () => {
	const { ACHO_RESTORE_IDENTITY: identity, ...without } = env
	for (const what of ['database', 'keyrings']) {
		for (const [words, given, says] of [
			[[what, '/nowhere'], env, /^restore: \w+ cannot read \/nowhere\n$/],
			[[what, identity], without, /^restore: ACHO_RESTORE_IDENTITY should name the file of the age key that opens the backup\n$/],
			[[what, identity], { ...env, ACHO_RESTORE_IDENTITY: '/nowhere' }, /^restore: \w+ cannot read \/nowhere\n$/],
			[[what], env, /^restore database FILE.*\nrestore keyrings FILE/],
		]) {
			const { code, stderr } = await deploy('restore', words, given)
			assert.ok(code !== 0 && says.test(stderr), stderr)
		}
	}
})

test('held mails can go all, or none', async () => {
	const [first, second] = [await Merchant.signUp(stack), await Merchant.signUp(stack)]
	for (const { fields } of [first, second]) await stack.sandbox.waitForMails(fields.email, 1)
	const hold = (email) => stack.db.sql('postgres', `UPDATE tenant.outbox SET state = 'waiting', due_at = 'infinity', settled_at = NULL WHERE recipient = '${email}'`)
	await until('both to be settled', async () => (await stack.db.sql('postgres', "SELECT 1 FROM tenant.outbox WHERE state = 'waiting'")).length === 0)
	await hold(first.fields.email)
	assert.equal(good(await restore('mails', '--none')), '0 had been sent, 0 go out now, 1 are given up')
	assert.match(await admin(stack, 'mail', 'retry', '--failed'), /^0 retried: 0$/, 'what was given up is not sent by the way')
	await hold(second.fields.email)
	assert.equal(good(await restore('mails', '--all')), '0 had been sent, 1 go out now, 0 are given up')
	await stack.sandbox.waitForMails(second.fields.email, 2)
	const ids = (await mailsOf(second.fields.email)).map(({ headers }) => headers['message-id'])
	assert.equal(new Set(ids).size, 1, 'the second copy has the same Message-ID')
	assert.equal((await mailsOf(first.fields.email)).length, 1)
})
