/* Style sheets and scripts of the console and the inbox, read once. */
import { readFileSync } from 'node:fs'
import { Refusal } from './http.js'

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }
const assets = new Map(['console.css', 'console.js', 'inbox.css', 'inbox.js'].map((name) =>
	[name, readFileSync(new URL(`assets/${name}`, import.meta.url))]))

export function serveAsset(response, name) {
	const bytes = assets.get(name)
	if (!bytes) throw new Refusal(404, 'There is no such file.')
	response.writeHead(200, { 'Content-Type': TYPES[name.split('.').pop()], 'Content-Length': bytes.length })
	response.end(bytes)
}
