/* The sandbox as a test drives it: LINE's console, LINE's moods, and the inbox. */
import { until } from './parts.mjs'

export class Sandbox {
	constructor(addresses) {
		Object.assign(this, addresses)
	}

	async call(method, path, body) {
		const response = await fetch(new URL(path, this.line), {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
		})
		const text = await response.text()
		if (!response.ok) throw new Error(`sandbox: ${method} ${path}: ${response.status} ${text}`)
		return text ? JSON.parse(text) : null
	}

	/* ---- the console ---- */

	/* A provider with a Login channel, an Official Account and its long-lived token: {provider, login, oa, token}. */
	merchant(options = {}) {
		return this.call('POST', '/control/console/merchants', options)
	}

	/* Paste the public key into a channel; gives the kid. */
	async registerKey(channel, publicKey) {
		return (await this.call('POST', `/control/console/channels/${channel.id}/keys`, { public_key: publicKey })).kid
	}

	deleteKey(channel, kid) {
		return this.call('DELETE', `/control/console/channels/${channel.id}/keys/${kid}`)
	}

	async reissue(channel, options = {}) {
		return (await this.call('POST', `/control/console/channels/${channel.id}/long-lived-token`, options)).token
	}

	async shortLivedToken(channel, options = {}) {
		return (await this.call('POST', `/control/console/channels/${channel.id}/short-lived-token`, options)).token
	}

	/* ---- LINE's moods ---- */

	behave(...rules) {
		return this.call('PUT', '/control/behaviour', rules)
	}

	behaveWell() {
		return this.call('DELETE', '/control/behaviour')
	}

	/* What was asked of LINE: {n, method, path, channel_id, ...} each. */
	async requests(query = {}) {
		return (await this.call('GET', `/control/requests?${new URLSearchParams(query)}`)).requests
	}

	/* ---- mails ---- */

	smtpMode(rule) {
		return this.call('PUT', '/control/smtp', rule)
	}

	mails(to) {
		return this.call('GET', `/inbox/api/messages${to ? `?to=${encodeURIComponent(to)}` : ''}`)
	}

	/* At least `n` mails to that address, oldest first. */
	waitForMails(to, n = 1, seconds = 120) {
		return until(`${n} mail(s) to ${to}`, async () => {
			const mails = await this.mails(to)
			return mails.length >= n && mails
		}, seconds)
	}
}
