// On top of home: a value that LINE once took and takes no longer, or that no longer opens. Gone as soon as LINE takes it
// again. Why, and since when, stands at the step.

import { el, say, show } from '../dom.js';
import { stepHash } from '../place.js';
import { isBroken, stepState } from './state.js';

const WORDS = {
  12: { title: 'broken.channel', damaged: 'broken.channel.damaged', lost: 'broken.channel.lost' },
  14: { title: 'broken.token', damaged: 'broken.token.damaged', lost: 'broken.token.lost' },
};

export function brokenBanner(number) {
  const title = el('h2', { id: `broken-${number}-title` });
  const root = el('section', { class: 'card broken', testid: `broken-${number}`, 'aria-labelledby': `broken-${number}-title`, hidden: true },
    title,
    el('p', { t: WORDS[number].lost }),
    el('a', { class: 'button primary', href: stepHash(number), testid: `broken-${number}-fix`, t: ['task.fix', { step: number }] }));
  return {
    root,
    update(all) {
      const broken = isBroken(number, all);
      if (broken) say(title, stepState(number, all).code === 'vault.unreadable' ? WORDS[number].damaged : WORDS[number].title);
      show(root, broken);
    },
  };
}
