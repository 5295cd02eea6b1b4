// Step 12: the public key goes to LINE, kid and channel ID come back, and LINE is asked whether the
// three belong together.

import { el } from '../dom.js';
import { field, form, keepDraft } from '../form.js';
import { slug } from '../place.js';
import { elsewhere } from './elsewhere.js';
import { stepPicture } from './explain.js';
import { help } from './help.js';
import { publicKey } from './key.js';
import { keyCheck } from './key-check.js';
import { consoleLink, facts, fold, guideLink, id, moment, todo } from './parts.js';
import { proofDialog } from './proof.js';

export function loginChannelStep(app) {
  const key = publicKey(app);
  const repairs = { copyKey: key.copyAgain, newKey: key.renewHere };
  const step = proofDialog(app, {
    number: 12,
    where: 'login_channel',
    facts: (channel) => facts([
      ['kid.label', id(channel.kid)], ['channelId.label', id(channel.channel_id)], ['step.provedAt', moment(channel.checked_at)]]),
    words: { title: 'step12.title', proved: 'step12.proved', onward: 'step.continue', change: 'step12.change' },
    repairs,
  });

  const kid = field({
    id: 'kid', name: 'kid', label: 'kid.label', hint: 'kid.hint',
    autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', translate: 'no', required: true });
  const channelId = field({
    id: 'channel-id', name: 'channel_id', label: 'channelId.label', hint: 'channelId.hint',
    autocomplete: 'off', inputmode: 'numeric', spellcheck: 'false', translate: 'no', required: true });
  const draft = keepDraft(`acho.${slug}.login-channel`, [kid, channelId]);

  step.fields = [kid, channelId];
  const wrong = help(app, { number: 12, where: 'login_channel', fields: step.fields, repairs, form: () => step.form });
  step.form = form({
    id: 'step12', submit: 'step12.submit', fields: step.fields,
    send: async (values) => wrong.placed(await app.account.call('PUT', 'login-channel', values)),
    done: (data, { status }) => {
      draft.forget();
      return step.settled(data, status);
    },
    failed: step.refused,
    help: wrong,
  });

  step.onEntry = key.load;
  step.entry.append(
    el('p', { t: 'step12.why' }),
    elsewhere(12),
    el('h3', { t: 'step12.copy' }),
    key.root,
    el('h3', { t: 'step12.register' }),
    todo(['step12.register.1', 'step12.register.2', 'step12.register.3', 'step12.register.4'], { console: consoleLink() }),
    stepPicture(12),
    fold('step12-missing', 'step12.missing', el('ul', {},
      el('li', { t: 'step12.missing.role' }), el('li', { t: ['step12.missing.type', { guide: guideLink(8) }] }), el('li', { t: ['step12.missing.place', { open: guideLink(6), enter: guideLink(7) }] }))),
    keyCheck(key.text, key.copyAgain),
    el('h3', { t: 'step12.paste' }),
    step.form.root,
    key.renewal);
  return step;
}
