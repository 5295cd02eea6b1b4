// What is wrong with pages and modules as markup: anything the Content-Security-Policy would stop,
// anything from elsewhere, names that stand twice.

// Inline script or style, handlers, and addresses that are not ours. Links that people follow may lead out.
export function inlineComplaints(htmls) {
  const out = [];
  const forbid = (path, html, pattern, what) => {
    for (const [found] of html.matchAll(pattern)) out.push(`${path}: ${what}: ${found}`);
  };
  for (const [path, html] of Object.entries(htmls)) {
    forbid(path, html, /<style\b|\sstyle\s*=/gi, 'inline style');
    forbid(path, html, /\son[a-z]+\s*=/gi, 'inline handler');
    forbid(path, html, /<script\b(?![^>]*\bsrc=)[^>]*>/gi, 'inline script');
    forbid(path, html, /<script\b(?![^>]*type="module")[^>]*>/gi, 'not a module');
    forbid(path, html, /<(?:script|link|img|iframe|form)\b[^>]*(?:src|href|action)="(?!\/[^/])[^"]*"/gi, 'from elsewhere');
    forbid(path, html, /javascript:/gi, 'script address');
    forbid(path, html, /<a\b(?=[^>]*target=)(?![^>]*rel="noopener")[^>]*>/gi, 'a new tab that can reach back');
  }
  return out;
}

// LINE's own pages, which people follow links to, and the name of a vocabulary, which nobody fetches.
const ADDRESSES = [
  'https://developers.line.biz/console/', 'https://manager.line.biz/', 'https://entry.line.biz/form/entry/unverified', 'https://line.me/R/share?text=',
  'http://www.w3.org/2000/svg'];

// Ways to make markup or code out of text, and requests to other places.
export function moduleComplaints(sources) {
  const out = [];
  const forbidden = /\.(?:innerHTML|outerHTML|insertAdjacentHTML|cssText)\b|\beval\(|new Function|document\.write|\.style\b|\bstyle:(?! 'unit')|srcdoc|setAttribute\('(?:on|style)|createContextualFragment|DOMParser/g;
  for (const [path, source] of Object.entries(sources)) {
    for (const [found] of source.matchAll(forbidden)) out.push(`${path}: ${found}`);
    for (const [, from] of source.matchAll(/\b(?:from|import\()\s*['"`]([^'"`]+)['"`]/g)) {
      if (!/^\.\.?\//.test(from)) out.push(`${path}: imports ${from}`);
    }
    for (const [address] of source.matchAll(/https?:\/\/[^\s'"`]+/g)) {
      if (!ADDRESSES.includes(address)) out.push(`${path}: ${address}`);
    }
  }
  return out;
}

const STATIC = /\bfrom '(\.[^']+)'/g;
const WHEN_WANTED = /\bimport\('(\.[^']+)'\)/g;

const named = (path, source = '', how = STATIC) => [...source.matchAll(how)].map(([, from]) => new URL(from, `file:///${path}`).pathname.slice(1));

// The modules that `entry` ends up loading, itself included; `all`: also what is fetched when it is wanted.
export function reachable(entry, sources, { all = false } = {}) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const next of [...named(path, sources[path]), ...(all ? named(path, sources[path], WHEN_WANTED) : [])]) visit(next);
  };
  visit(entry);
  return [...seen];
}

export const entryOf = (html) => html.match(/<script type="module" src="\/([^"]+)"/)?.[1] ?? null;

// data-testid and id each stand once in a page and the modules it loads.
export function twiceComplaints(htmls, sources) {
  const out = [];
  for (const [path, html] of Object.entries(htmls)) {
    const loaded = reachable(entryOf(html), sources, { all: true }).map((name) => sources[name] ?? '').join('\n');
    for (const [what, inHtml, inModules] of [
      ['data-testid', /\bdata-testid="([^"]+)"/g, /\btestid: '([^']+)'/g],
      ['id', /\sid="([^"]+)"/g, /[{ (]id: '([^']+)'/g],
    ]) {
      const names = [...html.matchAll(inHtml), ...loaded.matchAll(inModules)].map(([, name]) => name);
      for (const name of new Set(names)) if (names.filter((each) => each === name).length > 1) out.push(`${path}: ${what} ${name} twice`);
    }
  }
  return out;
}

// Each page preloads exactly the modules it will load, so that they come in one round trip; and what is fetched when it is
// wanted is named with all that it needs beyond them, for the same reason.
export function preloadComplaints(htmls, sources) {
  const out = [];
  for (const [path, html] of Object.entries(htmls)) {
    const entry = entryOf(html);
    const needed = new Set(reachable(entry, sources).filter((name) => name !== entry));
    const preloaded = [...html.matchAll(/<link rel="modulepreload" href="\/([^"]+)"/g)].map(([, name]) => name);
    for (const name of needed) if (!preloaded.includes(name)) out.push(`${path} does not preload ${name}`);
    for (const name of preloaded) if (!needed.has(name)) out.push(`${path} preloads ${name} for nothing`);
    const here = new Set(reachable(entry, sources));
    for (const from of here) {
      const wanted = named(from, sources[from], WHEN_WANTED);
      for (const name of wanted.flatMap((each) => reachable(each, sources))) {
        if (!here.has(name) && !wanted.includes(name)) out.push(`${path}: ${from} fetches ${name} one round trip late`);
      }
    }
  }
  return out;
}

const EXPORTED = /\bexport (?:async )?(?:function|const) (\w+)/g;

// Names imported that are not exported or not used, and names exported for nobody.
export function importComplaints(sources) {
  const out = [];
  const wanted = new Set();
  for (const [path, source] of Object.entries(sources)) {
    const body = source.replace(/\bimport \{[^}]*\} from '[^']+'/g, '').replace(WHEN_WANTED, '');
    for (const target of named(path, source, WHEN_WANTED)) {
      for (const [, name] of (sources[target] ?? '').matchAll(EXPORTED)) if (new RegExp(`\\b${name}\\b`).test(body)) wanted.add(`${target} ${name}`);
      if (!(target in sources)) out.push(`${path}: no module ${target}`);
    }
    for (const [, names, from] of source.matchAll(/\bimport \{([^}]*)\} from '(\.[^']+)'/g)) {
      const target = new URL(from, `file:///${path}`).pathname.slice(1);
      for (const name of names.split(',').map((each) => each.trim()).filter(Boolean)) {
        wanted.add(`${target} ${name}`);
        if (!new RegExp(`\\bexport (?:async )?(?:function|const) ${name}\\b`).test(sources[target] ?? '')) out.push(`${path}: ${target} exports no ${name}`);
        if (!new RegExp(`\\b${name}\\b`).test(body)) out.push(`${path} imports ${name} for nothing`);
      }
    }
  }
  for (const [path, source] of Object.entries(sources)) {
    for (const [, name] of source.matchAll(EXPORTED)) {
      if (!wanted.has(`${path} ${name}`)) out.push(`${path} exports ${name} for nobody`);
    }
  }
  return out;
}
