// One row of the list of steps: its number, title, state, what is known, and the way in.

import { el, say, show } from '../dom.js';
import { stepHash } from '../place.js';
import { contactUs } from '../support.js';
import { placeOf } from './parts.js';
import { refutedWords } from './refuted.js';
import { isBroken, stateWords, stepState } from './state.js';

const OPEN_WORDS = { missing: 'task.start', refuted: 'task.fix', pending: 'task.look' };

export function taskCard(step) {
  const { number, panel = null } = step;
  const heading = el('h2', { testid: `task-${number}-title` },
    el('span', { class: 'number', 'aria-hidden': 'true' }, String(number)),
    el('span', { t: step.title }));
  const state = el('p', { class: 'state', testid: `task-${number}-state` });
  const why = el('p', { class: 'why', testid: `task-${number}-why`, hidden: true });
  const since = el('p', { class: 'hint', testid: `task-${number}-since`, hidden: true });
  const known = el('div', { testid: `task-${number}-facts` });
  const button = el('a', { class: 'button', href: stepHash(number), testid: `task-${number}-open` });
  const root = el('li', { class: 'card task', id: `step-${number}`, testid: `task-${number}` },
    placeOf(number),
    el('div', { class: 'task-head' }, heading, state), why, since, known, button, panel);

  let may = true;

  return {
    root,
    button,
    heading,
    step,

    setOpen(open) {
      root.classList.toggle('open', open);
      show(button, may && !(open && panel));
    },

    // `all`: GET oa; `next`: this is what the merchant should do now; `open`: this member may open it at all.
    update(all, next, open) {
      const now = stepState(number, all);
      state.dataset.state = now.state;
      say(state, ...stateWords(number, now));
      show(why, now.state === 'refuted');
      const broken = isBroken(number, all);
      if (now.state === 'refuted') say(why, refutedWords(now.code, broken), { us: contactUs() });
      show(since, broken && Boolean(now.at) && now.code !== 'vault.unreadable');
      if (now.at) say(since, 'broken.since', { time: new Date(now.at) });
      const facts = step.facts(all);
      known.replaceChildren(...[facts].filter(Boolean));
      show(known, facts !== null);
      may = open;
      if (!open) show(button, false);
      say(button, OPEN_WORDS[now.state] ?? 'task.open', { step: number });
      root.classList.toggle('next', next);
      button.classList.toggle('primary', next);
    },
  };
}
