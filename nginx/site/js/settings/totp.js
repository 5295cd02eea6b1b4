// Two-step verification: set up with an authenticator app, recovery codes, and switched off again.

import { copyBox } from '../copy.js';
import { el, focusOn, say, show } from '../dom.js';
import { field, form, sayProblem } from '../form.js';
import { homePath } from '../place.js';
import { plainCode } from '../second-factor.js';
import { account } from '../wizard/account.js';
import { sure } from '../wizard/dialog.js';
import { facts, moment, press, viewHeading } from '../wizard/parts.js';
import { qrCode } from './qr.js';

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

  async function begin() {
    const begun = await ask('POST', 'totp');
    if (begun) showSetup(begun.data);
  }

  function showSetup({ secret, uri, qr }) {
    const code = field({
      id: 'totp-code', name: 'code', label: 'totp.code', hint: 'totp.code.app', inputmode: 'numeric', autocomplete: 'one-time-code', required: true });
    const finish = form({
      id: 'totp', submit: 'totp.submit', fields: [code],
      send: (values) => account.call('PUT', 'totp', { code: plainCode(values.code) }),
      done: ({ recovery_codes: codes }) => showCodes(codes, 'totp.isOn'),
      failed: () => {
        code.value = '';
        return false;
      },
    });
    const typed = copyBox({ id: 'totp-secret', what: 'totp.secret', action: 'totp.secret.copy', done: 'totp.secret.copied' });
    typed.set(secret);
    const heading = viewHeading('totp-setup', 'totp.setup');
    view(heading,
      el('ol', { class: 'todo' },
        el('li', { t: 'totp.step.app' }),
        el('li', {},
          el('p', { t: 'totp.step.scan' }), qrCode(qr, 'totp.qr'),
          el('p', { class: 'onward' }, el('a', { href: uri, testid: 'totp-open', t: 'totp.open' })),
          typed.root),
        el('li', {}, el('p', { t: 'totp.step.code' }), finish.root)),
      press('totp-cancel', 'totp.cancel', () => {
        render();
        focusOn(panel);
      }));
    focusOn(heading);
  }

  function showCodes(codes, words) {
    const box = copyBox({ id: 'totp-codes', what: 'totp.codes', action: 'totp.codes.copy', done: 'totp.codes.copied' });
    box.set(codes.join('\n'));
    box.root.classList.add('codes');
    view(el('p', { t: 'totp.codes.why' }), box.root, press('totp-kept', 'totp.codes.kept', finished, 'primary'));
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
    const renewed = await ask('POST', 'totp/recovery-codes');
    if (renewed) showCodes(renewed.data.recovery_codes, 'totp.renewed');
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
        el('div', { class: 'actions' }, press('totp-renew', 'totp.renew', renew), press('totp-off', 'totp.off', switchOff, 'danger')));
    }
  }

  render();
  return el('section', { class: 'card', 'aria-labelledby': 'totp-title' },
    el('h2', { id: 'totp-title', t: 'totp.title' }), said, trouble, panel);
}
