// An address is given, and answered in the same words whether anybody has it or not.

import { el, focusOn, literal } from './dom.js';
import { showColumn } from './page.js';

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
