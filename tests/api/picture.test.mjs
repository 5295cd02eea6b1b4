/* The Official Account's picture: fetched once from where LINE keeps it, and only from there; shown to whoever asks. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { until } from '../support/parts.mjs'
import { startStack } from '../support/stack.mjs'

const BOT = 'GET /v2/bot/info'
const PICTURE = 'GET /picture/:id'
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108000200030301220002110103110100ffd9', 'hex')

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

const row = async (merchant, columns) => (await stack.db.sql('postgres', `SELECT ${columns} FROM tenant.oa_picture JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}'`))[0]
const change = (merchant, what) => stack.db.sql('postgres', `UPDATE tenant.oa_picture SET ${what} WHERE account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
const picture = (merchant, options) => stack.client().get(merchant.path('oa/picture'), options)
const fetched = (merchant) => until('the picture', async () => {
	const answer = await picture(merchant)
	return answer.status === 200 && answer
})
const asked = async (merchant) => (await stack.sandbox.requests({ path: `/picture/${merchant.line.oa.bot.userId.slice(1)}` })).length
const triesAre = (merchant, n) => until(`${n} tries`, async () => {
	const [tries, settled] = await row(merchant, 'tries, lease IS NULL')
	return Number(tries) === n && settled === 't'
})

test('proved, fetched, shown to anybody, kept by the browser', async () => {
	const merchant = await Merchant.linked(stack)
	const answer = await fetched(merchant)
	assert.equal(answer.headers['content-type'], 'image/png')
	assert.equal(answer.headers['content-length'], String(answer.bytes.length))
	const direct = await fetch(new URL(merchant.line.oa.bot.pictureUrl, stack.sandbox.line))
	assert.deepEqual(answer.bytes, Buffer.from(await direct.arrayBuffer()), 'byte for byte')

	const { etag } = answer.headers
	for (const tag of [etag, `W/${etag}`]) {
		const again = await picture(merchant, { headers: { 'If-None-Match': tag } })
		assert.deepEqual([again.status, again.headers.etag, again.text], [304, etag, ''])
	}
	assert.equal((await picture(merchant, { headers: { 'If-None-Match': '"00000000000000000000000000000000"' } })).status, 200)
	assert.equal((await picture(merchant, { headers: { 'If-None-Match': "'; DROP" } })).status, 200)
	const head = await stack.client().call('HEAD', merchant.path('oa/picture'))
	assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, String(answer.bytes.length), ''])

	assert.equal((await merchant.get('account')).body.has_picture, true)
	assert.equal(await asked(merchant), 2, 'once by us, once by this test')
	const [seen] = await stack.sandbox.requests({ path: `/picture/${merchant.line.oa.bot.userId.slice(1)}` })
	assert.equal(seen.headers.authorization, undefined)
	assert.equal(seen.headers.cookie, undefined)
})

test('the manifest names the shop, and its picture once there is one', async () => {
	const merchant = await Merchant.withOa(stack, { company: '山田 "商店" & Söhne' })
	const manifest = async () => {
		const answer = await stack.client().get(`/a/${merchant.slug}/manifest.webmanifest`)
		assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'application/manifest+json'])
		return answer.body
	}
	const before = await manifest()
	assert.deepEqual([before.name, before.start_url, before.scope], ['山田 "商店" & Söhne', `/a/${merchant.slug}`, `/a/${merchant.slug}`])
	assert.ok(before.icons.every(({ src }) => src.startsWith('/img/')))
	for (const { src, type } of before.icons) {
		const icon = await stack.client({ validated: false }).get(src)
		assert.deepEqual([icon.status, icon.headers['content-type'].split(';')[0]], [200, type], src)
	}
	assert.equal((await merchant.get('account')).body.has_picture, false)
	assert.equal(problem(await picture(merchant)), '404 not_found')

	assert.equal((await merchant.putToken()).status, 200)
	await fetched(merchant)
	assert.deepEqual((await manifest()).icons[0], { src: merchant.path('oa/picture'), type: 'image/png', sizes: '240x240', purpose: 'any' })
	assert.equal(problem(await stack.client().get('/a/0123456789abc/manifest.webmanifest')), '404 not_found')
})

test('none at LINE, none here; the same answer as for an account that is not there', async () => {
	const merchant = await Merchant.linked(stack, {}, { picture: false })
	const { detail, ...rest } = (await picture(merchant)).body
	assert.deepEqual((await stack.client().get('/a/0123456789abc/api/oa/picture')).body, { detail, ...rest })
	assert.equal(await row(merchant, 'url'), undefined)
})

for (const [what, rule] of [
	['HTML', { mode: 'html' }],
	['a GIF that calls itself a PNG', { mode: 'status', status: 200, base64: GIF, headers: { 'Content-Type': 'image/png' } }],
	['10 MiB', { mode: 'huge' }],
	['257 KiB', { mode: 'status', status: 200, base64: Buffer.concat([JPEG, Buffer.alloc(257 * 1024)]).toString('base64') }],
	['a redirect', { mode: 'redirect', to: '/picture/elsewhere' }],
	['half of it', { mode: 'close' }],
	['part of it', { mode: '206' }],
	['nothing', { mode: 'empty' }],
	['an error', { mode: 'status', status: 500 }],
])
	test(`${what} instead of a picture is not shown, and tried again later`, async () => {
		const merchant = await Merchant.withOa(stack)
		await stack.sandbox.behave({ endpoint: PICTURE, channel_id: merchant.line.oa.id, ...rule })
		assert.equal((await merchant.putToken()).status, 200)
		await triesAre(merchant, 1)
		assert.equal(problem(await picture(merchant)), '404 not_found')
		assert.equal(await asked(merchant), 1)
		assert.deepEqual(await row(merchant, "due_at BETWEEN now() AND now() + interval '75 s', bytes IS NULL"), ['t', 't'])
		assert.equal((await stack.sandbox.requests({ path: '/picture/elsewhere' })).length, 0, 'nobody is followed')

		await stack.sandbox.behave({ endpoint: PICTURE, channel_id: merchant.line.oa.id, mode: 'ok' })
		await change(merchant, 'due_at = now()')
		await fetched(merchant)
	})

test('256 KiB come through whole', async () => {
	const whole = Buffer.concat([JPEG, Buffer.alloc(256 * 1024 - JPEG.length, 'x')])
	const merchant = await Merchant.withOa(stack)
	await stack.sandbox.behave({ endpoint: PICTURE, channel_id: merchant.line.oa.id, mode: 'status', status: 200, base64: whole.toString('base64') })
	assert.equal((await merchant.putToken()).status, 200)
	assert.ok((await fetched(merchant)).bytes.equals(whole))
})

test('a slow one delays nobody, and its place in the queue is not for ever', async () => {
	const merchant = await Merchant.withOa(stack)
	await stack.sandbox.behave({ endpoint: PICTURE, channel_id: merchant.line.oa.id, mode: 'drip', every_ms: 200 })
	assert.equal((await merchant.putToken()).status, 200)
	assert.deepEqual(await row(merchant, 'tries = 0 OR lease IS NOT NULL'), ['t'], 'the token does not wait for it')
	await triesAre(merchant, 1)
	assert.equal(problem(await picture(merchant)), '404 not_found')
})

test('given up after a few tries, until LINE names another address', async () => {
	const merchant = await Merchant.withOa(stack)
	const { id } = merchant.line.oa
	await stack.sandbox.behave({ endpoint: PICTURE, channel_id: id, mode: 'status', status: 404 })
	await merchant.putToken()
	for (let n = 1; n <= 5; n++) {
		await triesAre(merchant, n)
		if (n < 5) await change(merchant, 'due_at = now()')
	}
	assert.deepEqual(await row(merchant, 'due_at IS NULL'), ['t'])
	await stack.sandbox.behave({ endpoint: PICTURE, channel_id: id, mode: 'ok' })
	assert.equal((await merchant.putToken()).status, 200)
	assert.deepEqual(await row(merchant, 'due_at IS NULL, tries'), ['t', '5'], 'the same token again changes nothing')
	await stack.sandbox.behave({ endpoint: BOT, channel_id: id, mode: 'fields', fields: { pictureUrl: new URL(`${merchant.line.oa.bot.pictureUrl}?2`, stack.sandbox.line).href } })
	assert.equal((await merchant.putToken()).status, 200)
	await fetched(merchant)
})

test('the daily look sees another picture, and that there is none any more', async () => {
	const merchant = await Merchant.linked(stack)
	const { id } = merchant.line.oa
	const { headers: { etag } } = await fetched(merchant)
	const look = (fields) => async () => {
		await stack.sandbox.behave({ endpoint: BOT, channel_id: id, mode: 'fields', fields })
		await stack.db.sql('postgres', `UPDATE tenant.watch SET due_at = now() WHERE step = 'messaging_token' AND account_id = (SELECT account_id FROM tenant.account WHERE slug = '${merchant.slug}')`)
	}
	await stack.sandbox.behave({ endpoint: PICTURE, channel_id: id, mode: 'status', status: 200, base64: JPEG.toString('base64'), headers: { 'Content-Type': 'text/html' } })
	await look({ pictureUrl: new URL(`${merchant.line.oa.bot.pictureUrl}?new`, stack.sandbox.line).href })()
	const changed = await until('the other picture', async () => {
		const answer = await picture(merchant, { headers: { 'If-None-Match': etag } })
		return answer.status === 200 && answer
	})
	assert.equal(changed.headers['content-type'], 'image/jpeg', 'called by what it is')
	assert.deepEqual(changed.bytes, JPEG)
	await look({ pictureUrl: null })()
	await until('no picture', async () => (await picture(merchant)).status === 404)
	assert.equal((await merchant.oa()).messaging_token.bot.has_picture, false)
})

/* Another service on this machine, which must not be asked. */
async function bystander() {
	const seen = []
	const server = createServer((request, response) => {
		seen.push(request.url)
		response.end(JPEG)
	})
	await new Promise((done) => { server.listen(0, '127.0.0.1', done) })
	return { seen, url: `http://127.0.0.1:${server.address().port}/picture/1`, close: () => server.close() }
}

test('an address that is not LINE\'s is never asked', async () => {
	const other = await bystander()
	try {
		for (const pictureUrl of [other.url, other.url.replace('127.0.0.1', 'localhost'), 'https://profile.line-scdn.net/0habc', 'https://evil.example/x',
			`http://x@${new URL(stack.sandbox.line).host}/picture/1`, `${stack.sandbox.line.replace('http', 'https')}/picture/1`]) {
			const merchant = await Merchant.withOa(stack)
			await stack.sandbox.behave({ endpoint: BOT, channel_id: merchant.line.oa.id, mode: 'fields', fields: { pictureUrl } })
			assert.equal((await merchant.putToken()).status, 200)
			const wanted = await row(merchant, 'url')
			if (wanted) {
				await triesAre(merchant, 1)
				assert.deepEqual(await row(merchant, 'due_at IS NULL, bytes IS NULL'), ['t', 't'], 'given up at once')
			}
			assert.equal((await picture(merchant)).status, 404)
		}
		assert.deepEqual(other.seen, [])
	} finally {
		other.close()
	}
})

test('it goes with the token; another account\'s stays', async () => {
	const [merchant, other] = [await Merchant.linked(stack), await Merchant.linked(stack)]
	await fetched(merchant)
	await fetched(other)
	assert.equal((await merchant.delete('messaging-token')).status, 204)
	assert.equal((await picture(merchant)).status, 404)
	assert.equal(await row(merchant, 'url'), undefined)
	assert.equal((await picture(other)).status, 200)
	assert.equal((await merchant.putToken()).status, 200)
	await fetched(merchant)
})

test('the courier may die in the middle of it', async () => {
	const merchant = await Merchant.withOa(stack)
	await stack.sandbox.behave({ endpoint: PICTURE, channel_id: merchant.line.oa.id, mode: 'hang', times: 1 })
	await merchant.putToken()
	await until('the fetch', () => asked(merchant))
	await stack.kill('courier')
	await change(merchant, 'due_at = now()') // the lease lapses
	await fetched(merchant)
})
