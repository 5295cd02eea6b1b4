/*
 * Every route with every id it takes, swapped: for another account's the answer is what it is for one that nobody has,
 * and nothing of the other account has changed. The routes, their parameters and their fields come from the OpenAPI
 * file: a new route joins by itself, and a field that is not told apart below fails the first test.
 */
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Merchant, PASSWORD, problem, someEmail } from '../support/merchant.mjs'
import { OpenApi } from '../support/openapi.mjs'
import { startStack } from '../support/stack.mjs'

/* Fields that name something of an account; the others are what a person says, with something that passes as it. */
const NAMES = {
	slug: 'slug', // in the path; the session goes along, or nothing is opened by it
	id: 'id', // in the path: session, member, invitation, or where a page begins
	token: 'link', // of a mailed link
}
const SAID = {
	company: '春水茶行', contact: '林小姐', email: 'somebody@shop.example', phone: '02-1234-5678', terms: '1', locale: 'en', password: PASSWORD,
	totp: '123456', current: PASSWORD, new: `${PASSWORD} new`, name: '林小姐', role: 'viewer', code: '123456', accept_expiry: false, published: true, oa_linked: true,
}
/* Values of LINE's: what LINE says of another's is LINE's to say, but ours stays as it is. */
const OF_LINE = ['basic_id', 'channel_id', 'kid', 'PUT /a/{slug}/api/messaging-token token']
/* Serve whoever comes, and say what they know of a slug. */
const PUBLIC = ['GET /a/{slug}/api/account', 'GET /a/{slug}/api/oa/picture', 'GET /a/{slug}/manifest.webmanifest']
const HEADERS = ['Accept-Language', 'Idempotency-Key', 'If-None-Match']
/* Where a page begins is a moment and an id: what is at another's moment is answered as what is at nobody's. */
const PLACES = { '/a/{slug}/api/events/{id}': 'event', '/a/{slug}/api/export/{id}': 'item' }

/* {method, path, call, session (does it take one), inPath, elsewhere, fields: [name], hasBody} of every operation. */
const { document } = new OpenApi()
const at = (value) => (value?.$ref ? at(value.$ref.slice(2).split('/').reduce((from, key) => from[key.replaceAll('~1', '/')], document)) : value)
const operations = (paths = document.paths) => Object.entries(paths).flatMap(([path, item]) => Object.entries(item)
	.filter(([method]) => /^(get|put|post|delete|patch)$/.test(method)).map(([name, operation]) => {
		const method = name.toUpperCase()
		const schema = operation.requestBody && at(at(operation.requestBody).content['application/json'].schema)
		const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(at)
		return {
			method, path, call: `${method} ${path}`, session: Boolean(operation.security?.some((one) => one.session)),
			inPath: parameters.filter((one) => one.in === 'path').map((one) => one.name), elsewhere: parameters.filter((one) => one.in !== 'path').map((one) => one.name),
			fields: Object.keys(schema?.properties ?? {}), hasBody: Boolean(schema),
		}
	}))
const isOfLine = ({ call }, field) => OF_LINE.includes(field) || OF_LINE.includes(`${call} ${field}`)
/* What the matrix does not know what to do with. */
const unknown = (all) => all.flatMap((one) => [
	...one.inPath.filter((name) => !NAMES[name]), ...one.elsewhere.filter((name) => !HEADERS.includes(name)),
	...one.fields.filter((name) => !(name in SAID) && !NAMES[name] && !isOfLine(one, name)),
	...(one.inPath.includes('id') && !PLACES[one.path] && !idsOf(one.path) ? ['id'] : []),
].map((name) => `${one.call}: ${name}`))

/* Which id of an account a path takes. */
const idsOf = (path) => ({ '/a/{slug}/api/sessions/{id}': 'session', '/a/{slug}/api/team/{id}': 'member', '/a/{slug}/api/invitations/{id}': 'invitation' })[path]

let stack
let mine
let theirs
/* Theirs, by kind, as a request names it. */
let ids
let links
const sql = (text) => stack.db.sql('postgres', text)
const account = ({ slug }) => `(SELECT account_id FROM directory.slug WHERE slug = '${slug}')`
const cookieOf = (merchant, name) => [...merchant.client.cookies.values()].find((one) => one.name === name).value
const newLink = () => { const bytes = randomBytes(32); return { token: bytes.toString('base64url'), hash: createHash('sha256').update(bytes).digest('hex') } }

before(async () => {
	stack = await startStack({ env: { ACHO_LIMIT_LOGIN: '100000', ACHO_LIMIT_LOGIN_ADDRESS: '100000', ACHO_LINE_TIMEOUT_MS: '20000' } })
	;[mine, theirs] = [await Merchant.withKid(stack), await Merchant.linked(stack)]
	await sql(`UPDATE tenant.member SET verified_at = now() WHERE account_id IN (${account(mine)}, ${account(theirs)})`)
	for (const merchant of [mine, theirs]) {
		assert.equal((await merchant.post('invitations', { email: someEmail(), role: 'viewer' })).status, 202)
		assert.equal((await merchant.tryLogIn()).status, 201, 'a second session')
	}
	await stack.terminate('courier') // it would settle what the requests have left, in rows that are compared
	const { members, invitations } = (await theirs.get('team')).body
	const event = (await sql(`SELECT (extract(epoch FROM at) * 1000000)::bigint || '-' || event_id FROM tenant.event WHERE account_id = ${account(theirs)} ORDER BY at LIMIT 1`))[0][0]
	ids = { session: (await theirs.get('sessions')).body.sessions.find(({ current }) => !current).id, member: members[0].id, invitation: invitations[0].id,
		event, item: `1-${members[0].id}` }
	links = {}
	for (const purpose of [...(await sql("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'link_token_purpose_check'"))[0][0].matchAll(/'(\w+)'/g)].map(([, one]) => one)) {
		const { token, hash } = newLink()
		links[purpose] = token
		await sql(`INSERT INTO directory.link_token (token_hash, account_id, member_id, purpose, subject_hash, expires_at)
			SELECT '\\x${hash}', account_id, member_id, '${purpose}', sha256('x'), now() + interval '1 hour' FROM tenant.member WHERE account_id = ${account(theirs)}`)
	}
	assert.ok(Object.keys(links).length >= 6, JSON.stringify(links))
})
after(() => stack?.stop())

/* All of their rows, each table in one hash. */
async function sums(merchant = theirs) {
	const tables = (await sql(`SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
		WHERE c.relnamespace IN ('tenant'::regnamespace, 'directory'::regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`)).flat()
	assert.ok(tables.length > 20, tables.join(' '))
	const rows = await sql(tables.map((table) => `SELECT '${table}', count(*), md5(coalesce(string_agg(x::text, ',' ORDER BY x::text), '')) FROM ${table} x WHERE account_id = ${account(merchant)}`).join(' UNION ALL '))
	return Object.fromEntries(rows.map(([table, n, sum]) => [table, `${n} ${sum}`]))
}

const randomSlug = () => Array.from({ length: 13 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[randomInt(32)]).join('')
const body = (one, changes = {}) => (one.hasBody ? { ...Object.fromEntries(one.fields.map((field) => [field, SAID[field] ?? 'x'])), ...changes } : undefined)

let asked = 0
/* One request as `mine`, with what is swapped; the answer without what tells every two answers apart. */
async function ask(one, { slug = mine.slug, id = randomUUID(), session = cookieOf(mine, 'acho'), device, fields } = {}) {
	asked++
	const path = one.path.replace('{slug}', slug).replace('{id}', id)
	const cookies = [session === null ? [] : [`acho=${session}`], device === undefined ? [] : [`acho-device=${device}`]].flat()
	const answer = await stack.client({ validated: false }).call(one.method, path, { json: body(one, fields), headers: cookies.length ? { Cookie: cookies.join('; ') } : {} })
	const { date, 'x-request-id': number, ...headers } = answer.headers
	return { status: answer.status, headers, cookies: answer.setCookies, text: answer.text }
}

/* {what: request} against the answer of `missing`: what differs. */
async function differing(one, missing, tries) {
	const wanted = await ask(one, missing)
	assert.ok(wanted.status >= 400 && wanted.status < 500 || wanted.status === 202 || PLACES[one.path] || PUBLIC.includes(one.call), `${one.call} for what nobody has: ${wanted.status} ${wanted.text}`)
	const found = []
	for (const [what, changes] of Object.entries(tries)) {
		const got = await ask(one, changes)
		try {
			assert.deepEqual(got, wanted)
		} catch {
			found.push(`${one.call}, ${what}: ${got.status} ${got.text} instead of ${wanted.status} ${wanted.text}`)
		}
	}
	return found
}

const MALFORMED_SLUGS = (slug) => ['no-such-slug', '0', 'x'.repeat(64), slug.toUpperCase(), `${slug}0`, slug.slice(0, -1), "'%20OR%201=1--", '%E6%98%A5', 'null', '1']
const MALFORMED_IDS = (id) => ['x', '0', '-1', '1', 'null', 'Others', "'--", '%20', 'x'.repeat(64), `%7B${id}%7D`, `${id}0`, id.slice(0, -1), id.replaceAll('-', ''), `${id}%20`, `${id},${id}`]
const MALFORMED_LINKS = (token) => ['', 'x', token.slice(0, -1), `${token}A`, `${token}=`, token.toLowerCase(), 'x'.repeat(1000), `${token} `, "' OR 1=1--"]
const MALFORMED_COOKIES = (value) => ['', 'x', value.slice(0, -1), `${value}A`, `${value}=`, `"${value}"`, '../../etc/passwd', 'x'.repeat(400), '%00']
const labelled = (label, values, make) => Object.fromEntries(values.map((value, i) => [`${label} ${i} ${value.slice(0, 50)}`, make(value)]))

/* Everything that names something of theirs: {kind: {route: tries}}. */
async function matrix(kind) {
	const found = []
	for (const one of operations().filter(({ inPath }) => inPath.includes('slug'))) {
		const [slug, session, link] = [randomSlug(), randomBytes(32).toString('base64url'), newLink().token]
		if (kind === 'slug' && !PUBLIC.includes(one.call))
			found.push(...await differing(one, { slug }, { theirs: { slug: theirs.slug }, ...labelled('malformed', MALFORMED_SLUGS(theirs.slug), (value) => ({ slug: value })) }))
		if (kind === 'session' && one.session)
			found.push(...await differing(one, { session }, {
				theirs: { session: cookieOf(theirs, 'acho') }, none: { session: null }, 'their device': { session: cookieOf(theirs, 'acho-device') },
				...labelled('malformed', MALFORMED_COOKIES(cookieOf(theirs, 'acho')), (value) => ({ session: value })) }))
		if (kind === 'id' && one.inPath.includes('id')) found.push(...await differingIds(one))
		if (kind === 'link' && one.fields.includes('token') && !isOfLine(one, 'token'))
			found.push(...await differing(one, { fields: { token: link } }, {
				...Object.fromEntries(Object.entries(links).map(([purpose, token]) => [`theirs to ${purpose}`, { fields: { token } }])),
				'their session': { fields: { token: cookieOf(theirs, 'acho') } }, ...labelled('malformed', MALFORMED_LINKS(links.reset), (token) => ({ fields: { token } })) }))
	}
	return found
}

async function differingIds(one) {
	const others = Object.fromEntries(Object.entries(ids).map(([what, id]) => [`their ${what}`, { id }]))
	const uuids = ['session', 'member', 'invitation'].map((what) => ids[what])
	const place = PLACES[one.path]
	if (!place) return differing(one, {}, { ...others, ...labelled('malformed', uuids.flatMap(MALFORMED_IDS), (id) => ({ id })) })
	/* A place is of the form of theirs; another form is what is not found. */
	const theirPlace = { theirs: { id: ids[place] }, 'theirs, another member': { id: ids[place].replace(/.{36}$/, ids.member) } }
	return [
		...await differing(one, { id: ids[place].replace(/.{36}$/, randomUUID()) }, theirPlace),
		...await differing(one, { id: 'x' }, labelled('malformed', [...uuids.slice(0, 1).flatMap(MALFORMED_IDS), "1-'--", `${ids[place]}0`], (id) => ({ id })))]
}

/* What differs when everything of a kind is swapped, in `least` requests or more. */
async function swapped(kind, least) {
	const [before, asking] = [await sums(), asked]
	const found = await matrix(kind)
	assert.deepEqual(await sums(), before, 'nothing of theirs has changed')
	assert.ok(asked - asking >= least, `${asked - asking} requests`)
	return found
}

test('every field of every route is told apart: what names something, and what is said', () => {
	const all = operations()
	assert.ok(all.length > 45, String(all.length))
	assert.deepEqual(unknown(all), [])
	const planted = operations({ '/a/{slug}/api/orders/{id}': { parameters: [{ name: 'slug', in: 'path' }, { name: 'id', in: 'path' }, { name: 'X-Account', in: 'header' }],
		put: { security: [{ session: [] }], requestBody: { content: { 'application/json': { schema: { properties: { member_id: {}, name: {} } } } } } } } })
	assert.deepEqual(unknown(planted), ['PUT /a/{slug}/api/orders/{id}: X-Account', 'PUT /a/{slug}/api/orders/{id}: member_id', 'PUT /a/{slug}/api/orders/{id}: id'])
})

test('the slug of another account', async () => assert.deepEqual(await swapped('slug', 450), []))
test('the session of another account', async () => assert.deepEqual(await swapped('session', 350), []))
test('an id of another account', async () => assert.deepEqual(await swapped('id', 200), []))
test('a mailed link of another account', async () => assert.deepEqual(await swapped('link', 100), []))

test('the device of another account is a browser like any other', async () => {
	const before = await sums()
	const device = randomBytes(32).toString('base64url')
	for (const one of operations().filter(({ fields }) => fields.includes('password') && fields.includes('totp'))) {
		const fields = { email: mine.fields.email, password: 'wrong password' }
		for (const field of Object.keys(fields)) if (!one.fields.includes(field)) delete fields[field]
		const tries = { theirs: cookieOf(theirs, 'acho-device'), none: undefined, ...labelled('malformed', MALFORMED_COOKIES(device), (value) => value) }
		assert.deepEqual(await differing(one, { fields, device }, Object.fromEntries(Object.entries(tries).map(([what, value]) => [what, { fields, device: value }]))), [])
	}
	assert.deepEqual(await sums(), before, 'nothing of theirs has changed')
})

test('what is LINE\'s of another account changes nothing of theirs', async () => {
	const before = await sums()
	const values = { basic_id: theirs.line.oa.bot.basicId, channel_id: theirs.line.login.id, kid: theirs.kid, token: theirs.line.token }
	const all = operations().filter((one) => one.fields.some((field) => isOfLine(one, field)))
	assert.equal(all.length, 3)
	for (const one of all) {
		const answer = await ask(one, { fields: Object.fromEntries(one.fields.filter((field) => field in values).map((field) => [field, values[field]])) })
		assert.ok(!answer.text.includes(theirs.slug) && !answer.text.includes(theirs.fields.email), answer.text)
	}
	assert.deepEqual(await sums(), before)
})

test('and it bites: a wall with a hole in it is seen', async () => {
	const redefined = (name, from, to) => sql(`DO $$ DECLARE was text := pg_get_functiondef('${name}'::regproc); BEGIN
		IF position('${from.replaceAll("'", "''")}' IN was) = 0 THEN RAISE 'nothing to replace in %', was; END IF; EXECUTE replace(was, '${from.replaceAll("'", "''")}', '${to.replaceAll("'", "''")}'); END $$`)
	const was = (await sql("SELECT encode(convert_to(pg_get_functiondef('directory.live_session'::regproc), 'UTF8'), 'hex')"))[0][0]
	/* The slug is taken for authority: whoever has a session somewhere is somebody everywhere. */
	await redefined('directory.live_session', '(s.session_hash = live_session._session)', '(live_session._session IS NOT NULL)')
	const bySlug = await differing(operations().find(({ call }) => call === 'GET /a/{slug}/api/oa'), { slug: randomSlug() }, { theirs: { slug: theirs.slug } })
	assert.equal(bySlug.length, 1, 'a slug that opens is seen')
	assert.match(bySlug[0], new RegExp(theirs.line.oa.bot.basicId))
	await sql(Buffer.from(was, 'hex').toString())
	/* Another account's session is ended, and the answer is the same. */
	const before = await sums()
	await sql(`DELETE FROM tenant.session WHERE session_id = '${ids.session}'`)
	assert.notDeepEqual(await sums(), before, 'a row that is gone is seen')
	/* What is theirs opened for them all the while. */
	assert.equal((await theirs.get(`events/${ids.event}`)).status, 200)
	assert.equal((await theirs.delete(`invitations/${ids.invitation}`)).status, 204)
	assert.equal(problem(await theirs.delete(`invitations/${ids.invitation}`)), '404 not_found')
	assert.equal((await theirs.post('email-verification', { token: links.verify })).status, 204)
})
