// Step 11: the Official Account's name and Basic ID.

import { el } from '../dom.js';
import { field, form, keepDraft } from '../form.js';
import { slug } from '../place.js';
import { facts, fold, id, slot, todo } from './parts.js';

export function oaStep(app) {
  const name = field({
    id: 'oa-name', name: 'name', label: 'oa.name', hint: 'oa.name.hint', autocomplete: 'off', required: true });
  const basicId = field({
    id: 'oa-basic-id', name: 'basic_id', label: 'oa.basicId', hint: 'basicid.hint',
    autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', translate: 'no', required: true });
  const draft = keepDraft(`acho.${slug}.oa`, [name, basicId]);

  const save = form({
    id: 'oa', submit: 'oa.submit', fields: [name, basicId],
    send: (values) => app.account.call('PUT', 'oa', values),
    done: (state) => {
      draft.forget();
      const cleaned = state.oa.basic_id !== basicId.value || state.oa.name !== name.value;
      if (cleaned) app.notice('oa.cleaned', { name: state.oa.name, basicId: state.oa.basic_id });
      app.advance();
    },
  });

  const notice = slot('step-11-notice');
  const panel = el('div', { class: 'panel', testid: 'step-11-panel', hidden: true },
    notice.root,
    el('p', { t: 'oa.why' }),
    save.root,
    fold('oa-where', 'oa.where', todo(['oa.where.1', 'oa.where.2', 'oa.where.3']), el('p', { t: 'oa.where.console' })));

  let filled = false;
  return {
    number: 11,
    title: 'step11.title',
    panel,
    notice,
    update({ oa }) {
      if (filled || oa.state === 'missing') return;
      filled = true;
      name.value ||= oa.name;
      basicId.value ||= oa.basic_id;
    },
    facts: ({ oa }) => (oa.state === 'missing' ? null : facts([['oa.name', oa.name], ['oa.basicId', id(oa.basic_id)]])),
  };
}
