// Where one is logged in, and ending that.

import { deviceName } from './device.js';
import { el, focusOn, literal, say, show, write } from '../dom.js';
import { sayProblem } from '../form.js';
import { account } from '../wizard/account.js';
import { sure } from '../wizard/dialog.js';
import { facts, moment, slot } from '../wizard/parts.js';

// `refresh()` asks the server anew and resolves to a problem or null.
export function devicesCard(refresh) {
  const heading = el('h2', { id: 'devices-title', testid: 'devices-title', t: 'settings.devices' });
  const said = slot('devices-said', 'good');
  const trouble = el('p', { class: 'notice bad', role: 'alert', testid: 'devices-problem', hidden: true });
  const list = el('ul', { class: 'devices', 'aria-labelledby': 'devices-title', testid: 'devices' });
  const others = el('button', {
    type: 'button', class: 'button', testid: 'devices-end-others', t: 'settings.devices.others', on: { click: () => end('others', null) },
  });

  // `name` is the device's, null for all others.
  async function end(id, name) {
    const yes = await sure(name === null
      ? { id: 'end-others', title: 'settings.devices.others.sure', words: ['settings.devices.others.lost'], action: 'settings.devices.others' }
      : { id: 'end-one', title: 'settings.devices.end.sure', words: ['settings.devices.end.lost', { device: name }], action: 'settings.devices.end' });
    if (!yes) return;
    show(trouble, false);
    const result = await account.call('DELETE', `sessions/${id}`);
    // Ended elsewhere in the meantime: what was wanted is so.
    const gone = result.ok || result.problem.code === 'not_found';
    const problem = gone ? await refresh() : result.problem;
    if (problem) {
      show(sayProblem(trouble, problem));
      return;
    }
    render();
    if (name === null) said.say('settings.devices.others.done');
    else said.say('settings.devices.end.done', { device: name });
    focusOn(said.root);
  }

  function device({ id, current, ip, user_agent: agent, created_at: since, seen_at: seen }) {
    const name = agent ? deviceName(agent) : null;
    const title = el('h3', { id: `device-${id}`, testid: 'device-name', class: 'device-name' });
    if (name) write(title, name);
    else say(title, 'settings.devices.unknown');
    const rows = [];
    if (seen) rows.push(['settings.devices.seen', moment(seen)]);
    if (ip) rows.push(['settings.devices.ip', literal(ip)]);
    if (since) rows.push(['settings.devices.since', moment(since)]);
    return el('li', { class: 'device', testid: current ? 'device-here' : 'device' },
      el('div', { class: 'task-head' }, title, current ? el('span', { class: 'state', 'data-state': 'proved', t: 'settings.devices.here' }) : null),
      facts(rows),
      current ? null : el('button', {
        type: 'button', class: 'button small', testid: 'device-end', id: `end-${id}`, 'aria-labelledby': `end-${id} device-${id}`, t: 'settings.devices.end',
        on: { click: () => end(id, title.textContent) },
      }));
  }

  function render() {
    const { sessions } = account.sessions;
    said.clear();
    const here = ({ current }) => (current ? 0 : 1);
    list.replaceChildren(...[...sessions].sort((a, b) => here(a) - here(b)).map(device));
    show(others, sessions.length > 1);
  }

  return {
    render,
    root: el('section', { class: 'card', 'aria-labelledby': 'devices-title' },
      heading, el('p', { t: 'settings.devices.why' }), said.root, trouble, list, others),
  };
}
