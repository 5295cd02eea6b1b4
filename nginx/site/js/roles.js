// What a member may be in an account, and what each may do; GET session says what this member may.

import { el } from './dom.js';

export const ROLES = { owner: 'role.owner', manager: 'role.manager', viewer: 'role.viewer' };

const MAY = { owner: 'role.owner.may', manager: 'role.manager.may', viewer: 'role.viewer.may' };

export const roleName = (role) => el('span', { t: ROLES[role] });

// Each role with what it may do.
export const roleList = () => el('dl', { class: 'facts' }, ...Object.keys(ROLES).map((role) =>
  el('div', {}, el('dt', { t: ROLES[role] }), el('dd', { t: MAY[role] }))));

export const may = ({ member }, act) => member.may.includes(act);
