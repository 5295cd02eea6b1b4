/* The LIFF server API: a LINE Login channel's apps, by a stateless or short-lived token of that channel. */
import { randomBytes } from 'node:crypto'
import { errorAnswer } from './errors.js'
import { recognise } from './tokens.js'

const APPS_MAX = 30
const VIEW_TYPES = ['compact', 'tall', 'full']
const SCOPES = ['openid', 'email', 'profile', 'chat_message.write']
const PROMPTS = ['normal', 'aggressive', 'none']
const TOKEN_KINDS = ['stateless', 'short_lived']

/* The Login channel the call may act for, or {refusal}. LINE documents 401 and no body. */
async function channelFor(call, state, unauthorised) {
	const found = call.bearer ? await recognise(state, call.bearer) : null
	if (!found?.live || !TOKEN_KINDS.includes(found.kind)) return { refusal: errorAnswer(unauthorised) }
	if (found.channel.type !== 'login') return { refusal: errorAnswer('liff_wrong_channel') }
	return { channel: found.channel }
}

export async function listApps(call, state) {
	const { refusal, channel } = await channelFor(call, state, 'liff_get_401')
	if (refusal) return refusal
	return channel.liff.length ? { status: 200, body: { apps: channel.liff } } : errorAnswer('liff_get_404')
}

export async function addApp(call, state) {
	const { refusal, channel } = await channelFor(call, state, 'liff_add_401')
	if (refusal) return refusal
	if (!isApp(call.json) || !call.json.view.type || !call.json.view.url) return errorAnswer('liff_add_400')
	if (channel.liff.length >= APPS_MAX) return errorAnswer('liff_add_limit')
	const liffId = `${channel.id}-${randomBytes(6).toString('base64url').replace(/[-_]/g, 'a')}`
	channel.liff.push({
		liffId, scope: ['profile', 'chat_message.write'], botPrompt: 'none', ...known(call.json),
	})
	state.save()
	return { status: 200, body: { liffId } }
}

/* Only what is given changes; the answer is 200 with an empty body. */
export async function changeApp(call, state) {
	const { refusal, channel } = await channelFor(call, state, 'liff_put_401')
	if (refusal) return refusal
	const app = channel.liff.find((one) => one.liffId === call.params.liffId)
	if (!app) return errorAnswer('liff_put_404')
	const change = { view: {}, ...call.json }
	if (!isApp(change)) return errorAnswer('liff_put_400')
	Object.assign(app, known(change), { view: { ...app.view, ...change.view } })
	state.save()
	return { status: 200, body: null }
}

export async function removeApp(call, state) {
	const { refusal, channel } = await channelFor(call, state, 'liff_del_401')
	if (refusal) return refusal
	const at = channel.liff.findIndex((one) => one.liffId === call.params.liffId)
	if (at < 0) return errorAnswer('liff_del_404')
	channel.liff.splice(at, 1)
	state.save()
	return { status: 200, body: null }
}

const known = ({ view, description, features, permanentLinkPattern, scope, botPrompt }) =>
	Object.fromEntries(Object.entries({ view, description, features, permanentLinkPattern, scope, botPrompt })
		.filter(([, value]) => value !== undefined))

const absentOr = (value, test) => value === undefined || test(value)

/* The documented limits of each value; a name with "LINE" in it is refused like any other wrong value. */
function isApp(app) {
	return app?.view !== null && typeof app?.view === 'object' &&
		absentOr(app.view.type, (type) => VIEW_TYPES.includes(type)) &&
		absentOr(app.view.url, isEndpointUrl) &&
		absentOr(app.description, (name) => typeof name === 'string' && !/\bline\b/i.test(name)) &&
		absentOr(app.permanentLinkPattern, (pattern) => pattern === 'concat') &&
		absentOr(app.scope, (list) => Array.isArray(list) && list.every((one) => SCOPES.includes(one))) &&
		absentOr(app.botPrompt, (prompt) => PROMPTS.includes(prompt))
}

function isEndpointUrl(text) {
	try {
		return new URL(text).protocol === 'https:' && !text.includes('#')
	} catch {
		return false
	}
}
