// An address is given, and answered in the same words whether anybody has it or not.

import { call } from './api.js';
import { el, focusOn, literal } from './dom.js';
import { t } from './i18n.js';
import { showColumn } from './page.js';

// The server takes any text, since it tells nobody which addresses it knows; what cannot be one is said here.
export async function sendAddress(path, { email }) {
  if (/\S[@＠]\S/.test(email)) return call('POST', path, { email });
  const errors = [{ field: 'email', detail: t('sent.notAddress') }];
  return { ok: false, status: 422, problem: { code: 'request.invalid', errors } };
}

// `sentence` says what happens next; `again(email)` shows the form anew.
export function showSent({ testid, sentence, email, again, more = [] }) {
  focusOn(showColumn(testid, 'sent.title',
    el('p', { class: 'lead', testid: `${testid}-words`, t: sentence }),
    el('p', { testid: `${testid}-address`, t: ['sent.address', { email: literal(email) }] }),
    el('p', {}, el('button', {
      type: 'button', class: 'button', testid: `${testid}-again`, t: 'sent.again', on: { click: () => focusOn(again(email)) },
    })),
    ...more));
}
