/*
 * How the double misbehaves: rules set per endpoint (or "*") and, where wanted, for one channel's calls only.
 * A mode gets the response, the rule and a way to the true answer; whatever it does not ask for does not happen,
 * so a refused call issues no token.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { errorAnswer, isErrorId } from './errors.js'
import { Refusal } from './http.js'
import { endpoints } from './line-api.js'

const MIB = 1024 * 1024
const MODES = {
	ok: async (response, rule, truth) => send(response, await truth()),
	slow: async (response, rule, truth) => send(response, await truth()),
	hang: async () => {},
	held: async (response, rule, truth) => {
		await rule.over
		if (!response.destroyed) send(response, await truth())
	},
	reset: async (response) => response.socket.destroy(),
	status: async (response, { status = 500, body = null, base64, headers }) =>
		send(response, { status, body: base64 === undefined ? body : Buffer.from(base64, 'base64'), headers }),
	error: async (response, { id }) => send(response, errorAnswer(id)),
	429: async (response, { retry_after = 1 }) =>
		send(response, { ...errorAnswer('bot_429_rate'), headers: { 'Retry-After': String(retry_after) } }),
	204: async (response) => send(response, { status: 204, body: null }),
	206: partial,
	empty: async (response) =>
		send(response, { status: 200, body: null, headers: { 'Content-Type': 'application/json' } }),
	html: async (response, { status = 200 }) => send(response, {
		status,
		body: '<!DOCTYPE html><title>Maintenance</title><h1>LINE is under maintenance</h1>',
		headers: { 'Content-Type': 'text/html' },
	}),
	redirect: async (response, { to = '/redirected', status = 302 }) =>
		send(response, { status, body: null, headers: { Location: to } }),
	close: closeInside,
	drip,
	fields: changed((body, { fields }) => ({ ...body, ...fields })),
	other_bot: changed(anotherBot),
	missing: changed((body, rule) => without(body, chosen(body, rule))),
	wrong_types: changed((body, rule) => ({ ...body, ...otherTypes(body, chosen(body, rule)) })),
	duplicate_keys: rewritten(duplicateKeys),
	trailing_junk: rewritten((body, { junk = '\n{"and":"more"} junk' }) => JSON.stringify(body) + junk),
	invalid_utf8: rewritten(invalidUtf8),
	huge,
	gzip_bomb: gzipBomb,
}

export const modes = Object.keys(MODES)

export class Behaviours {
	rules = []
	#held = [] // {endpoint, channel_id, release} of each call that waits for the end of its rule

	/* Set or replace the rule of an endpoint and channel; "ok" for "*" forgets every rule. */
	set(rule) {
		const { endpoint = '*', mode, channel_id = null, times = null } = rule
		if (!Object.hasOwn(MODES, mode)) throw new Refusal(400, `mode is one of: ${modes.join(', ')}`)
		if (endpoint !== '*' && !endpoints.includes(endpoint))
			throw new Refusal(400, `endpoint is "*" or one of: ${endpoints.join(', ')}`)
		if (times !== null && !(Number.isInteger(times) && times > 0))
			throw new Refusal(400, 'times is a whole number of calls, or absent for all of them')
		if (mode === 'error' && !isErrorId(rule.id)) throw new Refusal(400, 'id is one of errors.json with a status')
		const all = mode === 'ok' && endpoint === '*' && channel_id === null
		this.rules = all
			? []
			: this.rules.filter((one) => one.endpoint !== endpoint || one.channel_id !== channel_id)
		if (!all) this.rules.push({ ...rule, mode: String(mode), endpoint, channel_id, times })
		this.#release((one) => all || (one.endpoint === endpoint && one.channel_id === channel_id))
	}

	clear() {
		this.rules = []
		this.#release(() => true)
	}

	#release(isOver) {
		const waiting = this.#held
		this.#held = waiting.filter((one) => !isOver(one))
		for (const one of waiting.filter(isOver)) one.release()
	}

	/* The most particular rule for this call, counted down. */
	take(endpoint, channelId) {
		const fits = this.rules.filter((one) =>
			[endpoint, '*'].includes(one.endpoint) && [channelId, null].includes(one.channel_id))
		const weight = (one) => (one.endpoint === '*' ? 0 : 2) + (one.channel_id === null ? 0 : 1)
		const rule = fits.sort((a, b) => weight(b) - weight(a))[0]
		if (!rule) return { mode: 'ok' }
		if (rule.times !== null && --rule.times === 0) this.rules = this.rules.filter((one) => one !== rule)
		if (rule.mode !== 'held') return rule
		const { endpoint: of, channel_id } = rule
		return { ...rule, over: new Promise((release) => this.#held.push({ endpoint: of, channel_id, release })) }
	}
}

/*
 * Answer by the rule: after `ms`, unless the client has gone by then. A rule's own `truth`, {status, body}, is what
 * is dripped, cut or padded instead of the answer that the call has earned.
 */
export async function behave(response, rule, truth) {
	if (rule.ms) await sleep(rule.ms)
	const told = rule.truth === undefined ? truth : async () => ({ status: 200, ...rule.truth })
	if (!response.destroyed) await MODES[rule.mode](response, rule, told)
}

function encoded({ status, body, headers = {} }) {
	if (body === null || body === undefined) return { status, headers, bytes: Buffer.alloc(0) }
	const isText = typeof body === 'string'
	return {
		status,
		headers: { 'Content-Type': isText ? 'text/plain' : 'application/json', ...headers },
		bytes: Buffer.isBuffer(body) ? body : Buffer.from(isText ? body : JSON.stringify(body)),
	}
}

function send(response, answer) {
	const { status, headers, bytes } = encoded(answer)
	response.writeHead(status, status === 204 ? headers : { 'Content-Length': bytes.length, ...headers })
	response.end(bytes)
}

const asObject = (body) => (body !== null && typeof body === 'object' ? body : {})

/* A mode that answers the truth with another body. */
function changed(change) {
	return async (response, rule, truth) => {
		const answer = await truth()
		send(response, { ...answer, body: change(asObject(answer.body), rule) })
	}
}

/* The same, for bodies that are no JSON any more: still called JSON in the header. */
function rewritten(write) {
	return async (response, rule, truth) => {
		const { status, headers, body } = await truth()
		const bytes = Buffer.from(write(asObject(body), rule))
		send(response, { status, headers: { 'Content-Type': 'application/json', ...headers }, body: bytes })
	}
}

const chosen = (body, { field }) => (field === undefined ? Object.keys(body) : [field].flat())

const without = (body, names) => Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))

function otherTypes(body, names) {
	const other = (value) => {
		if (typeof value === 'string') return 12345
		if (typeof value === 'number') return String(value)
		return Array.isArray(value) ? {} : []
	}
	return Object.fromEntries(names.map((name) => [name, other(body[name])]))
}

function anotherBot(body, { basic_id, premium_id, display_name, user_id }) {
	const { premiumId, ...bot } = body
	return {
		...bot,
		userId: user_id ?? `U${randomBytes(16).toString('hex')}`,
		basicId: basic_id ?? '@999other',
		displayName: display_name ?? 'Another shop',
		...(premium_id ? { premiumId: premium_id } : {}),
	}
}

/* Every key (or the one chosen) twice: first the truth, then something else. */
function duplicateKeys(body, rule) {
	const second = { ...otherTypes(body, chosen(body, rule)), ...rule.fields }
	return `${JSON.stringify(body).slice(0, -1)},${JSON.stringify(second).slice(1)}`
}

/* A lone 0xff in every string value; U+E000 marks the places until the text is bytes. */
function invalidUtf8(body) {
	const marked = JSON.stringify(body, (name, value) => (typeof value === 'string' ? `\ue000${value}` : value))
	const [first, ...rest] = marked.split('\ue000').map((part) => Buffer.from(part))
	return Buffer.concat([first, ...rest.flatMap((part) => [Buffer.from([0xff]), part])])
}

async function partial(response, rule, truth) {
	const { bytes, headers } = encoded(await truth())
	const half = bytes.subarray(0, bytes.length >> 1)
	const range = `bytes 0-${Math.max(half.length - 1, 0)}/${bytes.length}`
	send(response, { status: 206, headers: { ...headers, 'Content-Range': range }, body: half })
}

/* The whole length is promised, half of it comes. */
async function closeInside(response, rule, truth) {
	const { status, headers, bytes } = encoded(await truth())
	const promised = Math.max(bytes.length, 2)
	response.writeHead(status, { ...headers, 'Content-Length': promised })
	response.write(bytes.length ? bytes.subarray(0, promised >> 1) : '{', () => response.socket?.destroy())
}

async function drip(response, { every_ms = 1000 }, truth) {
	const { status, headers, bytes } = encoded(await truth())
	response.writeHead(status, { ...headers, 'Content-Length': bytes.length })
	response.flushHeaders()
	for (const byte of bytes) {
		await sleep(every_ms)
		if (response.destroyed) return
		response.write(Buffer.from([byte]))
	}
	response.end()
}

/* Good JSON of more bytes than anybody should read, without a Content-Length that would warn of it. */
async function huge(response, { bytes = 10 * MIB }, truth) {
	const { status, body } = await truth()
	response.writeHead(status, { 'Content-Type': 'application/json' })
	pipeline(Readable.from(padded(body, bytes)), response, goneIsFine)
}

async function gzipBomb(response, { bytes = 100 * MIB }, truth) {
	const { status, body } = await truth()
	response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
	pipeline(Readable.from(padded(body, bytes)), createGzip(), response, goneIsFine)
}

/* A client that stops reading is what these two are for. */
const goneIsFine = () => {}

function* padded(body, bytes) {
	const block = Buffer.alloc(64 * 1024, 'a')
	yield '{"padding":"'
	for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length))
	const truth = JSON.stringify(asObject(body)).slice(1)
	yield truth === '}' ? '"}' : `",${truth}`
}
