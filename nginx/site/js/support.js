// Writing to whoever runs this. A mail begins with what was said and with the page, never the fragment: that may be a token.

import { el, literal } from './dom.js';
import { supportAddress } from './support-address.js';

const mailTo = (note) => `mailto:${supportAddress}?body=${encodeURIComponent(`\n\n${note}\n${location.origin}${location.pathname}`)}`;

// Within a sentence; words alone where there is no address.
export const contactUs = (note = '', words = 'support.us') =>
  el(supportAddress ? 'a' : 'span', { href: supportAddress ? mailTo(note) : null, testid: 'support-us', t: words });

// At the foot of a page, with the address itself: a browser may know no mail program. Nothing without one.
export const supportLine = () => (supportAddress ? [el('p', { t: ['page.support', {
  address: el('a', { href: mailTo(''), testid: 'support' }, literal(supportAddress)) }] })] : []);

// The server's sentences that ask to be told.
const ASKING = ['login.totp_unreadable', 'line.unexpected', 'server.error', 'vault.locked'];

// A link behind such a sentence that does; nothing behind any other.
export const tellLink = ({ code, detail }) => (supportAddress && ASKING.includes(code) ? [' ', contactUs(detail, 'support.tell')] : []);
