// What every page has round its own content: skip link, brand, choice of language, help, title.

import { el, focusOn, sayAgain, sayAttribute, sayStatic } from './dom.js';
import { learnLocale, locale, setLocale, t } from './i18n.js';
import { lineAppNotice } from './line-app.js';
import { manifestPath, picturePath } from './place.js';
import { supportLine } from './support.js';
import { LOCALES } from './words.js';

// Each language under its own name.
export const LANGUAGES = { 'zh-TW': 'locale.zh', en: 'locale.en', ja: 'locale.ja' };

let title = ['brand'];

function titleAgain() {
  document.title = t(...title);
}

export function setTitle(key, params) {
  title = [key, params];
  titleAgain();
}

function again() {
  document.getElementById('locale').value = locale();
  sayAgain();
  titleAgain();
}

// In the account's own language from now on, unless the reader has chosen one, or it cannot be fetched.
export async function speakAs({ locale: account }) {
  if (await learnLocale(account).catch(() => false)) again();
}

function languageChoice() {
  const choice = el('select', { id: 'locale', testid: 'locale', label: 'locale.choose' });
  for (const tag of LOCALES) choice.append(el('option', { value: tag, t: LANGUAGES[tag] }));
  choice.value = locale();
  choice.addEventListener('change', async () => {
    const chosen = choice.value;
    await setLocale(chosen).catch(() => {}); // it could not be fetched: stay with the language that is here
    if (choice.value === chosen) again();
  });
  return choice;
}

// Frame the page: `home` is where the brand leads, `tools` stand beside the choice of language; `guide`: the guide helps
// whoever is here.
export function start({ titleKey, titleParams, home = '/', tools = [], guide = true }) {
  sayStatic();
  const main = document.querySelector('main');
  main.id = 'main';
  main.before(
    el('a', { class: 'skip', href: '#main', t: 'page.skip', on: { click: (event) => {
      event.preventDefault(); // the fragment says which step this is, or which comes after the login
      focusOn(main);
    } } }),
    el('header', { class: 'bar' },
      el('a', { class: 'brand', href: home, testid: 'brand' },
        el('img', { src: '/img/lychee.svg', alt: '', width: 36, height: 36 }),
        el('span', { t: 'brand' })),
      el('div', { class: 'tools' }, ...tools, languageChoice())),
    ...[lineAppNotice()].filter(Boolean),
  );
  main.after(
    el('footer', { class: 'foot' },
      guide ? el('p', {}, el('a', { href: '/guide', testid: 'help', t: 'page.help' })) : null, ...supportLine(),
      el('p', { t: 'page.promise' })),
  );
  setTitle(titleKey, titleParams);
  const { description } = document.documentElement.dataset;
  if (description) document.head.append(sayAttribute(el('meta', { name: 'description' }), 'content', description));
  document.body.classList.add('ready');
}

// This account exists, so its page can be kept on a home screen under the company's name. Safari reads no manifest
// for the name and wants an icon of its own.
export function offerInstall(company, hasPicture) {
  document.head.append(
    el('link', { rel: 'manifest', href: manifestPath() }),
    el('meta', { name: 'apple-mobile-web-app-title', content: company }),
    el('link', { rel: 'apple-touch-icon', href: hasPicture ? picturePath() : '/img/icon-192.png' }));
}

// A view in place of the page's content. The footer, below the screen until then, comes into sight with it: it is put in
// anew, since what is new has not moved.
export function replaceMain(...content) {
  const main = document.querySelector('main');
  const foot = main.nextElementSibling;
  main.replaceChildren(...content);
  if (!foot.contains(document.activeElement)) main.after(foot);
}

// To where a lost login URL is mailed from: stands wherever somebody may be without one.
export const findLink = () => el('a', { href: '/find', testid: 'find-link', t: 'find.link' });

// A short page: a heading and what stands below it, in one narrow column. Gives the heading.
export function showColumn(testid, title, ...content) {
  const heading = el('h1', { testid, t: title });
  replaceMain(el('div', { class: 'narrow' }, heading, ...content));
  return heading;
}

// Until the server has answered. Returns the element for whoever learns of a reason to wait longer.
export function showLoading(testid) {
  const status = el('p', { class: 'status', role: 'status', testid });
  replaceMain(el('div', { class: 'loading late' }, el('div', { class: 'spinner' }), el('h1', { t: 'page.loading' }), status));
  return status;
}
