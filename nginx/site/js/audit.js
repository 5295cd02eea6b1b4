// What happened to the account, for its owner: newest first, earlier ones on demand.

import { kindWords } from './audit/kinds.js';
import { el, focusOn, literal, show } from './dom.js';
import { sayProblem } from './form.js';
import { lost } from './lost.js';
import { replaceMain, setTitle, showLoading, start } from './page.js';
import { homePath, settingsPath } from './place.js';
import { account } from './wizard/account.js';
import { facts, moment } from './wizard/parts.js';

const STEPS = { login_channel: 'log.step.loginChannel', messaging_token: 'log.step.messagingToken' };

const list = el('ol', { class: 'devices', 'aria-labelledby': 'audit-title', testid: 'events' });
const trouble = el('p', { class: 'notice bad', role: 'alert', testid: 'audit-problem', hidden: true });
const none = el('p', { class: 'hint', testid: 'audit-none', t: 'log.none', hidden: true });
const more = el('button', { type: 'button', class: 'button', testid: 'audit-more', t: 'log.more', hidden: true, on: { click: earlier } });
let next = null;

function entry({ at, kind, who, ip, request_id: request, step, code }) {
  const words = kindWords(kind);
  const rows = [['log.at', moment(at)]];
  if (who) rows.push(['log.who', literal(who)]);
  if (ip) rows.push(['log.ip', literal(ip)]);
  if (step) rows.push(['log.step', STEPS[step] ? el('span', { t: STEPS[step] }) : literal(step)]);
  if (code) rows.push(['log.code', literal(code)]);
  if (request) rows.push(['log.request', literal(request)]);
  return el('li', { class: 'device', testid: 'event' },
    words ? el('h2', { class: 'device-name', testid: 'event-kind', t: words }) : el('h2', { class: 'device-name' }, literal(kind)),
    facts(rows));
}

// Resolves to the first of the entries that are shown now.
async function load() {
  const result = await account.call('GET', next ? `events/${next}` : 'events');
  show(trouble, !result.ok);
  if (!result.ok) {
    sayProblem(trouble, result.problem);
    return null;
  }
  const shown = result.data.events.map(entry);
  list.append(...shown);
  next = result.data.next;
  show(more, next !== null);
  show(none, list.childElementCount === 0);
  return shown[0] ?? null;
}

async function earlier() {
  const first = await load();
  if (first) focusOn(first.querySelector('h2'));
}

start({ titleKey: 'log.pageTitle', home: homePath() });
const loading = showLoading('audit-loading');
const problem = await account.refresh((busy) => sayProblem(loading, busy), ['session']);
if (problem) lost(problem);
else {
  setTitle('log.pageTitleOf', { company: account.session.account.company });
  await load();
  replaceMain(
    el('p', { class: 'onward' }, el('a', { href: settingsPath(), testid: 'audit-settings', t: 'log.back' })),
    el('h1', { id: 'audit-title', testid: 'audit-title', t: 'log.title' }),
    el('p', { class: 'lead', t: 'log.lead' }),
    trouble, none, list, more);
}
