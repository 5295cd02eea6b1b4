// Step 11: the Official Account's name and Basic ID.

import { el } from '../dom.js';
import { field, form, keepDraft } from '../form.js';
import { slug } from '../place.js';
import { facts, fold, guideLink, id, slot, tidiedWords, todo } from './parts.js';

export function oaStep(app) {
  const name = field({
    id: 'oa-name', name: 'name', label: 'oa.name', hint: 'oa.name.hint', autocomplete: 'off', required: true });
  const basicId = field({
    id: 'oa-basic-id', name: 'basic_id', label: 'oa.basicId', hint: 'basicid.hint',
    autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', translate: 'no', required: true });
  const draft = keepDraft(`acho.${slug}.oa`, [name, basicId]);

  const fields = [name, basicId];

  // What helps with a wrong value is fetched while the server judges, for whoever pastes one.
  let wrong = null;
  const fetchHelp = () => Promise.all([
    import('./help.js'), import('./explain.js'), import('./explanations.js'), import('./drawing.js'), import('../svg.js'),
  ]).then(([{ help, swapButton }]) => {
    wrong ??= { ...help(app, { number: 11, where: null, fields, repairs: {}, form: () => save }), swapButton };
  }).catch(() => {}); // the server's sentence has to do

  const save = form({
    id: 'oa', submit: 'oa.submit', fields,
    send: async (values) => {
      const coming = fetchHelp();
      const result = await app.account.call('PUT', 'oa', values);
      if (result.problem?.errors.length) await coming;
      return result;
    },
    done: ({ oa, cleaned }) => {
      draft.forget();
      fill(oa, () => true);
      const what = cleaned?.find((each) => each.field === basicId.name)?.what;
      if (what) app.notice('oa.cleaned', { basicId: oa.basic_id, what: tidiedWords(what) });
      app.advance(notice);
    },
    help: {
      at: (...error) => wrong?.at(...error) ?? null,
      whole: (problem) => (wrong ? [isSwapped(problem) ? wrong.swapButton(fields, () => save) : null, ...wrong.whole(problem)] : []),
    },
  });

  // A name has no shape of its own; where it begins with @ and the Basic ID was refused, each is in the other's place.
  const isSwapped = ({ errors }) => /^\s*[@\uff20]\S+\s*$/.test(name.value) && errors.some(({ field: at }) => at === basicId.name);

  const notice = slot('step-11-notice', '', 'status');
  const panel = el('div', { class: 'panel', testid: 'step-11-panel', hidden: true },
    notice.root,
    el('p', { t: 'oa.why' }),
    save.root,
    fold('oa-where', 'oa.where', todo(['oa.where.1', 'oa.where.2', 'oa.where.3']), el('p', { t: 'oa.where.console' }),
      el('p', { t: ['oa.where.guide', { create: guideLink(1), open: guideLink(2) }] })));

  // What the server has; what somebody has typed since stays, until it is saved.
  const filled = new Map(fields.map((each) => [each, '']));
  function fill(oa, into) {
    for (const each of fields) {
      if (!into(each)) continue;
      each.value = oa[each.name];
      filled.set(each, each.value);
    }
  }

  return {
    number: 11,
    title: 'step11.title',
    panel,
    notice,
    update({ oa }) {
      if (oa.state !== 'missing') fill(oa, (each) => each.value === filled.get(each));
    },
    facts: ({ oa }) => (oa.state === 'missing' ? null : facts([['oa.name', oa.name], ['oa.basicId', id(oa.basic_id)]])),
  };
}
