// Step 11: the Official Account's name and Basic ID.

import { el } from '../dom.js';
import { field, form, keepDraft } from '../form.js';
import { slug } from '../place.js';
import { help, swapButton } from './help.js';
import { facts, fold, id, slot, tidiedWords, todo } from './parts.js';

export function oaStep(app) {
  const name = field({
    id: 'oa-name', name: 'name', label: 'oa.name', hint: 'oa.name.hint', autocomplete: 'off', required: true });
  const basicId = field({
    id: 'oa-basic-id', name: 'basic_id', label: 'oa.basicId', hint: 'basicid.hint',
    autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', translate: 'no', required: true });
  const draft = keepDraft(`acho.${slug}.oa`, [name, basicId]);

  const fields = [name, basicId];
  const ordinary = help(app, { number: 11, where: null, fields, repairs: {}, form: () => save });
  const save = form({
    id: 'oa', submit: 'oa.submit', fields,
    send: (values) => app.account.call('PUT', 'oa', values),
    done: ({ oa, cleaned }) => {
      draft.forget();
      const what = cleaned?.find((each) => each.field === basicId.name)?.what;
      if (what) app.notice('oa.cleaned', { basicId: oa.basic_id, what: tidiedWords(what) });
      app.advance();
    },
    help: {
      at: ordinary.at,
      whole: (problem) => [isSwapped(problem) ? swapButton(fields, () => save) : null, ...ordinary.whole(problem)],
    },
  });

  // A name has no shape of its own; where it begins with @ and the Basic ID was refused, each is in the other's place.
  const isSwapped = ({ errors }) => /^\s*[@\uff20]\S+\s*$/.test(name.value) && errors.some(({ field: at }) => at === basicId.name);

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
