/* What tests/deploy/installed.test.mjs tells of, run inside the copy of the machine: installed-story.mjs DEB NEXT. Its last line is a report. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Merchant } from '../../support/merchant.mjs'
import { until } from '../../support/parts.mjs'
import { good, install, psql, shell } from './installed.mjs'

const [deb, next] = process.argv.slice(2)
const report = {}
const begun = performance.now()
const took = (what) => console.log(`${Math.round(performance.now() - begun)} ms: ${what}`)
const doctor = async (before = '') => {
	const { status, out } = await shell(`${before} acho-admin doctor`)
	return { status, out, bad: out.split('\n').filter((line) => line && !/^(?:ok|skipped|state) /.test(line)) }
}

const stack = await install(deb)
took('installed')
const shop = await Merchant.linked(stack)
await stack.sandbox.waitForMails(shop.fields.email, 1)
await until('a key in the pool', () => psql('SELECT count(*) FROM directory.key_pool WHERE account_id IS NULL') !== '0', 60)
took('a merchant is linked')

/* ---- what the page promises afterwards ---- */
await until('the figures of the courier', async () => (await shell('acho-courier --ready')).status === 0, 30)
report.said = stack.said
report.ready = await good('acho-courier --ready')
report.doctor = await doctor()
report.metrics = await good('for worker in signup login link; do curl -sf http://localhost:8080/metrics/$worker | grep -c "^acho_"; done; curl -so /dev/null -w "%{http_code}\\n" http://localhost:8080/signup')
report.connections = psql("SELECT count(*) FROM pg_stat_activity WHERE usename ~ '^acho_' GROUP BY usename = 'acho_courier' ORDER BY usename = 'acho_courier'").split('\n').map(Number)
report.figures = readdirSync('/var/lib/acho/metrics').sort().map((name) => `${name} ${(statSync(`/var/lib/acho/metrics/${name}`).mode & 0o777).toString(8)}`)
report.backups = ['database', 'keyrings'].map((what) => ({ files: readdirSync(`/var/backups/acho-${what}`), mode: (statSync(`/var/backups/acho-${what}`).mode & 0o777).toString(8) }))
report.ipv6 = readFileSync('/proc/net/if_inet6', 'utf8') === '' ? null : (await shell("curl -so /dev/null -w '%{http_code}' -H 'Host: localhost' 'http://[::1]:8080/livez/login'")).out
const connectionsOfNginx = async () => (await good("sed -n 's/^ *worker_connections \\(.*\\);/\\1/p' /etc/acho/nginx/acho.conf")).trim()
const trusted = async () => (await good("sed -n 's/^ *set_real_ip_from \\(.*\\);/\\1/p' /etc/acho/nginx/acho.conf")).trim().replaceAll('\n', ' ')
const guide = async () => (await good(`curl -sfk https://${stack.url.slice(8)}/guide | grep -c 'the next guide' || true`)).trim()
await good("acho-site CONNECTIONS=4096 TRUSTED='192.0.2.5 192.0.2.6'")
report.connectionsOfNginx = [await connectionsOfNginx()]
report.trusted = [await trusted()]
const neighbour = createServer().listen(8443)
const told = () => readFileSync('/etc/acho/nginx/acho.conf', 'utf8')
const serving = told()
report.taken = await shell("sed 's|^\\(ACHO_BASE_URL=.*\\)|\\1:8443|' /etc/acho/acho.env >/run/other.env; ACHO_CONFIG=/run/other.env acho-site")
report.taken.same = told() === serving
neighbour.close()
took('looked at')

/* ---- the host is lost, and comes back by the commands of RUNBOOKS.md ---- */
const [stop, fromDump, , mails] = readFileSync('/usr/share/doc/acho/RUNBOOKS.md', 'utf8').split('## Losing a host')[1].match(/(?:^ {4}.*\n)+/gm)
const backupOf = async (what) => (await good(`ls -t /var/backups/acho-${what}/*.age | head -n 1`)).trim()
const waiting = "SELECT count(*) FROM tenant.outbox WHERE state = 'waiting'"
await stack.sandbox.smtpMode({ mode: 'tempfail' })
const held = await Merchant.signUp(stack)
await until('its mail to have failed', () => psql("SELECT count(*) FROM tenant.outbox WHERE state = 'waiting' AND tries > 0 AND lease IS NULL") === '1', 30)
await good('systemctl start acho-backup acho-backup-keyrings')
await stack.sandbox.smtpMode({ mode: 'accept' })
await good(stop)
assert.equal((await shell('pgrep -f ^/usr/lib/acho/acho-')).status, 1)
psql('DROP DATABASE acho', 'postgres')
await good('rm /etc/acho/*.keyring /etc/acho/owner.db; install -m 640 -g adm /dev/null /var/log/mail.log; cd /var/log; (echo nothing yet; echo "cleanup: message-id=<00000000-0000-4000-8000-000000000000@a>") >>mail.log; gzip -k mail.log')
report.restored = await good(fromDump.replace('acho-database-TIME.dump.age', await backupOf('database')).replace('acho-keyrings-TIME.tar.age', await backupOf('keyrings')))
report.restored += await good(`${mails.match(/^.*systemctl start.*$/m)[0]}\n${mails.match(/^.*zcat.*$/m)[0]}`)
await stack.sandbox.waitForMails(held.fields.email, 1)
await until('no mail to wait', () => psql(waiting) === '0', 30)
await shop.logIn()
took('restored')

/* ---- what is wrong has a name ---- */
report.broken = {}
const breaks = async (name, harm, mend) => {
	await good(harm)
	report.broken[name] = await doctor()
	await good(mend)
}
await breaks('another keyring', 'cd /etc/acho; mv courier.keyring kept; acho-admin keyring new line >courier.keyring', 'cd /etc/acho; mv kept courier.keyring')
await breaks('a lost keyring', 'cd /etc/acho; mv link.keyring kept; acho-admin keyring new line 7 >link.keyring; cp kept kept2; cp link.keyring courier.keyring', 'cd /etc/acho; mv kept link.keyring; mv kept2 courier.keyring')
await breaks('an old backup', "cd /var/lib/acho/metrics; cp -p acho_backup_database.prom /run/kept; sed -i 's/[0-9]*$/1700000000/' acho_backup_database.prom", 'cp -p /run/kept /var/lib/acho/metrics/acho_backup_database.prom')
await breaks('mail', "sed -i.kept 's/:[0-9]*$/:1/' /etc/acho/courier.smtp", 'mv /etc/acho/courier.smtp.kept /etc/acho/courier.smtp')
await breaks('LINE', "sed -i.kept 's|^ACHO_LINE_API=.*|ACHO_LINE_API=http://localhost:1|' /etc/acho/acho.env", 'cat /etc/acho/acho.env.kept >/etc/acho/acho.env')
await breaks('database', 'mv /run/postgresql /run/elsewhere', 'mv /run/elsewhere /run/postgresql')
took('broken and mended')

/* ---- the master key is replaced, as RUNBOOKS.md has it ---- */
await good('cd /etc/acho; acho-admin keyring new line 2 opens | tee -a link.keyring >>courier.keyring; systemctl restart acho-link acho-courier')
await good("cd /etc/acho; sed -i 's/ opens$//' link.keyring courier.keyring; systemctl restart acho-link acho-courier")
report.early = await shell('acho-admin keyring drop line 1')
report.rotated = await good('acho-admin vault check; acho-admin vault rotate --dry-run; acho-admin vault rotate')
report.dropped = await good('for name in link courier; do ACHO_KEYRING=/etc/acho/$name.keyring acho-admin keyring drop line 1; done; cat /etc/acho/link.keyring | cut -c 1-7; stat -c "%a %U:%G" /etc/acho/*.keyring')
await good('systemctl restart acho-link acho-courier')
report.after = await doctor()
report.token = await good(`acho-admin token check ${shop.slug}`)
took('rotated')

/* ---- the next version comes while people work ---- */
const load = { signups: [], reads: 0, failed: [], over: false }
const attempt = async (what, work) => {
	try {
		await work()
	} catch (problem) {
		load.failed.push(`${what}: ${problem.message}`)
	}
}
const newcomers = async () => {
	while (!load.over) {
		await attempt('sign-up', async () => { load.signups.push(await Merchant.signUp(stack)) })
		await pause(100)
	}
}
const readers = async () => {
	while (!load.over) {
		await attempt('session', async () => {
			assert.equal((await shop.get('session')).status, 200)
			load.reads++
		})
		await pause(20)
	}
}
const crowd = [newcomers(), newcomers(), readers(), readers()]
await until('steady load', () => load.signups.length >= 5 && load.reads >= 20)
const before = { signups: load.signups.length, reads: load.reads }
report.installed = await good(`DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold -i ${next}`)
report.guides = [await guide()]
const middle = { signups: load.signups.length, reads: load.reads }
report.upgraded = await good('acho-upgrade')
report.guides.push(await guide())
report.connectionsOfNginx.push(await connectionsOfNginx())
report.trusted.push(await trusted())
const during = { signups: load.signups.length, reads: load.reads }
await until('load on the new version', () => load.signups.length >= during.signups + 5 && load.reads >= during.reads + 20)
load.over = true
await Promise.all(crowd)
took('upgraded')
const unsent = new Set(load.signups.map(({ fields }) => fields.email))
await until('every mail', async () => {
	for (const { to } of await stack.sandbox.mails()) for (const address of [to].flat()) unsent.delete(address)
	return unsent.size === 0
}, 60).catch(() => {})
const counts = {}
for (const { to } of await stack.sandbox.mails()) for (const address of [to].flat()) counts[address] = (counts[address] ?? 0) + 1
const kept = new Set(psql('SELECT slug FROM directory.slug').split('\n'))
const lost = load.signups.map(({ slug }) => slug).filter((slug) => !kept.has(slug))
await load.signups.at(0).logIn()
report.load = {
	before, middle, during, signups: load.signups.length, reads: load.reads, failed: load.failed, lost, unsent: [...unsent],
	twice: load.signups.filter(({ fields }) => counts[fields.email] > 1).length,
	drill: psql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'account' AND column_name = 'drill'"),
	version: (await good("dpkg-query -W -f='${Version}' acho")).trim(),
	doctor: await doctor(),
}

/* ---- and the way back ---- */
await good(`DEBIAN_FRONTEND=noninteractive dpkg --force-downgrade --force-confdef --force-confold -i ${deb}`)
report.older = await shell('acho-upgrade')
await good(readFileSync('/usr/share/doc/acho/INSTALL.md', 'utf8').match(/--allow-downgrades \S+ && (.*?)`/)[1])
report.back = { version: (await good("dpkg-query -W -f='${Version}' acho")).trim(), guide: await guide() }
await shop.logIn()
await Merchant.signUp(stack)
await good('acho-site CONNECTIONS= TRUSTED=')
report.connectionsOfNginx.push(await connectionsOfNginx())
report.trusted.push(await trusted())
took('all is told')
console.log(`REPORT ${JSON.stringify(report)}`)
/* With all that has been started: this is the first process of its namespace. */
process.exit()
