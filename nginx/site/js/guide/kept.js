// What the reader has said here: whether there is an Official Account already, what the Provider is called, and which
// steps are done. It stays in this browser; there is no account yet.

import { perBrowser } from '../store.js';
import { STEPS } from './steps.js';

const KEY = 'acho.guide';
const ANSWERS = ['yes', 'no', 'unsure'];
export const PROVIDER_MAX = 100;

const isStep = (number) => STEPS.some((step) => step.number === number);

function read() {
  const { oa, provider, done } = Object(perBrowser.get(KEY));
  return {
    oa: ANSWERS.includes(oa) ? oa : null,
    provider: typeof provider === 'string' ? provider.slice(0, PROVIDER_MAX) : '',
    done: new Set(Array.isArray(done) ? done.filter(isStep) : []),
  };
}

export const kept = read();

// What another tab has kept meanwhile is not lost.
function change(how) {
  if (perBrowser.get(KEY)) Object.assign(kept, read());
  how();
  perBrowser.set(KEY, { oa: kept.oa, provider: kept.provider, done: [...kept.done] });
}

export const answer = (oa) => change(() => { kept.oa = oa; });

export const noteProvider = (name) => change(() => { kept.provider = name.trim(); });

export const tick = (number, done) => change(() => {
  if (done) kept.done.add(number);
  else kept.done.delete(number);
});

// Who has an Official Account makes none.
export const isNeeded = (number) => number !== 1 || kept.oa !== 'yes';

// The first step that is left to do; null when there is none.
export const nextStep = () => STEPS.find(({ number }) => isNeeded(number) && !kept.done.has(number))?.number ?? null;
