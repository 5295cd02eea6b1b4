/*
 * The look-alike of the LINE Developers console: addresses and forms. The pages are in console-pages.js, what a form
 * does is in actions.js. Labels are LINE's own, because ACHO's guide names them.
 */
import * as actions from './actions.js'
import { serveAsset } from './assets.js'
import { channelPage, homePage, newChannelPage, providerPage, startPage } from './console-pages.js'
import { readForm, Refusal, seeOther, sendPage } from './http.js'

export function consoleRoutes({ state, addresses }) {
	const home = '/console/'
	const provider = '/console/provider/:provider_id'
	const channel = '/console/channel/:channel_id'
	return [
		['GET', '/', ({ response }) => sendPage(response, 200, startPage(addresses))],
		['GET', '/assets/:name', ({ response, params }) => serveAsset(response, params.name)],
		['GET', '/console', ({ response }) => seeOther(response, home)],
		['GET', home, ({ response }) => sendPage(response, 200, homePage(state))],
		['POST', '/console/providers', form(
			(values) => `/console/provider/${actions.createProvider(state, values).id}`,
			(values, problem) => homePage(state, problem))],
		['GET', provider, ({ response, params }) => sendPage(response, 200, providerPage(state, providerOf(params)))],
		['GET', `${provider}/new/:type`, ({ response, params }) =>
			sendPage(response, 200, newChannelPage(state, providerOf(params), params.type))],
		['POST', `${provider}/new/login`, form(
			(values) => `/console/channel/${actions.createLoginChannel(state, values).id}`,
			(values, problem) => newChannelPage(state, providerOf(values), 'login', problem))],
		['POST', `${provider}/new/messaging`, form(
			(values) => `/console/channel/${actions.createOfficialAccount(state, values).id}`,
			(values, problem) => newChannelPage(state, providerOf(values), 'messaging', problem))],
		['GET', channel, ({ response, params, query }) =>
			sendPage(response, 200, channelPage(state, channelOf(params), query.get('tab')))],
		channelForm('delete', actions.deleteChannel, ({ provider_id }) => `/console/provider/${provider_id}`),
		channelForm('keys', actions.registerKey, basicSettings('assertion-signing-key')),
		channelForm('keys/:kid/delete', actions.deleteKey, basicSettings('assertion-signing-key')),
		channelForm('publish', actions.publish, basicSettings('')),
		channelForm('linked-oa', actions.linkOfficialAccount, basicSettings('linked-oa')),
		channelForm('long-lived-token', actions.issueLongLivedToken, messagingApi),
		channelForm('short-lived-token', actions.issueShortLivedToken,
			(one) => (one.bot ? messagingApi(one) : basicSettings('short-lived')(one))),
	]

	/* A form on a channel's page: do it, go to where its result is seen; refused, the page again with what was typed. */
	function channelForm(path, action, target) {
		return ['POST', `${channel}/${path}`, form(
			(values) => {
				const subject = channelOf(values)
				action(state, values)
				return target(subject)
			},
			(values, problem) => channelPage(state, channelOf(values), values.tab, problem))]
	}

	function providerOf({ provider_id }) {
		const found = state.provider(provider_id)
		if (!found) throw new Refusal(404, 'There is no such provider.')
		return found
	}

	function channelOf({ channel_id }) {
		return actions.channelOrRefuse(state, channel_id)
	}
}

const basicSettings = (place) => ({ id }) => `/console/channel/${id}?tab=basic${place && `#${place}`}`
const messagingApi = ({ id }) => `/console/channel/${id}?tab=messaging#channel-access-token`

function form(act, again) {
	return async ({ request, response, params }) => {
		const values = { ...(await readForm(request)), ...params }
		let location
		try {
			location = act(values)
		} catch (refusal) {
			if (!(refusal instanceof Refusal) || refusal.status !== 422) throw refusal
			return sendPage(response, 422, again(values, { text: refusal.message, values }))
		}
		seeOther(response, location)
	}
}
