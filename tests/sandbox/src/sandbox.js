/* Everything put together: one HTTP port for LINE, console, inbox and control, one SMTP port, HTTPS if wanted. */
import { createServer } from 'node:http'
import { Behaviours } from './behaviour.js'
import { consoleRoutes } from './console.js'
import { controlRoutes } from './control.js'
import { Refusal, routes, sendJson } from './http.js'
import { Inbox } from './inbox.js'
import { inboxRoutes } from './inbox-pages.js'
import { Journal } from './journal.js'
import { lineHandler } from './line-server.js'
import { startSmtp } from './smtp.js'
import { State } from './state.js'
import { Tls } from './tls.js'

const LOOPBACK = '127.0.0.1'
/* Thousands of calls may be parked at once, and all may come in the same millisecond. */
const BACKLOG = 4096
/* Longer than any client keeps an idle connection, so that no call meets one that is just being closed. */
const KEEP_ALIVE_MS = 120 * 1000

export async function startSandbox({ port = 0, smtpPort = 0, tlsPort = null, stateFile = null } = {}) {
	const parts = {
		state: new State(stateFile),
		inbox: new Inbox(stateFile && `${stateFile}.mails`),
		behaviours: new Behaviours(),
		journal: new Journal(),
		addresses: {},
		tls: tlsPort === null ? null : await Tls.make(),
	}
	parts.smtp = await startSmtp(parts.inbox, { host: LOOPBACK, port: smtpPort })

	const handler = answering(parts)
	const servers = [createServer(handler)]
	if (parts.tls) servers.push(parts.tls.createServer(handler))
	const [httpPort, httpsPort] = await Promise.all(
		servers.map((server, i) => listen(server, [port, tlsPort][i])))

	const line = `http://${LOOPBACK}:${httpPort}`
	Object.assign(parts.addresses, {
		line,
		smtp: `smtp://${LOOPBACK}:${parts.smtp.port}`,
		console: `${line}/console/`,
		inbox: `${line}/inbox/`,
		control: `${line}/control/`,
		...(httpsPort ? { tls: `https://localhost:${httpsPort}` } : {}),
	})
	const close = async () => {
		await Promise.all([...servers.map(closed), parts.smtp.close()])
	}
	return { ...parts, close }
}

/* Our own pages by their first folder; every other address is LINE's. */
function answering(parts) {
	const own = routes([...consoleRoutes(parts), ...inboxRoutes(parts), ...controlRoutes(parts)])
	const line = lineHandler(parts)
	return async (request, response) => {
		try {
			const url = new URL(request.url, `http://${LOOPBACK}`)
			if (!/^\/(console|inbox|control|assets)?(\/|$)/.test(url.pathname)) return await line(request, response, url)
			const row = own(request.method, url.pathname)
			if (!row) throw new Refusal(404, 'There is nothing at this address.')
			if (row.allow) throw new Refusal(405, `Use ${row.allow.join(' or ')} here.`)
			await row.handler({ request, response, params: row.params, query: url.searchParams })
		} catch (problem) {
			/* A caller that went away in the middle is its own affair. */
			if (!(problem instanceof Refusal || response.destroyed)) console.error(problem)
			if (response.headersSent || response.destroyed) response.destroy()
			else sendJson(response, problem.status ?? 500, { error: problem.message })
		}
	}
}

function listen(server, port) {
	server.keepAliveTimeout = KEEP_ALIVE_MS
	return new Promise((resolve, reject) => {
		server.once('error', reject)
		server.listen({ host: LOOPBACK, port, backlog: BACKLOG }, () => resolve(server.address().port))
	})
}

function closed(server) {
	return new Promise((resolve) => {
		server.close(resolve)
		server.closeAllConnections()
	})
}
