// What the state of each step is called, and the little that is derived from GET oa. Progress itself
// is the server's word: onboarding.step.

const STEP_NUMBERS = { oa: 11, login_channel: 12, publish: 13, messaging_token: 14 };

// The step that comes next, or null when all is done.
export const nextStep = ({ onboarding }) => STEP_NUMBERS[onboarding.step] ?? null;

// Step 13 is two of the merchant's words; it is as good as the lesser of them, and begun with the first.
function checklistState({ published, oa_linked: linked }) {
  if ((published.state === 'missing') !== (linked.state === 'missing')) return 'begun';
  for (const state of ['refuted', 'missing', 'pending', 'confirmed']) {
    if (published.state === state || linked.state === state) return state;
  }
  return 'proved';
}

const latest = (...times) => times.filter(Boolean).sort().at(-1) ?? null;

// { state, at, code } of a step.
export function stepState(step, { oa, login_channel: channel, checklist, messaging_token: token }) {
  switch (step) {
    case 11: return { state: oa.state, at: oa.checked_at, code: null };
    case 12: return { state: channel.state, at: channel.checked_at, code: channel.code };
    case 13: return {
      state: checklistState(checklist),
      at: latest(checklist.published.checked_at, checklist.oa_linked.checked_at),
      code: null,
    };
    default: return { state: token.state, at: token.checked_at, code: token.code };
  }
}

// Refuted while the value is still there: LINE took it once, and takes it no longer.
export function isBroken(step, { login_channel: channel, messaging_token: token }) {
  if (step === 12) return channel.state === 'refuted' && Boolean(channel.channel_id);
  return step === 14 && token.state === 'refuted' && Boolean(token.bot);
}

export const isWaiting = (state) =>
  state.login_channel.state === 'pending' || state.messaging_token.state === 'pending';

const STATE_WORDS = {
  begun: 'state.begun',
  missing: 'state.missing',
  pending: 'state.pending',
  confirmed: 'state.confirmed',
  proved: 'state.proved',
  refuted: 'state.refuted',
};
const DATED_WORDS = { confirmed: 'state.confirmedAt', proved: 'state.provedAt' };

// [key, params] of a step's state. "Confirmed by LINE" and "by you" never look or read alike.
export function stateWords(number, { state, at }) {
  if (number === 11 && state === 'confirmed') return ['state.entered'];
  if (at && DATED_WORDS[state]) return [DATED_WORDS[state], { time: new Date(at) }];
  return [STATE_WORDS[state]];
}
