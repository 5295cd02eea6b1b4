// Two-step verification: set up with an authenticator app, recovery codes, and switched off again.

import { el, focusOn, say, show } from '../dom.js';
import { sayProblem } from '../form.js';
import { homePath } from '../place.js';
import { account } from '../wizard/account.js';
import { sure } from '../wizard/dialog.js';
import { facts, moment, press } from '../wizard/parts.js';

const FEW = 3; // recovery codes: time to think of new ones

export function totpCard() {
  const said = el('p', { class: 'notice good', testid: 'totp-said', hidden: true });
  const trouble = el('p', { class: 'notice bad', testid: 'totp-problem', hidden: true });
  const panel = el('div', { class: 'panel' });

  function view(...content) {
    for (const each of [said, trouble]) show(each, false);
    panel.replaceChildren(...content.filter(Boolean));
  }

  // A call for the whole of it; what is in the way is said on top. Resolves to null then.
  async function ask(method, name) {
    const result = await account.call(method, name);
    if (result.ok) return result;
    focusOn(show(sayProblem(trouble, result.problem)));
    return null;
  }

  // What it takes, fetched now; null when it does not come.
  async function parts() {
    try {
      const [setup] = await Promise.all([
        import('./totp-setup.js'), import('../copy.js'), import('../qr.js'), import('../svg.js'), import('../second-factor.js')]);
      return setup;
    } catch {
      focusOn(show(say(trouble, 'net.none')));
      return null;
    }
  }

  async function begin() {
    const setup = await parts();
    const begun = setup && await ask('POST', 'totp');
    if (!begun) return;
    const [heading, steps] = setup.setupSteps(begun.data, (codes) => showCodes(setup, codes, 'totp.isOn'));
    view(heading, steps, press('totp-cancel', 'totp.cancel', () => {
      render();
      focusOn(panel);
    }));
    focusOn(heading);
  }

  function showCodes({ recoveryCodes }, codes, words) {
    view(...recoveryCodes(codes), press('totp-kept', 'totp.codes.kept', finished, 'primary'));
    focusOn(show(say(said, words)));
  }

  async function finished(words = null) {
    if (account.session.member.totp_due) {
      location.assign(homePath()); // to what could not be done until now
      return;
    }
    const problem = await account.refresh(null, ['session', 'totp']);
    if (problem) focusOn(show(sayProblem(trouble, problem)));
    else {
      render();
      focusOn(typeof words === 'string' ? show(say(said, words)) : panel);
    }
  }

  async function renew() {
    if (!await sure({ id: 'totp-renew-sure', title: 'totp.renew.sure', words: 'totp.renew.lost', action: 'totp.renew' })) return;
    const setup = await parts();
    const renewed = setup && await ask('POST', 'totp/recovery-codes');
    if (renewed) showCodes(setup, renewed.data.recovery_codes, 'totp.renewed');
  }

  async function switchOff() {
    if (!await sure({ id: 'totp-off-sure', title: 'totp.off.sure', words: 'totp.off.lost', action: 'totp.off' })) return;
    if (await ask('DELETE', 'totp')) finished('totp.isOff');
  }

  function render() {
    const { state, since, codes_left: left, required } = account.totp;
    if (state !== 'on') {
      view(
        required ? el('p', { class: 'notice warn', testid: 'totp-due', t: 'totp.due' }) : null,
        el('p', { t: 'totp.why' }), press('totp-begin', 'totp.begin', begin));
    } else {
      view(
        el('span', { class: 'state', 'data-state': 'proved', testid: 'totp-on', t: 'totp.on' }),
        facts([['totp.since', moment(since)], ['totp.left', el('span', { testid: 'totp-left', t: ['totp.left.n', { n: left }] })]]),
        required ? el('p', { testid: 'totp-required', t: 'totp.required' }) : null,
        left > FEW ? null : el('p', { class: 'notice warn', testid: 'totp-few', t: 'totp.few' }),
        el('div', { class: 'actions' }, press('totp-renew', 'totp.renew', renew), press('totp-off', 'totp.off', switchOff)));
    }
  }

  render();
  return el('section', { class: 'card', 'aria-labelledby': 'totp-title' },
    el('h2', { id: 'totp-title', t: 'totp.title' }), said, trouble, panel);
}
