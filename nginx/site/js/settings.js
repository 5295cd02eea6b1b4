// An account's settings: address, password, second factor, where one is logged in, what the account is called, who is
// in it, and leaving.

import { el, literal, show, write } from './dom.js';
import { sayProblem } from './form.js';
import { lateFold } from './late-fold.js';
import { lost } from './lost.js';
import { replaceMain, setTitle, showLoading, speakAs, start } from './page.js';
import { auditPath, homePath } from './place.js';
import { may } from './roles.js';
import { devicesCard } from './settings/devices.js';
import { emailCard } from './settings/email.js';
import { exportCard } from './settings/export.js';
import { leavingCard } from './settings/leaving.js';
import { passwordCard } from './settings/password.js';
import { teamCard } from './settings/team.js';
import { totpCard } from './settings/totp.js';
import { unverifiedNotice } from './unverified.js';
import { account } from './wizard/account.js';
import { facts } from './wizard/parts.js';

const refresh = (onWait) => account.refresh(onWait, ['session', 'sessions', 'totp', 'email']);
const devices = devicesCard(refresh);

async function again() {
  if (!await refresh()) devices.render();
}

const trouble = el('p', { class: 'notice bad', testid: 'settings-problem', hidden: true });
const logout = el('button', {
  type: 'button', class: 'button small', testid: 'settings-logout', t: 'home.logout',
  on: { click: async () => show(sayProblem(trouble, await account.logout())) } });

// What one has to do comes first.
function cards(due) {
  const own = [emailCard(), passwordCard(again)];
  return due ? [totpCard(), ...own] : [...own, totpCard()];
}

start({ titleKey: 'settings.pageTitle', home: homePath(), tools: [logout], guide: false });
const loading = showLoading('settings-loading');
const problem = await refresh((busy) => sayProblem(loading, busy));
if (problem) lost(problem);
else {
  await speakAs(account.session.account);
  const reminder = unverifiedNotice('settings-unverified');
  const { member } = account.session;
  const company = el('span');
  const [team, leaving] = [may(account.session, 'team.read') && teamCard(), may(account.session, 'account.delete') && leavingCard()];
  const name = () => {
    const { account: shop } = account.session;
    write(company, shop.company);
    setTitle('settings.pageTitleOf', { company: shop.company });
    if (leaving) leaving.name();
  };
  // Another name, contact or language: all that shows it.
  const renamed = async () => {
    if (await account.refresh(null, ['session'])) return;
    name();
    await Promise.all([speakAs(account.session.account), team && team.load()]);
  };
  name();
  reminder.update(account.session);
  devices.render();
  const log = el('section', { class: 'card', 'aria-labelledby': 'log-title', hidden: !may(account.session, 'audit.read') },
    el('h2', { id: 'log-title', t: 'log.title' }), el('p', { t: 'log.why' }),
    el('p', { class: 'onward' }, el('a', { href: auditPath(), testid: 'settings-audit', t: 'log.open' })));
  const profile = el('section', { class: 'card', 'aria-labelledby': 'profile-title' },
    el('h2', { id: 'profile-title', t: 'profile.title' }), el('p', { t: 'profile.why' }),
    lateFold('profile-fold', 'profile.open', async () => (await import('./settings/profile.js')).profileForm(renamed)));
  replaceMain(
    el('p', { class: 'onward' }, el('a', { href: homePath(), testid: 'settings-home', t: 'settings.home' })),
    el('h1', { testid: 'settings-title', t: 'settings.title' }),
    facts([['signup.company', company], ['settings.email', literal(member.email)]]),
    trouble, reminder.root, ...cards(member.totp_due), devices.root,
    ...(may(account.session, 'account.write') ? [profile] : []), ...(team ? [team.root] : []), log,
    ...(may(account.session, 'account.export') ? [exportCard()] : []), ...(leaving ? [leaving.root] : []));
  addEventListener('pageshow', (event) => { if (event.persisted) again(); });
}
