/* A merchant's steps as the API knows them, each one line in a story. */
import assert from 'node:assert/strict'
import { until } from './parts.mjs'

export const PASSWORD = 'seven blue lanterns 七盞藍燈籠'
export const SLUG = /^[0-9a-hjkmnp-tv-z]{13}$/

let count = 0
/* An address nobody else in this run has. */
export const someEmail = () => `owner${++count}.${process.pid}@shop.example`

/* What the sign-up page sends, with `changes`; undefined leaves a member out. */
export function form(changes = {}) {
	return { company: '春水茶行', contact: '林小姐', email: someEmail(), password: PASSWORD, locale: 'zh-TW', ...changes }
}

export class Merchant {
	constructor(stack, fields, slug, client) {
		Object.assign(this, { stack, fields, slug, client })
	}

	/* Step 9. */
	static async signUp(stack, changes) {
		const fields = form(changes)
		const client = stack.client()
		const answer = await client.post('/api/signup', fields)
		assert.equal(answer.status, 201, answer.text)
		return new Merchant(stack, fields, answer.body.slug, client)
	}

	/* Steps 9 and 10. */
	static async loggedIn(stack, changes) {
		const merchant = await Merchant.signUp(stack, changes)
		await merchant.logIn()
		return merchant
	}

	/* Steps 9 to 11, with a provider, a Login channel and an Official Account at LINE. */
	static async withOa(stack, changes, bot = {}) {
		const merchant = await Merchant.loggedIn(stack, changes)
		merchant.line = await stack.sandbox.merchant({ name: `Shop ${++count}`, ...bot })
		const answer = await merchant.put('oa', { name: merchant.fields.company, basic_id: merchant.line.oa.bot.basicId })
		assert.equal(answer.status, 200, answer.text)
		return merchant
	}

	/* Steps 9 to 11, and the public key registered at LINE. */
	static async withKid(stack, changes, bot) {
		const merchant = await Merchant.withOa(stack, changes, bot)
		merchant.kid = await stack.sandbox.registerKey(merchant.line.login, await merchant.publicKey())
		return merchant
	}

	/* Steps 9 to 14. */
	static async linked(stack, changes, bot) {
		const merchant = await Merchant.withKid(stack, changes, bot)
		for (const [path, body] of [
			['login-channel', { channel_id: merchant.line.login.id, kid: merchant.kid }],
			['login-channel/checklist', { published: true, oa_linked: true }],
			['messaging-token', { token: merchant.line.token }],
		]) {
			const answer = await merchant.put(path, body)
			assert.equal(answer.status, 200, `${path}: ${answer.text}`)
		}
		return merchant
	}

	path(name) {
		return `/a/${this.slug}/api/${name}`
	}

	get(name, options) {
		return this.client.get(this.path(name), options)
	}

	post(name, body, options) {
		return this.client.post(this.path(name), body, options)
	}

	put(name, body, options) {
		return this.client.put(this.path(name), body, options)
	}

	delete(name, options) {
		return this.client.delete(this.path(name), options)
	}

	tryLogIn(changes = {}, options) {
		return this.post('session', { email: this.fields.email, password: this.fields.password, ...changes }, options)
	}

	async logIn() {
		const answer = await this.tryLogIn()
		assert.equal(answer.status, 201, answer.text)
		return answer
	}

	/* The key as LINE takes it; waits while the courier makes one, which it does when nobody else wants the processor. */
	async publicKey() {
		return until('the public key', async () => {
			const answer = await this.get('assertion-key')
			if (answer.status === 200) return answer.body.public_key
			assert.equal(answer.body.code, 'key.preparing', answer.text)
			return null
		}, 300)
	}

	putLoginChannel(changes = {}) {
		return this.put('login-channel', { channel_id: this.line.login.id, kid: this.kid, ...changes })
	}

	putToken(token = this.line.token, more = {}) {
		return this.put('messaging-token', { token, ...more })
	}

	async oa() {
		const answer = await this.get('oa')
		assert.equal(answer.status, 200, answer.text)
		return answer.body
	}

	async onboarding() {
		const answer = await this.get('session')
		assert.equal(answer.status, 200, answer.text)
		return answer.body.onboarding
	}
}

/* The problem an answer is, as "status code". */
export const problem = ({ status, body }) => `${status} ${body?.code}`

/* What was cleaned of which field: ['kid blanks label']. */
export const cleanings = ({ body }) => (body?.cleaned ?? []).map(({ field, what }) => [field, ...what].join(' '))

/* Its bad fields: {field: code}. */
export const fieldCodes = ({ body }) => Object.fromEntries((body?.errors ?? []).map(({ field, code }) => [field, code]))
