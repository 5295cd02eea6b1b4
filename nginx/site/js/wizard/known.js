// What is known of a step's value, for the list of steps and for its dialog.

import { facts, id, moment } from './parts.js';

// `part` of GET oa, or null where there is nothing to show yet.
export const channelFacts = ({ login_channel: channel }) => (channel.channel_id
  ? facts([['channelId.label', id(channel.channel_id)], ['kid.label', id(channel.kid)]]) : null);

export const tokenFacts = ({ messaging_token: now }) => (now.bot ? botFacts(now, false) : null);

// `dated`: with the time of LINE's yes, which in the list is the state's.
export function botFacts({ bot, state, checked_at: at, expires_at: expires }, dated = true) {
  const rows = [['oa.name', bot.display_name], ['oa.basicId', id(bot.basic_id)]];
  if (dated && at && state === 'proved') rows.push(['step.provedAt', moment(at)]);
  if (expires) rows.push(['token.expires', moment(expires)]);
  return facts(rows);
}
