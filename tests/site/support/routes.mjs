// Which calls nginx hands to which worker, read from its configuration, beside those OpenAPI describes.

// [{ worker, pattern, paths }]: the location's expression, and the paths its alternatives spell out.
export function nginxRoutes(conf) {
  const out = [];
  for (const [, expression, body] of conf.matchAll(/location ~ "([^"]+)" \{([^}]*)\}/g)) {
    const worker = body.match(/fastcgi_pass acho-(\w+);/)?.[1];
    if (!worker) continue;
    const listed = expression.match(/^\^(.*)\(\?:([^()]*)\)\$$/);
    if (!listed) throw new Error(`not a list of calls: ${expression}`);
    const prefix = listed[1].replace('[^/]+', '{slug}');
    out.push({
      worker,
      pattern: new RegExp(expression),
      paths: listed[2].split('|').map((name) => prefix + name.replaceAll('\\.', '.').replaceAll('[^/]+', '{id}')),
    });
  }
  return out;
}

// { path: [tag, ...] } of the OpenAPI file. Read by its indentation: paths stand at two blanks.
export function openApiPaths(yaml) {
  const out = {};
  let path = null;
  const paths = yaml.slice(yaml.indexOf('\npaths:\n'), yaml.indexOf('\ncomponents:\n'));
  for (const line of paths.split('\n')) {
    path = line.match(/^ {2}(\/\S*):$/)?.[1] ?? path;
    const tags = line.match(/^ {6}tags: \[(\w+)\]$/);
    if (path && !(path in out)) out[path] = [];
    if (tags) out[path].push(tags[1]);
  }
  return out;
}

export function routeComplaints(routes, described) {
  const out = [];
  const routed = routes.flatMap(({ worker, paths }) => paths.map((path) => ({ worker, path })));
  for (const [path, tags] of Object.entries(described)) {
    const workers = routes.filter(({ pattern }) => pattern.test(path.replace('{slug}', '0123456789abc'))).map(({ worker }) => worker);
    if (workers.length !== 1) out.push(`${path} goes to ${workers.length} workers`);
    for (const tag of tags) if (tag !== workers[0]) out.push(`${path} is described for ${tag}, routed to ${workers[0]}`);
    if (tags.length === 0) out.push(`${path} has no call`);
  }
  for (const { path, worker } of routed) if (!(path in described)) out.push(`${path} is routed to ${worker}, not described`);
  return out;
}

// The sentences of problem.def: { code: { 'zh-TW': text, en: text, ja: text } }.
export function problemSentences(def) {
  const out = {};
  for (const [, code, rest] of def.matchAll(/PROBLEM\("([a-z_.]+)",\s*\d+,((?:\s*"(?:[^"\\]|\\.)*",?)+)\)/g)) {
    const sentences = rest.split(/",\s*\n/).map((part) => [...`${part}"`.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).join(''));
    out[code] = Object.fromEntries(['zh-TW', 'en', 'ja'].map((locale, at) => [locale, sentences[at]]));
  }
  return out;
}

// What nginx says where a worker would have said it in other words.
export function sentenceComplaints(conf, sentences) {
  const out = [];
  for (const [, code, locale, text] of conf.matchAll(/"([a-z_.]+) (zh-TW|en|ja)"\s+"([^"]*)";/g)) {
    const ours = sentences[code]?.[locale]?.replace('{request_id}', '$request_id');
    if (ours !== text) out.push(`${code} ${locale}: "${text}" is "${ours}" in problem.def`);
  }
  return out;
}
