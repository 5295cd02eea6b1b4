// A step that LINE has to say yes to, as a dialog of three views: what to do and paste, waiting for
// LINE, and proved. Which one shows is the server's word, or the first when the merchant changes it.

import { el, focusOn, say, show } from '../dom.js';
import { contactUs } from '../support.js';
import { dialog } from './dialog.js';
import { explanation } from './explain.js';
import { placeOf, press, slot, tidied, viewHeading } from './parts.js';
import { refutedWords } from './refuted.js';
import { isBroken } from './state.js';

/*
 * `where` is the name of this step's part of GET oa; `facts(part, state)` shows a proved one; `words` are the keys
 * { title, proved, onward, change }; `extra` stands below a proved one; `repairs` as in explain.js. The caller
 * fills `entry` and sets `form` and `fields`.
 */
export function proofDialog(app, { number, where, facts, words, extra = null, repairs = {} }) {
  const name = `step${number}`;
  const part = (state) => state[where];
  let editing = false;
  const box = dialog({ id: `dialog-${number}`, number, title: words.title, onClose: () => { editing = false; app.closed(number); } });
  const notice = slot(`dialog-${number}-notice`, '', 'status');
  const refuted = slot(`${name}-refuted`, 'bad');
  const remedy = el('div', { hidden: true });
  const entry = el('div', { testid: `${name}-entry` }, refuted.root, remedy);

  const told = slot(`${name}-pending-detail`, 'waiting');
  const waitingTitle = viewHeading(`${name}-pending`, 'pending.title');
  const waitingTidied = slot(`${name}-pending-tidied`);
  const mailed = el('li');
  const waiting = el('div', { role: 'status' }, waitingTitle, told.root,
    el('ul', { class: 'plain' }, mailed, el('li', { t: 'pending.on' })), waitingTidied.root,
    el('div', { class: 'actions' },
      press(`${name}-pending-continue`, 'step.later', () => app.advance(notice), 'primary'),
      press(`${name}-pending-change`, 'pending.change', edit)));

  const note = slot(`${name}-note`);
  const known = el('div');
  const provedTitle = viewHeading(`${name}-proved`, words.proved);
  const proved = el('div', { role: 'status' }, provedTitle, note.root, known,
    el('div', { class: 'actions' },
      press(`${name}-continue`, words.onward, () => app.advance(notice), 'primary'),
      press(`${name}-change`, words.change, edit)),
    extra);

  box.body.append(placeOf(number), notice.root, proved, waiting, entry);

  const step = {
    number,
    title: words.title,
    dialog: box,
    notice,
    entry,
    form: null,
    fields: [],
    onEntry: () => {}, // the entry view has come up

    // The call was taken.
    async settled(data, status) {
      editing = false;
      const what = () => tidied(data.cleaned, step.fields);
      if (await app.reload(notice)) return;
      const now = part(app.account.state);
      if (status === 202 && now.state === 'pending') {
        told.write(data.detail);
        if (what()) waitingTidied.put(what());
        focusOn(waitingTitle);
        return;
      }
      if (status === 202) note.write(data.detail); // what was proved before stays until LINE has answered
      else if (what()) note.put(what());
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
      const left = [proved, waiting, entry].find((each) => each.contains(document.activeElement));
      show(proved, view === 'proved');
      show(waiting, view === 'pending');
      show(entry, view !== 'proved' && view !== 'pending');
      if (view === 'proved') showFacts(now, state);
      if (view === 'pending' && told.root.hidden) told.say('pending.said');
      say(mailed, 'pending.self', { email: app.account.session.member.email });
      if (view !== 'pending') for (const each of [told, waitingTidied]) each.clear();
      sayRefuted(view === 'refuted' && step.form.summary.hidden, now.code, isBroken(number, state));
      // LINE has answered while somebody was reading here: on to what stands in its place.
      if (left?.hidden) focusOn([[proved, provedTitle], [waiting, waitingTitle]].find(([each]) => !each.hidden)?.[1] ?? box.title);
    },
  };

  // They are said aloud as they come, so only what has changed comes again.
  let shownFacts = null;
  function showFacts(now, state) {
    const these = JSON.stringify([now, state.oa, app.picture]);
    if (these === shownFacts) return;
    shownFacts = these;
    known.replaceChildren(facts(now, state));
  }

  // LINE said no while nobody was looking: why, and what to do. Once something is sent, its answer counts.
  function sayRefuted(shown, code, broken) {
    show(remedy, shown);
    if (!shown) {
      refuted.clear();
      remedy.replaceChildren();
      delete remedy.dataset.code;
      return;
    }
    refuted.say(refutedWords(code, broken), { us: contactUs() });
    if (remedy.dataset.code === code) return;
    remedy.dataset.code = code;
    remedy.replaceChildren(...[explanation(code, where, repairs)].filter(Boolean));
  }

  function edit() {
    editing = true;
    step.opened();
    focusOn(box.title);
  }

  return step;
}
