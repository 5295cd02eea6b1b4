/* The pages of the console look-alike, from state to HTML. Every value to be copied has an id and a data-testid. */
import { html } from './html.js'

const REGIONS = ['Japan', 'Thailand', 'Taiwan', 'Indonesia']
const CHANNEL_TYPES = { login: 'LINE Login', messaging: 'Messaging API' }

/* `problem` is {text, values} of a refused form; it is shown in the dialog or form that was sent. */

export function page(title, trail, body) {
	return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | LINE Developers (sandbox)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/console.css">
<script type="module" src="/assets/console.js"></script>
</head>
<body>
<aside class="sandbox">Sandbox: this only pretends to be the LINE Developers Console. Nothing here reaches LINE.
<a href="/inbox/">Mail inbox</a></aside>
<header class="top"><a class="logo" href="/console/"><b>LINE</b> Developers</a><nav><a href="/console/">Console home</a> <a href="/control/">Control</a></nav></header>
<main>
<nav class="trail" aria-label="Breadcrumb"><a href="/console/">TOP</a>${trail.map(([text, href]) =>
		html` <span aria-hidden="true">›</span> ${href ? html`<a href="${href}">${text}</a>` : html`<span>${text}</span>`}`)}</nav>
${body}
</main>
</body>
</html>
`
}

/* A square with a name's first character, in a colour of its own. */
function icon(name, round = false) {
	const hue = [...name].reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 360, 7)
	return html`<svg class="icon" viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="${round ? 32 : 8}"
fill="hsl(${hue} 45% 42%)"/><text x="32" y="43" text-anchor="middle" font-size="30" fill="#fff">${[...name][0]}</text></svg>`
}

function row(label, content, note = null, id = null) {
	return html`<div class="row"${id && html` id="${id}"`}><dt>${label}</dt><dd>${content}${note && html`<p class="note">${note}</p>`}</dd></div>`
}

function copyable(id, value, label, testid = id) {
	return html`<span class="copyable"><code id="${id}" data-testid="${testid}" translate="no">${value}</code>
<button type="button" class="copy" data-copy="${id}" aria-label="Copy ${label}">Copy</button></span>`
}

const complaint = (problem) => problem && html`<p class="problem" role="alert" data-testid="problem">${problem.text}</p>`

/* A button and the modal dialog it opens; with a problem, open already. */
function dialog({ id, button, title, action, body, submit, problem, kind = 'primary' }) {
	return html`<button type="button" class="${kind}" id="${id}" data-testid="${id}" data-opens="${id}-dialog">${button}</button>
<dialog id="${id}-dialog" aria-labelledby="${id}-title"${problem && html` data-reopen`}>
<form method="post" action="${action}">
<h2 id="${id}-title">${title}</h2>
${complaint(problem)}
${body}
<p class="buttons"><button type="button" data-closes>Cancel</button>
<button class="primary" data-testid="${id}-submit">${submit}</button></p>
</form>
</dialog>`
}

/* Of a refused form only the dialog it came from shows the problem. */
const problemOf = (problem, form) => (problem?.values.form === form ? problem : null)

export function startPage({ line, smtp }) {
	return page('Sandbox', [], html`<h1>Sandbox</h1>
<p>A stand-in for LINE and a mailbox that takes every mail, for trying ACHO without either.</p>
<dl class="rows">
${row('Console', html`<a href="/console/">/console/</a>`, 'Providers, channels, public keys and tokens.')}
${row('Inbox', html`<a href="/inbox/">/inbox/</a>`, 'The mails that ACHO sent.')}
${row('LINE API', html`<code>ACHO_LINE_API=${line}</code>`)}
${row('SMTP', html`<code>ACHO_SMTP_URL=${smtp}</code>`)}
${row('Control', html`<a href="/control/">/control/</a>`, 'Makes LINE slow, failing or lying, and shows what it was asked.')}
</dl>`)
}

export function homePage(state, problem = null) {
	const tiles = state.providers.map((one) => html`<li><a class="tile" data-testid="provider" href="/console/provider/${one.id}">
${icon(one.name)}<span class="name">${one.name}</span><span class="kind">Admin</span></a></li>`)
	return page('Console home', [], html`
<div class="heading"><h1>Providers</h1>
${dialog({
		id: 'create-provider',
		button: 'Create',
		title: 'Create a new provider',
		action: '/console/providers',
		body: html`<label>Provider name <input name="name" required maxlength="100" value="${problem?.values.name}"></label>
<p class="note">Shown to end users on the consent screen. Channels cannot be moved to another provider later.</p>`,
		submit: 'Create',
		problem,
	})}</div>
${tiles.length ? html`<ul class="tiles">${tiles}</ul>` : html`<p class="empty">No providers yet. Create a new provider to begin.</p>`}`)
}

export function providerPage(state, provider) {
	const tiles = state.channels.filter((one) => one.provider_id === provider.id).map((one) => html`<li>
<a class="tile" data-testid="channel" href="/console/channel/${one.id}">${icon(one.name, Boolean(one.bot))}
<span class="name">${one.name}</span><span class="kind">${CHANNEL_TYPES[one.type]}</span>${status(one)}</a></li>`)
	return page(provider.name, [[provider.name]], html`
<div class="heading">${icon(provider.name)}<h1>${provider.name}</h1></div>
<p class="tabs"><a aria-current="page" href="">Channels</a></p>
<ul class="tiles">
<li><a class="tile new" id="create-login-channel" data-testid="create-login-channel" href="/console/provider/${provider.id}/new/login">
<span class="plus" aria-hidden="true">+</span><span class="name">Create a LINE Login channel</span></a></li>
<li><a class="tile new" id="create-official-account" data-testid="create-official-account" href="/console/provider/${provider.id}/new/messaging">
<span class="plus" aria-hidden="true">+</span><span class="name">Create a Messaging API channel</span>
<span class="kind">with its LINE Official Account</span></a></li>
${tiles}</ul>`)
}

export function newChannelPage(state, provider, type, problem = null) {
	const login = type === 'login'
	const title = login ? 'Create a LINE Login channel' : 'Create a LINE Official Account'
	const typed = (name) => problem?.values[name]
	return page(title, [[provider.name, `/console/provider/${provider.id}`], ['Create a new channel']], html`
<h1>${title}</h1>
${!login && html`<p class="note">At LINE this happens in LINE Official Account Manager: the account is created there and
Messaging API is enabled for it, which makes its Messaging API channel.</p>`}
<form class="wide" method="post" action="/console/provider/${provider.id}/new/${login ? 'login' : 'messaging'}">
${complaint(problem)}
<dl class="rows">
${row('Channel type', CHANNEL_TYPES[login ? 'login' : 'messaging'])}
${row('Provider', provider.name, 'Cannot be changed later.')}
${login ? row('Region to provide the service', html`<select name="region" aria-label="Region to provide the service">
${REGIONS.map((one) => html`<option${one === (typed('region') ?? 'Taiwan') && html` selected`}>${one}</option>`)}</select>`,
		'Cannot be changed later.') : ''}
${row(login ? 'Channel name' : 'Account name', html`<input name="name" required maxlength="100" aria-label="${login ? 'Channel name' : 'Account name'}" value="${typed('name')}">`,
		login && 'Cannot include "LINE" or a similar word.')}
${login ? row('Channel description', html`<input name="description" maxlength="500" aria-label="Channel description" value="${typed('description')}">`) : ''}
${login ? row('App types', html`<label><input type="checkbox" name="web" checked> Web app</label> <label><input type="checkbox" name="mobile"> Mobile app</label>`) : ''}
${login ? '' : row('Premium ID', html`<input name="premium_id" maxlength="20" aria-label="Premium ID" placeholder="@" value="${typed('premium_id')}">`, 'Optional; a bought name that stands beside the Basic ID.')}
</dl>
<p class="buttons"><a class="button" href="/console/provider/${provider.id}">Cancel</a><button class="primary" id="create" data-testid="create">Create</button></p>
</form>`)
}

export function channelPage(state, channel, tab, problem = null) {
	const provider = state.provider(channel.provider_id)
	const tabs = channel.type === 'login'
		? { basic: ['Basic settings', basicTab], liff: ['LIFF', liffTab] }
		: { basic: ['Basic settings', basicTab], messaging: ['Messaging API', messagingTab] }
	const chosen = Object.hasOwn(tabs, tab ?? '') ? tab : 'basic'
	return page(channel.name, [[provider.name, `/console/provider/${provider.id}`], [channel.name]], html`
<div class="heading">${icon(channel.name, Boolean(channel.bot))}<div><h1>${channel.name}</h1>
<div class="kind">${CHANNEL_TYPES[channel.type]} ${status(channel)} ${channel.status === 'developing' && publishDialog(channel)}</div></div></div>
<nav class="tabs" aria-label="Channel">${Object.entries(tabs).map(([name, [text]]) => html`
<a href="?tab=${name}" data-testid="tab-${name}"${name === chosen && html` aria-current="page"`}>${text}</a>`)}</nav>
${tabs[chosen][1](state, channel, problem)}`)
}

function status(channel) {
	return channel.status && html`<span class="status ${channel.status}" data-testid="status">${
		channel.status === 'published' ? 'Published' : 'Developing'}</span>`
}

const publishDialog = (channel) => dialog({
	id: 'publish',
	kind: 'plain',
	button: 'Publish',
	title: 'Publish this channel?',
	action: `/console/channel/${channel.id}/publish`,
	body: html`<p>After it has been published, everybody can log in through it. It cannot go back to Developing.</p>`,
	submit: 'Publish',
})

function basicTab(state, channel, problem) {
	const oas = state.channels.filter((one) => one.bot && one.provider_id === channel.provider_id)
	return html`<h2>Basic information</h2>
<dl class="rows">
${row('Channel ID', copyable('channel-id', channel.id, 'Channel ID'))}
${row('Channel secret', copyable('channel-secret', channel.secret, 'Channel secret'))}
${row('Assertion Signing Key', keys(channel, problemOf(problem, 'keys')), null, 'assertion-signing-key')}
${channel.type === 'login' && row('Linked LINE Official Account',
		linkedOa(channel, oas, problemOf(problem, 'linked-oa')), null, 'linked-oa')}
${row('Your user ID', html`<code translate="no">U00000000000000000000000000000000</code>`,
		'The developer\'s own ID, not the bot\'s.')}
${channel.type === 'login' && shortLived(state, channel, 'basic')}
</dl>
<div class="buttons">${dialog({
		id: 'delete-channel',
		kind: 'danger',
		button: 'Delete',
		title: `Delete ${channel.name}?`,
		action: `/console/channel/${channel.id}/delete`,
		body: html`<p>Its keys and tokens stop working at once.</p>`,
		submit: 'Delete',
	})}</div>`
}

function keys(channel, problem) {
	const list = channel.keys.map((one) => html`<li>${copyable(`kid-${one.kid}`, one.kid, 'kid', 'kid')}
<form method="post" action="/console/channel/${channel.id}/keys/${one.kid}/delete"><button class="plain" data-testid="delete-key">Delete</button></form>
<span class="note">kid, registered ${when(one.registered_at)}</span></li>`)
	return html`${list.length > 0 && html`<ul class="keys" data-testid="kids">${list}</ul>`}
${dialog({
		id: 'register-key',
		button: 'Register a public key',
		title: 'Register a public key',
		action: `/console/channel/${channel.id}/keys`,
		body: html`<input type="hidden" name="form" value="keys">
<label>Public key (JWK)<textarea name="public_key" id="public-key" data-testid="public-key" required rows="9" spellcheck="false">${problem?.values.public_key}</textarea></label>`,
		submit: 'Register',
		problem,
	})}`
}

function linkedOa(channel, oas, problem) {
	const linked = oas.find((one) => one.id === channel.linked_oa)
	const choices = [{ id: '', name: 'None' }, ...oas]
	return html`<p id="linked-oa-name" data-testid="linked-oa-name">${linked ? `${linked.name} (${linked.bot.basicId})` : 'None'}</p>
${dialog({
		id: 'linked-oa-edit',
		kind: 'plain',
		button: 'Edit',
		title: 'Linked LINE Official Account',
		action: `/console/channel/${channel.id}/linked-oa`,
		body: html`<input type="hidden" name="form" value="linked-oa">
<fieldset><legend>Accounts whose Messaging API channel is in this provider</legend>
${choices.map((one) => html`<label><input type="radio" name="oa" value="${one.id}"${
			one.id === (channel.linked_oa ?? '') && html` checked`}> ${one.name} ${one.bot && html`<code translate="no">${one.bot.basicId}</code>`}</label>`)}
</fieldset>`,
		submit: 'Update',
		problem,
	})}`
}

function liffTab(state, channel) {
	return html`<h2>LIFF</h2>
${channel.liff.length
		? html`<dl class="rows">${channel.liff.map((one) => row(one.description ?? 'LIFF app', html`<code translate="no">${one.liffId}</code>`, one.view.url))}</dl>`
		: html`<p class="empty">There is no LIFF app on this channel.</p>`}`
}

function messagingTab(state, channel) {
	const [token] = state.tokensOf(channel, 'long_lived').filter((one) => one.expires_at === null)
	return html`<h2>Bot information</h2>
<dl class="rows">
${row('Bot basic ID', copyable('bot-basic-id', channel.bot.basicId, 'Bot basic ID'))}
${channel.bot.premiumId && row('Bot premium ID', copyable('bot-premium-id', channel.bot.premiumId, 'Bot premium ID'))}
${row('Bot user ID', copyable('bot-user-id', channel.bot.userId, 'Bot user ID'))}
</dl>
<h2 id="channel-access-token">Channel access token</h2>
<dl class="rows">
${row('Channel access token (long-lived)', html`${token && copyable('long-lived-token', token.token, 'Channel access token')}
${token ? reissueDialog(channel) : html`<form method="post" action="/console/channel/${channel.id}/long-lived-token">
<button class="primary" id="issue" data-testid="issue">Issue</button></form>`}`)}
${shortLived(state, channel, 'messaging')}
</dl>`
}

const reissueDialog = (channel) => dialog({
	id: 'reissue',
	button: 'Reissue',
	title: 'Reissue the channel access token?',
	action: `/console/channel/${channel.id}/long-lived-token`,
	body: html`<p>Every tool that uses the current token stops working when it ends.</p>
<label>The current token ends <select name="keep_hours"><option value="0">at once</option>
${[1, 3, 6, 12, 24].map((hours) => html`<option value="${hours}">in ${hours} h</option>`)}</select></label>`,
	submit: 'Reissue',
})

/* LINE's console has no such button (its API issues these); here people need one to try the 30-day kind. */
function shortLived(state, channel, tab) {
	const token = state.tokensOf(channel, 'short_lived').at(-1)
	return row('Short-lived token (30 days)', html`${token && copyable('short-lived-token', token.token, 'short-lived token')}
<form method="post" action="/console/channel/${channel.id}/short-lived-token"><input type="hidden" name="tab" value="${tab}">
<button class="plain" id="issue-short-lived" data-testid="issue-short-lived">Issue a short-lived token</button></form>`,
		'Only in this sandbox: at LINE such tokens come from the API.', 'short-lived')
}

const when = (iso) => html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
