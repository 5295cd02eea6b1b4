/* LINE's console (the sandbox's look-alike) in a tab beside ACHO's, used as a merchant uses it: with a mouse and the clipboard. */
import { expectText } from './expect.mjs'

/* What exists at LINE after steps 1 to 8: a provider with a Login channel and an Official Account; no key, no token. */
export async function preparedLine(sandbox, name) {
	const provider = await sandbox.call('POST', '/control/console/providers', { name: `${name} 公司` })
	const login = await sandbox.call('POST', '/control/console/login-channels', { provider_id: provider.id, name: `${name} 登入` })
	const oa = await sandbox.call('POST', '/control/console/official-accounts', { provider_id: provider.id, name })
	return { provider, login, oa }
}

export class LineConsole {
	static async open(visitor, line) {
		const tab = await visitor.newTab()
		await tab.page.goto(new URL('/console/', visitor.house.sandbox.line).href)
		return new LineConsole(tab, line)
	}

	constructor(tab, line) {
		Object.assign(this, { tab, page: tab.page, line })
	}

	/* Once the page's script has made buttons of its buttons. */
	id(testid) {
		return this.page.locator('html[data-ready]').getByTestId(testid)
	}

	/* From the list of providers to one of its channels. */
	async enter(channel) {
		await this.page.bringToFront()
		await this.page.goto(new URL('/console/', this.tab.house.sandbox.line).href)
		await this.id('provider').filter({ hasText: this.line.provider.name }).click()
		await this.page.locator(`a[href="/console/channel/${channel.id}"]`).click()
	}

	/* Paste what is on the clipboard as the Login channel's public key; the kid appears. */
	async registerPastedKey() {
		await this.enter(this.line.login)
		await this.id('register-key').click()
		await this.id('public-key').click()
		await this.page.keyboard.press('ControlOrMeta+v')
		await this.id('register-key-submit').click()
		await this.id('kid').last().waitFor()
	}

	/* Press the Copy button beside a value; gives the value, which is on the clipboard now. */
	async copy(value) {
		await this.page.bringToFront()
		const button = value.locator('xpath=following-sibling::button[@data-copy]')
		await button.click()
		await expectText(button, 'Copied')
		return value.innerText()
	}

	copyKid() {
		return this.copy(this.id('kid').last())
	}

	copyChannelId() {
		return this.copy(this.id('channel-id'))
	}

	async publish() {
		await this.enter(this.line.login)
		await this.id('publish').click()
		await this.id('publish-submit').click()
		await expectText(this.id('status'), 'Published')
	}

	async linkOa() {
		await this.id('linked-oa-edit').click()
		await this.page.locator(`input[name=oa][value="${this.line.oa.id}"]`).check()
		await this.id('linked-oa-edit-submit').click()
		await expectText(this.id('linked-oa-name'), `${this.line.oa.name} (${this.line.oa.bot.basicId})`)
	}

	/* Issue the long-lived token and copy it. */
	async issueToken() {
		await this.enter(this.line.oa)
		await this.id('tab-messaging').click()
		await this.id('issue').click()
		return this.copy(this.id('long-lived-token'))
	}
}
