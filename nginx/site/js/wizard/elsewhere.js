// On with a step on a computer, which LINE's console wants, or by a colleague. Whoever opens the link logs in first.

import { el } from '../dom.js';
import { lateFold } from '../late-fold.js';
import { outOfLine } from '../line-app.js';
import { homePath, settingsPath, stepHash } from '../place.js';
import { account } from './account.js';

const MESSAGES = { 12: 'elsewhere.12', 13: 'elsewhere.13', 14: 'elsewhere.14' };

export const elsewhere = (number) => lateFold(`forward-${number}-fold`, 'elsewhere', async () => {
  const [{ forward }] = await Promise.all([import('../forward.js'), import('../qr.js'), import('../svg.js')]);
  const { company } = account.session.account;
  return [
    el('p', { t: 'elsewhere.why' }),
    ...forward({ number, link: outOfLine(homePath() + stepHash(number)), message: [MESSAGES[number], { company }] }),
    el('p', { class: 'hint', t: ['elsewhere.invite', { settings: el('a', { href: settingsPath(), t: 'home.settings' }) }] })];
});
