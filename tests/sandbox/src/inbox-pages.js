/* The mailbox in the browser, and the same as JSON for tests. */
import { html } from './html.js'
import { Refusal, seeOther, sendJson, sendNothing, sendPage } from './http.js'

const WAIT_MS_MAX = 60000
/* A mail's own HTML: its own styles, nothing from elsewhere, no script; links open a tab of their own. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

export function inboxRoutes({ inbox }) {
	const mailOf = ({ id }) => {
		const mail = inbox.mail(id)
		if (!mail) throw new Refusal(404, 'There is no such mail.')
		return mail
	}
	const api = '/inbox/api/messages'
	return [
		['GET', '/inbox', ({ response }) => seeOther(response, '/inbox/')],
		['GET', '/inbox/', ({ response, query }) => sendPage(response, 200, listPage(chosen(inbox, query), query.get('to')))],
		['GET', '/inbox/mail/:id', ({ response, params }) => sendPage(response, 200, mailPage(mailOf(params)))],
		['GET', '/inbox/mail/:id/html', ({ response, params }) =>
			sendPage(response, 200, withBase(mailOf(params).html ?? ''), { 'Content-Security-Policy': MAIL_POLICY })],
		['GET', api, async ({ response, query }) => sendJson(response, 200, await awaited(inbox, query))],
		['GET', `${api}/:id`, ({ response, params }) => sendJson(response, 200, mailOf(params))],
		['DELETE', api, async ({ response }) => {
			await inbox.clear()
			sendNothing(response)
		}],
	]
}

/* After the doctype, without which the browser would lay the mail out by other rules. */
const withBase = (mail) => mail.replace(/^(\s*<!doctype[^>]*>)?/i, '$&<base target="_blank">')

/* ?to=ADDRESS and ?after=ID narrow the list down. */
function chosen(inbox, query) {
	const mails = query.get('to') ? inbox.to(query.get('to')) : inbox.mails
	return query.has('after') ? mails.filter((one) => Number(one.id) > Number(query.get('after'))) : mails
}

/* With ?wait_ms=, answers as soon as there are ?count= (1) such mails, or what there is when the time is over. */
async function awaited(inbox, query) {
	const count = Number(query.get('count') ?? 1)
	const until = Date.now() + Math.min(Number(query.get('wait_ms') ?? 0), WAIT_MS_MAX)
	for (;;) {
		const mails = chosen(inbox, query)
		const left = until - Date.now()
		if (mails.length >= count || !(left > 0)) return mails
		await inbox.another(left)
	}
}

function page(title, body, newest = null) {
	return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/inbox.css">
${newest !== null && html`<script type="module" src="/assets/inbox.js"></script>`}
</head>
<body${newest !== null && html` data-newest="${newest}"`}>
<header><a class="name" href="/inbox/">Inbox</a> <span>Sandbox: every mail ends here, none is sent on.</span> <a href="/console/">Console</a></header>
<main>
${body}
</main>
</body>
</html>
`
}

function listPage(mails, to = null) {
	const rows = [...mails].reverse().map((one) => html`<li><a data-testid="mail" href="/inbox/mail/${one.id}">
<span class="to">${one.to}</span><span class="subject">${one.subject || '(no subject)'}</span>${when(one)}
<span class="start">${(one.text ?? '').slice(0, 140)}</span></a></li>`)
	return page(`Inbox (${mails.length})`, html`<h1>${to ? `Mails to ${to}` : 'All mails'}</h1>
<form class="search" action="/inbox/"><label>Mails to <input type="email" name="to" value="${to}" placeholder="all addresses"></label><button>Show</button></form>
${rows.length ? html`<ul class="mails">${rows}</ul>` : html`<p class="empty">No mail${to && html` for ${to}`} yet. This page shows new ones by itself.</p>`}`,
	mails.at(-1)?.id ?? 0)
}

function mailPage(mail) {
	const headers = Object.entries(mail.headers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]))
	return page(mail.subject, html`
<p><a href="/inbox/">‹ All mails</a></p>
<article>
<h1 data-testid="subject">${mail.subject || '(no subject)'}</h1>
<dl><dt>From</dt><dd>${mail.author}</dd><dt>To</dt><dd data-testid="to">${mail.to}</dd><dt>Received</dt><dd>${when(mail)}</dd></dl>
${mail.html && html`<section aria-label="HTML"><h2>HTML</h2>
<iframe data-testid="html" title="The mail's HTML" src="/inbox/mail/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe></section>`}
<section aria-label="Text"><h2>Text</h2>
${mail.text === null ? html`<p class="empty">This mail has no text part.</p>` : html`<pre data-testid="text">${linked(mail.text)}</pre>`}</section>
<details><summary>Headers</summary><table>${headers.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</table></details>
<details><summary>Source</summary><pre>${mail.raw}</pre></details>
</article>`)
}

/* http and https addresses become links; a closing bracket or full stop after one is not part of it. */
function linked(text) {
	return text.split(/(https?:\/\/[^\s<>"'「」()（）]*[^\s<>"'「」()（）.,;:!?。,、])/).map((part, i) =>
		i % 2 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : part)
}

const when = ({ received_at }) =>
	html`<time datetime="${received_at}">${received_at.slice(0, 19).replace('T', ' ')} UTC</time>`
