// The modules of others are what their packages have, and come when asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reachable } from './support/markup.mjs';
import { modules, site } from './support/tree.mjs';
import { vendorComplaints } from './support/vendor.mjs';

const folder = join(site, 'vendor');
const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const readme = files['README.md'];
const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('each module is listed with its package, licence and sum, unchanged, and wants no other', () => {
  assert.deepEqual(vendorComplaints(readme, files), []);
});

test('... and one that is not would be found', () => {
  found(vendorComplaints(readme, { ...files, 'uqr.js': `${files['uqr.js']}\n` }), /uqr.js: is not what the package has/);
  found(vendorComplaints(readme, { ...files, 'uqr.LICENSE': '' }), /uqr.js: no licence/);
  found(vendorComplaints(readme, { ...files, 'other.js': 'export const x = 1' }), /other.js: not listed/);
  found(vendorComplaints(readme, { ...files, 'other.js': "import x from 'y'" }), /other.js: reaches out/);
  const { 'uqr.js': gone, ...rest } = files;
  found(vendorComplaints(readme, rest), /uqr.js: is not there/);
});

test('none is part of a first load', () => {
  const sources = { ...modules(), ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`vendor/${name}`, text])) };
  for (const entry of Object.keys(modules())) assert.deepEqual(reachable(entry, sources).filter((path) => path.startsWith('vendor/')), [], entry);
  assert.deepEqual(reachable('js/x.js', { 'js/x.js': "import { encode } from '../vendor/uqr.js'", 'vendor/uqr.js': '' }), ['js/x.js', 'vendor/uqr.js'], 'it would be seen');
});
