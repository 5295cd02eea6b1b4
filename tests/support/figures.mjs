/* What Prometheus would read of a house: every worker's /metrics and the files beside them, and promtool's word on it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WORKERS } from './stack.mjs'
import { root } from './root.mjs'

/* deploy/prepare puts it there where Prometheus itself is not installed. */
const OURS = join(root, 'build/tools/promtool')

/* {status, text} of promtool with those words, `input` on its standard input. */
export function promtool(words, input = '') {
	const { status, stdout, stderr, error } = spawnSync(existsSync(OURS) ? OURS : 'promtool', words, { input, encoding: 'utf8' })
	if (error) throw error
	return { status, text: stdout + stderr }
}

/* Each text as it was read: {login: '...', 'courier.prom': '...'}. */
export async function figuresOf(stack, files = []) {
	const probe = stack.client({ validated: false })
	const workers = await Promise.all(WORKERS.map(async (name) => [name, (await probe.get(`/metrics/${name}`)).text]))
	return Object.fromEntries([...workers, ...files.map((path) => [path, readFileSync(path, 'utf8')])])
}

/* A series of a text, or the sum of those that match `labels`. */
export function figure(text, name, labels = {}) {
	const lines = text.split('\n').filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `))
		&& Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
	return lines.length ? lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0) : undefined
}

export const namesIn = (text) => new Set([...text.matchAll(/^([a-z_]+)(?:\{| )/gm)].map((hit) => hit[1]))

/* Names of ours that `expression` speaks of. */
export const namesOf = (expression) => new Set([...expression.replace(/"[^"]*"/g, '').matchAll(/\bacho_[a-z_]+/g)].map((hit) => hit[0]))

/* Routes that `expression` picks out by their whole pattern. */
export const routesOf = (expression) => [...expression.matchAll(/route="([^"]*)"/g)].map((hit) => hit[1])
