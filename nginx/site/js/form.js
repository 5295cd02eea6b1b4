// Forms: fields with label, hint and error; a summary that is focused and leads to each field; a
// submit that happens once. What is wrong is said by the server, in one place for all clients.

import { el, focusOn, say, show, write } from './dom.js';
import { duration, t } from './i18n.js';
import { perTab } from './store.js';
import { tellLink } from './support.js';

// One row. `name` is the API's name of the value; id, id-hint, id-error, id-toggle name the parts.
// label, hint and note are keys; `secret` adds a show/hide button; `lines` makes it a textarea, `options`
// (value to key) a choice.
export function field({ id, name, label, hint, optional = false, secret = false, lines, options = null, note, ...attributes }) {
  const error = el('p', { class: 'error', id: `${id}-error`, testid: `${id}-error`, hidden: true });
  const more = el('div', { hidden: true });
  const hintText = hint ? el('p', { class: 'hint', id: `${id}-hint`, t: hint }) : null;
  const kind = options ? 'select' : lines ? 'textarea' : 'input';
  const input = el(kind, {
    id, name, testid: id,
    ...(kind === 'input' ? { type: secret ? 'password' : 'text' } : { rows: lines }),
    class: secret ? 'masked' : null,
    'aria-describedby': hint ? `${id}-hint` : null,
    ...attributes,
  }, ...Object.entries(options ?? {}).map(([value, words]) => el('option', { value, t: words })));
  const root = el('div', { class: 'field' },
    el('label', { for: id },
      el('span', { t: label }), optional ? el('span', { class: 'optional', t: 'form.optional' }) : null),
    hintText, error,
    el('div', { class: 'control' }, input, secret ? toggle(id, input) : null),
    note ?? null, more);

  // What is wrong, and an element that helps with it; null for either.
  function setError(text, help = null) {
    more.replaceChildren(...[help].filter(Boolean));
    show(more, help !== null);
    show(error, Boolean(text));
    write(error, text ?? '');
    root.classList.toggle('wrong', Boolean(text));
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    const described = [hint && `${id}-hint`, text && `${id}-error`].filter(Boolean).join(' ');
    if (described) input.setAttribute('aria-describedby', described);
    else input.removeAttribute('aria-describedby');
  }

  return {
    id, name, label, root, input, setError,
    get value() { return input.value; },
    set value(text) { input.value = text; },
    // As if it had been typed.
    put(text) {
      input.value = text;
      input.dispatchEvent(new Event('input'));
    },
  };
}

// Show or hide what a secret field holds. A textarea cannot be of type password; CSS masks it.
function toggle(id, input) {
  const button = el('button', {
    type: 'button', class: 'toggle', testid: `${id}-toggle`, 'aria-controls': id, 'aria-pressed': 'false', t: 'form.show',
    on: {
      click: () => {
        const visible = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(visible));
        say(button, visible ? 'form.hide' : 'form.show');
        input.classList.toggle('masked', !visible);
        if (input.type !== 'textarea') input.type = visible ? 'text' : 'password';
      },
    },
  });
  return button;
}

// The wait that a sentence names, in seconds, as what stands before and after it. Other numbers may come first.
const aroundWait = (text, seconds) => new RegExp(`^(.*\\D)${seconds} ?(?:\\p{Script=Han}|\\p{L}+)(.*)$`, 'su').exec(text)?.slice(1) ?? null;

// Of a value that has no field here, what is said of it.
function sentenceOf({ detail, errors, retryAfter }) {
  if (errors.length > 0) return errors.map((error) => error.detail).join(' ');
  return (retryAfter && aroundWait(detail, retryAfter)?.join(duration(retryAfter))) || detail;
}

// The sentence of a problem: the server's, or ours when it gave none.
export function sayProblem(node, problem) {
  if (problem.words) return say(node, problem.words, problem.params);
  write(node, sentenceOf(problem)).append(...tellLink(problem));
  return node;
}

// What must be filled in and is not, as a refusal of the server's; null: nothing. For a form whose answer would not say which.
export function unfilled(fields) {
  const errors = fields.filter(({ input }) => input.required && input.value === '')
    .map(({ name }) => ({ field: name, detail: t('form.required') }));
  return errors.length > 0 ? { ok: false, status: 422, problem: { code: 'request.invalid', errors } } : null;
}

const NO_HELP = { at: () => null, whole: () => [] };

/*
 * A form of `fields`. `send(values)` makes the call and returns its result; `done(data, result)` takes
 * a success; `failed(problem, result)` may add to the summary or return true to show it itself.
 * While it runs, further presses do nothing; whatever was typed stays. `help` adds elements to what is
 * wrong: help.at(error, problem) at a field, help.whole(problem) at the end of the summary. `danger`: it cannot be taken back.
 */
export function form({ id, fields, submit, send, done, failed = () => false, help = NO_HELP, between = [], danger = false }) {
  const summary = el('div', { class: 'summary', id: `${id}-summary`, testid: `${id}-summary`, hidden: true });
  const status = el('p', { class: 'status', role: 'status', testid: `${id}-status` });
  const button = el('button', { type: 'submit', class: `button ${danger ? 'danger' : 'primary'}`, testid: `${id}-submit`, t: submit });
  const root = el('form', { id, class: 'form', testid: id, novalidate: true, method: 'post' },
    summary, ...between, ...fields.map((each) => each.root ?? each), button, status);
  const inputs = fields.filter((each) => each.input);
  let busy = false;
  let blocked = false;

  function setBusy(on) {
    busy = on;
    root.toggleAttribute('data-busy', on);
    root.setAttribute('aria-busy', String(on));
    button.setAttribute('aria-disabled', String(on || blocked));
    if (on) setTimeout(() => { if (busy) say(status, 'form.sending'); }, 300);
    else write(status, '');
  }

  function clear() {
    show(summary, false);
    for (const each of inputs) each.setError(null);
  }

  function showProblem(problem) {
    clear();
    summary.replaceChildren();
    summary.dataset.code = problem.code;
    const list = el('ul');
    for (const { at, detail, error } of inOrder(problem.errors)) {
      at?.setError(detail, help.at(error, problem));
      list.append(el('li', {}, at ? linkTo(at, detail) : detail));
    }
    if (problem.errors.length > 0) {
      summary.append(el('h2', { t: ['err.summary', { n: problem.errors.length }] }), list);
    } else {
      summary.append(sayProblem(el('p', { class: 'strong' }), problem));
    }
    summary.append(...help.whole(problem).filter(Boolean));
    show(summary);
    focusOn(summary);
  }

  // In the order in which the fields stand here; what belongs to none comes last.
  function inOrder(errors) {
    const found = errors.map((error) => ({ at: inputs.find(({ name }) => name === error.field), detail: error.detail, error }));
    return [...inputs.flatMap((each) => found.filter(({ at }) => at === each)), ...found.filter(({ at }) => !at)];
  }

  function linkTo(at, detail) {
    const link = el('a', { href: `#${at.id}`, t: ['err.at', { field: el('span', { t: at.label }), detail }] });
    link.addEventListener('click', (event) => {
      event.preventDefault(); // the fragment belongs to the steps
      at.input.focus();
    });
    return link;
  }

  // Nothing can be sent until `seconds` have passed; they are counted down in the sentence that says so.
  function blockFor(seconds, { detail }) {
    const until = Date.now() + seconds * 1000;
    const words = summary.querySelector('.strong');
    const around = aroundWait(detail, seconds);
    blocked = true;
    button.setAttribute('aria-disabled', 'true');
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left > 0) {
        if (around) write(words, around.join(duration(left)));
        setTimeout(tick, 500);
        return;
      }
      blocked = false;
      button.setAttribute('aria-disabled', 'false');
      if (document.activeElement === summary) focusOn(button);
      show(summary, false);
      say(status, 'form.waitOver');
    };
    tick();
  }

  async function run() {
    if (busy || blocked) return;
    setBusy(true);
    clear();
    const values = Object.fromEntries(inputs.filter((each) => each.name).map((each) => [each.name, each.value]));
    const result = await send(values);
    setBusy(false);
    if (result.ok) {
      done(result.data, result);
    } else if (!failed(result.problem, result)) {
      showProblem(result.problem);
      if (result.status === 429 && result.retryAfter) blockFor(result.retryAfter, result.problem);
    }
  }

  root.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });

  return { root, summary, button, run, clear, showProblem, tell: (key, params) => say(status, key, params) };
}

// A Channel secret's 32 hexadecimal digits, or what is as long as a key or a token.
const SECRET = /[0-9a-f]{32}|[\w+/=]{50}|PRIVATE/i;

// What was typed survives a reload (a phone drops tabs in the background). Never for secrets, nor for what
// looks like one in a field where it does not belong.
export function keepDraft(key, fields) {
  const kept = perTab.get(key) ?? {};
  for (const each of fields) {
    if (typeof kept[each.name] === 'string') each.value = kept[each.name];
    each.input.addEventListener('input', () => {
      perTab.set(key, Object.fromEntries(fields.filter(({ value }) => !SECRET.test(value)).map((one) => [one.name, one.value])));
    });
  }
  return { forget: () => perTab.remove(key) };
}
