// The guide to steps 1 to 8, which are done at LINE before there is an account: a list, and one step at a
// time. The fragment says which; without one it is the list.

import { el, focusOn, literal, say, show } from './dom.js';
import { replaceMain, setTitle, start } from './page.js';
import { stepOf } from './guide/link.js';
import { answer, isNeeded, kept, nextStep } from './guide/kept.js';
import { stepSection } from './guide/section.js';
import { SITES, STEPS } from './guide/steps.js';
import { outLink } from './wizard/parts.js';

const READY = '#ready';

const sections = STEPS.map((step) => stepSection(step, (number, done) => {
  update();
  if (!done) focusOn(sections[number - 1].heading);
  else if (number < STEPS.length) location.hash = `#step-${number + 1}`;
  else location.hash = READY;
}));

/* The list */

const THEN = { yes: 'guide.ask.yes.then', no: 'guide.ask.no.then', unsure: 'guide.ask.unsure.then' };
const then = el('p', { class: 'notice', testid: 'guide-then' });
const onward = el('a', { class: 'button primary', testid: 'guide-onward' });
const progress = el('p', { class: 'strong', testid: 'guide-progress' });

function choice(value, words) {
  const input = el('input', { type: 'radio', name: 'oa', value, id: `oa-${value}`, testid: `guide-oa-${value}`, on: { change: () => {
    answer(value);
    update();
  } } });
  input.checked = kept.oa === value;
  return el('div', { class: 'tick' }, input, el('label', { for: input.id, t: words }));
}

const question = el('div', { class: 'card ask', testid: 'guide-ask' },
  el('fieldset', {},
    el('legend', { class: 'strong', t: 'guide.ask' }),
    choice('yes', 'guide.ask.yes'), choice('no', 'guide.ask.no'), choice('unsure', 'guide.ask.unsure')),
  el('div', { role: 'status' }, then));

const rows = new Map(STEPS.map(({ number, title }) => [number, row(number, title)]));

function row(number, title) {
  const state = el('span', { class: 'unseen' });
  const link = el('a', { href: `#step-${number}`, testid: `guide-row-${number}` },
    el('span', { class: 'number', 'aria-hidden': 'true' }, String(number)), el('span', { t: title }), state);
  return { root: el('li', {}, link), link, state };
}

const list = el('nav', { class: 'steps', 'aria-labelledby': 'contents', testid: 'guide-contents' },
  el('h2', { id: 'contents', t: 'guide.contents' }), progress,
  el('ol', {}, ...[...rows.values()].map(({ root }) => root)),
  el('p', { class: 'hint', t: 'guide.kept' }));

const overview = el('div', { class: 'overview', testid: 'guide-overview' },
  el('p', { class: 'lead', t: 'guide.lead' }), question, el('p', { class: 'actions' }, onward));

const before = el('div', { class: 'overview' },
  el('section', { class: 'notice warn', 'aria-labelledby': 'doors' },
    el('h2', { id: 'doors', t: 'guide.doors' }),
    el('ul', {}, ...['guide.doors.provider', 'guide.doors.region', 'guide.doors.reissue'].map((key) => el('li', { t: key })))),
  el('p', { class: 'notice', t: 'guide.labels' }));

/* The end */

const readyTitle = el('h2', { id: 'ready-title', testid: 'guide-ready-title', t: 'guide.next' });
const ready = el('section', { class: 'card', id: 'ready', testid: 'guide-ready', 'aria-labelledby': 'ready-title' },
  readyTitle,
  el('p', { t: 'guide.next.text' }),
  el('p', { class: 'actions' },
    el('a', { class: 'button primary', href: '/signup', testid: 'guide-signup', t: 'front.signup' }),
    el('a', { class: 'button', href: `#step-${STEPS.length}`, testid: 'guide-before-ready', t: ['guide.before', { step: STEPS.length }] })),
  el('p', { class: 'hint', t: ['signup.already', { find: el('a', { href: '/find', testid: 'guide-find', t: 'find.link' }) }] }));

/* What is seen */

const top = el('p', { class: 'onward' }, el('a', { href: '/guide', testid: 'guide-all', t: 'guide.all', on: { click: toList } }));
const heading = el('h1', { testid: 'guide-title', t: 'guide.title' });

function toList(event) {
  event.preventDefault();
  history.pushState(null, '', '/guide');
  route({ focus: heading });
}

function update() {
  show(then, kept.oa !== null);
  if (kept.oa) say(then, THEN[kept.oa], { link: outLink(SITES.manager.link, literal(SITES.manager.host)) });
  const next = nextStep();
  const needed = STEPS.filter(({ number }) => isNeeded(number));
  say(progress, 'guide.progress', { n: needed.filter(({ number }) => kept.done.has(number)).length, all: needed.length });
  onward.href = next === null ? READY : `#step-${next}`;
  say(onward, next === null ? 'guide.finish' : kept.done.size === 0 ? 'guide.start' : 'guide.resume', { step: next });
  for (const [number, { root, state }] of rows) {
    const word = kept.done.has(number) ? 'done' : isNeeded(number) ? 'open' : 'skip';
    root.dataset.state = word;
    show(state, word !== 'open');
    if (word !== 'open') say(state, word === 'done' ? 'guide.row.done' : 'guide.row.skip');
  }
  for (const section of sections) section.update();
}

// `focus`: what somebody who came here by a link of ours is led to.
let here;
function route({ focus } = {}) {
  here = location.href;
  update();
  const step = stepOf(location.hash);
  const isList = step === 0 && location.hash !== READY;
  document.body.classList.toggle('one-step', !isList);
  for (const node of [overview, before]) show(node, isList);
  show(top, !isList);
  for (const { number, root } of sections) show(root, number === step);
  show(ready, location.hash === READY);
  for (const [number, { link }] of rows) {
    if (number === step) link.setAttribute('aria-current', 'step');
    else link.removeAttribute('aria-current');
  }
  setTitle(...(step ? ['guide.stepTitle', { step }] : ['guide.pageTitle']));
  const to = isList ? focus : step ? sections[step - 1].heading : readyTitle;
  if (!to) return;
  scrollTo({ top: 0, behavior: 'instant' }); // another step is another page: nothing moves past
  focusOn(to);
}

start({ titleKey: 'guide.pageTitle', guide: false });
replaceMain(top, heading, overview, list, before, ...sections.map(({ root }) => root), ready);
route();
addEventListener('hashchange', () => {
  const { hash } = location;
  if (hash === '' || hash === READY || stepOf(hash)) route({ focus: heading });
  else history.replaceState(null, '', here); // no step of ours: the same view
});
