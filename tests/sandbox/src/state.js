/*
 * What the pretended LINE knows: providers, channels with their keys, and tokens.
 * In memory; with a file also there, written whole after each change, so that a restarted demo still knows the
 * merchant's kid and token. Stateless tokens are signed instead of kept (tokens.js), so nothing grows under load.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export class State {
	#file

	constructor(file = null) {
		this.#file = file
		this.#fill(file ? readOrNothing(file) : {})
	}

	#fill({ secret, providers = [], channels = [], tokens = [] }) {
		this.secret = secret ?? randomBytes(32).toString('base64')
		this.providers = providers
		this.channels = channels
		this.tokens = new Map(tokens.map((record) => [record.token, record]))
	}

	reset() {
		this.#fill({})
		this.save()
	}

	/* Renamed into place: a kill in between leaves the old file, never half of one. */
	save() {
		if (!this.#file) return
		const { secret, providers, channels } = this
		const text = JSON.stringify({ secret, providers, channels, tokens: [...this.tokens.values()] })
		writeFileSync(`${this.#file}.new`, text, { mode: 0o600 })
		renameSync(`${this.#file}.new`, this.#file)
	}

	provider(id) {
		return this.providers.find((one) => one.id === id)
	}

	channel(id) {
		return this.channels.find((one) => one.id === id)
	}

	/* The channel of a bot, by its user ID without the U. */
	botOf(id) {
		return this.channels.find((one) => one.bot?.userId === `U${id}`)
	}

	/* A kid belongs to one channel: {channel, key}, or nothing. */
	key(kid) {
		for (const channel of this.channels) {
			const key = channel.keys.find((one) => one.kid === kid)
			if (key) return { channel, key }
		}
		return null
	}

	tokensOf(channel, kind) {
		return [...this.tokens.values()].filter(
			(one) => one.channel_id === channel.id && one.kind === kind && isLive(one))
	}
}

export const isLive = (record) => record.expires_at === null || record.expires_at > Date.now()

function readOrNothing(file) {
	let text
	try {
		text = readFileSync(file, 'utf8')
	} catch (problem) {
		if (problem.code === 'ENOENT') return {}
		throw problem
	}
	try {
		return JSON.parse(text)
	} catch {
		throw new Error(`ACHO_SANDBOX_STATE: ${file} is no JSON; delete it to start empty`)
	}
}
