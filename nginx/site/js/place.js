// Where this page is: the account named by the path, its addresses, and the step to come back to.

const SLUG = '[0-9a-hjkmnp-tv-z]{13}';

const OF_ACCOUNT = new RegExp(`^/a/(${SLUG})(?:/(?:audit|join|release|reset|settings|undo|verify)?)?$`);

// null on pages that belong to no account.
export const slug = location.pathname.match(OF_ACCOUNT)?.[1] ?? null;

// An account's address in capitals, or with letters that its alphabet does without because they look like digits, as it is
// written; null for anything else.
export function respelt(path) {
  const [, a, of, rest] = /^\/(a)\/([0-9a-z]{13})(\/.*)?$/i.exec(path) ?? [];
  const meant = a && `/a/${of.toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1')}${(rest ?? '').toLowerCase()}`;
  return meant && meant !== path && OF_ACCOUNT.test(meant) ? meant : null;
}

export const loginPath = (of = slug) => `/a/${of}`;
export const homePath = () => `/a/${slug}/`;
export const resetPath = () => `/a/${slug}/reset`;
export const settingsPath = () => `/a/${slug}/settings`;
export const auditPath = () => `/a/${slug}/audit`;
export const picturePath = () => `/a/${slug}/api/oa/picture`;
export const manifestPath = () => `/a/${slug}/manifest.webmanifest`;
export const loginUrl = (of = slug) => location.origin + loginPath(of);

// The step that a fragment names: 11, 12, 13 or 14, else null. Only these are ever followed, so a
// crafted link leads nowhere else.
export function stepOf(hash) {
  const found = /^#step-(1[1-4])$/.exec(hash);
  return found ? Number(found[1]) : null;
}

export const stepHash = (step) => (step ? `#step-${step}` : '');

// The login page is told by its fragment where to lead back to: a step, the settings, the log. Of anything else nothing is left.
const PAGES = { '#settings': settingsPath, '#audit': auditPath };
export const knownPlace = (hash) => (Object.hasOwn(PAGES, hash) ? hash : stepHash(stepOf(hash)));
export const wayBack = () => Object.keys(PAGES).find((hash) => PAGES[hash]() === location.pathname) ?? knownPlace(location.hash);
export const placeAfterLogin = (hash) => PAGES[knownPlace(hash)]?.() ?? homePath() + knownPlace(hash);

// Password managers keep one password per name and site, and one site holds many accounts here. So
// the name they are shown carries the account: "address (slug)".
export const managerName = (address, of = slug) => (address ? `${address} (${of})` : '');

// "a@b.example (x)" -> { address, account: 'x', isSlug: x looks like one }; a plain address has no account.
export function readManagerName(text) {
  const found = /^\s*(\S+)\s+\((.+)\)\s*$/.exec(text);
  if (!found) return { address: text.trim(), account: null, isSlug: false };
  const isSlug = new RegExp(`^${SLUG}$`).test(found[2]);
  return { address: found[1], account: found[2], isSlug };
}
