/* The database is the wall: roles may execute their functions and nothing else, and a dump holds no secret. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { startStack, WORKERS } from '../support/stack.mjs'

const ROLES = [...WORKERS, 'courier'].map((name) => `acho_${name}`)

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const relations = async () => (await stack.db.sql('postgres', `
	SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`)).flat()

test('no worker can read, write or empty any table', async () => {
	const all = await relations()
	assert.ok(all.length > 10, all.join(' '))
	for (const role of ROLES) {
		const statements = all.flatMap((one) => [`SELECT * FROM ${one} LIMIT 1`, `DELETE FROM ${one}`, `TRUNCATE ${one}`, `COPY ${one} TO STDOUT`])
		const refusals = await stack.db.refusals(role, statements)
		statements.forEach((statement, i) => assert.match(refusals[i],
			/^SELECT/.test(statement) ? /permission denied/ : /permission denied|cannot|is not a table/, `${role}: ${statement}`))
	}
})

test('each may execute the functions of its own schema alone', async () => {
	const rows = await stack.db.sql('postgres', `
		SELECT r.rolname, n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
		 CROSS JOIN pg_roles r
		 WHERE r.rolname = ANY ('{${ROLES},acho_report,acho_support}') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
		   AND has_schema_privilege(r.oid, n.oid, 'USAGE') AND has_function_privilege(r.oid, p.oid, 'EXECUTE')`)
	for (const [role, schema, name] of rows)
		assert.ok(`acho_${schema}` === role.replace('support', 'report') || `${role} ${schema}.${name}` === 'acho_courier report.refresh', `${role} may execute ${schema}.${name}`)
	for (const role of ROLES) assert.ok(rows.some(([one]) => one === role), `${role} may execute something`)
})

test('reports are for reading: every view answers, no table does', async () => {
	for (const [view] of await stack.db.sql('acho_report', "SELECT view_name FROM report.dictionary WHERE position = 0 AND for_everybody")) await stack.db.sql('acho_report', `SELECT * FROM report.${view}`)
	assert.match((await stack.db.refusal('acho_report', 'SELECT * FROM report.addresses')).text, /permission denied/)
	const tables = (await relations()).filter((one) => !one.startsWith('report.'))
	for (const refusal of await stack.db.refusals('acho_report', tables.map((one) => `SELECT * FROM ${one}`))) assert.match(refusal, /permission denied/)
	assert.match((await stack.db.refusal('acho_report', 'CREATE TABLE public.x ()')).text, /permission denied|read-only/)
})

test('a worker cannot name an account, become another role, or widen its view', async () => {
	await Merchant.linked(stack)
	for (const role of ROLES) {
		for (const other of ['acho_owner', 'postgres', `${role}_definer`, ...ROLES.filter((one) => one !== role)])
			assert.match((await stack.db.refusal(role, `SET ROLE ${other}`)).text, /permission denied/, `${role} -> ${other}`)
		assert.match((await stack.db.refusal(role, "SET acho.account = '1'; SELECT * FROM tenant.account")).text, /permission denied/)
		assert.match((await stack.db.refusal(role, 'CREATE TEMP TABLE x ()')).text, /permission denied/)
		assert.match((await stack.db.refusal(role, 'CREATE FUNCTION public.x() RETURNS int LANGUAGE sql RETURN 1')).text, /permission denied/)
	}
	assert.match((await stack.db.refusal('acho_owner', 'CREATE ROLE evil SUPERUSER')).text, /must be superuser|permission denied/)
})

test('row-level security is forced on every tenant table', async () => {
	const open = await stack.db.sql('postgres', `SELECT relname FROM pg_class WHERE relnamespace = 'tenant'::regnamespace AND relkind IN ('r', 'p')
		AND NOT (relrowsecurity AND relforcerowsecurity)`)
	assert.deepEqual(open, [])
	assert.deepEqual(await stack.db.sql('acho_owner', 'SELECT count(*) FROM tenant.account'), [['0']], 'the owner sees nothing either')
})

test('no account number leaves the database', async () => {
	const functions = await stack.db.sql('postgres', `SELECT n.nspname || '.' || p.proname, pg_get_function_arguments(p.oid) || ' -> ' || pg_get_function_result(p.oid)
		FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('signup', 'login', 'link', 'courier')`)
	assert.ok(functions.length > 20)
	for (const [name, signature] of functions) assert.doesNotMatch(signature, /account_id|account bigint/, name)
})

/* The ways a secret could stand in a dump. */
const encodings = (bytes) => ['hex', 'base64', 'base64url'].map((one) => bytes.toString(one).replace(/=+$/, ''))

test('a dump after linking holds neither token nor private key, password or session, in any encoding', async () => {
	const merchants = [await Merchant.linked(stack), await Merchant.linked(stack)]
	const replaced = merchants[1]
	await replaced.post('assertion-key')
	await stack.sandbox.behave({ endpoint: '*', mode: 'hang', channel_id: replaced.line.oa.id })
	const parked = replaced.putToken(await stack.sandbox.reissue(replaced.line.oa))
	await stack.sandbox.behaveWell()
	await parked
	const dump = await stack.db.dump()
	const text = dump.toString('latin1')
	assert.ok(text.includes(merchants[0].slug), 'it is the right dump')
	for (const merchant of merchants) {
		const { token } = merchant.line
		const cookie = [...merchant.client.cookies.values()][0].value
		const secrets = {
			token: [token, encodeURIComponent(token), ...encodings(Buffer.from(token)), ...encodings(Buffer.from(token, 'base64'))],
			'a piece of the token': [token.slice(0, 24), token.slice(60, 84), token.slice(-24), ...encodings(Buffer.from(token.slice(0, 48)))],
			password: [merchant.fields.password, ...encodings(Buffer.from(merchant.fields.password))],
			session: [cookie, ...encodings(Buffer.from(cookie, 'base64url')), Buffer.from(cookie, 'base64url').toString('latin1')],
		}
		for (const [what, forms] of Object.entries(secrets))
			for (const form of forms) assert.ok(!text.toLowerCase().includes(form.toLowerCase()), `${what} as ${form.slice(0, 12)}...`)
		assert.ok(!text.includes(Buffer.from(token, 'base64').toString('latin1')))
	}
	/* What every PKCS#8 RSA key begins with, and PEM. */
	const header = Buffer.from('300d06092a864886f70d0101010500', 'hex')
	for (const form of ['-----BEGIN', 'PRIVATE KEY', ...encodings(header.subarray(2, 14)), '092a864886f70d010101'])
		assert.ok(!text.includes(form), `a private key, by ${form}`)
	assert.ok(!dump.includes(header.subarray(2)))
})

test('what is sealed has no structure and opens in no other row', async () => {
	const [a, b] = [await Merchant.linked(stack), await Merchant.linked(stack)]
	const sealed = async () => (await stack.db.sql('postgres', `SELECT encode(sealed, 'hex') FROM tenant.messaging_token JOIN tenant.account USING (account_id)
		WHERE slug IN ('${a.slug}', '${b.slug}')`)).flat()
	const [one, two] = await sealed()
	assert.equal(one.length, two.length)
	assert.notEqual(one, two)
	assert.equal(one.slice(0, 8), '00000001', 'the number of the master key')
	assert.notEqual(createHash('sha256').update(one).digest('hex'), createHash('sha256').update(two).digest('hex'))
	/* Swap the two accounts' sealed assertion keys: neither can be used, nobody gets the other's. */
	await stack.db.sql('postgres', `UPDATE tenant.assertion_key k SET sealed = o.sealed FROM tenant.assertion_key o, tenant.account x, tenant.account y
		WHERE k.account_id = x.account_id AND o.account_id = y.account_id AND k.account_id <> o.account_id
		  AND x.slug IN ('${a.slug}', '${b.slug}') AND y.slug IN ('${a.slug}', '${b.slug}')`)
	const before = (await stack.sandbox.requests()).length
	const answer = await a.putLoginChannel()
	assert.equal(problem(answer), '409 vault.unreadable', answer.text)
	assert.equal((await stack.sandbox.requests()).length, before, 'nothing was signed with the stranger\'s key')
	assert.equal((await b.get('session')).status, 200, 'the worker lives')
})
