// One row of the list of steps: its number, title, state, what is known, and the way in.

import { el, say, show } from '../dom.js';
import { stepHash } from '../place.js';
import { refutedWords, STATE_WORDS, stepState } from './state.js';

export function taskCard(step) {
  const { number } = step;
  const heading = el('h2', { testid: `task-${number}-title` },
    el('span', { class: 'number', 'aria-hidden': 'true' }, String(number)),
    el('span', { t: step.title }));
  const state = el('p', { class: 'state', testid: `task-${number}-state` });
  const why = el('p', { class: 'why', testid: `task-${number}-why`, hidden: true });
  const known = el('div', { testid: `task-${number}-facts` });
  const button = el('a', { class: 'button', href: stepHash(number), testid: `task-${number}-open` });
  const root = el('li', { class: 'card task', id: `step-${number}`, testid: `task-${number}` },
    el('div', { class: 'task-head' }, heading, state), why, known, button, step.panel ?? null);

  let open = false;
  const refreshButton = (now) => show(button, !(open && step.panel)) && say(button, BUTTON_WORDS[now] ?? 'task.open', { step: number });

  return {
    root,
    button,
    heading,
    step,
    setOpen(here) {
      open = here;
      root.classList.toggle('open', here);
      show(button, !(open && step.panel));
    },
    update(all, { next, waiting }) {
      const now = stepState(number, all);
      root.dataset.state = now.state;
      state.dataset.state = now.state;
      root.classList.toggle('next', next && !waiting);
      say(state, STATE_WORDS[now.state], {});
      if (now.at && (now.state === 'proved' || now.state === 'confirmed')) {
        say(state, now.state === 'proved' ? 'state.provedAt' : 'state.confirmedAt', { time: new Date(now.at) });
      }
      if (number === 11 && now.state === 'confirmed') say(state, 'state.entered');
      show(why, now.state === 'refuted');
      if (now.state === 'refuted') say(why, refutedWords(now.code));
      known.replaceChildren(...[step.facts(all)].filter(Boolean));
      refreshButton(now.state);
      button.classList.toggle('primary', next && !waiting);
    },
  };
}

const BUTTON_WORDS = {
  missing: 'task.start',
  refuted: 'task.fix',
  pending: 'task.look',
};
