// Terms of service and privacy policy: what is to be agreed to, and the box to tick at sign-up.

import { call, callUntilAnswered } from './api.js';
import { el, show, write } from './dom.js';

// { version, terms_url, privacy_url }, or null where nobody is asked to agree. With `onWait` it keeps asking while the
// server is busy or away, and says so each time.
export async function currentTerms(onWait = null) {
  const { data } = await (onWait ? callUntilAnswered('/api/terms', onWait) : call('GET', '/api/terms', undefined, { quiet: true }));
  return data?.version ? data : null;
}

const page = (href, words, testid) => el('a', { href, target: '_blank', rel: 'noopener', testid, t: words });

// Links to both, as parameters of a message.
export const pagesOf = (terms, testid) => ({
  terms: page(terms.terms_url, 'terms.terms', `${testid}-page`), privacy: page(terms.privacy_url, 'terms.privacy', `${testid}-privacy`) });

// As form.js's field: its value is the version when the box is ticked.
export function termsField(terms) {
  const id = 'signup-terms';
  const error = el('p', { class: 'error', id: `${id}-error`, testid: `${id}-error`, hidden: true });
  const input = el('input', { type: 'checkbox', id, name: 'terms', testid: id, required: true });
  const root = el('div', { class: 'field' },
    el('p', { class: 'hint', t: ['terms.read', pagesOf(terms, id)] }), error,
    el('div', { class: 'tick' }, input, el('label', { for: id }, el('span', { t: 'terms.agree' }))));
  return {
    id, name: 'terms', label: 'terms.agree', root, input,
    get value() { return input.checked ? terms.version : ''; },
    setError(text) {
      show(write(error, text ?? ''), Boolean(text));
      root.classList.toggle('wrong', Boolean(text));
      if (text) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
      if (text) input.setAttribute('aria-describedby', error.id);
      else input.removeAttribute('aria-describedby');
    },
  };
}
