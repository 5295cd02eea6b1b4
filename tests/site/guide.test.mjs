// The guide is whole: every step has every part, every drawing its marks and words, every door its warning.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guideComplaints } from './support/guide.mjs';
import { catalogues, importModule, modules, pages, read } from './support/tree.mjs';

const data = await importModule(read('nginx/site/js/guide/steps.js'));
const words = await catalogues();
const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('every step has all its parts in every language, and every drawing its marks and words', () => {
  assert.deepEqual(guideComplaints(data, words), []);
});

test('... and a part, a mark or a warning that is missing would be found', () => {
  const without = (number, change) => guideComplaints({ ...data, STEPS: data.STEPS.map((step) => (step.number === number ? { ...step, ...change } : step)) }, words);
  const picture = (change) => without(3, { pictures: [{ ...data.STEPS[2].pictures[0], ...change }] });
  for (const part of ['title', 'why', 'who', 'path', 'known', 'translated', 'forward']) found(without(5, { [part]: undefined }), new RegExp(`^step 5, ${part}: not said`));
  found(without(5, { site: 'elsewhere' }), /step 5: no site elsewhere/);
  found(without(5, { acts: Array(6).fill('guide.5.do.1') }), /step 5: one act to five/);
  found(without(5, { troubles: [] }), /step 5: nothing goes wrong/);
  found(without(5, { pictures: [] }), /step 5: no drawing/);
  found(picture({ screen: 'none' }), /no such screen/);
  found(picture({ marks: {} }), /nothing is marked/);
  found(picture({ marks: { enable: 3, gone: 1 } }), /gone is not one place/);
  found(picture({ marks: { enable: 4 } }), /marked with 4, which is no act/);
  found(picture({ marks: { enable: 3, messaging: 3 } }), /a number twice/);
  found(picture({ marks: { enable: 2 } }), /guide.3.alt in zh-TW lacks 2/);
  found(without(4, { warn: undefined }), /step 4: its door is not warned of/);
  found(without(7, { ahead: undefined }), /step 8: its door is not announced before/);
  found(without(8, { ahead: undefined }), /Reissue is not announced/);
  found(guideComplaints({ ...data, SITES: { ...data.SITES, entry: { ...data.SITES.entry, link: 'https://line.biz.example/' } } }, words), /entry: no site of LINE/);
  found(guideComplaints({ ...data, SCREENS: { ...data.SCREENS, more: data.SCREENS.entry } }, words), /more: nobody sees it/);
  found(guideComplaints(data, { ...words, ja: { ...words.ja, 'guide.6.forward': 'x' } }), /guide.6.forward in ja lacks \{link\}/);
  const { 'guide.6.alt': gone, ...rest } = words.ja;
  found(guideComplaints(data, { ...words, ja: rest }), /no message guide.6.alt in ja/);
});

// Steps that a page or a module leads to.
const ledTo = (text) => [...text.matchAll(/guideLink\((\d+)\)|\/guide#step-(\d+)/g)].map(([, one, other]) => Number(one ?? other));

test('whoever is led to a step of the guide is led to one that there is', () => {
  const links = Object.entries({ ...modules(), ...pages() }).flatMap(([path, text]) => ledTo(text).map((step) => ({ path, step })));
  assert.ok(links.length >= 4, JSON.stringify(links));
  assert.deepEqual(links.filter(({ step }) => !(step >= 1 && step <= 8)), []);
  assert.deepEqual(ledTo('guideLink(9) "/guide#step-11"'), [9, 11]);
});
