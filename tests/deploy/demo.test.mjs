/* deploy/demo where a checkout with a demo in it has been moved. (The demo itself: tests/demo.) */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../support/root.mjs'

test('a checkout that its users cannot work in any more keeps database and keys, and says so', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'acho-demo-moved-'))
	t.after(() => rmSync(folder, { recursive: true }))
	/* Too long for a socket, which is the one reason that holds for every user. */
	const checkout = join(folder, 'a-long-way-down'.repeat(6))
	const kept = { 'pg/data/PG_VERSION': '15\n', 'keyring/link.keyring': 'line 1 of the demo\n' }
	mkdirSync(join(checkout, 'deploy'), { recursive: true })
	cpSync(join(root, 'deploy/demo'), join(checkout, 'deploy/demo'))
	writeFileSync(join(checkout, 'deploy/prepare'), '#!/bin/sh\n', { mode: 0o755 })
	for (const [path, text] of Object.entries(kept)) {
		mkdirSync(join(checkout, 'var', path, '..'), { recursive: true })
		writeFileSync(join(checkout, 'var', path), text)
	}
	const { status, stderr } = spawnSync(join(checkout, 'deploy/demo'), { encoding: 'utf8', env: { PATH: process.env.PATH } })
	assert.equal(status, 1)
	assert.match(stderr, /^deploy\/demo: the demo's database and keys lie in \S+\/var, where its users cannot work \(any more\): move the checkout .* or delete \S+\/var to begin anew\n$/)
	for (const [path, text] of Object.entries(kept)) assert.equal(readFileSync(join(checkout, 'var', path), 'utf8'), text)
	assert.ok(!existsSync(join(checkout, 'var/home')))
})
