/* LINE's error answers, by the ids of errors.json: the one source of statuses and bodies here. */
import { readFileSync } from 'node:fs'

const entries = JSON.parse(readFileSync(new URL('../errors.json', import.meta.url), 'utf8'))
const byId = new Map(entries.map((entry) => [entry.id, entry]))

export const isErrorId = (id) => typeof byId.get(id)?.http_status === 'number'

/* A null body means that LINE documents none; nothing at all is the hardest case for a client. */
export function errorAnswer(id) {
	const entry = byId.get(id)
	if (!entry) throw new Error(`errors.json has no entry ${id}`)
	const headers = entry.content_type ? { 'Content-Type': entry.content_type } : {}
	return { status: entry.http_status, body: entry.body, headers }
}
