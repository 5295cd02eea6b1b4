// An account's home: the list of steps 11 to 14, each with its state; #step-N opens one.

import { el, focusOn, say, show, write } from './dom.js';
import { closingNotice } from './closing.js';
import { sayProblem } from './form.js';
import { lost } from './lost.js';
import { offerInstall, replaceMain, setTitle, showLoading, speakAs, start } from './page.js';
import { homePath, settingsPath, stepHash, stepOf } from './place.js';
import { may } from './roles.js';
import { unverifiedNotice } from './unverified.js';
import { account } from './wizard/account.js';
import { brokenBanner } from './wizard/broken.js';
import { taskCard } from './wizard/card.js';
import { checklistStep } from './wizard/checklist.js';
import { doneView } from './wizard/done.js';
import { channelFacts, tokenFacts } from './wizard/known.js';
import { later } from './wizard/later.js';
import { oaStep } from './wizard/oa.js';
import { isBroken, isWaiting, nextStep, stepState } from './wizard/state.js';
import { termsNotice } from './wizard/terms.js';

const POLL_MS = 4000;
const POLL_MAX_MS = 30_000;
const PICTURE_LOOKS = 6;

// With each, in one round trip, what it is made of beyond this page.
const proofParts = () => Promise.all([
  import('./wizard/proof.js'), import('./wizard/dialog.js'), import('./wizard/help.js'), import('./wizard/explain.js'),
  import('./wizard/explanations.js'), import('./wizard/drawing.js'), import('./svg.js')]);
const loginChannelStep = later({
  number: 12, title: 'step12.title', facts: channelFacts,
  load: async () => (await Promise.all([import('./wizard/login-channel.js'), import('./wizard/key.js'), import('./wizard/key-check.js'), proofParts()]))[0].loginChannelStep,
});
const tokenStep = later({
  number: 14, title: 'step14.title', facts: tokenFacts,
  load: async () => (await Promise.all([import('./wizard/token.js'), import('./wizard/release.js'), proofParts()]))[0].tokenStep,
});

const app = {
  account,
  picture: [false], // the Official Account's, as update() of picture.js takes it

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
  async refresh(quiet = false) {
    const problem = await account.refresh(null, ['session', 'oa'], quiet);
    if (!problem) render();
    return problem;
  },

  // The same after something was saved: asked until it is answered, which is said `at` where the merchant is.
  async reload(at) {
    let waited = false;
    const problem = await account.refresh((busy) => {
      waited = true;
      at.put(sayProblem(el('p'), busy));
    });
    if (problem) {
      at.put(sayProblem(el('p'), problem));
      focusOn(at.root);
      return problem;
    }
    if (waited) at.clear();
    render();
    return null;
  },

  // A step is done with: on to whatever the server says is next, or to the list.
  async advance(at) {
    if (await app.reload(at)) return;
    app.go(account.session.onboarding.waiting ? null : nextStep(account.session));
    if (nextStep(account.session) === null) focusOn(done.title);
  },

  // A dialog was closed: by its button, by Escape, or because the fragment left it. Back to where it
  // is opened from, unless the good news has just been given.
  closed(step) {
    if (stepOf(location.hash) === step) app.go(null);
    if (stepOf(location.hash) === null && document.activeElement !== done.title) cards.get(step).button.focus();
  },

  // A step did not come over the network: back to the list, with a word about it.
  missing(step) {
    if (stepOf(location.hash) === step) app.go(null);
    show(say(trouble, 'net.none'));
    cards.get(step).button.focus();
  },

  // Said at the top of the next step that opens.
  notice(key, params) {
    pendingNotice = [key, params];
  },

  // A call of a step failed outside a form: to step 11 where that is missing, else say it.
  refused(problem, at) {
    if (problem.code === 'onboarding.oa_required') app.go(11);
    else at.put(sayProblem(el('p'), problem));
  },
};

let pendingNotice = null;
const steps = [oaStep, loginChannelStep, checklistStep, tokenStep].map((make) => make(app));
const cards = new Map(steps.map((step) => [step.number, taskCard(step)]));

const banners = [12, 14].map(brokenBanner);
const live = el('p', { class: 'unseen', role: 'status', testid: 'home-live' });
const progress = el('p', { class: 'lead', testid: 'home-progress' });
const heading = el('h1', { testid: 'home-company' });
const trouble = el('p', { class: 'notice bad', role: 'alert', testid: 'home-problem', hidden: true });
const done = doneView();
const member = el('span', { class: 'member', testid: 'home-member' });
const settings = el('a', { class: 'button small', href: settingsPath(), testid: 'home-settings', t: 'home.settings' });
const reminder = unverifiedNotice('home-unverified');
const viewer = el('p', { class: 'notice', testid: 'home-viewer', t: 'home.viewer', hidden: true });
const closing = closingNotice('home-closing');
const newTerms = termsNotice();
// While one of its steps is open, the list is that step alone, with a way back to all.
const list = el('ol', { class: 'tasks', label: 'home.tasks' }, ...steps.map(({ number }) => cards.get(number).root));
const all = el('p', { class: 'onward', hidden: true },
  el('a', { href: homePath(), testid: 'home-all', t: 'home.allSteps', on: { click: (event) => {
    event.preventDefault();
    app.go(null);
    focusOn(heading);
  } } }));
const logout = el('button', {
  type: 'button', class: 'button small', testid: 'home-logout', t: 'home.logout',
  on: { click: async () => show(sayProblem(trouble, await account.logout())) } });

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
  // After what there is to do; where that is nothing, before what has been done.
  const before = next === null ? done.root : all;
  if (before.nextSibling !== reminder.root) before.after(reminder.root);
  if (next === null) done.update(state, writes(), may(session, 'team.write'));
  lookForPicture();
  for (const banner of banners) banner.update(state);
  for (const step of steps) {
    step.update(state);
    cards.get(step.number).update(state, next === step.number && !session.onboarding.waiting, writes());
  }
  poll();
}

// The picture comes seconds after the token, or not at all: look a few times.
let looks = 0;
let looking = false;
async function lookForPicture() {
  const has = account.state.messaging_token.bot?.has_picture ?? false;
  const came = account.shop?.has_picture ?? false;
  app.picture = [has && came, account.state.messaging_token.checked_at, has && (came || looks < PICTURE_LOOKS)];
  done.showPicture(...app.picture);
  steps.at(-1).update(account.state);
  if (!has || came || looks >= PICTURE_LOOKS || looking) return;
  looking = true;
  await new Promise((then) => { setTimeout(then, looks * 1000); });
  looks++;
  const problem = await account.refresh(null, ['account'], true);
  looking = false;
  if (!problem) lookForPicture();
}

// Show what the fragment says: one panel or dialog open, the rest closed.
let routedTo;
function route() {
  untell();
  let open = writes() ? stepOf(location.hash) : null;
  if (open > 11 && account.state.oa.state === 'missing') {
    pendingNotice = ['home.first11', {}];
    history.replaceState(null, '', stepHash(11));
    open = 11;
  }
  if (open) show(trouble, false);
  for (const step of steps) {
    const card = cards.get(step.number);
    const here = step.number === open;
    card.setOpen(here);
    if (here) {
      if (pendingNotice) step.notice.say(...pendingNotice);
      else step.notice.clear();
      pendingNotice = null;
    }
    if (step.panel) {
      show(step.panel, here);
      if (here) step.opened?.();
    } else if (!here) step.dialog.close();
    else {
      step.opened();
      step.dialog.open();
    }
  }
  const alone = Boolean(open && cards.get(open).step.panel);
  list.classList.toggle('one', alone);
  show(all, alone);
  if (alone) focusOn(cards.get(open).heading);
  routedTo = location.href;
}

const anyBroken = () => steps.some(({ number }) => isBroken(number, account.state));

// What has happened meanwhile, in whichever step somebody is; until they go elsewhere.
function tell(key, params) {
  say(live, key, params);
  live.className = 'notice';
}

function untell() {
  write(live, '');
  live.className = 'unseen';
}

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
  const problem = await app.refresh(true);
  if (problem) return poll();
  for (const step of steps) {
    const was = stepState(step.number, before).state;
    const is = stepState(step.number, account.state).state;
    if (was === 'pending' && is !== 'pending') tell(is === 'proved' ? 'live.proved' : 'live.refuted', { step: step.number });
  }
  return undefined;
}

start({ titleKey: 'home.pageTitlePlain', home: homePath(), tools: [member, settings, logout] });
const loading = showLoading('home-loading');
const problem = await account.refresh((busy) => sayProblem(loading, busy), ['account', 'session', 'oa']);
if (problem) lost(problem);
else {
  await speakAs(account.session.account);
  replaceMain(live, heading, progress, ...banners.map(({ root }) => root), trouble, viewer, closing.root, newTerms.root, done.root,
    list, all, reminder.root,
    ...steps.filter((step) => step.dialog).map((step) => step.dialog.root));
  render();
  offerInstall(account.session.account.company, account.shop.has_picture);
  const next = nextStep(account.session);
  if (writes() && stepOf(location.hash) === null && next && !account.session.onboarding.waiting && !anyBroken() && !account.session.account.deletes_at) {
    history.replaceState(null, '', stepHash(next));
  }
  route();
  if (next === null && stepOf(location.hash) === null) focusOn(done.title);
  addEventListener('hashchange', () => {
    if (location.hash === '' || stepOf(location.hash)) route();
    else history.replaceState(null, '', routedTo); // no step of ours: the same view
  });
  addEventListener('pageshow', (event) => { if (event.persisted) app.refresh(true); });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') lookAgain(); });
}
