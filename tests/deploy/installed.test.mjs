/* A machine set up as INSTALL.md says, by its own commands: what it then can do, what is wrong with it has a name, and the next version comes while people work. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import { isRoot } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { onACopyOfTheMachine, overlays } from './support/overlay.mjs'
import { buildPackage } from './support/release.mjs'

const possible = isRoot && process.arch === 'x64' && spawnSync('systemd-analyze', ['--version']).status === 0 && overlays()
const options = { skip: !possible && 'needs root, overlayfs, systemd-analyze and x86-64' }
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' })

/* The same tree as the release after it, with one migration more. */
function nextRelease(deb, folder) {
	const tree = join(folder, 'next')
	run('dpkg-deb', '-R', deb, tree)
	const control = join(tree, 'DEBIAN/control')
	writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: (.*)$/m, 'Version: $1.1'))
	const guide = join(tree, 'usr/share/acho/nginx/site/guide.html')
	writeFileSync(guide, readFileSync(guide, 'utf8').replace('</body>', '<!-- the next guide --></body>'))
	const migrations = join(tree, 'usr/share/acho/sql/migrations')
	const number = Math.max(...readdirSync(migrations).map((name) => Number.parseInt(name, 10))) + 1
	writeFileSync(join(migrations, `${String(number).padStart(4, '0')}_drill.sql`), "-- previous-binary: runs\nSET LOCAL lock_timeout = '5s';\nALTER TABLE tenant.account ADD COLUMN drill text;\n")
	run('dpkg-deb', '-Zgzip', '-z1', '-b', '--root-owner-group', tree, join(folder, 'acho_next.deb'))
	return join(folder, 'acho_next.deb')
}

let folder
let report
before(() => {
	if (!possible) return
	const deb = buildPackage()
	folder = mkdtempSync(join(tmpdir(), 'acho-installed-'))
	const next = nextRelease(deb, folder)
	run('gcc', '-D_GNU_SOURCE', '-O1', '-o', join(folder, 'supervisor'), join(root, 'tests/deploy/supervisor.c'))
	chmodSync(join(folder, 'supervisor'), 0o755)
	const said = onACopyOfTheMachine(`export ACHO_SUPERVISOR=/tmp/supervisor
		${process.execPath} ${join(root, 'tests/deploy/support/installed-story.mjs')} /tmp/${basename(deb)} /tmp/${basename(next)}`, [deb, next, join(folder, 'supervisor')])
	report = JSON.parse(said.match(/^REPORT (.*)$/m)[1])
	for (const line of said.match(/^\d+ ms: .*$/gm)) console.log(line)
})
after(() => folder && rmSync(folder, { recursive: true }))

test('the commands of INSTALL.md lead to a house that works', options, () => {
	const blocks = report.said.map(({ block }) => block).join('\n')
	for (const command of ['acho-keyrings', 'acho-database', 'acho-site', 'systemctl enable --now', 'curl http://localhost:8080/readyz/login', 'acho-admin doctor', 'systemctl start acho-backup'])
		assert.ok(blocks.includes(command), command)
	assert.ok(report.said.some(({ out }) => out.includes('{"status":"ok"}')))
})

test('doctor as root finds each part good: every role is let in by its own user, every keyring opens', options, () => {
	assert.equal(report.doctor.status, 0, report.doctor.out)
	for (const role of ['signup', 'login', 'link', 'courier']) assert.match(report.doctor.out, new RegExp(`^ok +calls +acho_${role} is let in`, 'm'))
	for (const part of ['settings', 'database', 'site', 'courier', 'keyring', 'smtp', 'line', 'mails', 'keys', 'proofs', 'disk', 'backup']) assert.match(report.doctor.out, new RegExp(`^ok +${part} `, 'm'))
	assert.doesNotMatch(report.doctor.out, /^(broken|skipped) /m)
})

test('no more connections are open than the set-up asked the server for', options, () => {
	const [, courier] = readFileSync(join(root, 'deploy/database'), 'utf8').match(/^courier=(\d+) /m)
	const [workers, ofCourier] = report.connections
	assert.ok(workers > 3 && workers <= 3 * 2 * Number(run('getconf', '_NPROCESSORS_ONLN')), `${workers} of the workers`)
	/* One opens a minute after the start, for the reports. */
	assert.ok([Number(courier) - 1, Number(courier)].includes(ofCourier), `${ofCourier} of the courier`)
})

test('figures are where prometheus.yml and node_exporter look, for anybody to read', options, () => {
	assert.match(report.ready, /^outbox: ok$/m)
	const [signup, login, link, page] = report.metrics.trim().split('\n').map(Number)
	assert.ok(signup > 5 && login > 5 && link > 5, report.metrics)
	assert.equal(page, 404, 'and nothing but figures')
	assert.deepEqual(report.figures, ['acho_backup_database.prom 644', 'acho_backup_keyrings.prom 644', 'courier.prom 644'])
	const monitoring = readFileSync(join(root, 'deploy/monitoring/prometheus.yml'), 'utf8')
	assert.match(monitoring, /localhost:8080/)
	assert.match(monitoring, /directory=\/var\/lib\/acho\/metrics$/m)
})

test('backups are made under the restrictions of their services, and are a way back', options, () => {
	for (const [i, pattern] of [/^acho-database-\d{8}T\d{6}Z\.dump\.age$/, /^acho-keyrings-\d{8}T\d{6}Z\.tar\.age$/].entries()) {
		const { files, mode } = report.backups[i]
		assert.equal(mode, '700')
		assert.equal(files.length, 1)
		assert.match(files[0], pattern)
	}
	assert.match(report.restored, /^1 mails are held: acho-restore mails\nrestored in \d+ s\netc\/acho\/link\.keyring[^]*done: every program can log in\n[^]*^0 had been sent, 1 go out now, 0 are given up$/m)
})

test('what is wrong has a name, and nothing else is said', options, () => {
	const wanted = {
		'another keyring': [/courier\.keyring differ/, /^acho-admin: what acho-link seals acho-courier must open/],
		'a lost keyring': [/^broken +keyring +key line 1 seals \d+ values and is not in ACHO_KEYRING: put its line back/],
		'an old backup': [/^broken +backup +the last good one of the database is \d+ hours old/],
		mail: [/^broken +smtp +the mail server does not greet us/],
		LINE: [/^broken +line +LINE is not reached/],
		database: [/^broken +database +cannot connect/],
	}
	for (const [name, patterns] of Object.entries(wanted)) {
		const { status, bad, out } = report.broken[name]
		assert.equal(status, 1, `${name}:\n${out}`)
		assert.equal(bad.length, patterns.length, `${name}:\n${out}`)
		for (const pattern of patterns) assert.ok(bad.some((line) => pattern.test(line)), `${name}: ${pattern}\n${out}`)
	}
})

test('root replaces a master key with the commands of the runbook, keyring drop among them', options, () => {
	assert.equal(report.early.status, 1)
	assert.match(report.early.out, /key line 1 is in use: it seals \d+ values; acho-admin vault rotate first/)
	assert.equal(report.dropped.match(/keep the old line/g).length, 2)
	assert.match(report.dropped, /^line 2 $/m)
	assert.doesNotMatch(report.dropped, /^line 1 $/m)
	assert.equal(report.dropped.match(/^600 root:root$/gm).length, 3)
	assert.equal(report.after.status, 0, report.after.out)
	assert.match(report.token, /login_channel +proved[^]*messaging_token +proved/)
})

test('the next version comes under load: nobody is refused, no account and no mail is lost', options, (t) => {
	const { before: first, middle, during, signups, reads, failed, lost, unsent, twice, drill, version, doctor } = report.load
	t.diagnostic(`${signups} sign-ups and ${reads} session reads, ${during.signups - first.signups} and ${during.reads - first.reads} of them during install and upgrade`)
	assert.deepEqual([failed, lost, unsent, twice], [[], [], [], 0])
	assert.ok(during.signups > middle.signups && during.reads > middle.reads + 10, 'there was load while it happened')
	assert.match(report.installed, /acho: now run acho-upgrade/)
	assert.match(report.upgraded, /applied \d{4}_drill\.sql[^]*restarting acho-signup\nrestarting acho-login\nrestarting acho-link\nrestarting acho-courier\n[^]*nginx serves/)
	assert.equal(drill, '1')
	assert.match(version, /\.1$/)
	assert.equal(doctor.status, 0, doctor.out)
	assert.deepEqual(report.guides, ['0', '1'], 'pages come with acho-upgrade, not before')
})

test('what acho-site was told holds through an upgrade, until it is taken back', options, () => {
	assert.deepEqual(report.connectionsOfNginx, ['4096', '4096', '8192'])
	assert.deepEqual(report.trusted, ['192.0.2.5 192.0.2.6', '192.0.2.5 192.0.2.6', ''])
})

test('a port that another program has is named, and what serves goes on', options, () => {
	assert.equal(report.taken.status, 1)
	assert.match(report.taken.out, /^acho-site: port 8443 of this machine is taken by \w+: .*; nothing was changed$/m)
	assert.equal(report.taken.same, true)
})

test('IPv6 is served where the machine has it', options, (t) => (report.ipv6 === null ? t.skip('no IPv6 here') : assert.equal(report.ipv6, '200')))

test('an older package asks for the way back, and that leads to the version before', options, () => {
	assert.equal(report.older.status, 1)
	assert.match(report.older.out, /the database is at \d+, this release ends at \d+[^]*acho-upgrade: nothing was done/)
	assert.doesNotMatch(report.older.out, /restarting/)
	assert.equal(report.back.version, report.load.version.replace(/\.1$/, ''))
	assert.equal(report.back.guide, '0')
})
