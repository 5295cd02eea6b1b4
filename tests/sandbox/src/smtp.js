/*
 * The SMTP sink: takes every mail for the inbox, or fails as told. Plain SMTP, which a sender may use towards
 * loopback only.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { Refusal } from './http.js'

export const smtpModes = ['accept', 'tempfail', 'permfail', 'drop', 'slow_banner', 'slow', 'refuse']
const REPLIES = {
	tempfail: { code: 450, text: '4.2.1 Mailbox busy, try again later' },
	permfail: { code: 550, text: '5.1.1 No such mailbox here' },
	refuse: { code: 421, text: '4.3.2 Service not available' },
}
const TEN_SECONDS = 10000

export async function startSmtp(inbox, { host, port }) {
	const smtp = new Smtp(inbox)
	await smtp.listen(host, port)
	await inbox.ready()
	return smtp
}

class Smtp {
	#server
	#inbox
	rule = { mode: 'accept' }

	constructor(inbox) {
		this.#inbox = inbox
		this.#server = new SMTPServer({
			disabledCommands: ['AUTH', 'STARTTLS'],
			disableReverseLookup: true,
			size: 10 * 1024 * 1024,
			onConnect: (session, done) => answered(this.#connect(), done),
			onRcptTo: ({ address }, session, done) => answered(this.#recipient(address), done),
			onData: (stream, session, done) => answered(this.#data(stream, session), done),
		})
		/* A sender that goes away in the middle is nothing to report. */
		this.#server.on('error', () => {})
	}

	get port() {
		return this.#server.server.address().port
	}

	listen(host, port) {
		return new Promise((resolve, reject) => {
			this.#server.server.once('error', reject)
			this.#server.listen(port, host, resolve)
		})
	}

	close() {
		for (const connection of this.#server.connections) connection._socket.destroy()
		return new Promise((resolve) => this.#server.close(resolve))
	}

	/*
	 * {mode, times?, to?, at?, code?, ms?, stored?}: `to` limits tempfail, permfail, drop and slow to one recipient,
	 * `at` is "rcpt" (default) or "data", `stored` says whether a dropped mail came in (default true).
	 */
	behave(rule) {
		if (!smtpModes.includes(rule.mode)) throw new Refusal(400, `mode is one of: ${smtpModes.join(', ')}`)
		if (![undefined, 'rcpt', 'data'].includes(rule.at)) throw new Refusal(400, 'at is "rcpt" or "data"')
		this.rule = { ...rule }
	}

	/* The rule if it is one of these modes and meant for this recipient, counted down. */
	#rule(modes, recipients = null) {
		const rule = this.rule
		if (!modes.includes(rule.mode)) return null
		if (rule.to && recipients && !recipients.some((one) => one.toLowerCase() === rule.to.toLowerCase())) return null
		if (rule.times !== undefined && --rule.times === 0) this.rule = { mode: 'accept' }
		return rule
	}

	async #connect() {
		const rule = this.#rule(['slow_banner', 'refuse'])
		if (rule?.mode === 'slow_banner') await sleep(rule.ms ?? TEN_SECONDS)
		if (rule?.mode === 'refuse') throw reply(rule)
	}

	async #recipient(address) {
		const rule = this.rule.at === 'data' ? null : this.#rule(['tempfail', 'permfail'], [address])
		if (rule) throw reply(rule)
	}

	async #data(stream, session) {
		const parts = []
		for await (const part of stream) parts.push(part)
		const mail = {
			from: session.envelope.mailFrom.address,
			to: session.envelope.rcptTo.map(({ address }) => address),
			raw: Buffer.concat(parts),
		}
		const rule = this.#rule(['tempfail', 'permfail', 'drop', 'slow'], mail.to)
		if (rule?.mode === 'slow') await sleep(rule.ms ?? TEN_SECONDS)
		if (rule?.mode === 'tempfail' || rule?.mode === 'permfail') throw reply(rule)
		if (rule?.mode !== 'drop' || rule.stored !== false) await this.#inbox.add(mail)
		if (rule?.mode === 'drop') this.#hangUp(session)
	}

	/* After the whole mail and before the answer: the sender cannot know whether it came. */
	#hangUp(session) {
		for (const connection of this.#server.connections)
			if (connection.id === session.id) connection._socket.destroy()
	}
}

function reply(rule) {
	const { code, text } = REPLIES[rule.mode]
	return Object.assign(new Error(text), { responseCode: rule.code ?? code })
}

function answered(promise, done) {
	promise.then(() => done(), done)
}
