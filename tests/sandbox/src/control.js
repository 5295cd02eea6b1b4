/* The control API: lies, journal, mail failures, certificates, and the console's actions as JSON. */
import * as actions from './actions.js'
import { endpoints } from './line-api.js'
import { controlPage } from './control-page.js'
import { readForm, readJson, Refusal, seeOther, sendJson, sendNothing, sendPage } from './http.js'

const RESETS = ['console', 'behaviour', 'requests', 'inbox', 'smtp', 'tls']

export function controlRoutes(parts) {
	const { state, behaviours, journal, smtp, tls } = parts
	return [
		['POST', '/control/reset', async ({ request, response }) => {
			const { only = RESETS } = await readJson(request)
			const unknown = only.filter((one) => !RESETS.includes(one))
			if (unknown.length) throw new Refusal(400, `only is a list of: ${RESETS.join(', ')}`)
			await reset(parts, only)
			sendNothing(response)
		}],
		['GET', '/control/behaviour', ({ response }) => sendJson(response, 200, { endpoints, rules: behaviours.rules })],
		['PUT', '/control/behaviour', async ({ request, response }) => {
			for (const rule of [await readJson(request)].flat()) behaviours.set(rule)
			sendJson(response, 200, { endpoints, rules: behaviours.rules })
		}],
		['DELETE', '/control/behaviour', ({ response }) => {
			behaviours.clear()
			sendNothing(response)
		}],
		['GET', '/control/requests', ({ response, query }) => sendJson(response, 200, requests(journal, query))],
		['DELETE', '/control/requests', ({ response }) => {
			journal.clear()
			sendNothing(response)
		}],
		['GET', '/control/smtp', ({ response }) => sendJson(response, 200, smtp.rule)],
		['PUT', '/control/smtp', async ({ request, response }) => {
			smtp.behave(await readJson(request))
			sendJson(response, 200, smtp.rule)
		}],
		['GET', '/control/tls', ({ response }) => sendTls(response, tls)],
		['PUT', '/control/tls', async ({ request, response }) => {
			const { certificate } = await readJson(request)
			if (tls) tls.use(certificate)
			sendTls(response, tls)
		}],
		['GET', '/control', ({ response }) => seeOther(response, '/control/')],
		['GET', '/control/', ({ response }) => sendPage(response, 200, controlPage(parts))],
		/* The page's two forms; an empty field is an absent one. */
		['POST', '/control/form/behaviour', async ({ request, response }) => {
			behaviours.set(ruleFrom(await readForm(request)))
			seeOther(response, '/control/')
		}],
		['POST', '/control/form/smtp', async ({ request, response }) => {
			smtp.behave(ruleFrom(await readForm(request)))
			seeOther(response, '/control/')
		}],
		...consoleAsJson(state),
	]
}

const ruleFrom = (form) => Object.fromEntries(Object.entries(form)
	.filter(([, value]) => value !== '')
	.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]))

/* ?path=, ?channel_id= and ?after=N narrow the journal down. */
/* Pictures, which LINE's API does not serve, only when asked for by name. */
function requests(journal, query) {
	const fits = (entry) =>
		(query.has('path') ? entry.path === query.get('path') : !entry.path.startsWith('/picture/')) &&
		(!query.has('channel_id') || entry.channel_id === query.get('channel_id')) &&
		(!query.has('after') || entry.n > Number(query.get('after')))
	return { requests: journal.entries.filter(fits) }
}

async function reset({ state, behaviours, journal, inbox, smtp, tls }, only) {
	if (only.includes('console')) state.reset()
	if (only.includes('behaviour')) behaviours.clear()
	if (only.includes('requests')) journal.clear()
	if (only.includes('inbox')) await inbox.clear()
	if (only.includes('smtp')) smtp.behave({ mode: 'accept' })
	if (only.includes('tls')) tls?.use('good')
}

function sendTls(response, tls) {
	if (!tls) throw new Refusal(404, 'There is no HTTPS here: start the sandbox with ACHO_SANDBOX_TLS_PORT.')
	sendJson(response, 200, { certificate: tls.certificate, ca: tls.ca })
}

function consoleAsJson(state) {
	/* An action with the body and the path's names; what it returns is the answer. */
	const does = (status, action, show = (made) => made) => async ({ request, response, params }) => {
		const made = action(state, { ...(await readJson(request)), ...params })
		if (status === 204) sendNothing(response)
		else sendJson(response, status, show(made))
	}
	const here = '/control/console'
	const channel = `${here}/channels/:channel_id`
	return [
		['GET', here, ({ response }) =>
			sendJson(response, 200, { providers: state.providers, channels: state.channels.map((one) => view(state, one)) })],
		['POST', `${here}/merchants`, does(201, actions.createMerchant)],
		['POST', `${here}/providers`, does(201, actions.createProvider)],
		['POST', `${here}/login-channels`, does(201, actions.createLoginChannel)],
		['POST', `${here}/official-accounts`, does(201, actions.createOfficialAccount)],
		['GET', channel, ({ response, params }) =>
			sendJson(response, 200, view(state, actions.channelOrRefuse(state, params.channel_id)))],
		['DELETE', channel, does(204, actions.deleteChannel)],
		['POST', `${channel}/keys`, does(201, actions.registerKey)],
		['DELETE', `${channel}/keys/:kid`, does(204, actions.deleteKey)],
		['POST', `${channel}/publish`, does(200, actions.publish)],
		['PUT', `${channel}/linked-oa`, does(200, actions.linkOfficialAccount)],
		['POST', `${channel}/long-lived-token`, does(201, actions.issueLongLivedToken)],
		['POST', `${channel}/short-lived-token`, does(201, actions.issueShortLivedToken)],
	]
}

/* A channel with the tokens that work now. */
const view = (state, channel) => ({
	...channel,
	tokens: ['long_lived', 'short_lived', 'v21'].flatMap((kind) => state.tokensOf(channel, kind)),
})
