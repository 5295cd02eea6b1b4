// No dead end: whatever the server says of a pasted value, the wizard says what to do about it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadEnds, gaps, placesOf, refusedCases } from './support/explanations.mjs';
import { problemSentences } from './support/routes.mjs';
import { catalogues, importModule, read } from './support/tree.mjs';

const data = await importModule(read('nginx/site/js/wizard/explanations.js'));
const { reasonWords, refutedWords } = await importModule(read('nginx/site/js/wizard/refuted.js'));
const all = Object.keys(problemSentences(read('fcgi/shared/http/problem.def')));
const shown = all.filter((code) => placesOf(code).length > 0);
const cases = refusedCases(read('tests/support/paste_cases.tsv'));
const keys = Object.keys((await catalogues())['zh-TW']);
const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('every code that a field or a step can show is explained, and every case of the paste doctor', () => {
  assert.ok(shown.length >= 25 && shown.includes('paste.is_kid') && shown.includes('kid.invalid') && shown.includes('line.bot_taken'), String(shown));
  assert.ok(cases.length >= 60, 'the cases were read');
  assert.deepEqual(gaps(data.EXPLANATIONS, shown, cases), []);
});

test('... and a gap is found', () => {
  const without = (code, where) => {
    const { [where]: gone, ...rest } = data.EXPLANATIONS[code];
    return { ...data.EXPLANATIONS, [code]: rest };
  };
  for (const [code, where] of [['paste.is_kid', 'token'], ['kid.invalid', 'kid'], ['line.key_mismatch', 'login_channel']]) {
    found(gaps(without(code, where), shown, []), new RegExp(`^${code}: not explained for .*${where}`));
  }
  found(gaps(data.EXPLANATIONS, [...shown, 'line.new', 'paste.is_new'], []), /line.new/);
  found(gaps(data.EXPLANATIONS, [...shown, 'paste.is_new'], []), /paste.is_new: not explained for basic_id, channel_id, kid, token/);
  found(gaps(data.EXPLANATIONS, shown, [{ field: 'kid', code: 'field.type' }]), /field.type at kid/);
});

test('every explanation leads to a screen, a mark on its drawing, and words', () => {
  assert.deepEqual(deadEnds(data, all, keys), []);
});

test('... and one that does not is found', () => {
  const one = (explanation) => deadEnds({ ...data, EXPLANATIONS: { ...data.EXPLANATIONS, 'kid.invalid': { kid: explanation } } }, all, keys);
  assert.deepEqual(one({ place: 'kid', acts: ['act.kid.copy'] }), []);
  found(one({ place: 'nowhere', acts: ['act.kid.copy'] }), /no place nowhere/);
  found(one({ place: 'kid', acts: [] }), /one act or two/);
  found(one({ place: 'kid', acts: ['act.kid.gone'] }), /no message act.kid.gone/);
  found(deadEnds(data, all, keys.filter((key) => key !== 'place.kid.alt')), /^kid: no message place.kid.alt/);
  found(deadEnds({ ...data, SCREENS: { ...data.SCREENS, security: { ...data.SCREENS.security, rows: [] } } }, all, keys), /^ip: not marked/);
  found(deadEnds({ ...data, PLACES: { ...data.PLACES, token: { ...data.PLACES.token, link: '/guide' } } }, all, keys), /^token: no link/);
  found(deadEnds({ ...data, PICTURES: { ...data.PICTURES, 13: { ...data.PICTURES[13], screen: 'security' } } }, all, keys), /step 13: published is not on it/);
  found(deadEnds({ ...data, ABOUT: { 'line.kid_unknown': 'key' } }, all, keys), /line.kid_unknown is about key/);
  found(deadEnds({ ...data, ABOUT: { 'line.gone': 'kid' } }, all, keys), /line.gone at kid: not explained/);
  found(deadEnds(data, all.filter((code) => code !== 'line.superseded'), keys), /line.superseded is no code/);
});

// What LINE or the vault says of a value; the first is a matter of two tabs, the second no refusal.
const refusals = all.filter((code) => /^(?:line|vault)\./.test(code) && !['line.superseded', 'line.pending'].includes(code));

test('whatever LINE did not take is said in a few words to whoever comes later, and that it was taken before', () => {
  const wordless = (words) => refusals.filter((code) => words(code, false) === null);
  assert.ok(refusals.length >= 13, String(refusals));
  assert.deepEqual(wordless(reasonWords), []);
  assert.deepEqual(['line.kid_unknown', 'line.token_invalid', 'line.bot_taken', 'line.new'].map((code) => refutedWords(code, true)),
    ['refuted.kidGone', 'refuted.tokenGone', 'refuted.botTaken', 'refuted.other']);
  assert.deepEqual(wordless((code) => (code === 'vault.locked' ? null : reasonWords(code, false))), ['vault.locked'], 'it would be found');
});
