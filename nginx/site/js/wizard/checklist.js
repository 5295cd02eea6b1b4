// Step 13: two things only the merchant can see. Kept as the merchant's own word, and shown as such.

import { el, say, show } from '../dom.js';
import { fold, guideLink, slot } from './parts.js';

export function checklistStep(app) {
  const trouble = slot('step13-problem', 'bad');
  const status = el('p', { class: 'status', role: 'status', testid: 'step13-status' });
  const notice = slot('step-13-notice');
  const published = tick('published', 'publish.tick', 'publish.how', 'publish.unless');
  const linked = tick('oa-linked', 'linked.tick', 'linked.how', 'linked.unless');
  const next = el('button', {
    type: 'button', class: 'button primary', testid: 'step13-continue', t: 'step.continue', on: { click: () => app.advance() } });

  const panel = el('div', { class: 'panel', testid: 'step-13-panel', hidden: true },
    notice.root,
    trouble.root,
    el('fieldset', {},
      el('legend', { t: 'selfcheck' }), published.root, linked.root),
    status,
    next,
    fold('step13-missing', 'linked.missing', el('ul', {},
      el('li', { t: ['linked.missing.provider', { provider: guideLink(4), channel: guideLink(8) }] }), el('li', { t: 'linked.missing.channel' }), el('li', { t: 'linked.missing.oa' }))));

  function tick(id, words, how, unless) {
    const input = el('input', {
      type: 'checkbox', id, testid: id, 'aria-describedby': `${id}-how ${id}-unless`, on: { change: save } });
    const root = el('div', { class: 'tick' },
      input, el('label', { for: id, t: words }),
      el('p', { class: 'hint', id: `${id}-how`, t: how }),
      el('p', { class: 'hint', id: `${id}-unless`, t: unless }));
    return { input, root };
  }

  // One save at a time; ticks made meanwhile go with the next one.
  let saving = false;
  let again = false;
  async function save() {
    if (saving) {
      again = true;
      return;
    }
    saving = true;
    say(status, 'step13.saving');
    const result = await app.account.call('PUT', 'login-channel/checklist',
      { published: published.input.checked, oa_linked: linked.input.checked });
    saving = false;
    if (again) {
      again = false;
      save();
      return;
    }
    if (result.ok) {
      trouble.clear();
      say(status, 'step13.saved');
      await app.refresh();
      return;
    }
    status.textContent = '';
    app.refused(result.problem, trouble);
    update(app.account.state); // what is ticked is what is kept
  }

  function update({ checklist }) {
    if (saving) return;
    published.input.checked = checklist.published.state !== 'missing';
    linked.input.checked = checklist.oa_linked.state !== 'missing';
    show(next, published.input.checked && linked.input.checked);
  }

  return { number: 13, title: 'step13.title', panel, notice, update, facts: () => null };
}
