// One step of the guide as a section: all that STEPS says of it, and the way on.

import { copyBox } from '../copy.js';
import { el, literal, say, show, write } from '../dom.js';
import { forward } from '../forward.js';
import { drawing } from '../wizard/drawing.js';
import { facts, fold, outLink, press, todo, wayTo } from '../wizard/parts.js';
import { kept, noteProvider, PROVIDER_MAX, tick } from './kept.js';
import { linkTo } from './link.js';
import { SCREENS, SITES, STEPS } from './steps.js';

const DECIDED = STEPS.find(({ decides }) => decides).number;

const stepLink = (name, number, words) => el('a', { class: 'button', href: `#step-${number}`, testid: name, t: [words, { step: number }] });

// `onTick(number, onward)` is told of a tick that was set or taken back; onward: the reader wants to go on.
export function stepSection(step, onTick) {
  const { number, title, why, who, site, path, warn, decides, ahead, choices, acts, fields, pictures, translated, known, troubles } = step;
  const id = `step-${number}`;
  const { link, host, to } = SITES[site];
  const heading = el('h2', { id: `${id}-title`, testid: `guide-title-${number}`, t: title });
  const ticked = el('p', { class: 'state', 'data-state': 'confirmed', testid: `guide-ticked-${number}`, t: 'guide.ticked' });
  const untick = el('button', { type: 'button', class: 'link', testid: `guide-untick-${number}`, t: 'guide.untick', on: { click: () => set(false) } });
  const onward = press(`guide-done-${number}`, number === STEPS.length ? 'guide.done.last' : ['guide.done.next', { step: number + 1 }], () => set(true), 'primary');

  const decision = decides ? providerDecision(number) : null;
  // What was chosen in step 4, where it is needed again.
  const provider = el('strong', { class: 'notranslate', translate: 'no' });
  const reminder = el('p', { class: 'notice', testid: `guide-provider-${number}`, t: ['guide.provider.was', { name: provider }], hidden: true });

  const root = el('section', { class: 'card step', id, testid: `guide-step-${number}`, 'aria-labelledby': `${id}-title` },
    el('p', { class: 'eyebrow', testid: `guide-of-${number}`, t: ['guide.of', { step: number, all: STEPS.length }] }),
    heading,
    el('p', { t: why }),
    el('p', { class: 'who', testid: `guide-who-${number}` }, el('strong', { t: 'guide.who' }), el('span', { t: who })),
    door(warn, 'guide.door'),
    number > DECIDED ? reminder : null,
    choices ? el('ul', { class: 'cards choices' }, ...choices.map(([what, text]) => el('li', { class: 'card' }, el('h3', { t: what }), el('p', { t: text })))) : null,
    el('h3', { t: 'guide.do' }),
    wayTo({ link, to, path }),
    todo(acts, { choice: el('a', { href: '#step-4', t: ['guide.link', { step: 4 }] }) }),
    fields ? form(fields) : null,
    el('div', { class: 'pictures' }, ...pictures.map(({ screen, marks, alt, here }) => el('figure', {}, drawing(SCREENS[screen], marks, alt), el('figcaption', { t: here })))),
    el('p', { class: 'hint translated', t: translated }),
    el('p', { class: 'known' }, el('strong', { t: 'guide.known' }), ' ', el('span', { t: known })),
    fold(`guide-trouble-${number}`, 'guide.trouble', el('ul', {}, ...troubles.map((key) => el('li', { t: [key, { link: outLink(link, literal(host)) }] })))),
    fold(`forward-${number}-fold`, 'guide.forward', el('p', { t: 'guide.forward.why' }),
      ...forward({ number, link: linkTo(`#step-${number}`), message: [step.forward] })),
    decision?.root ?? null,
    door(ahead, number === STEPS.length ? 'guide.door.later' : 'guide.door.next'),
    el('div', { class: 'ticked' }, ticked, untick),
    el('p', { class: 'actions' }, onward,
      number > 1 ? stepLink(`guide-before-${number}`, number - 1, 'guide.before') : null,
      number < STEPS.length ? stepLink(`guide-after-${number}`, number + 1, 'guide.after') : null));

  function set(done) {
    if (done && decision && !decision.understood()) return;
    tick(number, done);
    onTick(number, done);
  }

  return {
    number,
    root,
    heading,
    update() {
      const done = kept.done.has(number);
      for (const node of [ticked, untick]) show(node, done);
      write(provider, kept.provider);
      show(reminder, kept.provider !== '');
      decision?.update(done);
    },
  };
}

// A door that does not open again: said before it, in a frame that is seen.
function door(words, label) {
  if (!words) return null;
  return el('div', { class: 'notice warn door' }, el('p', { class: 'strong', t: label }), el('p', { t: words }));
}

// The choice that nobody can take back: which one it was, for the steps that need the same again, and a tick that it is
// understood, without which the step is not called done.
function providerDecision(number) {
  const name = el('input', { id: 'guide-provider', testid: 'guide-provider', type: 'text', maxlength: PROVIDER_MAX, autocomplete: 'off',
    'aria-describedby': 'guide-provider-hint', on: { input: () => noteProvider(name.value) } });
  const error = el('p', { class: 'error', id: 'guide-understood-error', testid: 'guide-understood-error', t: 'guide.understood.first', hidden: true });
  const box = el('input', { type: 'checkbox', id: 'guide-understood', testid: 'guide-understood', 'aria-describedby': 'guide-understood-error',
    on: { change: () => show(error, false) } });
  name.value = kept.provider;
  box.checked = kept.done.has(number);
  return {
    root: el('div', { class: 'decision' },
      el('div', { class: 'field' },
        el('label', { for: name.id }, el('span', { t: 'guide.provider' }), el('span', { class: 'optional', t: 'form.optional' })),
        el('p', { class: 'hint', id: 'guide-provider-hint', t: 'guide.provider.hint' }), el('div', { class: 'control' }, name)),
      error, el('div', { class: 'tick' }, box, el('label', { for: box.id, t: 'guide.understood' }))),
    understood() {
      show(error, !box.checked);
      if (!box.checked) box.focus();
      return box.checked;
    },
    update(done) {
      if (done) box.checked = true;
    },
  };
}

// LINE's form, field by field, with what to enter; what can be taken as it stands has a button that copies it.
function form(fields) {
  const rows = fields.map(([name, value, how]) => {
    const words = el('span');
    say(words, value);
    return [name, how === 'copy' ? suggestion(value) : words];
  });
  const root = facts(rows);
  root.classList.add('form-fields');
  return root;
}

function suggestion(value) {
  const box = copyBox({ id: value.replaceAll('.', '-'), what: 'guide.suggested', action: 'guide.suggested.copy', done: 'guide.suggested.copied' });
  say(box.value, value);
  return box.root;
}
