/*
 * The HTTPS listener's certificates: a private authority and, from it, one good certificate, one that has expired and
 * one for another name; and one that nobody signed. Made at start with openssl, kept in memory only.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from './http.js'

const run = promisify(execFile)
const HERE = 'DNS:localhost,IP:127.0.0.1'
const KINDS = {
	good: { names: HERE, days: '30' },
	expired: { names: HERE, days: '-1' },
	wrong_name: { names: 'DNS:other.invalid', days: '30' },
	self_signed: { names: HERE, days: '30', own: true },
}

export class Tls {
	#server
	#certificates
	certificate = 'good'

	static async make() {
		const folder = await mkdtemp(join(tmpdir(), 'acho-sandbox-'))
		try {
			const tls = new Tls()
			await makeAuthority(folder)
			tls.ca = await readFile(join(folder, 'ca.pem'), 'utf8')
			/* One after the other: they share the authority's files. */
			tls.#certificates = {}
			for (const [name, kind] of Object.entries(KINDS)) tls.#certificates[name] = await makeLeaf(folder, name, kind)
			return tls
		} finally {
			await rm(folder, { recursive: true })
		}
	}

	createServer(handler) {
		this.#server = createServer(this.#certificates.good, handler)
		return this.#server
	}

	/* For connections from now on. */
	use(name) {
		if (!Object.hasOwn(KINDS, name)) throw new Refusal(400, `certificate is one of: ${Object.keys(KINDS).join(', ')}`)
		this.certificate = name
		this.#server.setSecureContext(this.#certificates[name])
	}
}

const openssl = (folder, ...args) => run('openssl', args, { cwd: folder })

async function makeKey(folder, name) {
	await openssl(folder, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`)
}

async function makeAuthority(folder) {
	await makeKey(folder, 'ca')
	await openssl(folder, 'req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=ACHO sandbox', '-days', '30', '-out', 'ca.pem')
}

async function makeLeaf(folder, name, { names, days, own }) {
	await makeKey(folder, name)
	await openssl(folder, 'req', '-new', '-key', `${name}.key`, '-subj', '/CN=api.line.me', '-out', `${name}.csr`)
	await writeFile(join(folder, `${name}.ext`), `subjectAltName=${names}\n`)
	const signer = own ? ['-signkey', `${name}.key`] : ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
	await openssl(folder, 'x509', '-req', '-in', `${name}.csr`, ...signer, '-days', days, '-extfile', `${name}.ext`,
		'-out', `${name}.pem`)
	const [key, cert] = await Promise.all(
		['key', 'pem'].map((ending) => readFile(join(folder, `${name}.${ending}`), 'utf8')))
	return { key, cert }
}
