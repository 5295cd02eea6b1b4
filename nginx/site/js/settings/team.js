// Who is in the account: members with their roles, invitations, and inviting.

import { el, focusOn, literal, show } from '../dom.js';
import { field, form, keepDraft, sayProblem } from '../form.js';
import { loginPath, slug } from '../place.js';
import { ROLES, may, roleList, roleName } from '../roles.js';
import { unverifiedNotice } from '../unverified.js';
import { account } from '../wizard/account.js';
import { sure } from '../wizard/dialog.js';
import { facts, fold, moment, press, slot } from '../wizard/parts.js';

// A name is nobody's to translate.
const person = (name) => el('span', { class: 'notranslate', translate: 'no' }, name);

export function teamCard() {
  const writes = may(account.session, 'team.write');
  const said = slot('team-said', 'good');
  const trouble = el('p', { class: 'notice bad', role: 'alert', testid: 'team-problem', hidden: true });
  const members = el('ul', { class: 'devices', 'aria-labelledby': 'team-title', testid: 'team-members' });
  const invited = el('div', { testid: 'team-invited', hidden: true });

  // A change of the team: then the list anew, and what was done.
  async function change(method, path, body, words, params) {
    show(trouble, false);
    const result = await account.call(method, path, body);
    const problem = result.ok ? await account.refresh(null, ['team']) : result.problem;
    if (problem) {
      said.clear();
      focusOn(show(sayProblem(trouble, problem)));
      return;
    }
    render();
    said.say(words, params);
    focusOn(said.root);
  }

  async function give({ id, name, me, role }, wanted) {
    if (role === wanted) return;
    if (wanted === 'owner' && !await sure({ id: 'team-owner', title: 'team.owner.sure', words: ['team.owner.gains', { name: person(name) }], action: 'team.owner.do' })) return;
    if (me && !await sure({ id: 'team-step-down', title: 'team.stepDown.sure', words: ['team.stepDown.lost'], action: 'team.stepDown.do' })) return;
    if (!me) await change('PUT', `team/${id}`, { role: wanted }, 'team.role.done', { name: person(name) });
    else await leaveWith(await account.call('PUT', `team/${id}`, { role: wanted }), () => location.reload());
  }

  async function remove({ id, name, me }) {
    const yes = await sure(me
      ? { id: 'team-leave', title: 'team.leave.sure', words: ['team.leave.lost'], action: 'team.leave' }
      : { id: 'team-remove', title: 'team.remove.sure', words: ['team.remove.lost', { name: person(name) }], action: 'team.remove' });
    if (!yes) return;
    if (me) await leaveWith(await account.call('DELETE', `team/${id}`), () => location.replace(loginPath()));
    else await change('DELETE', `team/${id}`, undefined, 'team.remove.done', { name: person(name) });
  }

  // What I was is no more, so this page is not right any more.
  async function leaveWith(result, go) {
    if (result.ok) go();
    else focusOn(show(sayProblem(trouble, result.problem)));
  }

  const onlyOwner = ({ role }) => role === 'owner' && account.team.members.filter((one) => one.role === 'owner').length === 1;

  function roleChoice(one) {
    const choice = el('select', { id: `role-${one.id}`, testid: 'member-role' }, ...Object.entries(ROLES).map(([role, words]) => el('option', { value: role, t: words })));
    choice.value = one.role;
    return el('div', { class: 'field' },
      el('label', { for: `role-${one.id}`, t: ['team.role.of', { name: person(one.name) }] }), choice,
      press('member-role-save', 'team.role.save', async () => {
        await give(one, choice.value);
        choice.value = one.role; // as it is, when nothing came of it
      }, 'small'));
  }

  function member(one) {
    const { id, name, email, me, role, joined_at: since } = one;
    const title = el('h3', { id: `member-${id}`, class: 'device-name' }, person(name));
    return el('li', { class: 'device', testid: me ? 'member-me' : 'member' },
      el('div', { class: 'task-head' }, title, me ? el('span', { class: 'state', 'data-state': 'proved', t: 'team.me' }) : null),
      facts([['settings.email', literal(email)], ['team.role', roleName(role)], ['team.since', moment(since)]]),
      writes ? roleChoice(one) : null,
      me && onlyOwner(one) ? el('p', { class: 'hint', testid: 'team-only-owner', t: 'team.onlyOwner' }) : me || writes ? el('button', {
        type: 'button', class: 'button small', testid: me ? 'team-leave-open' : 'member-remove', id: `remove-${id}`, 'aria-labelledby': `remove-${id} member-${id}`,
        t: me ? 'team.leave' : 'team.remove', on: { click: () => remove(one) },
      }) : null);
  }

  function invitation({ id, email, role, invited_at: at }) {
    const title = el('h4', { id: `invited-${id}`, class: 'device-name' }, literal(email));
    const button = (testid, words, click) => el('button', {
      type: 'button', class: 'button small', testid, id: `${testid}-${id}`, 'aria-labelledby': `${testid}-${id} invited-${id}`, t: words, on: { click },
    });
    return el('li', { class: 'device', testid: 'invitation' }, title,
      facts([['team.role', roleName(role)], ['team.invited.at', moment(at)]]),
      writes ? el('div', { class: 'actions' },
        button('invited-again', 'team.again', () => change('POST', 'invitations', { email, role }, 'team.invite.done', { email: literal(email) })),
        button('invited-withdraw', 'team.withdraw', () => change('DELETE', `invitations/${id}`, undefined, 'team.withdraw.done', { email: literal(email) }))) : null);
  }

  function render() {
    const { team } = account;
    said.clear();
    members.replaceChildren(...team.members.map(member));
    invited.replaceChildren(el('h3', { id: 'team-invited-title', t: 'team.invited' }),
      el('ul', { class: 'devices', 'aria-labelledby': 'team-invited-title' }, ...team.invitations.map(invitation)));
    show(invited, team.invitations.length > 0);
  }

  function inviting() {
    const email = field({ id: 'invite-email', name: 'email', label: 'team.invite.email', type: 'email', autocomplete: 'off', required: true });
    const role = field({ id: 'invite-role', name: 'role', label: 'team.role', options: ROLES });
    role.value = 'manager';
    const draft = keepDraft(`acho.${slug}.invite`, [email, role]);
    const invite = form({
      id: 'invite', submit: 'team.invite.submit', fields: [email, role],
      send: (values) => account.call('POST', 'invitations', values),
      done: async () => {
        const asked = literal(email.value.trim());
        email.value = '';
        draft.forget();
        await account.refresh(null, ['team']);
        render();
        said.say('team.invite.done', { email: asked });
        focusOn(said.root);
      },
    });
    const verify = unverifiedNotice('team-unverified', 'team.invite.verify');
    verify.update(account.session);
    return el('div', { class: 'panel' }, el('h3', { t: 'team.invite' }), verify.root, invite.root);
  }

  // After the page: it is long, and this is not what most come for.
  async function load() {
    const problem = await account.refresh((busy) => show(sayProblem(trouble, busy)), ['team']);
    show(trouble, problem !== null);
    if (problem) sayProblem(trouble, problem);
    else render();
  }

  load();
  const root = el('section', { class: 'card', 'aria-labelledby': 'team-title' },
    el('h2', { id: 'team-title', testid: 'team-title', t: 'team.title' }), el('p', { t: 'team.why' }),
    fold('team-roles', 'team.roles', roleList()), said.root, trouble, members, invited, writes ? inviting() : null);
  return { root, load };
}
