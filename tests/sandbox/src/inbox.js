/*
 * The mails that came, newest last, as mailparser reads them. With a file they are also kept there, one JSON line
 * each, written before the sender is told that its mail was taken: a killed sandbox has lost nothing it accepted.
 */
import { EventEmitter, once } from 'node:events'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { simpleParser } from 'mailparser'

const MAILS_MAX = 5000
/* The parts exactly as they were sent: no links added, no text made from HTML. */
const AS_SENT = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true }

export class Inbox {
	#file
	#last = 0
	#loading
	#events = new EventEmitter().setMaxListeners(0)
	mails = []

	constructor(file = null) {
		this.#file = file
		this.#loading = this.#load()
	}

	async #load() {
		for (const record of this.#file ? recordsOf(this.#file) : []) await this.#take(record)
	}

	/* Take one mail: its envelope and its bytes. */
	async add({ from, to, raw }) {
		await this.#loading
		const record = { from, to, raw: raw.toString('base64'), received_at: new Date().toISOString() }
		if (this.#file) appendFileSync(this.#file, `${JSON.stringify(record)}\n`, { mode: 0o600 })
		await this.#take(record)
		this.#events.emit('mail')
	}

	async #take({ from, to, raw, received_at }) {
		const bytes = Buffer.from(raw, 'base64')
		const parsed = await simpleParser(bytes, AS_SENT)
		this.mails.push({
			id: String(++this.#last),
			from,
			to: to.join(', '),
			recipients: to,
			author: parsed.from?.text ?? '',
			subject: parsed.subject ?? '',
			message_id: parsed.messageId ?? null,
			headers: headersOf(parsed),
			text: parsed.text ?? null,
			html: parsed.html || null,
			attachments: parsed.attachments.map(({ filename, contentType, size }) => ({ filename, contentType, size })),
			raw: bytes.toString('utf8'),
			received_at,
		})
		if (this.mails.length > MAILS_MAX) this.mails.shift()
	}

	mail(id) {
		return this.mails.find((one) => one.id === id)
	}

	/* The mails for an address, as envelopes compare: without case. */
	to(address) {
		return this.mails.filter((one) => one.recipients.some((to) => to.toLowerCase() === address.toLowerCase()))
	}

	/* Resolves when another mail has come, or after `ms`. */
	async another(ms) {
		await once(this.#events, 'mail', { signal: AbortSignal.timeout(ms) }).catch(() => {})
	}

	async clear() {
		await this.#loading
		this.mails = []
		if (this.#file) rmSync(this.#file, { force: true })
	}

	/* Mails of an earlier run are there. */
	async ready() {
		await this.#loading
	}
}

function recordsOf(file) {
	try {
		return readFileSync(file, 'utf8').split('\n').flatMap(recordOrNothing)
	} catch (problem) {
		if (problem.code === 'ENOENT') return []
		throw problem
	}
}

/* A line cut by a kill was never acknowledged, so its sender will come again. */
function recordOrNothing(line) {
	try {
		return [JSON.parse(line)]
	} catch {
		return []
	}
}

/* Lower-case name to the value as sent, unfolded; a name that came more than once has a list. */
function headersOf({ headerLines }) {
	const headers = {}
	for (const { key, line } of headerLines) {
		const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n(?=[ \t])/g, '').trim()
		headers[key] = key in headers ? [headers[key], value].flat() : value
	}
	return headers
}
