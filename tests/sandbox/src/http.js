/* The little HTTP everything here shares: a route table, bodies with a limit, answers, refusals. */
const BODY_MAX = 1024 * 1024

/* Somebody asked for what cannot be done: the text is for them, the status for their program. */
export class Refusal extends Error {
	constructor(status, message) {
		super(message)
		this.status = status
	}
}

/*
 * Rows of [method, '/path/:name', handler]. The result finds {handler, params}, or {allow} where only the method
 * is wrong, or nothing.
 */
export function routes(rows) {
	const table = rows.map(([method, path, handler]) => ({
		method,
		handler,
		path,
		pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
	}))
	return (method, path) => {
		const here = table.filter((row) => row.pattern.test(path))
		const row = here.find((one) => one.method === method)
		if (row) return { handler: row.handler, path: row.path, params: decoded(row.pattern.exec(path).groups) }
		return here.length ? { allow: here.map((one) => one.method) } : null
	}
}

function decoded(groups = {}) {
	try {
		return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]))
	} catch {
		throw new Refusal(400, 'The address holds a broken percent-encoding.')
	}
}

export async function readBody(request) {
	const parts = []
	let size = 0
	for await (const part of request) {
		size += part.length
		if (size > BODY_MAX) throw new Refusal(413, `A body may have ${BODY_MAX} bytes here.`)
		parts.push(part)
	}
	return Buffer.concat(parts)
}

export async function readJson(request) {
	const body = await readBody(request)
	if (!body.length) return {}
	try {
		const value = JSON.parse(body.toString('utf8'))
		if (value !== null && typeof value === 'object') return value
	} catch {
		/* falls through to the refusal below */
	}
	throw new Refusal(400, 'The body should be a JSON object.')
}

export async function readForm(request) {
	return Object.fromEntries(new URLSearchParams((await readBody(request)).toString('utf8')))
}

export function sendJson(response, status, value, headers = {}) {
	const body = Buffer.from(`${JSON.stringify(value)}\n`)
	response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length, ...headers })
	response.end(body)
}

export function sendPage(response, status, page, headers = {}) {
	const body = Buffer.from(String(page))
	response.writeHead(status, {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Length': body.length,
		'Cache-Control': 'no-store',
		'Content-Security-Policy':
			"default-src 'self'; img-src 'self' data:; frame-ancestors 'self'; form-action 'self'; base-uri 'none'",
		'X-Content-Type-Options': 'nosniff',
		...headers,
	})
	response.end(body)
}

export function sendNothing(response) {
	response.writeHead(204)
	response.end()
}

/* After a form: 303, so that a reload repeats nothing. */
export function seeOther(response, location) {
	response.writeHead(303, { Location: location, 'Content-Length': 0 })
	response.end()
}
