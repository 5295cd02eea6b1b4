// What a merchant could be told without being told what to do: codes of the server that the wizard has no
// explanation for, and explanations that lead nowhere.

const FIELDS = ['basic_id', 'channel_id', 'kid', 'token'];
const STEPS = ['login_channel', 'messaging_token'];

// Where a code may show: any field takes a paste.*, one field its own .invalid, a step what LINE said.
export function placesOf(code) {
  if (code.startsWith('paste.')) return FIELDS;
  if (code.startsWith('line.')) return STEPS;
  return FIELDS.filter((field) => code === `${field}.invalid`);
}

// [{ field, code }] of tests/support/paste_cases.tsv: what is refused, in which field.
export const refusedCases = (tsv) => tsv.split('\n')
  .filter((line) => line && !/^[#=]/.test(line))
  .map((line) => line.split('\t'))
  .filter(([, , code]) => code !== 'ok')
  .map(([field, , code]) => ({ field, code }));

// Codes and cases that have no explanation.
export function gaps(explanations, codes, cases) {
  const out = [];
  for (const code of codes) {
    const wanted = placesOf(code);
    const has = wanted.filter((where) => explanations[code]?.[where]);
    if (code.startsWith('line.') ? has.length === 0 : has.length < wanted.length) out.push(`${code}: not explained for ${wanted.filter((where) => !has.includes(where)).join(', ')}`);
  }
  for (const { field, code } of cases) if (!explanations[code]?.[field]) out.push(`${code} at ${field}: a case, not explained`);
  return [...new Set(out)];
}

// Explanations and pictures of steps whose place, drawing or words are not there, and places and drawings nobody is led to.
export function deadEnds({ EXPLANATIONS, PICTURES, PLACES, SCREENS, ABOUT, BELONGS }, codes, keys) {
  const out = [];
  const known = new Set(keys);
  const used = new Set();
  const word = (where, key) => { if (!known.has(key)) out.push(`${where}: no message ${key}`); };
  for (const [code, byField] of Object.entries(EXPLANATIONS)) {
    if (!codes.includes(code)) out.push(`${code} is no code of problem.def`);
    for (const [where, { place, acts, warn }] of Object.entries(byField)) {
      const at = `${code} at ${where}`;
      if (![...FIELDS, ...STEPS].includes(where)) out.push(`${at}: no such field or step`);
      if (place !== null && !PLACES[place]) out.push(`${at}: no place ${place}`);
      if (!(acts?.length >= 1 && acts.length <= 2)) out.push(`${at}: one act or two`);
      for (const key of acts ?? []) word(at, key);
      if (warn) word(at, warn);
      used.add(place);
    }
  }
  for (const [place, { link, to, path, screen, alt }] of Object.entries(PLACES)) {
    if (!/^https:\/\/[a-z.]+\.line\.biz\//.test(link ?? '')) out.push(`${place}: no link to LINE`);
    for (const key of [to, path, alt]) word(place, key);
    if (!SCREENS[screen]?.rows.some(({ mark }) => mark === place)) out.push(`${place}: not marked in a drawing`);
    if (!used.has(place)) out.push(`${place}: nobody is led there`);
  }
  const pictured = new Set();
  for (const [step, { screen, marks, alt }] of Object.entries(PICTURES)) {
    word(`the picture of step ${step}`, alt);
    for (const mark of Object.keys(marks)) {
      pictured.add(mark);
      if (![SCREENS[screen]?.corner, ...SCREENS[screen]?.rows ?? []].some((each) => each?.mark === mark)) out.push(`the picture of step ${step}: ${mark} is not on it`);
    }
  }
  for (const [screen, { head, corner, tabs, rows }] of Object.entries(SCREENS)) {
    for (const key of [head, corner?.words, ...tabs, ...rows.flatMap(({ label, value, button }) => [label, value, button])]) if (key) word(screen, key);
    for (const { mark } of rows) if (mark && !PLACES[mark] && !pictured.has(mark)) out.push(`${screen}: marks ${mark}, which is no place`);
  }
  for (const [code, field] of Object.entries(ABOUT)) {
    if (!FIELDS.includes(field)) out.push(`${code} is about ${field}, which is no field`);
    if (!STEPS.some((step) => EXPLANATIONS[code]?.[step])) out.push(`${code} at ${field}: not explained`);
  }
  for (const code of Object.keys(BELONGS)) if (!codes.includes(code)) out.push(`${code} is no code of problem.def`);
  return out;
}
