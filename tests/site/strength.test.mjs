// The hint below a new password: never laxer than the server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KNOWN, passwordCases } from '../support/passwords.mjs';
import { importModule, read } from './support/tree.mjs';

const { strengthOf } = await importModule(read('nginx/site/js/strength.js'));
const level = (password) => strengthOf(password, Object.values(KNOWN)).level;

test('each case has its hint', () => {
  for (const { password, hint } of passwordCases()) assert.equal(level(password), hint, password);
});

test('good is what the server takes, and too short what it finds too short', () => {
  for (const { password, server } of passwordCases()) {
    if (level(password) === 'good') assert.equal(server, 'ok', password);
    assert.equal(level(password) === 'short', server === 'password.too_short', password);
    if (level(password) === 'weak') assert.notEqual(server, 'ok', password);
  }
});

test('characters and bytes count as they do there, composed', () => {
  assert.equal(level(''), 'none');
  assert.deepEqual(strengthOf('e\u0301🦊abc'), { level: 'short', missing: 3 });
  assert.equal(level('gT7#kPw2'.repeat(128)), 'fair');
  assert.equal(level(`gT7#kPw2${'n'.repeat(1017)}`), 'long');
  assert.equal(level(`${'é'.repeat(500)}gT7#kPw2!xQz`.normalize('NFD')), 'fair');
});

// Words that people take first, put together as people do, are never good before there are many of them.
test('no two words are good, however they are dressed', () => {
  const words = ['password', 'iloveyou', 'sunshine', 'administrator', 'international', 'Elizabeth', 'p@ssw0rd', '$un$h1ne', 'DRAGON', 'qwertyuiop'];
  for (const a of words)
    for (const b of words)
      for (const between of ['', ' ', '-', '1', '123'])
        for (const end of ['', '!', '2024', '19900101'])
          assert.notEqual(level(`${a}${between}${b}${end}`), 'good', `${a}${between}${b}${end}`);
});
