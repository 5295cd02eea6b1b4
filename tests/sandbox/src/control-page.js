/* The control API for people: make LINE or the mailbox misbehave, and see what LINE was asked last. */
import { modes } from './behaviour.js'
import { page } from './console-pages.js'
import { html } from './html.js'
import { endpoints } from './line-api.js'
import { smtpModes } from './smtp.js'

const CALLS_SHOWN = 50

export function controlPage({ behaviours, journal, smtp }) {
	const calls = journal.entries.slice(-CALLS_SHOWN).reverse()
	return page('Control', [['Control']], html`<h1>Control</h1>
<h2>LINE's behaviour</h2>
<form class="inline" method="post" action="/control/form/behaviour">
${choice('endpoint', 'Endpoint', ['*', ...endpoints])}
${choice('mode', 'Mode', modes, 'slow')}
<label>Wait (ms) <input name="ms" inputmode="numeric" size="6"></label>
<label>Times <input name="times" inputmode="numeric" size="6" placeholder="always"></label>
<button class="primary">Set</button>
</form>
${behaviours.rules.length > 0
		? html`<ul data-testid="rules">${behaviours.rules.map((rule) => html`<li><code>${JSON.stringify(rule)}</code></li>`)}</ul>
<form method="post" action="/control/form/behaviour"><input type="hidden" name="mode" value="ok"><button>Back to normal</button></form>`
		: html`<p class="note">LINE answers as it should.</p>`}
<h2>The mail server's behaviour</h2>
<form class="inline" method="post" action="/control/form/smtp">
${choice('mode', 'Mode', smtpModes, smtp.rule.mode)}
<label>Wait (ms) <input name="ms" inputmode="numeric" size="6"></label>
<label>Times <input name="times" inputmode="numeric" size="6" placeholder="always"></label>
<button class="primary">Set</button>
</form>
<h2>LINE calls</h2>
${calls.length === 0
		? html`<p class="empty">No calls yet.</p>`
		: html`<table class="journal"><tr><th>Time</th><th>Call</th><th>Channel</th><th>Behaviour</th><th>Answer</th></tr>
${calls.map(({ at, method, path, channel_id, behaviour, answer }) => html`<tr><td>${at.slice(11, 19)}</td><td>${method} ${path}</td>
<td>${channel_id}</td><td>${behaviour}</td><td>${answer ? answer.status ?? 'none' : 'waiting'}</td></tr>`)}</table>`}`)
}

const choice = (name, label, values, chosen = values[0]) => html`<label>${label} <select name="${name}">
${values.map((one) => html`<option${one === chosen && html` selected`}>${one}</option>`)}</select></label>`
