/*
 * The line to LINE, held in our hand: a loopback port in front of the sandbox that can be cut (nothing listens), mute
 * (takes calls and never says a word), babbling (answers what is no HTTP) or whole again.
 */
import { connect, createServer } from 'node:net'

export class Wire {
	#sockets = new Set()
	#server = null
	state = 'whole'
	calls = [] // when each connection came, by performance.now()

	static async open() {
		const wire = new Wire()
		await wire.#listen(0)
		wire.port = wire.#server.address().port
		wire.url = `http://127.0.0.1:${wire.port}`
		return wire
	}

	/* For a stack's `env`: LINE is at this wire's end. */
	to(address) {
		this.target = new URL(address)
		return this.url
	}

	#listen(port) {
		this.#server = createServer((socket) => this.#took(socket))
		return new Promise((resolve, reject) => this.#server.once('error', reject).listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve))
	}

	#took(socket) {
		this.calls.push(performance.now())
		this.#keep(socket)
		if (this.state === 'babbling') return socket.end('220 mail.example ready\r\n')
		if (this.state === 'mute') return socket.resume()
		const there = this.#keep(connect(this.target.port, this.target.hostname))
		socket.pipe(there).pipe(socket)
		for (const [one, other] of [[socket, there], [there, socket]]) one.once('close', () => other.destroy())
	}

	#keep(socket) {
		this.#sockets.add(socket)
		socket.on('error', () => {})
		return socket.once('close', () => this.#sockets.delete(socket))
	}

	/* From now on; what is open is broken off. */
	async be(state) {
		this.state = state
		for (const socket of this.#sockets) socket.destroy()
		if (state === 'cut' && this.#server) {
			const gone = new Promise((resolve) => this.#server.close(resolve))
			this.#server = null
			await gone
		} else if (state !== 'cut' && !this.#server) {
			await this.#listen(this.port)
		}
	}

	close() {
		return this.be('cut')
	}
}
