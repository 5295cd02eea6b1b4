/*
 * Each setting wrong in turn, for each program that reads it: it stops at start with one line that names the setting and
 * says what it should be, and repeats no value that may be a secret. The rows come out of settings.def; what is a file or a
 * folder is made bad in every way that a machine knows.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { isRoot } from '../support/parts.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

/* SETTING(member, NAME, kind, default, min, max, programs, ...) */
const TABLE = [...readFileSync(join(root, 'fcgi/shared/base/settings.def'), 'utf8').matchAll(/^SETTING\(\w+, "(ACHO_\w+)", (\w+), (NULL|"[^"]*"), (\d+), (\d+), ([A-Z_| ]+),/gm)]
	.map(([, name, kind, fallback, min, max, programs]) => ({ name, kind, required: fallback === 'NULL', min: Number(min), max: Number(max), programs: programs.split(' | ') }))

/* How each is started; of acho-admin, a command that reads those settings. */
const STARTS = {
	SIGNUP: ['signup'], LOGIN: ['login'], LINK: ['link'], COURIER: ['courier'],
	ADMIN: ['admin', 'migrate', '--plan'], ADMIN_ASKS: ['admin', 'account', 'list'], ADMIN_UNSEALS: ['admin', 'vault', 'check'],
}

/* Wrong by its form, whatever it is for. Long ones are nowhere else in the line, so they would be noticed there. */
const FORMS = {
	NUMBER: ({ min, max }) => ['many', '1.5', `${min - 1}`, `${max + 1}`, ''],
	TEXT: ({ max, required }) => [...(max ? ['x'.repeat(max + 1), '店'.repeat(max + 1)] : []), ...(required ? [''] : []), 'a\tb'],
	CONNINFO: ({ required }) => ['host=db password=hunter22 and more', ...(required ? [''] : [])],
	BASE_URL: () => ['shop.example', 'ftp://shop.example', 'http://shop.example', 'https://shop.example/path', ''],
	LINE_URL: () => ['http://api.line.example', 'ftp://127.0.0.1', ''],
	SMTP_URL: () => ['mail.example', 'https://user:hunter22@mail.example', ''],
	PAGE_URL: () => ['terms.example', 'http://terms.example/', 'https://terms.example/">'],
	ADDRESS: () => ['nobody', '', '"a,b"@shop.example', 'a@b.example\r\nBcc: x@y.example'],
	SWITCH: () => ['maybe', ''],
	LOG_LEVEL: () => ['loud', ''],
}

/* What depends on more than the one value: [settings, what the line says]. */
const TOGETHER = [
	['SIGNUP', { ACHO_TERMS_VERSION: '2026-01', ACHO_PRIVACY_URL: 'https://shop.example/privacy' }, /ACHO_TERMS_URL is missing; it should be/],
	['SIGNUP', { ACHO_TERMS_VERSION: '2026-01', ACHO_TERMS_URL: 'https://shop.example/terms' }, /ACHO_PRIVACY_URL is missing; it should be/],
	...['SIGNUP', 'LOGIN', 'LINK', 'COURIER'].map((program) => [program, { ACHO_LIMITS: 'off', ACHO_BASE_URL: 'https://shop.example' }, /ACHO_LIMITS is wrong; it should be on/]),
	/* A database over the network must prove its name; nobody goes there before. */
	...['SIGNUP', 'LOGIN', 'LINK', 'COURIER', 'ADMIN_ASKS'].map((program) => [program, { ACHO_DB: 'host=127.0.0.1,db.example password=hunter22 sslmode=require' }, /ACHO_DB is wrong; it should say sslmode=verify-full over the network/]),
	['ADMIN', { ACHO_MIGRATE_DB: 'host=db.example password=hunter22' }, /ACHO_MIGRATE_DB: it should say sslmode=verify-full over the network/],
	['ADMIN', { ACHO_MIGRATE_DB: '' }, /ACHO_MIGRATE_DB is missing; it should be/],
	['ADMIN', { ACHO_MIGRATE_DB: 'host=/nowhere/at/all dbname=acho' }, /ACHO_MIGRATE_DB: .*\/nowhere\/at\/all/],
	['ADMIN_ASKS', { ACHO_DB: 'host=/nowhere/at/all dbname=acho' }, /cannot connect to ACHO_DB: .*\/nowhere\/at\/all/],
]

let stack
let folder
const at = (...names) => join(folder, ...names)
before(async () => {
	stack = await startStack()
	folder = mkdtempSync(join(tmpdir(), 'acho-settings-'))
	chmodSync(folder, 0o755)
})
after(async () => {
	if (folder) rmSync(folder, { recursive: true, force: true })
	await stack?.stop()
})

const good = (program) => {
	const [name] = STARTS[program]
	return {
		...stack.settings(name), ACHO_SOCKET: at(`${name}.sock`), ACHO_METRICS_FILE: at('courier.prom'),
		...(name === 'admin' && { ACHO_KEYRING: stack.keyring('link'), ACHO_MIGRATE_DB: stack.db.conninfo('acho_owner'), ACHO_SQL_DIR: join(root, 'sql') }),
	}
}

/* {code, text}; `user`: as somebody who is not root, from a copy that anybody may run. */
function start(program, changes, user = null) {
	const [name, ...words] = STARTS[program]
	const env = Object.fromEntries(Object.entries({ PATH: process.env.PATH, ...good(program), ...changes }).filter(([, value]) => value !== undefined))
	let command = [stack.program(name), ...words]
	if (user) {
		copyFileSync(command[0], at(`acho-${name}`))
		chmodSync(at(`acho-${name}`), 0o755)
		command = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--', at(`acho-${name}`), ...words]
	}
	return new Promise((resolve) => execFile(command[0], command.slice(1), { env, timeout: 20_000 },
		(problem, stdout, stderr) => resolve({ code: problem ? problem.code ?? problem.signal : 0, text: `${stdout}${stderr}`.trim() })))
}

/* It does not start, and one line says why. */
async function stops(program, changes, says, user) {
	const { code, text } = await start(program, changes, user)
	const what = `${program} with ${JSON.stringify(changes)}: ${code} ${text}`
	assert.ok(Number.isInteger(code) && code > 0, what)
	assert.equal(text.split('\n').length, 1, what)
	assert.match(text, says, what)
	return text
}

/* A few at a time: each is a program that starts and ends. */
async function each(jobs, run) {
	const left = [...jobs]
	await Promise.all(Array.from({ length: 4 }, async () => { while (left.length) await run(left.shift()) }))
}

test('with what is right each starts, or does what it is for', async () => {
	for (const program of ['ADMIN', 'ADMIN_ASKS', 'ADMIN_UNSEALS']) assert.equal((await start(program, {})).code, 0, program)
	for (const program of ['SIGNUP', 'LOGIN', 'LINK', 'COURIER']) assert.ok(stack.parts[program.toLowerCase()].runs)
})

test('each setting that must be given, not given', async () => {
	const rows = TABLE.filter(({ required }) => required).flatMap(({ name, programs }) => programs.map((program) => [program, name]))
	assert.ok(rows.length >= 19)
	await each(rows, ([program, name]) => stops(program, { [name]: undefined }, new RegExp(`${name} is missing; it should be \\S`)))
})

test('each setting there is, malformed in every way its kind knows', async () => {
	const rows = TABLE.flatMap((setting) => setting.programs.flatMap((program) => FORMS[setting.kind](setting).map((value) => [program, setting, value])))
	assert.ok(TABLE.length >= 35)
	assert.deepEqual(TABLE.filter((setting) => FORMS[setting.kind](setting).length === 0), [])
	await each(rows, async ([program, { name }, value]) => {
		const text = await stops(program, { [name]: value }, new RegExp(`${name}\\b.*should be`))
		assert.ok(value.length < 8 || !text.includes(value), `${text}\nrepeats ${value}`)
		assert.ok(!text.includes('hunter22') && !text.includes('and more'), text)
	})
})

test('settings that do not go together, and a database that is not there for acho-admin', () => each(TOGETHER, async ([program, changes, says]) => {
	const text = await stops(program, changes, says)
	assert.doesNotMatch(text, /hunter22|db\.example/)
}))

/* A file or folder that is made bad for a program, and its path. */
const FILES = {
	ACHO_SOCKET: ['SIGNUP LOGIN LINK', {
		'no path': () => 'acho.sock',
		'too long': () => `/${'x'.repeat(200)}`,
		'in a folder that is not there': () => at('missing/acho.sock'),
		'below a file': () => join(put('file', ''), 'acho.sock'),
		'a file': () => put('file', ''),
		'of a worker that runs': () => stack.parts.login.env.ACHO_SOCKET,
	}],
	ACHO_KEYRING: ['LOGIN LINK COURIER ADMIN_UNSEALS', {
		'not there': () => at('missing'),
		'a folder': () => folder,
		'nothing in it': () => put('keyring', '', 0o600),
		'readable for its group': (program) => put('keyring', keys(program), 0o640),
		'readable for all': (program) => put('keyring', keys(program), 0o644),
		'a line that is cut': (program) => put('keyring', `${keys(program).slice(0, 20)}\n`, 0o600),
		'a purpose there is not': (program) => put('keyring', keys(program).replaceAll(/^(line|totp)/gm, 'nonsense'), 0o600),
		'one number twice': (program) => put('keyring', keys(program) + keys(program), 0o600),
		'with what another program has': (program) => put('keyring', program === 'ADMIN_UNSEALS' ? '' : both(), 0o600),
	}],
	ACHO_BREACHED_PASSWORDS: ['SIGNUP LOGIN', {
		'not there': () => at('missing'),
		'a folder': () => folder,
		'nothing in it': () => put('breached', ''),
		'cut in an entry': () => put('breached', list().subarray(0, -1)),
		'cut': () => put('breached', list().subarray(0, -8)),
		'out of order': () => put('breached', Buffer.concat([list().subarray(0, 16), list().subarray(24, 32), list().subarray(16, 24), list().subarray(32)])),
		'passwords themselves': () => put('breached', 'password\n'),
	}],
	ACHO_METRICS_FILE: ['COURIER', {
		'in a folder that is not there': () => at('missing/courier.prom'),
		'below a file': () => join(put('file', ''), 'courier.prom'),
		'a folder': () => folder,
		'too long': () => `/${'x/'.repeat(2100)}courier.prom`,
	}],
	ACHO_SQL_DIR: ['ADMIN', {
		'not there': () => at('missing'),
		'empty': () => { mkdirSync(at('empty'), { recursive: true }); return at('empty') },
		'a file': () => put('file', ''),
	}],
	ACHO_CONFIG: [Object.keys(STARTS).join(' '), {
		'not there': () => at('missing'),
		'no settings': () => put('config', 'nonsense\n'),
	}],
}
const both = () => ['link', 'login'].map((name) => readFileSync(stack.keyring(name), 'utf8')).join('')
/* What that one may hold. */
const keys = (program) => (program === 'ADMIN_UNSEALS' ? both() : readFileSync(stack.keyring(program === 'LOGIN' ? 'login' : 'link'), 'utf8'))
const list = () => readFileSync(stack.settings('login').ACHO_BREACHED_PASSWORDS)
function put(name, content, mode = 0o644) {
	rmSync(at(name), { force: true })
	writeFileSync(at(name), content)
	chmodSync(at(name), mode)
	return at(name)
}

test('every setting that is a text without a bound stands in the table of files', () => {
	const texts = TABLE.filter(({ kind, max }) => kind === 'TEXT' && max === 0)
	for (const { name, programs } of texts) assert.deepEqual(FILES[name]?.[0].split(' '), programs, name)
})

for (const [name, [programs, ways]] of Object.entries(FILES))
	test(`${name}, bad in every way a file can be`, async () => {
		for (const [way, make] of Object.entries(ways))
			for (const program of programs.split(' ')) {
				const text = await stops(program, { [name]: make(program) }, new RegExp(`${name}\\b.*(?:should|add a line|take the line out)`))
				for (const key of both().match(/[\w-]{43}/g)) assert.ok(!text.includes(key), `${way}: the key itself is printed`)
			}
	})

/* Root may do everything: somebody else meets what is root's. */
const UNREADABLE = {
	ACHO_CONFIG: ['SIGNUP', () => put('mine', 'ACHO_LOG_LEVEL=info\n', 0o600)],
	ACHO_KEYRING: ['LOGIN', () => put('mine', both(), 0o600)],
	ACHO_BREACHED_PASSWORDS: ['LOGIN', () => put('mine', list(), 0o600)],
	ACHO_SOCKET: ['LOGIN', () => at('acho.sock')],
	ACHO_METRICS_FILE: ['COURIER', () => at('courier.prom')],
	ACHO_SQL_DIR: ['ADMIN', () => { mkdirSync(at('closed'), { recursive: true, mode: 0o700 }); return at('closed') }],
	CREDENTIALS_DIRECTORY: ['LOGIN', () => { mkdirSync(at('closed'), { recursive: true, mode: 0o700 }); return at('closed') }, /ACHO_\w+: its credential should be/],
}

test('what a program may not read or write', { skip: !isRoot && 'needs to be somebody else' }, async () => {
	const NOBODY = 65534
	const own = (name) => {
		chownSync(name, NOBODY, NOBODY)
		return name
	}
	for (const [name, [program, make, says]] of Object.entries(UNREADABLE)) {
		const usable = { ACHO_BREACHED_PASSWORDS: put('list', list()), ACHO_KEYRING: own(put('keyring', keys(program), 0o600)) }
		const text = await stops(program, { ...usable, [name]: make() }, says ?? new RegExp(`${name}\\b.*should`), NOBODY)
		assert.ok(says || text.includes('Permission denied'), text)
	}
	/* One that somebody else could change. */
	await stops('LINK', { ACHO_KEYRING: own(put('keyring', keys('LINK'), 0o600)) }, /ACHO_KEYRING: the file should belong to this program's user or to root/)
})

test('a credential that is none', () => stops('LOGIN', { CREDENTIALS_DIRECTORY: put('file', ''), ACHO_DB: undefined }, /ACHO_\w+: its credential should be one readable line/))
