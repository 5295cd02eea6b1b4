/* Real answers held against fcgi/openapi.yaml: status, type and body of every call the tests make. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import { load as loadYaml } from 'js-yaml'
import { root } from './root.mjs'

const FORMATS = {
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
	email: /^[^@\s]+@[^@\s]+$/,
	uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
	uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
	password: true,
}

const escaped = (part) => part.replaceAll('~', '~0').replaceAll('/', '~1')

export class OpenApi {
	#ajv = new (Ajv2020.default ?? Ajv2020)({ strict: false, allErrors: true, formats: FORMATS })
	#validators = new Map()

	constructor(document = loadYaml(readFileSync(join(root, 'fcgi/openapi.yaml'), 'utf8'))) {
		this.document = document
		this.#ajv.addSchema({ ...document, $id: 'openapi' })
		this.paths = Object.keys(document.paths).map((path) => ({
			path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
		}))
	}

	/* The value a "$ref" stands for, and its JSON pointer. */
	#at(pointer) {
		const value = pointer.split('/').slice(1).reduce(
			(from, part) => from?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], this.document)
		return value?.$ref ? this.#at(value.$ref.slice(1)) : { value, pointer }
	}

	/* What is wrong with an answer, as text; '' when it is as described. */
	complaint(method, url, { status, headers, body }) {
		const found = this.paths.find(({ pattern }) => pattern.test(url.split('?')[0]))
		if (!found) return ''
		const operation = this.#at(`/paths/${escaped(found.path)}/${method.toLowerCase()}`)
		if (!operation.value) return ''
		const call = `${method} ${found.path}`
		const responses = operation.value.responses ?? {}
		const key = [String(status), `${String(status)[0]}XX`, 'default'].find((one) => one in responses)
		if (!key) return `${call} answers ${status}, which is not described`
		const response = this.#at(`${operation.pointer}/responses/${key}`)
		const content = response.value.content
		if (!content) return body === undefined ? '' : `${call} ${status} has a body that is not described`
		const type = (headers['content-type'] ?? '').split(';')[0]
		if (!content[type]) return `${call} ${status} is ${type || 'without a type'}; described: ${Object.keys(content)}`
		const validate = this.#validator(`${response.pointer}/content/${escaped(type)}/schema`)
		return validate(body) ? '' : `${call} ${status}: ${this.#ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`
	}

	#validator(pointer) {
		if (!this.#validators.has(pointer))
			this.#validators.set(pointer, this.#ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` }))
		return this.#validators.get(pointer)
	}
}
