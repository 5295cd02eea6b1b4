// Every kind of event is listed once, recorded under that name, and has a sentence.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { importModule, read } from './support/tree.mjs';

const { kindWords } = await importModule(read('nginx/site/js/audit/kinds.js'));

const listed = [...read('sql/functions/tenant/event_kinds.sql').matchAll(/\('([a-z_]+\.[a-z_]+)', '/g)].map(([, kind]) => kind);

// The kinds in the calls that record one.
const recordedIn = (sql) => [...sql.matchAll(/tenant\.record_(?:act|event)\(([\s\S]*?)\);/g)]
  .flatMap(([, args]) => [...args.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, kind]) => kind));

test('each kind is listed once and has a sentence, and no other has', () => {
  assert.ok(listed.length > 30, 'the file was read');
  assert.equal(new Set(listed).size, listed.length);
  assert.deepEqual(listed.filter((kind) => kindWords(kind) === null), []);
  assert.equal([...read('nginx/site/js/audit/kinds.js').matchAll(/: 'log\./g)].length, listed.length);
  assert.equal(kindWords('nobody.knows'), null);
});

test('whatever is recorded is listed', () => {
  const folders = ['tenant', 'directory', 'signup', 'login', 'link', 'courier', 'admin'];
  const recorded = folders.flatMap((folder) => readdirSync(new URL(`../../sql/functions/${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.sql')).flatMap((name) => recordedIn(read(`sql/functions/${folder}/${name}`))));
  assert.ok(recorded.length > 8, 'calls were found');
  assert.deepEqual(recorded.filter((kind) => !listed.includes(kind)), []);
  assert.deepEqual(recordedIn("PERFORM tenant.record_act('no.such', member, _ip, _request_id);"), ['no.such']);
});
