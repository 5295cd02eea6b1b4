/* The README's pictures: the script still makes each, those are what the README shows, and they are small and said in words. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../support/root.mjs'
import { BYTES_MAX, FOLDER, PICTURES, takePictures } from './support/pictures.mjs'
import { readPng } from './support/png.mjs'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const shown = [...readme.matchAll(/<img src="deploy\/pictures\/([\w-]+)\.png"[^>]*? alt="([^"]+)"/g)].map(([, name, alt]) => ({ name, alt }))
const size = (folder, name) => {
	const { width, height } = readPng(readFileSync(join(folder, `${name}.png`)))
	return `${width} x ${height}`
}

test('the README shows what the script makes, in its order, each with words of its own', () => {
	assert.deepEqual(shown.map(({ name }) => name), Object.keys(PICTURES))
	assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(PICTURES).map((name) => `${name}.png`).sort())
	for (const { name, alt } of shown) assert.ok(alt.length >= 30, `${name}: ${alt}`)
	assert.equal(new Set(shown.map(({ alt }) => alt)).size, shown.length)
	assert.doesNotMatch(readme.replace(/<img [^>]*>/g, ''), /deploy\/pictures|!\[/)
})

test('the script makes each picture from the product as it is, and the ones at hand are like them', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'acho-pictures-'))
	try {
		const sizes = await takePictures(folder)
		assert.deepEqual(Object.keys(sizes), Object.keys(PICTURES))
		for (const name of Object.keys(PICTURES)) {
			const kept = readFileSync(join(FOLDER, `${name}.png`)).length
			assert.equal(size(FOLDER, name), size(folder, name), name)
			assert.ok(sizes[name] < BYTES_MAX && kept < BYTES_MAX, `${name}: ${sizes[name]} and ${kept} bytes`)
			assert.ok(Math.max(kept, sizes[name]) < 2 * Math.min(kept, sizes[name]), `${name} shows something else by now: tests/browser/pictures makes it anew`)
		}
	} finally {
		rmSync(folder, { recursive: true })
	}
})
