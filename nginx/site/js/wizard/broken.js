// On top of home: a value that LINE once took and takes no longer. Gone as soon as LINE takes it again.

import { el, say, show } from '../dom.js';
import { stepHash } from '../place.js';
import { refutedWords } from './explain.js';
import { isBroken, stepState } from './state.js';

const WORDS = {
  12: { title: 'broken.channel', lost: 'broken.channel.lost' },
  14: { title: 'broken.token', lost: 'broken.token.lost' },
};

export function brokenBanner(number) {
  const why = el('p');
  const since = el('p', { class: 'hint' });
  const root = el('section', { class: 'card broken', testid: `broken-${number}`, 'aria-labelledby': `broken-${number}-title`, hidden: true },
    el('h2', { id: `broken-${number}-title`, t: WORDS[number].title }),
    el('p', { t: WORDS[number].lost }), why, since,
    el('a', { class: 'button primary', href: stepHash(number), testid: `broken-${number}-fix`, t: ['task.fix', { step: number }] }));
  return {
    root,
    update(all) {
      const broken = isBroken(number, all);
      if (broken) {
        const { code, at } = stepState(number, all);
        say(why, refutedWords(code, true));
        show(since, Boolean(at));
        if (at) say(since, 'broken.since', { time: new Date(at) });
      }
      show(root, broken);
    },
  };
}
