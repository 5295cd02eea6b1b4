// Elements and the words in them. Text goes in as text nodes only; nothing here parses HTML.

import { message, shown, t } from './i18n.js';

// What each element says, so that a change of language can say it again in place.
const said = new WeakMap();

const MARKUP = /\*\*(.+?)\*\*|\[\[(.+?)\]\]|`(.+?)`|\{(\w+)\}/g;

// A message as nodes. In a message **x** is strong, [[x]] is a label on LINE's own screens (kept from
// translation), `x` is something to type or compare, {x} a parameter: a value or an element.
function nodes(text, params) {
  const out = [];
  let end = 0;
  for (const found of text.matchAll(MARKUP)) {
    const [whole, strong, label, code, name] = found;
    if (found.index > end) out.push(text.slice(end, found.index));
    end = found.index + whole.length;
    if (strong) out.push(el('strong', {}, ...nodes(strong, params)));
    else if (label) out.push(el('b', { class: 'label notranslate', lang: 'en', translate: 'no' }, label));
    else if (code) out.push(literal(...nodes(code, params)));
    else if (params[name] instanceof Node) out.push(params[name]);
    else if (params[name] instanceof Date) out.push(time(params[name]));
    else out.push(name in params ? shown(params[name]) : whole);
  }
  if (end < text.length) out.push(text.slice(end));
  return out;
}

// To the second, as the server writes it.
const time = (at) => el('time', { datetime: at.toISOString().replace(/\.\d+/, '') }, shown(at));

// An id, a key or an address: never translated by the browser.
export function literal(...children) {
  return el('code', { class: 'notranslate', translate: 'no' }, ...children);
}

function paint(node) {
  const { text, attributes } = said.get(node);
  if (text) node.replaceChildren(...nodes(message(text.key, text.params), text.params));
  for (const [name, { key, params, as }] of Object.entries(attributes)) node.setAttribute(name, as(t(key, params)));
}

function entry(node) {
  if (!said.has(node)) said.set(node, { text: null, attributes: {} });
  node.dataset.said = '';
  return said.get(node);
}

// Let `node` say a message, now and in every language chosen later.
export function say(node, key, params = {}) {
  entry(node).text = { key, params };
  paint(node);
  return node;
}

// `as` makes the attribute's value of the text, an address that carries it for example.
export function sayAttribute(node, name, key, params = {}, as = String) {
  entry(node).attributes[name] = { key, params, as };
  paint(node);
  return node;
}

// Let `node` hold something that is not ours to translate: what the server said, or what people typed.
export function write(node, text) {
  if (said.has(node)) said.get(node).text = null;
  node.textContent = text;
  return node;
}

export function sayAgain(root = document) {
  for (const node of root.querySelectorAll('[data-said]')) if (said.has(node)) paint(node);
}

// Elements of a static page name their message in data-t; children with data-slot are its {parameters}.
export function sayStatic(root = document) {
  for (const node of root.querySelectorAll('[data-t]')) {
    const params = {};
    for (const child of node.querySelectorAll('[data-slot]')) params[child.dataset.slot] = child;
    say(node, node.dataset.t, params);
  }
}

// A press whose work still runs does nothing when pressed again.
function once(work) {
  let running = false;
  return async (event) => {
    if (running) return;
    running = true;
    try {
      await work(event);
    } finally {
      running = false;
    }
  };
}

// el('a', { href, class, testid, t: 'key' or ['key', params], label: 'key', on: { click } }, ...children)
export function el(tag, { testid, t: words, label, on, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  if (testid) node.dataset.testid = testid;
  for (const [event, handler] of Object.entries(on ?? {})) node.addEventListener(event, event === 'click' ? once(handler) : handler);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  if (words) say(node, ...[words].flat());
  if (label) sayAttribute(node, 'aria-label', label);
  return node;
}

export function show(node, visible = true) {
  node.hidden = !visible;
  return node;
}

// Focus for somebody who did not press Tab to get there: a heading, a summary, a dialog's title.
export function focusOn(node) {
  if (!node.matches('a, button, input, select, textarea')) node.tabIndex = -1;
  node.focus();
}
