// What every page has round its own content: skip link, brand, choice of language, help, title.

import { el, sayAgain, sayAttribute, sayStatic } from './dom.js';
import { LOCALES, locale, setLocale, t } from './i18n.js';
import { manifestPath } from './place.js';

const NAMES = { 'zh-TW': 'locale.zh', en: 'locale.en', ja: 'locale.ja' };

let title = ['brand'];

function titleAgain() {
  document.title = t(...title);
}

export function setTitle(key, params) {
  title = [key, params];
  titleAgain();
}

function languageChoice() {
  const choice = el('select', { id: 'locale', testid: 'locale', label: 'locale.choose' });
  for (const tag of LOCALES) choice.append(el('option', { value: tag, t: NAMES[tag] }));
  choice.value = locale();
  choice.addEventListener('change', async () => {
    try {
      await setLocale(choice.value);
    } catch {
      choice.value = locale(); // the catalogue could not be fetched: stay with the language that is here
    }
    sayAgain();
    titleAgain();
  });
  return choice;
}

// Frame the page: `home` is where the brand leads, `tools` stand beside the choice of language.
export function start({ titleKey, titleParams, home = '/', tools = [] }) {
  sayStatic();
  const main = document.querySelector('main');
  main.id = 'main';
  main.before(
    el('a', { class: 'skip', href: '#main', t: 'page.skip' }),
    el('header', { class: 'bar' },
      el('a', { class: 'brand', href: home, testid: 'brand' },
        el('img', { src: '/img/lychee.svg', alt: '', width: 36, height: 36 }),
        el('span', { t: 'brand' })),
      el('div', { class: 'tools' }, ...tools, languageChoice())),
  );
  main.after(
    el('footer', { class: 'foot' },
      el('p', {}, el('a', { href: '/guide', testid: 'help', t: 'page.help' })),
      el('p', { t: 'page.promise' })),
  );
  setTitle(titleKey, titleParams);
  const { description } = document.documentElement.dataset;
  if (description) document.head.append(sayAttribute(el('meta', { name: 'description' }), 'content', description));
  document.body.classList.add('ready');
}

// This account exists, so its page can be kept on a home screen under the company's name.
export function offerInstall() {
  document.head.append(el('link', { rel: 'manifest', href: manifestPath() }));
}

// A view in place of the page's content, focused so that it is read out.
export function replaceMain(...content) {
  document.querySelector('main').replaceChildren(...content);
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
