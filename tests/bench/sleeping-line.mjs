/*
 * A LINE that sleeps and then says yes: the sandbox, which checks signatures, would use the cores that are measured.
 * A pasted token ends with the number of its merchant.
 */
import { createServer } from 'node:http'
import { basicId } from './crowd.mjs'

const CHANNEL_TOKEN = 'stateless.of.the.bench'

export const tokenOf = (i) => `${'t'.repeat(120)}${String(i).padStart(6, '0')}`

const ANSWERS = {
	'/oauth2/v3/token': () => ({ token_type: 'Bearer', access_token: CHANNEL_TOKEN, expires_in: 900 }),
	'/liff/v1/apps': () => ({ apps: [] }),
	'/v2/oauth/verify': () => ({ client_id: '1350031035', expires_in: 3_138_007_490 }),
	'/v2/bot/info': (token) => (token === CHANNEL_TOKEN ? null : bot(Number(token.slice(-6)))),
}

const bot = (i) => ({
	userId: `U${String(i).padStart(32, '0')}`, basicId: basicId(i), displayName: 'Bench', chatMode: 'bot', markAsReadMode: 'manual',
})

/* {url, asked, sleepsAgain, stop}: `asked` counts calls; the second calls of step 12 take `sleepsAgain` ms. */
export async function startSleepingLine(ms) {
	const line = { asked: 0, sleepsAgain: ms }
	const server = createServer((request, response) => {
		const token = (request.headers.authorization ?? '').replace('Bearer ', '')
		line.asked++
		request.resume()
		setTimeout(() => {
			const said = ANSWERS[request.url](token)
			response.writeHead(said ? 200 : 403, { 'Content-Type': 'application/json' }).end(JSON.stringify(said ?? { message: 'Not for this channel' }))
		}, token === CHANNEL_TOKEN ? line.sleepsAgain : ms)
	})
	server.keepAliveTimeout = 60_000
	await new Promise((resolve) => server.listen(0, '127.0.0.1', 8192, resolve))
	line.url = `http://127.0.0.1:${server.address().port}`
	line.stop = () => { server.closeAllConnections(); server.close() }
	return line
}
