// What is wrong with the words of the site. Each check takes texts and returns complaints, so that a
// planted fault can be shown to be found.

const CJK = '\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff';

// LINE's own labels in Chinese, written without a blank before ID.
const OWN_LABELS = /(?:基本|專屬)ID/g;

// The same in every language by nature, or in Chinese and Japanese by chance.
const SAME_EVERYWHERE = new Set(['brand', 'value', 'home.title', 'locale.zh', 'locale.en', 'locale.ja', 'kid.label', 'channelId.label', 'token.label', 'guide.draw.settings', 'guide.draw.business']);

// LINE's console speaks English to everybody: its labels in our drawings are one text in all catalogues.
const isConsoleLabel = (key) => key.startsWith('label.');

const forms = (message) => (typeof message === 'string' ? [message] : Object.values(message));
const placeholders = (message) => [...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].sort().join();

// Catalogues have the same keys, the same parameters, whole markup, and differ in language.
export function catalogueComplaints(all) {
  const out = [];
  const locales = Object.keys(all);
  const keys = new Set(locales.flatMap((locale) => Object.keys(all[locale])));
  for (const key of keys) {
    const missing = locales.filter((locale) => !(key in all[locale]));
    for (const locale of missing) out.push(`${locale} lacks ${key}`);
    if (missing.length > 0) continue;
    if (new Set(locales.map((locale) => placeholders(all[locale][key]))).size > 1) out.push(`${key}: parameters differ`);
    for (const locale of locales) out.push(...messageComplaints(key, all[locale][key], locale));
    for (const [one, other] of [[0, 1], [0, 2], [1, 2]].map((pair) => pair.map((at) => locales[at]))) {
      if (isConsoleLabel(key)) {
        if (all[one][key] !== all[other][key]) out.push(`${key} differs in ${one} and ${other}`);
      } else if (!SAME_EVERYWHERE.has(key) && String(forms(all[one][key])) === String(forms(all[other][key]))) out.push(`${key} is the same in ${one} and ${other}`);
    }
  }
  return out;
}

function messageComplaints(key, message, locale) {
  const out = [];
  if (typeof message !== 'string') {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    if (!('other' in message)) out.push(`${locale} ${key}: no other form`);
    for (const form of Object.keys(message)) if (!categories.includes(form)) out.push(`${locale} ${key}: no form ${form}`);
  }
  for (const text of forms(message)) {
    if (text.trim() === '' || text !== text.trim()) out.push(`${locale} ${key}: empty, or blanks at the ends`);
    if ((text.match(/\*\*/g) ?? []).length % 2 || (text.match(/`/g) ?? []).length % 2) out.push(`${locale} ${key}: markup left open`);
    if ((text.match(/\[\[/g) ?? []).length !== (text.match(/\]\]/g) ?? []).length) out.push(`${locale} ${key}: label left open`);
    if (locale === 'en' && text === message && /\{n\} (?!of\b)\p{L}/u.test(text)) out.push(`en ${key}: a count without its plural`);
    if (locale === 'en' && !SAME_EVERYWHERE.has(key) && new RegExp(`[${CJK}]`).test(text)) out.push(`en ${key}: not English`);
    if (locale === 'zh-TW') out.push(...chineseComplaints(text).map((what) => `zh-TW ${key}: ${what}`));
    if (locale === 'ja' && /[^\w.][,;:?!](?![\w/])/.test(text)) out.push(`ja ${key}: half-width punctuation`);
  }
  return out;
}

// Full-width punctuation, a blank between Chinese and Latin, 您, and never an error without a next act.
export function chineseComplaints(text) {
  const plain = text.replace(/\*\*|\[\[|\]\]|`/g, '').replace(OWN_LABELS, '識別碼');
  const out = [];
  const rule = (pattern, what) => { if (new RegExp(pattern).test(plain)) out.push(`${what}: ${plain}`); };
  if (!new RegExp(`[${CJK}]`).test(plain)) return out;
  rule('[,;?!](?![\\w/])|(?<!https?):(?![\\w/])', 'half-width punctuation');
  rule(`[${CJK}][,;:?!.]|[,;:?!][${CJK}]`, 'half-width punctuation beside Chinese');
  rule(`\\([^)]*[${CJK}]|[${CJK}]\\(`, 'half-width brackets');
  rule(`[${CJK}][A-Za-z0-9@#]|[A-Za-z0-9%][${CJK}]`, 'no blank between Chinese and Latin');
  rule('[，。：；？！、（）「」] | [，。：；？！、）」]', 'a blank beside full-width punctuation');
  rule('你', '您, not 你');
  rule('無效|錯誤代碼|請重試', 'an error without a next act');
  return out;
}

// What nobody says by itself in any language: an error needs a next act.
const BARE = { 'zh-TW': /無效|錯誤代碼|請重試/, en: /\b(?:error code|invalid (?:value|input|request|token))\b/i, ja: /エラーコード|無効な値/ };

// Sentences of the server and of mails: { name: { 'zh-TW': text, en: text, ja: text } }. Each value that is filled in stands as a word.
export function sentenceStyleComplaints(all) {
  const out = [];
  for (const [name, texts] of Object.entries(all)) {
    for (const [locale, text] of Object.entries(texts)) {
      if (!text) out.push(`${name}: nothing in ${locale}`);
      else if (BARE[locale].test(text)) out.push(`${name} ${locale}: an error without a next act: ${text}`);
    }
    out.push(...(texts['zh-TW'] ?? '').split('\n').flatMap((line) => chineseComplaints(line.replace(/\{if \w+\}|\{each\}|\{end\}/g, ''))).map((what) => `${name} zh-TW: ${what}`));
    if (new RegExp(`[${CJK}]`).test(texts.en ?? '')) out.push(`${name} en: not English`);
    if (texts.ja && !/[\u3040-\u30ff]/.test(texts.ja)) out.push(`${name} ja: not Japanese`);
    if (/[^\w.][,;:?!](?![\w/])/.test(texts.ja ?? '')) out.push(`${name} ja: half-width punctuation`);
  }
  return out;
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

const withoutComments = (source) => source.replace(TOKEN, (whole) => (whole.startsWith('/') ? '' : whole));

// The texts between quotes of a module, comments left out: [{ quote, text }].
export function literals(source) {
  return [...source.matchAll(TOKEN)]
    .filter(([whole]) => !whole.startsWith('/'))
    .map(([whole, one, two, template]) => ({ quote: whole[0], text: one ?? two ?? template.replace(/\$\{[^}]*\}/g, ' ') }));
}

// Keys that modules and pages use but the catalogue lacks, and the reverse. `codes` of problems, and acts, look like keys.
export function keyComplaints(keys, sources, htmls, codes = []) {
  const known = new Set(keys);
  const roots = new Set(keys.filter((key) => key.includes('.')).map((key) => key.split('.')[0]));
  const used = new Set();
  const out = [];
  const use = (where, key) => {
    used.add(key);
    if (!known.has(key)) out.push(`${where}: no message ${key}`);
  };
  for (const [path, commented] of Object.entries(sources)) {
    const source = withoutComments(commented);
    for (const { quote, text } of literals(source)) {
      if (quote === '`') continue;
      const looksLikeKey = /^[a-z]\w*(?:\.\w+)+$/.test(text) && !text.includes('_') && !codes.includes(text) && roots.has(text.split('.')[0]);
      if (known.has(text)) used.add(text);
      else if (looksLikeKey) use(path, text);
    }
    for (const [, key] of source.matchAll(/\b(?:t|label|hint|title|submit|action|what|done|words)\s*:\s*\[?'([^']+)'/g)) use(path, key);
    for (const [, key] of source.matchAll(/\b(?:say|setTitle|t)\((?:[\w.]+(?:\([^)]*\))?, )?'([^']+)'/g)) use(path, key);
  }
  for (const [path, html] of Object.entries(htmls)) {
    for (const [, key] of html.matchAll(/\bdata-(?:t|title|description)="([^"]*)"/g)) use(path, key);
  }
  for (const key of keys) if (!used.has(key)) out.push(`nothing uses ${key}`);
  return out;
}

// Words that stand in a module instead of a catalogue.
export function wordsInModules(sources) {
  const out = [];
  for (const [path, source] of Object.entries(sources)) {
    for (const { text } of literals(source)) {
      if (new RegExp(`[${CJK}]`).test(text)) out.push(`${path}: ${text}`);
      else if (/^[A-Z][a-z]+ [a-z]/.test(text) || /[a-z]+ [a-z]+ [a-z]+[.!?]$/.test(text)) out.push(`${path}: ${text}`);
    }
  }
  return out;
}

// Words that stand in a page, but for its title and for what is said without JavaScript.
export function wordsInPages(htmls) {
  const out = [];
  for (const [path, html] of Object.entries(htmls)) {
    const text = html
      .replace(/<title>[\s\S]*?<\/title>|<noscript>[\s\S]*?<\/noscript>|<div class="stalled">[\s\S]*?<\/div>|<!--[\s\S]*?-->/g, '')
      .replace(/<span class="number"[^>]*>\d+<\/span>|<span translate="no">[^<]*<\/span>/g, '')
      .replace(/<[^>]*>/g, ' ').trim();
    if (text) out.push(`${path}: ${text.replace(/\s+/g, ' ')}`);
  }
  return out;
}
