// Setting the second factor up, and the recovery codes: seldom looked at, and so fetched when they are.

import { copyBox } from '../copy.js';
import { el } from '../dom.js';
import { field, form } from '../form.js';
import { t } from '../i18n.js';
import { loginUrl, slug } from '../place.js';
import { qrCode } from '../qr.js';
import { plainCode } from '../second-factor.js';
import { account } from '../wizard/account.js';
import { press, viewHeading } from '../wizard/parts.js';
import { saveFile } from './save.js';

// The three steps; `done(codes)` when the app's code was right. Gives [heading, rest].
export function setupSteps({ secret, uri, qr }, done) {
  const code = field({
    id: 'totp-code', name: 'code', label: 'totp.code', hint: 'totp.code.app', inputmode: 'numeric', autocomplete: 'one-time-code', required: true });
  const finish = form({
    id: 'totp', submit: 'totp.submit', fields: [code],
    send: (values) => account.call('PUT', 'totp', { code: plainCode(values.code) }),
    done: ({ recovery_codes: codes }) => done(codes),
    failed: () => {
      code.value = '';
      return false;
    },
  });
  const typed = copyBox({ id: 'totp-secret', what: 'totp.secret', action: 'totp.secret.copy', done: 'totp.secret.copied' });
  typed.setInFours(secret);
  return [viewHeading('totp-setup', 'totp.setup'),
    el('ol', { class: 'todo' },
      el('li', { t: 'totp.step.app' }),
      el('li', {},
        el('p', { t: 'totp.step.scan' }), qrCode(qr, 'totp-qr', 'totp.qr'),
        el('p', { class: 'onward' }, el('a', { href: uri, testid: 'totp-open', t: 'totp.open' })),
        typed.root),
      el('li', {}, el('p', { t: 'totp.step.code' }), finish.root))];
}

const inFours = (code) => code.match(/.{1,4}/g).join(' ');

// The codes, to copy or to keep as a file.
export function recoveryCodes(codes) {
  const box = copyBox({ id: 'totp-codes', what: 'totp.codes', action: 'totp.codes.copy', done: 'totp.codes.copied' });
  box.setInFours(codes.join('\n'));
  box.root.classList.add('codes');
  const text = () => [t('totp.codes.of', { company: account.session.account.company }), loginUrl(), '', ...codes.map(inFours), ''].join('\n');
  return [el('p', { t: 'totp.codes.why' }), box.root,
    press('totp-codes-save', 'totp.codes.save', () => saveFile(`acho-${slug}-recovery-codes.txt`, 'text/plain', text()))];
}
