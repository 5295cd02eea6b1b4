// What a step's form makes of a refusal: LINE's placed at its field, explanations, values moved to where they belong,
// and what the server has tidied up. Nothing is sent before the merchant presses for it.

import { el } from '../dom.js';
import { t } from '../i18n.js';
import { explanation } from './explain.js';
import { ABOUT, BELONGS } from './explanations.js';
import { press, tidied } from './parts.js';
import { reasonWords } from './refuted.js';

// Sentences of the server's that name an account or a call, which ours do not.
const NAMING = ['line.not_login_channel', 'line.token_other_oa', 'line.unexpected'];

// `fields` of the form of step `number`; `where` is its part of GET oa; `form()` gives the form.
export function help(app, { number, where, fields, repairs, form }) {
  const fieldOf = (name) => fields.find((each) => each.name === name);
  const homeOf = ({ field: name, code }) => {
    const home = fieldOf(BELONGS[code]?.field);
    return home && home.name !== name ? home : null;
  };

  // Two values that each belong where the other one is.
  function swapped({ errors }) {
    const pairs = errors.map((error) => [fieldOf(error.field), homeOf(error)]);
    return pairs.find(([one, other]) => other && pairs.some(([from, to]) => from === other && to === one)) ?? null;
  }

  function moveButton(error) {
    const from = fieldOf(error.field);
    const to = homeOf(error);
    if (to) {
      const words = to.value.trim() === '' ? 'move.here' : 'move.over';
      return press(`move-${from.id}`, [words, { field: el('span', { t: to.label }) }], () => {
        to.put(from.value);
        from.put('');
        form().clear();
        from.setError(null, explanation('field.required', from.name));
        form().tell('move.done', { field: el('span', { t: to.label }) });
        from.input.focus();
      });
    }
    const step = BELONGS[error.code]?.step;
    if (number === 11 || !step || step === number) return null;
    // Nothing goes along: what belongs into another step is pasted there again.
    return press(`move-${from.id}`, ['move.step', { step }], () => {
      from.put('');
      form().clear();
      app.go(step);
    });
  }

  return {
    // What LINE or the vault said, as `result` of a call: in few words, because what to do about it is explained, and as
    // said of the field that it is about.
    placed(result) {
      const { problem } = result;
      const words = reasonWords(problem?.code, false);
      if (!words) return result;
      const until = problem.code === 'line.token_short_lived' && { words: 'refuted.tokenUntil', params: { time: new Date(problem.expires_at) } };
      if (!NAMING.includes(problem.code)) Object.assign(problem, until || { words });
      const field = ABOUT[problem.code];
      const detail = problem.words ? t(problem.words, problem.params) : problem.detail;
      if (field) problem.errors = [{ field, code: problem.code, detail }];
      return result;
    },

    // Below the sentence at a field.
    at(error, problem) {
      const from = fieldOf(error.field);
      if (!from || swapped(problem)) return null;
      if (error.code === 'paste.is_private_key') from.put('');
      // An empty field whose value stands in another one needs no more than to be moved.
      if (error.code === 'field.required' && problem.errors.some((other) => homeOf(other) === from)) return null;
      return el('div', { class: 'help' }, moveButton(error), explanation(error.code, error.code in ABOUT ? where : error.field, repairs));
    },

    // At the end of the summary.
    whole(problem) {
      const pair = swapped(problem);
      return [
        pair ? swapButton(pair, form) : null,
        // What is no good anyway is looked at as it was pasted; LINE was asked about it as it was tidied.
        tidied(problem.cleaned, fields.filter(({ name }) => !problem.errors.some((error) => error.field === name && !(error.code in ABOUT)))),
        where && !(problem.code in ABOUT) ? explanation(problem.code, where, repairs) : null];
    },
  };
}

export function swapButton([one, other], form) {
  return press(`swap-${one.id}`, 'swap.do', () => {
    const kept = one.value;
    one.put(other.value);
    other.put(kept);
    form().clear();
    form().tell('swap.done');
    form().button.focus();
  }, 'primary');
}
