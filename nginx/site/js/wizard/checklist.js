// Step 13: two things only the merchant can see. Kept as the merchant's own word, and shown as such.

import { el, say, show } from '../dom.js';
import { lateFold } from '../late-fold.js';
import { elsewhere } from './elsewhere.js';
import { consoleLink, fold, guideLink, isWide, slot } from './parts.js';

export function checklistStep(app) {
  const trouble = slot('step13-problem', 'bad'); // in the row of the box that was pressed
  trouble.root.setAttribute('role', 'alert');
  const status = el('p', { class: 'status', role: 'status', testid: 'step13-status' });
  const notice = slot('step-13-notice', '', 'status');
  const published = tick('published', 'publish.tick', 'publish.how', 'publish.unless');
  const linked = tick('oa-linked', 'linked.tick', 'linked.how', 'linked.unless');
  const next = el('button', {
    type: 'button', class: 'button primary', testid: 'step13-continue', t: 'step.continue', on: { click: () => app.advance(notice) } });

  const picture = lateFold('step13-picture', 'step.picture', async () => {
    const [{ stepFigure }] = await Promise.all([import('./explain.js'), import('./explanations.js'), import('./drawing.js'), import('../svg.js')]);
    return [stepFigure(13)];
  }, el('div', { class: 'drawing-room' }));

  const panel = el('div', { class: 'panel', testid: 'step-13-panel', hidden: true },
    notice.root,
    elsewhere(13),
    picture,
    el('fieldset', {},
      el('legend', { t: 'selfcheck' }), published.root, linked.root),
    status,
    next,
    fold('step13-missing', 'linked.missing', el('ul', {},
      el('li', { t: ['linked.missing.provider', { provider: guideLink(4), channel: guideLink(8) }] }), el('li', { t: 'linked.missing.channel' }), el('li', { t: 'linked.missing.oa' }))));

  function tick(id, words, how, unless) {
    const name = el('label', { for: id, t: words });
    const input = el('input', {
      type: 'checkbox', id, testid: id, 'aria-describedby': `${id}-how ${id}-unless`, on: { change: () => {
        trouble.clear();
        name.after(trouble.root);
        save();
      } } });
    const root = el('div', { class: 'tick' },
      input, name,
      el('p', { class: 'hint', id: `${id}-how`, t: [how, { console: consoleLink() }] }),
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
      say(status, 'step13.saved');
      await app.refresh();
      return;
    }
    status.textContent = '';
    if (result.problem.words === 'net.none') trouble.say('step13.unsaved');
    else app.refused(result.problem, trouble);
    update(app.account.state); // what is ticked is what is kept
    trouble.root.scrollIntoView({ block: 'nearest' });
  }

  function update({ checklist }) {
    if (saving) return;
    published.input.checked = checklist.published.state !== 'missing';
    linked.input.checked = checklist.oa_linked.state !== 'missing';
    show(next, published.input.checked && linked.input.checked);
  }

  const opened = () => { picture.open ||= isWide(); };

  return { number: 13, title: 'step13.title', panel, notice, opened, update, facts: () => null };
}
