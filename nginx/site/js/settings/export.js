// All that is kept about the account, as one file.

import { el, focusOn, say, show } from '../dom.js';
import { sayProblem } from '../form.js';
import { slug } from '../place.js';
import { saveFile } from './save.js';
import { account } from '../wizard/account.js';

// The pages put together, part by part. Resolves to { whole } or { problem }.
async function fetchAll() {
  const whole = {};
  for (let next = ''; next !== null;) {
    const result = await account.call('GET', `export${next && `/${next}`}`);
    if (!result.ok) return { problem: result.problem };
    const { next: following, ...parts } = result.data;
    for (const [part, items] of Object.entries(parts)) whole[part] = [...whole[part] ?? [], ...items];
    next = following;
  }
  return { whole };
}

function keep(whole) {
  saveFile(`acho-${slug}-${new Date().toISOString().slice(0, 10)}.json`, 'application/json', `${JSON.stringify(whole, null, 2)}\n`);
}

export function exportCard() {
  const said = el('p', { class: 'notice', role: 'status', testid: 'export-said', hidden: true });
  const take = el('button', {
    type: 'button', class: 'button', testid: 'export-take', t: 'export.take',
    on: { click: async () => {
      say(show(said), 'export.busy');
      const { whole, problem } = await fetchAll();
      if (whole) keep(whole);
      focusOn(whole ? say(said, 'export.done') : sayProblem(said, problem));
    } } });
  return el('section', { class: 'card', 'aria-labelledby': 'export-title' },
    el('h2', { id: 'export-title', t: 'export.title' }), el('p', { t: 'export.why' }), el('p', {}, take), said);
}
