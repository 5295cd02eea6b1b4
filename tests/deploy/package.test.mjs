/* The Debian package: what is in it, what its programs are hardened with, and that dpkg gets on with it. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import { anchorOf } from '../lint/contracts.mjs'
import { isRoot } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { onACopyOfTheMachine, overlays } from './support/overlay.mjs'
import { buildPackage } from './support/release.mjs'

const PROGRAMS = ['signup', 'login', 'link', 'courier', 'admin']
/* Files that name sections of the runbooks. */
const NAMING = ['usr/share/acho/monitoring/acho.rules.yml', 'usr/lib/acho/acho-admin', 'usr/sbin/acho-admin']
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C.UTF-8' } })

let deb
let folder
before(() => {
	deb = buildPackage()
	folder = mkdtempSync(join(tmpdir(), 'acho-package-'))
	run('dpkg-deb', '-R', deb, folder)
})
after(() => folder && rmSync(folder, { recursive: true }))

const inside = (path) => join(folder, path)
const control = () => readFileSync(inside('DEBIAN/control'), 'utf8')
const unstripped = (name) => join(root, `build/release/fcgi/${name}/acho-${name}`)

test('its version is that of the tree, in its name, its control file and its changelog', () => {
	const [, version] = readFileSync(join(root, 'CMakeLists.txt'), 'utf8').match(/project\(acho VERSION (\S+)/)
	assert.equal(deb, join(root, `build/release/acho_${version}_amd64.deb`))
	assert.ok(readFileSync(inside('usr/share/doc/acho/INSTALL.md'), 'utf8').includes(`apt-get install .${deb.slice(root.length)} `), 'INSTALL.md names it as deploy/package prints it')
	assert.match(control(), new RegExp(`^Version: ${version.replaceAll('.', '\\.')}$`, 'm'))
	assert.ok(run('zcat', inside('usr/share/doc/acho/changelog.gz')).startsWith(`acho (${version}) `))
})

test('it holds what runs, and no sandbox, test or tool', () => {
	const files = run('dpkg-deb', '-c', deb).trim().split('\n').map((line) => {
		const [mode, owner, , , , path] = line.split(/\s+/)
		return { mode, owner, path: path.slice(1) }
	})
	for (const { path, owner, mode } of files) {
		assert.equal(owner, 'root/root', path)
		assert.doesNotMatch(mode, /^.{5}w|^.{8}w|[sS]/, path)
		assert.match(path, /^\/$|^\/(?:etc(?:\/acho(?:\/acho\.env)?)?|lib(?:\/systemd(?:\/system)?)?|usr(?:\/(?:lib|sbin|share))?)(?:\/|$)/)
		assert.doesNotMatch(path, /sandbox|node_modules|\/tests?\/|bench|demo|inbox|\.mjs$|\.test\.|\.md\.|pgtap/i)
	}
	const has = files.map(({ path }) => path)
	for (const path of [...PROGRAMS.map((name) => `/usr/lib/acho/acho-${name}`), '/usr/sbin/acho-admin', '/usr/sbin/acho-database', '/usr/sbin/acho-site', '/usr/sbin/acho-upgrade', '/usr/sbin/acho-backup', '/usr/sbin/acho-restore', '/usr/sbin/acho-courier', '/usr/sbin/acho-keyrings',
		'/etc/acho/acho.env', '/usr/share/acho/breached_passwords', '/usr/share/acho/sql/roles.sql', '/usr/share/acho/nginx/render', '/usr/share/acho/nginx/site/index.html',
		'/usr/lib/sysusers.d/acho.conf', '/usr/lib/tmpfiles.d/acho.conf', '/lib/systemd/system/acho-login.socket', '/lib/systemd/system/acho-.service.d/10-common.conf',
		'/lib/systemd/system/acho-backup.timer', '/lib/systemd/system/acho-backup-.service.d/20-once.conf', '/usr/share/acho/monitoring/acho.rules.yml', '/usr/share/acho/monitoring/grafana.json',
		'/usr/share/doc/acho/INSTALL.md', '/usr/share/doc/acho/RUNBOOKS.md', '/usr/share/doc/acho/examples/pgbackrest.conf', '/usr/share/doc/acho/copyright', '/usr/share/doc/acho/sbom.cdx.json']) assert.ok(has.includes(path), path)
	for (const layer of ['migrations', 'functions', 'reporting', 'operator'])
		for (const path of run('git', '-C', root, 'ls-files', `sql/${layer}/*.sql`).trim().split('\n'))
			assert.ok(has.includes(`/usr/share/acho/${path}`), path)
	assert.match(files.find(({ path }) => path === '/etc/acho/acho.env').mode, /^-rw-------/)
	assert.equal(readFileSync(inside('DEBIAN/conffiles'), 'utf8'), '/etc/acho/acho.env\n')
	for (const name of PROGRAMS) assert.ok(!readFileSync(inside(`usr/lib/acho/acho-${name}`)).includes(Buffer.from(root)), `acho-${name} knows where it was built`)
})

test('what an alarm or doctor leads to can be opened on a machine that has the package alone', () => {
	const places = NAMING.flatMap((path) =>
		[...readFileSync(inside(path), 'latin1').matchAll(/([\w./]*RUNBOOKS\.md)#([\w-]+)/g)].map((hit) => ({ path, page: hit[1], section: hit[2] })))
	for (const path of NAMING) assert.ok(places.some((one) => one.path === path), path)
	for (const { path, page, section } of places) {
		assert.ok(page.startsWith('/'), `${path}: ${page}`)
		assert.ok([...readFileSync(inside(page), 'utf8').matchAll(/^## (.*)$/gm)].some((hit) => anchorOf(hit[1]) === section), `${path}: no ${page}#${section}`)
	}
})

test('each program is hardened as the release preset says, and the ELF proves it', () => {
	const compiled = JSON.parse(readFileSync(join(root, 'build/release/compile_commands.json'), 'utf8'))
	for (const { command, file } of compiled) assert.match(command, /-D_FORTIFY_SOURCE=3 .*-O2|-O2 .*-D_FORTIFY_SOURCE=3/, file)
	const fortified = PROGRAMS.map((name) => {
		const elf = inside(`usr/lib/acho/acho-${name}`)
		const read = (what) => run('readelf', '-W', what, elf)
		assert.match(read('-h'), /Type:\s+DYN \(Position-Independent Executable/, `${name}: PIE`)
		assert.match(read('-l'), /GNU_STACK\s.*\sRW\s/, `${name}: no executable stack`)
		assert.doesNotMatch(read('-l'), /LOAD\s.*\sRWE\s/, `${name}: nothing writable and executable`)
		assert.match(read('-l'), /GNU_RELRO/, name)
		assert.match(read('-d'), /FLAGS.*BIND_NOW[^]*FLAGS_1.*NOW/, `${name}: full RELRO`)
		assert.doesNotMatch(read('-d'), /RPATH|RUNPATH|TEXTREL/, name)
		/* CET: each function of ours that can be called by pointer begins with a landing pad. The mark for the kernel cannot be there: Debian 12's own crt1.o lacks it. */
		assert.match(run('bash', '-c', 'objdump -d --no-show-raw-insn --disassemble=main "$1" | grep -A 1 "<main>:"', '-', unstripped(name)), /endbr64/, `${name}: CET`)
		assert.match(read('--dyn-syms'), /__stack_chk_fail/, `${name}: stack protector`)
		assert.doesNotMatch(read('-S'), /\.symtab|\.debug_info/, `${name}: stripped`)
		const producer = run('bash', '-c', 'readelf --debug-dump=info "$1" | grep -m 1 DW_AT_producer', '-', unstripped(name))
		for (const flag of ['-fstack-protector-strong', '-fstack-clash-protection', '-fcf-protection', '-ftrivial-auto-var-init=zero', '-fPI[EC]']) assert.match(producer, new RegExp(flag), name)
		return [...read('--dyn-syms').matchAll(/__(\w+)_chk@/g)].length
	})
	assert.ok(fortified.every((n) => n > 0), `fortified calls: ${fortified}`)
})

test('it depends on what it links, and the SBOM says what that is', () => {
	const sbom = JSON.parse(readFileSync(inside('usr/share/doc/acho/sbom.cdx.json'), 'utf8'))
	const of = (name) => sbom.components.find((one) => one.name === name)
	const [, depends] = control().match(/^Depends: (.*)$/m)
	const linked = readFileSync(join(root, 'deploy/packaging/licences'), 'utf8').split('\n').map((line) => line.split('\t')).filter(([kind]) => kind === 'linked')
	for (const [, name, licence] of linked) {
		assert.match(depends, new RegExp(`(^|, )${name.replaceAll('.', '\\.')} \\(>= `), name)
		assert.equal(of(name)?.licenses[0].expression, licence, `${name} is not linked any more`)
		assert.equal(of(name).version, run('dpkg-query', '-W', '-f=${Version}', name))
	}
	assert.match(depends, /nginx .*postgresql-client|postgresql-client.*nginx/)
	assert.equal(sbom.bomFormat, 'CycloneDX')
	assert.ok(of('zxcvbn') && of('@zxcvbn-ts/language-common'), 'what is vendored')
	const [app] = sbom.dependencies
	const refs = sbom.components.map((one) => one['bom-ref'])
	assert.ok(app.dependsOn.length > linked.length && app.dependsOn.every((ref) => refs.includes(ref)))
	for (const { name, licenses } of sbom.components) assert.ok(licenses[0].expression || licenses[0].license.name, name)
})

test('what makes the package is installed by deploy/prepare, on a machine that has nothing', () => {
	const [, listed] = readFileSync(join(root, 'deploy/prepare'), 'utf8').match(/^pack=\((.*)\)$/m)
	for (const command of ['dpkg-deb', 'dpkg-shlibdeps', 'file', 'jq']) {
		const [owner] = run('dpkg-query', '-S', run('bash', '-c', 'readlink -f "$(command -v "$1")"', '-', command).trim()).split(':')
		const status = run('dpkg-query', '-W', '-f=${Essential}', owner)
		assert.ok(status === 'yes' || listed.split(' ').includes(owner), `${command} is of ${owner}`)
	}
})

test('lintian finds no error, and warns of what is meant alone', () => {
	const said = run('bash', '-c', 'lintian --allow-root --fail-on none "$1"', '-', deb)
	assert.doesNotMatch(said, /^E:/m)
	/* Scripts of our own without debhelper; pages in Markdown instead of man; a file that may hold a password; a target of our own. */
	const meant = /no-manual-page|maintainer-script-calls-systemctl|non-standard-file-perm .*acho\.env|upstream-installation-documentation|refers-to-unusual-wantedby-target acho\.target/
	assert.deepEqual(said.split('\n').filter((line) => /^W:/.test(line) && !meant.test(line)), [])
})

test('installed, installed again, upgraded, removed, purged: nothing half-done, nothing lost', { skip: !(isRoot && overlays()) && 'needs root and overlayfs' }, () => {
	/* The next release, with a changed conffile. */
	const newer = `${folder}-next.deb`
	rmSync(`${folder}-next`, { recursive: true, force: true })
	run('cp', '-a', folder, `${folder}-next`)
	writeFileSync(`${folder}-next/DEBIAN/control`, control().replace(/^Version: (.*)$/m, 'Version: $1.1'))
	writeFileSync(`${folder}-next/etc/acho/acho.env`, `${readFileSync(inside('etc/acho/acho.env'), 'utf8')}# a new line\n`)
	run('dpkg-deb', '-b', '--root-owner-group', `${folder}-next`, newer)
	rmSync(`${folder}-next`, { recursive: true })

	const said = onACopyOfTheMachine(`
		export DEBIAN_FRONTEND=noninteractive
		put() { dpkg --force-confdef --force-confold -i "$1"; }
		state() { stat -c '%n %a %U:%G' /etc/acho/* /run/acho /var/lib/acho/* /usr/lib/acho/* | sort; getent passwd acho_signup acho_login acho_link acho_courier acho_admin acho_owner; getent group acho; }
		put ${basename(deb)}; state >/tmp/first
		put ${basename(deb)}; state >/tmp/second
		cmp /tmp/first /tmp/second && echo 'twice is once'
		cat /tmp/first
		dpkg --verify acho && echo 'whole'
		acho-keyrings; stat -c 'keys %n %a' /etc/acho/*.keyring; cat /etc/acho/*.keyring >/tmp/keys
		rm /etc/acho/courier.keyring; acho-keyrings; cat /etc/acho/*.keyring | cmp - /tmp/keys && echo 'keyrings twice are once'
		mv /etc/acho/link.keyring /tmp/; acho-keyrings; cmp /tmp/link.keyring /etc/acho/link.keyring && echo 'the same key on both sides'
		install -m 600 /dev/null /etc/acho/db-ca.pem
		acho-database --server 'host=db.example user=postgres sslmode=verify-full sslrootcert=/etc/acho/db-ca.pem' || rm /etc/acho/db-ca.pem
		: >/etc/acho/link.keyring; acho-keyrings || cp -p /tmp/link.keyring /etc/acho
		sed -i 's|^ACHO_BASE_URL=.*|ACHO_BASE_URL=https://shop.example|' /etc/acho/acho.env
		put ${basename(newer)}
		grep -c 'shop.example' /etc/acho/acho.env
		stat -c 'after upgrade %a %U:%G' /etc/acho/acho.env
		dpkg -r acho; ls /etc/acho /usr/lib/acho 2>&1 || true
		put ${basename(deb)}; dpkg -P acho
		find /etc/acho /usr/lib/acho /usr/share/acho /run/acho /var/lib/acho /lib/systemd/system/acho* -type f 2>/dev/null || true
		put ${basename(deb)}; acho-keyrings; cat /etc/acho/*.keyring | cmp - /tmp/keys && echo 'the keyrings are still there'
	`, [deb, newer])
	rmSync(newer)
	for (const line of ['twice is once', '/etc/acho/acho.env 640 root:acho', '/run/acho 755 root:root', '/var/lib/acho/acme 755 root:root', 'after upgrade 640 root:acho',
		'acho: the database stays, and in /etc/acho the keyrings without which it cannot be opened', 'the keyrings are still there',
		'keys /etc/acho/login.keyring 600', 'keyrings twice are once', 'the same key on both sides', 'acho-keyrings: /etc/acho/link.keyring is empty: ',
		'acho-database: acho_owner cannot read /etc/acho/db-ca.pem: chmod 644 /etc/acho/db-ca.pem (there is no secret in it); nothing was done']) assert.ok(said.includes(line), `${line}\n--- in\n${said}`)
	assert.match(said, /^acho_login:x:\d+:\d+:ACHO log-in:.*nologin$/m)
	assert.match(said, /^acho:x:\d+:acho_admin,acho_courier,acho_link,acho_login,acho_owner,acho_signup$/m)
	assert.equal(said.match(/^\/etc\/acho\/.*|^\/(usr|var|run|lib)\/.*acho[^ ]*$/gm).filter((line) => !line.includes(' ')).sort().join(), '/etc/acho/courier.keyring,/etc/acho/link.keyring,/etc/acho/login.keyring', 'what a purge leaves')
	assert.doesNotMatch(said, /^dpkg: error/m)
})

test('acho-admin as root asks as the right user, and doctor is shown all keys in a file without a name', { skip: !(isRoot && overlays()) && 'needs root and overlayfs' }, () => {
	const said = onACopyOfTheMachine(`
		dpkg -i ${basename(deb)} >/dev/null 2>&1
		printf '#!/bin/sh\nid -un; echo "$1 $ACHO_CONFIG $ACHO_MIGRATE_DB $ACHO_SMTP_URL"; [ -z "$ACHO_KEYRING" ] || cat "$ACHO_KEYRING"; ls /run | grep acho-keyrings\nexit 3\n' >/usr/lib/acho/acho-admin
		umask 077
		for name in link login courier; do echo "of $name" >/etc/acho/$name.keyring; done
		cp /etc/acho/link.keyring /etc/acho/courier.keyring; echo 'owner conninfo' >/etc/acho/owner.db; echo 'mail server' >/etc/acho/courier.smtp
		for command in migrate account keyring vault doctor; do acho-admin $command || echo "status $?"; done
		ACHO_KEYRING=/etc/acho/login.keyring acho-admin doctor || echo "status $?"
	`, [deb])
	const lines = (user, command, ...more) => [user, `${command} /etc/acho/acho.env owner conninfo ${command === 'doctor' ? 'mail server' : ''}`, ...more, 'status 3']
	assert.deepEqual(said.trim().split('\n'), [...lines('acho_owner', 'migrate'), ...lines('acho_admin', 'account'), ...lines('root', 'keyring'), ...lines('root', 'vault'),
		...lines('root', 'doctor', 'of link', 'of login'), ...lines('root', 'doctor', 'of login')])
})

test('the maintainer scripts are sound shell', () => {
	for (const name of readdirSync(inside('DEBIAN')).filter((one) => /^(pre|post)/.test(one))) run('shellcheck', inside(`DEBIAN/${name}`))
})
