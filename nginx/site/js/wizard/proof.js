// A step that LINE has to say yes to, as a dialog of three views: what to do and paste, waiting for
// LINE, and proved. Which one shows is the server's word, or the first when the merchant changes it.

import { el, focusOn, show } from '../dom.js';
import { dialog } from './dialog.js';
import { slot, viewHeading } from './parts.js';
import { refutedWords } from './state.js';

/*
 * `part(state)` is this step's share of GET oa; `facts(part)` shows a proved one; `words` are the keys
 * { title, proved, change }; `extra` stands below a proved one. The caller fills `entry` and sets `form`.
 */
export function proofDialog(app, { number, part, facts, words, extra = null }) {
  const name = `step${number}`;
  let editing = false;
  const box = dialog({ id: `dialog-${number}`, title: words.title, onClose: () => { editing = false; app.closed(number); } });
  const notice = slot(`dialog-${number}-notice`);
  const refuted = slot(`${name}-refuted`, 'bad');
  const entry = el('div', { testid: `${name}-entry` }, refuted.root);

  const told = slot(`${name}-pending-detail`, 'waiting');
  const waitingTitle = viewHeading(`${name}-pending`, 'pending.title');
  const waiting = el('div', { role: 'status' }, waitingTitle, told.root,
    el('div', { class: 'actions' },
      press(`${name}-pending-continue`, 'step.later', () => app.advance(), 'primary'),
      press(`${name}-pending-change`, 'pending.change', edit)));

  const note = slot(`${name}-note`);
  const known = el('div');
  const provedTitle = viewHeading(`${name}-proved`, words.proved);
  const proved = el('div', { role: 'status' }, provedTitle, note.root, known,
    el('div', { class: 'actions' },
      press(`${name}-continue`, 'step.continue', () => app.advance(), 'primary'),
      press(`${name}-change`, words.change, edit)),
    extra);

  box.body.append(notice.root, proved, waiting, entry);

  const step = {
    number,
    title: words.title,
    dialog: box,
    notice,
    entry,
    form: null,
    onEntry: () => {}, // the entry view has come up

    // The call was taken: `wasCleaned` says that the server tidied up what was pasted.
    async settled(data, status, wasCleaned) {
      editing = false;
      await app.refresh();
      const now = part(app.account.state);
      if (status === 202 && now.state === 'pending') {
        told.write(data.detail);
        focusOn(waitingTitle);
        return;
      }
      if (status === 202) note.write(data.detail); // what was proved before stays until LINE has answered
      else if (wasCleaned(now)) note.say('paste.cleaned');
      else note.clear();
      focusOn(provedTitle);
    },

    // It was not. True when that has been dealt with.
    refused(problem) {
      app.refresh();
      if (problem.code === 'onboarding.oa_required') app.go(11);
      return false;
    },

    opened() {
      step.update(app.account.state);
      if (!entry.hidden) step.onEntry();
    },

    update(state) {
      const now = part(state);
      const view = editing ? 'missing' : now.state;
      show(proved, view === 'proved');
      show(waiting, view === 'pending');
      show(entry, view !== 'proved' && view !== 'pending');
      if (view === 'proved') known.replaceChildren(facts(now));
      if (view === 'pending' && told.root.hidden) told.say('line.down');
      if (view !== 'pending') told.clear();
      if (view === 'refuted' && step.form.summary.hidden) refuted.say(refutedWords(now.code));
      else refuted.clear();
    },
  };

  function edit() {
    editing = true;
    step.opened();
    focusOn(box.title);
  }

  return step;
}

export function press(testid, words, click, kind = '') {
  return el('button', { type: 'button', class: `button ${kind}`.trim(), testid, t: words, on: { click } });
}
