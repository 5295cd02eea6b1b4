// The page of a mailed invitation: who is invited to what, and joining with a name and a password of one's own.

import { call } from './api.js';
import { typedAddress, usernameField } from './address.js';
import { el, focusOn, literal, say } from './dom.js';
import { field } from './form.js';
import { linkForm, mailedPage } from './mailed.js';
import { newPassword } from './new-password.js';
import { setTitle, showColumn } from './page.js';
import { loginPath, managerName, slug } from './place.js';
import { roleName } from './roles.js';
import { facts } from './wizard/parts.js';

const PATH = `/a/${slug}/api/invitation`;

const toLogin = (testid, kind = 'primary') =>
  el('p', {}, el('a', { class: `button ${kind}`, href: loginPath(), testid, t: 'signup.done.open' }));

function ask(company, token, { email, role }) {
  const name = field({ id: 'join-name', name: 'name', label: 'join.name', hint: 'join.name.hint', autocomplete: 'name', required: true });
  const password = newPassword({ id: 'join-password', name: 'password', label: 'join.password', about: () => [company, email, name.value] });
  const join = linkForm({
    expired,
    id: 'join', submit: 'join.submit', fields: [name, usernameField('join-username', managerName(email)), password],
    send: (values) => call('PUT', PATH, { token, ...values }),
    done: () => {
      typedAddress(email);
      focusOn(joined(company, email));
    },
  });
  showColumn('join-title', ['join.title', { company }],
    el('p', { class: 'lead', t: 'join.lead' }),
    facts([['login.email', literal(email)], ['team.role', roleName(role)]]),
    join.root);
}

const joined = (company, email) => showColumn('joined-title', 'join.done.title',
  say(el('p', { class: 'lead' }), 'join.done', { company, email: literal(email) }), toLogin('joined-login'));

const expired = () => showColumn('join-expired', 'expired.title',
  el('p', { class: 'lead', t: 'join.expired' }), el('p', { t: 'join.expired.joined' }), toLogin('join-login', ''));

await mailedPage({
  titleKey: 'join.pageTitlePlain',
  name: 'join',
  look: 'invitation',
  opened: (company) => setTitle('join.pageTitle', { company }),
  show: ask,
  expired,
});
