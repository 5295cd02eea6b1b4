// Step 14: the channel access token. LINE is asked whose it is; it must be the account of step 11.

import { el, literal, say, show } from '../dom.js';
import { field, form, sayProblem } from '../form.js';
import { oaPicture } from '../picture.js';
import { elsewhere } from './elsewhere.js';
import { stepPicture } from './explain.js';
import { help } from './help.js';
import { botFacts } from './known.js';
import { consoleLink, fold, guideLink, press, slot, todo } from './parts.js';
import { proofDialog } from './proof.js';
import { askRelease } from './release.js';

export function tokenStep(app) {
  const trouble = slot('token-delete-problem', 'bad');
  const repairs = { askRelease: () => askRelease(app) };
  const picture = oaPicture('step14-picture-oa');
  const step = proofDialog(app, {
    number: 14,
    where: 'messaging_token',
    facts: (now, { oa }) => {
      picture.update(...app.picture);
      return el('div', {}, el('div', { class: 'whose' }, picture.root, botFacts(now)), otherName(now.bot, oa));
    },
    words: { title: 'step14.title', proved: 'step14.proved', onward: 'step14.yes', change: 'step14.change' },
    repairs,
    extra: fold('token-delete-fold', 'token.delete', el('p', { t: 'token.delete.warn' }), trouble.root,
      press('token-delete', 'token.delete.do', forget, 'danger')),
  });

  const tail = el('p', { class: 'hint', testid: 'token-tail', hidden: true });
  const token = field({
    id: 'token', name: 'token', label: 'token.label', hint: 'token.hint', lines: 4, secret: true, note: tail,
    autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', translate: 'no', required: true });
  let acceptExpiry = false;

  // How long it is and how it ends: enough to see that it was not cut short. Only while it is here.
  function typed() {
    acceptExpiry = false;
    const text = token.value.trim();
    show(tail, text.length > 8);
    if (text.length > 8) say(tail, 'token.tail', { n: text.length, end: literal(text.slice(-4)) });
  }
  token.input.addEventListener('input', typed);

  function empty() {
    token.value = '';
    typed();
  }

  const ordinary = help(app, { number: 14, where: 'messaging_token', fields: [token], repairs, form: () => step.form });
  step.fields = [token];
  step.form = form({
    id: 'step14', submit: 'step14.submit', fields: step.fields,
    send: async ({ token: text }) => ordinary.placed(
      await app.account.call('PUT', 'messaging-token', acceptExpiry ? { token: text, accept_expiry: true } : { token: text })),
    done: (data, { status }) => {
      empty(); // the server has it sealed; nothing here needs it any more
      return step.settled(data, status);
    },
    failed: step.refused,
    help: {
      at: ordinary.at,
      whole: (problem) => [choices[problem.code]?.(problem), ...ordinary.whole(problem)],
    },
  });

  // A good token may be taken all the same, with one press.
  const choices = { 'line.token_other_oa': otherAccount, 'line.token_short_lived': shortLived };

  // It is of another account: use that account, or paste another token.
  function otherAccount({ found }) {
    const said = el('p', { class: 'error', testid: 'token-repair-problem', hidden: true });
    async function repair() {
      const result = await app.account.call('PUT', 'oa', { name: found.display_name, basic_id: found.basic_id });
      if (result.ok) await step.form.run();
      else show(sayProblem(said, result.problem));
    }
    return el('div', { class: 'actions', testid: 'token-repair' }, said,
      press('token-use-account', ['token.useAccount', { name: found.display_name, basicId: found.basic_id }], repair, 'primary'),
      pasteAnother());
  }

  // It works, but only until a date: paste a lasting one, or take it knowing that.
  function shortLived() {
    const accept = () => {
      acceptExpiry = true;
      step.form.run();
    };
    return el('div', { class: 'actions', testid: 'token-expiry' },
      pasteAnother('primary'), press('token-accept-expiry', 'token.acceptExpiry', accept));
  }

  function pasteAnother(kind = '') {
    return press('token-paste-another', 'token.pasteAnother', () => {
      empty();
      step.form.clear();
      token.input.focus();
    }, kind);
  }

  // Step 11 was typed by a person; by now LINE has said what the account is called.
  function otherName({ display_name: name }, oa) {
    if (name.normalize() === oa.name.normalize()) return null;
    const said = el('p', { class: 'error', testid: 'token-name-problem', hidden: true });
    async function take() {
      const result = await app.account.call('PUT', 'oa', { name, basic_id: oa.basic_id });
      if (result.ok) {
        await app.refresh();
        step.dialog.title.focus();
      } else show(sayProblem(said, result.problem));
    }
    return el('div', { class: 'notice', testid: 'token-name' },
      el('p', { t: ['token.otherName', { entered: oa.name, name }] }), said, press('token-use-name', 'token.otherName.use', take));
  }

  async function forget() {
    const result = await app.account.call('DELETE', 'messaging-token');
    if (result.ok) {
      await app.refresh();
      token.input.focus();
    } else app.refused(result.problem, trouble);
  }

  step.entry.append(
    el('p', { t: 'step14.why' }),
    elsewhere(14),
    el('h3', { t: 'step14.inLine' }),
    todo(['step14.inLine.1', 'step14.inLine.2', 'step14.inLine.3', 'step14.inLine.4'], { console: consoleLink() }),
    stepPicture(14),
    fold('step14-which', 'step14.which', el('ul', {}, el('li', { t: 'step14.which.look' }), el('li', { t: 'step14.which.id' }),
      el('li', { t: ['step14.which.guide', { enable: guideLink(3), enter: guideLink(7) }] }))),
    el('h3', { t: 'step14.paste' }),
    step.form.root);
  return step;
}
