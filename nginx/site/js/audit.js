// What happened to the account, for its owner: newest first, earlier ones on demand.

import { kindWords } from './audit/kinds.js';
import { el, focusOn, literal, say, show } from './dom.js';
import { sayProblem } from './form.js';
import { lost } from './lost.js';
import { replaceMain, setTitle, showLoading, speakAs, start } from './page.js';
import { homePath, settingsPath } from './place.js';
import { ROLES, may, roleName } from './roles.js';
import { contactUs } from './support.js';
import { account } from './wizard/account.js';
import { facts, moment } from './wizard/parts.js';
import { reasonWords } from './wizard/refuted.js';

const STEPS = { login_channel: 'log.step.loginChannel', messaging_token: 'log.step.messagingToken' };

const list = el('ol', { class: 'devices', 'aria-labelledby': 'audit-title', testid: 'events' });
const trouble = el('p', { class: 'notice bad', role: 'alert', testid: 'audit-problem', hidden: true });
const none = el('p', { class: 'hint', testid: 'audit-none', t: 'log.none', hidden: true });
const more = el('button', { type: 'button', class: 'button', testid: 'audit-more', t: 'log.more', hidden: true, on: { click: earlier } });
// For whoever writes to support; in each entry, but seldom of use.
const numbers = el('button', {
  type: 'button', class: 'button small', testid: 'audit-numbers', 'aria-pressed': 'false', t: 'log.numbers',
  on: { click: () => numbers.setAttribute('aria-pressed', String(list.classList.toggle('numbered'))) },
});
let next = null;

// Why LINE did not take a value, in words and as support calls it; a code that this page is too old to know stands by itself.
function reason(code, kind) {
  const words = code === 'line.pending' ? 'log.pending' : reasonWords(code, kind === 'watch.refuted');
  return words ? el('span', {}, el('span', { testid: 'event-reason', t: [words, { us: contactUs() }] }), ' ', el('small', {}, literal(code))) : literal(code);
}

function entry({ at, kind, who, about, role, ip, request_id: request, step, code }) {
  const words = kindWords(kind);
  const rows = [];
  if (about) rows.push(['log.about', literal(about)]);
  if (ROLES[role]) rows.push(['team.role', roleName(role)]);
  if (step) rows.push(['log.step', STEPS[step] ? el('span', { t: STEPS[step] }) : literal(step)]);
  if (code) rows.push(['log.code', reason(code, kind)]);
  return el('li', { class: 'device', testid: 'event' },
    words ? el('h2', { class: 'device-name', testid: 'event-kind', t: words }) : el('h2', { class: 'device-name' }, literal(kind)),
    el('p', { class: 'when' }, moment(at), who ? literal(who) : null, ip ? el('span', { t: ['log.ip', { value: literal(ip) }] }) : null,
      request ? el('span', { class: 'number-of', testid: 'event-number', t: ['log.request', { value: literal(request) }] }) : null),
    rows.length > 0 ? facts(rows) : null);
}

// Resolves to the first of the entries that are shown now.
async function load() {
  const result = await account.call('GET', next ? `events/${next}` : 'events');
  show(trouble, !result.ok);
  say(more, result.ok ? 'log.more' : 'again.do');
  show(more, !result.ok);
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

start({ titleKey: 'log.pageTitle', home: homePath(), guide: false });
const loading = showLoading('audit-loading');
const problem = await account.refresh((busy) => sayProblem(loading, busy), ['session']);
if (problem) lost(problem);
else {
  await speakAs(account.session.account);
  setTitle('log.pageTitleOf', { company: account.session.account.company });
  const head = [
    el('p', { class: 'onward' }, el('a', { href: settingsPath(), testid: 'audit-settings', t: 'log.back' })),
    el('h1', { id: 'audit-title', testid: 'audit-title', t: 'log.title' })];
  // Back to it after the session has ended: a page out of the browser's memory is asked for again.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  if (may(account.session, 'audit.read')) {
    await load();
    replaceMain(...head, el('p', { class: 'lead', t: 'log.lead' }), trouble, none, el('p', {}, numbers), list, more);
  } else replaceMain(...head, el('p', { class: 'lead', testid: 'audit-owners', t: 'log.ownersOnly' }));
}
