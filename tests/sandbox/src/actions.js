/*
 * What people do in LINE's consoles, without the pages: the console's forms and the JSON control call the same ones.
 * Each takes the state and plain values, changes the state and returns what was made; a refusal says what to do.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { Refusal } from './http.js'
import { publicKeyFrom } from './jwk.js'
import { issueLongLived, issueShortLived, SHORT_LIVED_SECONDS } from './tokens.js'

const NAME_MAX = 100
const KEEP_HOURS_MAX = 24

export function createProvider(state, { name }) {
	const provider = { id: newId(state), name: requiredName(name, 'Provider name') }
	state.providers.push(provider)
	state.save()
	return provider
}

export function createLoginChannel(state, { provider_id, name, description = '', region = 'Taiwan' }) {
	const channel = newChannel(state, provider_id, 'login', name)
	/* LINE's rule; "Online" and the like are fine. */
	if (/\bline\b/i.test(channel.name)) throw new Refusal(422, 'Channel name cannot include "LINE" or a similar word.')
	Object.assign(channel, { description, region, status: 'developing', linked_oa: null })
	return added(state, channel)
}

/* An Official Account with Messaging API enabled, as OA Manager makes it: the channel and its bot. */
export function createOfficialAccount(state, { provider_id, name, basic_id, premium_id, picture = true }) {
	const channel = newChannel(state, provider_id, 'messaging', name)
	const basicId = basic_id ? basic_id.toLowerCase() : newBasicId()
	if (!/^@[a-z0-9._-]{1,20}$/.test(basicId)) throw new Refusal(422, 'A Basic ID is @ and letters or digits.')
	if (state.channels.some((one) => one.bot?.basicId === basicId)) throw new Refusal(422, `${basicId} is taken.`)
	const userId = `U${randomBytes(16).toString('hex')}`
	channel.bot = {
		userId,
		basicId,
		...(premium_id ? { premiumId: premium_id } : {}),
		displayName: channel.name,
		...(picture ? { pictureUrl: `/picture/${userId.slice(1)}` } : {}),
		chatMode: 'chat',
		markAsReadMode: 'manual',
	}
	return added(state, channel)
}

export function deleteChannel(state, { channel_id }) {
	const channel = channelOrRefuse(state, channel_id)
	state.channels = state.channels.filter((one) => one !== channel)
	for (const other of state.channels) if (other.linked_oa === channel.id) other.linked_oa = null
	state.save()
}

/* `public_key` is the pasted text, or the JWK itself. */
export function registerKey(state, { channel_id, public_key }) {
	const channel = channelOrRefuse(state, channel_id)
	const key = { kid: randomUUID(), jwk: publicKeyFrom(public_key), registered_at: new Date().toISOString() }
	channel.keys.push(key)
	state.save()
	return key
}

export function deleteKey(state, { channel_id, kid }) {
	const channel = channelOrRefuse(state, channel_id)
	if (!channel.keys.some((one) => one.kid === kid)) throw new Refusal(404, 'This channel has no such key.')
	channel.keys = channel.keys.filter((one) => one.kid !== kid)
	state.save()
}

/* A one-way door, at LINE too. */
export function publish(state, { channel_id }) {
	const channel = channelOrRefuse(state, channel_id, 'login')
	channel.status = 'published'
	state.save()
	return channel
}

/* `oa` is the Messaging API channel's id, or empty to unlink. */
export function linkOfficialAccount(state, { channel_id, oa }) {
	const channel = channelOrRefuse(state, channel_id, 'login')
	if (oa && channelOrRefuse(state, oa, 'messaging').provider_id !== channel.provider_id)
		throw new Refusal(422, 'The LINE Official Account must be in the same provider as this channel.')
	channel.linked_oa = oa || null
	state.save()
	return channel
}

/* Issue, or reissue: the token before ends at once, or after `keep_hours`. */
export function issueLongLivedToken(state, { channel_id, keep_hours = 0 }) {
	const channel = channelOrRefuse(state, channel_id, 'messaging')
	const hours = Number(keep_hours)
	if (!(hours >= 0 && hours <= KEEP_HOURS_MAX)) throw new Refusal(422, 'The old token can stay for 0 to 24 hours.')
	return issueLongLived(state, channel, hours)
}

/* Both types of channel have short-lived tokens; `expires_in` lets a test make one that ends soon. */
export function issueShortLivedToken(state, { channel_id, expires_in = SHORT_LIVED_SECONDS }) {
	const seconds = Number(expires_in)
	if (!(Math.abs(seconds) <= SHORT_LIVED_SECONDS)) throw new Refusal(422, 'expires_in is at most 30 days in seconds.')
	return issueShortLived(state, channelOrRefuse(state, channel_id), seconds)
}

/* What most tests begin with: a provider, its Login channel and its Official Account with a long-lived token. */
export function createMerchant(state, { name = 'Tea shop', public_key, ...bot }) {
	const provider = createProvider(state, { name })
	const login = createLoginChannel(state, { provider_id: provider.id, name: `${name} login` })
	const oa = createOfficialAccount(state, { provider_id: provider.id, name, ...bot })
	const { token } = issueLongLivedToken(state, { channel_id: oa.id })
	const kid = public_key ? registerKey(state, { channel_id: login.id, public_key }).kid : null
	return { provider, login, oa, token, kid }
}

export function channelOrRefuse(state, id, type = null) {
	const channel = state.channel(id)
	if (!channel) throw new Refusal(404, 'There is no such channel.')
	if (type && channel.type !== type)
		throw new Refusal(422, type === 'login' ? 'This is no LINE Login channel.' : 'This is no Messaging API channel.')
	return channel
}

function newChannel(state, provider_id, type, name) {
	const provider = state.provider(provider_id)
	if (!provider) throw new Refusal(404, 'There is no such provider.')
	return {
		id: newId(state),
		provider_id: provider.id,
		type,
		name: requiredName(name, 'Channel name'),
		secret: randomBytes(16).toString('hex'),
		keys: [],
		liff: [],
		bot: null,
		created_at: new Date().toISOString(),
	}
}

function added(state, channel) {
	state.channels.push(channel)
	state.save()
	return channel
}

function requiredName(text, label) {
	const name = typeof text === 'string' ? text.trim() : ''
	if (!name) throw new Refusal(422, `Enter the ${label}.`)
	if (name.length > NAME_MAX) throw new Refusal(422, `${label} can have ${NAME_MAX} characters.`)
	return name
}

/* Ten digits, as LINE's are. */
function newId(state) {
	for (;;) {
		const id = String(randomInt(2000000000, 2010000000))
		if (!state.channel(id) && !state.provider(id)) return id
	}
}

/* @, three digits and five letters: the usual form. */
function newBasicId() {
	const letters = Array.from({ length: 5 }, () => 'abcdefghijklmnopqrstuvwxyz'[randomInt(26)]).join('')
	return `@${randomInt(100, 1000)}${letters}`
}
