// An account's home: the list of steps 11 to 14, each with its state; #step-N opens one.

import { el, focusOn, say, show } from './dom.js';
import { closingNotice } from './closing.js';
import { copyBox } from './copy.js';
import { sayProblem } from './form.js';
import { lost } from './lost.js';
import { offerInstall, replaceMain, setTitle, showLoading, start } from './page.js';
import { homePath, loginUrl, settingsPath, stepHash, stepOf } from './place.js';
import { may } from './roles.js';
import { unverifiedNotice } from './unverified.js';
import { account } from './wizard/account.js';
import { brokenBanner } from './wizard/broken.js';
import { taskCard } from './wizard/card.js';
import { checklistStep } from './wizard/checklist.js';
import { loginChannelStep } from './wizard/login-channel.js';
import { oaStep } from './wizard/oa.js';
import { isBroken, isWaiting, nextStep, stepState } from './wizard/state.js';
import { termsNotice } from './wizard/terms.js';
import { tokenStep } from './wizard/token.js';

const POLL_MS = 4000;
const POLL_MAX_MS = 30_000;

const app = {
  account,

  // Open a step (null: the list). The fragment is the one place that says which.
  go(step) {
    if (stepOf(location.hash) === step) route();
    else if (step) location.hash = stepHash(step);
    else {
      history.pushState(null, '', homePath());
      route();
    }
  },

  // What the server has now, shown everywhere.
  async refresh() {
    const problem = await account.refresh();
    if (!problem) render();
    return problem;
  },

  // A step is done with: on to whatever the server says is next, or to the list.
  async advance() {
    await app.refresh();
    app.go(account.session.onboarding.waiting ? null : nextStep(account.session));
    if (nextStep(account.session) === null) focusOn(done.title);
  },

  // A dialog was closed: by its button, by Escape, or because the fragment left it. Back to where it
  // is opened from, unless the good news has just been given.
  closed(step) {
    if (stepOf(location.hash) === step) app.go(null);
    if (stepOf(location.hash) === null && document.activeElement !== done.title) cards.get(step).button.focus();
  },

  // Said at the top of the next step that opens.
  notice(key, params) {
    pendingNotice = [key, params];
  },

  // A call of a step failed outside a form: to step 11 where that is missing, else say it.
  refused(problem, at) {
    if (problem.code === 'onboarding.oa_required') app.go(11);
    else if (problem.words) at.say(problem.words, problem.params);
    else at.write(problem.detail);
  },
};

let pendingNotice = null;
const steps = [oaStep, loginChannelStep, checklistStep, tokenStep].map((make) => make(app));
const cards = new Map(steps.map((step) => [step.number, taskCard(step)]));

const banners = [12, 14].map(brokenBanner);
const live = el('p', { class: 'unseen', role: 'status', testid: 'home-live' });
const progress = el('p', { class: 'lead', testid: 'home-progress' });
const heading = el('h1', { testid: 'home-company' });
const trouble = el('p', { class: 'notice bad', testid: 'home-problem', hidden: true });
const done = doneView();
const member = el('span', { class: 'member', testid: 'home-member' });
const settings = el('a', { class: 'button small', href: settingsPath(), testid: 'home-settings', t: 'home.settings' });
const reminder = unverifiedNotice('home-unverified');
const viewer = el('p', { class: 'notice', testid: 'home-viewer', t: 'home.viewer', hidden: true });
const closing = closingNotice('home-closing');
const newTerms = termsNotice();
const logout = el('button', {
  type: 'button', class: 'button small', testid: 'home-logout', t: 'home.logout',
  on: { click: async () => show(sayProblem(trouble, await account.logout())) } });

function doneView() {
  const title = el('h2', { testid: 'home-done-title' });
  const address = copyBox({ id: 'login-url', what: 'signup.done.url', action: 'signup.done.copy', done: 'signup.done.copied' });
  address.set(loginUrl());
  const root = el('section', { class: 'card done', testid: 'home-done', hidden: true },
    title, el('p', { t: 'done.next' }), address.root, el('p', { class: 'hint', t: 'bookmark.tip' }));
  return { root, title };
}

// Whoever may only look is shown how things stand, and no way in.
const writes = () => may(account.session, 'oa.write');

function render() {
  const { session, state } = account;
  const next = nextStep(session);
  const finished = steps.filter(({ number }) => ['proved', 'confirmed'].includes(stepState(number, state).state)).length;
  say(heading, 'home.title', { company: session.account.company });
  setTitle('home.pageTitle', { company: session.account.company });
  say(progress, next === null ? 'home.allDone' : 'home.progress', { n: finished, all: steps.length });
  member.textContent = session.member.email;
  reminder.update(session);
  show(viewer, !writes());
  closing.update(session);
  newTerms.update(session);
  show(done.root, next === null);
  if (next === null) say(done.title, 'done', { displayName: state.messaging_token.bot?.display_name ?? state.oa.name });
  for (const banner of banners) banner.update(state);
  for (const step of steps) {
    step.update(state);
    cards.get(step.number).update(state, next === step.number && !session.onboarding.waiting, writes());
  }
  poll();
}

// Show what the fragment says: one panel or dialog open, the rest closed.
function route() {
  let open = writes() ? stepOf(location.hash) : null;
  if (open > 11 && account.state.oa.state === 'missing') {
    pendingNotice = ['home.first11', {}];
    history.replaceState(null, '', stepHash(11));
    open = 11;
  }
  for (const step of steps) {
    const card = cards.get(step.number);
    const here = step.number === open;
    card.setOpen(here);
    if (here) {
      if (pendingNotice) step.notice.say(...pendingNotice);
      else step.notice.clear();
      pendingNotice = null;
    }
    if (step.panel) show(step.panel, here);
    else if (!here) step.dialog.close();
    else {
      step.opened();
      step.dialog.open();
    }
  }
  if (open && cards.get(open).step.panel) focusOn(cards.get(open).heading);
}

const anyBroken = () => steps.some(({ number }) => isBroken(number, account.state));

// While LINE owes an answer or takes a value no longer, look again by itself, less and less often, and only when looked at.
let timer = null;
let pause = POLL_MS;
function poll() {
  clearTimeout(timer);
  if (anyBroken()) pause = POLL_MAX_MS;
  else if (!isWaiting(account.state)) {
    pause = POLL_MS;
    return;
  }
  timer = setTimeout(lookAgain, pause);
  pause = Math.min(pause * 1.5, POLL_MAX_MS);
}

async function lookAgain() {
  if (document.visibilityState !== 'visible') return poll();
  const before = account.state;
  const problem = await app.refresh();
  if (problem) return poll();
  for (const step of steps) {
    const was = stepState(step.number, before).state;
    const is = stepState(step.number, account.state).state;
    if (was === 'pending' && is !== 'pending') say(live, is === 'proved' ? 'live.proved' : 'live.refuted', { step: step.number });
  }
  return undefined;
}

start({ titleKey: 'home.pageTitlePlain', home: homePath(), tools: [member, settings, logout] });
const loading = showLoading('home-loading');
const problem = await account.refresh((busy) => sayProblem(loading, busy));
if (problem) lost(problem);
else {
  replaceMain(live, ...banners.map(({ root }) => root), heading, progress, trouble, viewer, closing.root, newTerms.root, reminder.root, done.root,
    el('ol', { class: 'tasks', label: 'home.tasks' }, ...steps.map(({ number }) => cards.get(number).root)),
    ...steps.filter((step) => step.dialog).map((step) => step.dialog.root));
  render();
  offerInstall();
  const next = nextStep(account.session);
  if (writes() && stepOf(location.hash) === null && next && !account.session.onboarding.waiting && !anyBroken() && !account.session.account.deletes_at) {
    history.replaceState(null, '', stepHash(next));
  }
  route();
  if (next === null && stepOf(location.hash) === null) focusOn(done.title);
  addEventListener('hashchange', route);
  addEventListener('pageshow', (event) => { if (event.persisted) app.refresh(); });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') app.refresh(); });
}
