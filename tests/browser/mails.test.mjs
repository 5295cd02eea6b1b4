/*
 * Every mail in three languages, as the courier sent it and as a reader opens it: one button whose address stands below
 * it, nothing from elsewhere, at most 600 px and no scrolling on a phone, in the light and in the dark, and a text part
 * that says all of it. ACHO_TEST_PICTURES=DIR keeps a picture of each.
 */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import { simpleParser } from 'mailparser'
import { Merchant } from '../support/merchant.mjs'
import { root } from '../support/root.mjs'
import { AXE } from './support/access.mjs'
import { openHouse } from './support/house.mjs'
import { LOCALES } from './support/words.mjs'

const KINDS = [...readFileSync(join(root, 'fcgi/shared/mail/kinds.def'), 'utf8').matchAll(/^MAIL_KIND\([A-Z_]+, "([a-z_]+)"/gm)].map(([, kind]) => kind)
/* A list of addresses, each a way on; and two after which there is nowhere to go. */
const WITHOUT_BUTTON = ['find', 'member_removed', 'account_deleted']
const LANG = { 'zh-TW': 'zh-Hant', en: 'en', ja: 'ja' }
/* A mail is no page: it has no landmarks and no heading. What the dark changes is colours. */
const AXE_RULES = {
	light: { rules: Object.fromEntries(['region', 'page-has-heading-one', 'landmark-one-main'].map((id) => [id, { enabled: false }])) },
	dark: { runOnly: ['color-contrast'] },
}
const WIDTHS = [320, 360, 600, 1280]
const WIDE_MOST = 600
/* What could widen a mail or get out of its slot; the long word has no place to break. */
const COMPANY = { 'zh-TW': '春水茶行 <b>&', en: `The ${'Long'.repeat(15)} & <b>`, ja: 'スプリング茶房 <b>&' }
const OA = { 'zh-TW': '春水茶行官方帳號', en: 'Spring Water Tea', ja: 'スプリング茶房公式' }
const CONTACT = { 'zh-TW': '林小姐', en: 'Ms Lin', ja: '林' }

const house = await openHouse()
after(() => house.close())

const { stack, sandbox } = house
const mails = []

/* Each kind at an address of its own, in the outbox of an account that has all a mail may speak of. */
async function sendAll(locale) {
	const about = { company: COMPANY[locale], contact: CONTACT[locale], locale }
	const merchant = await Merchant.withOa(stack, about)
	await merchant.put('oa', { name: OA[locale], basic_id: merchant.line.oa.bot.basicId })
	const other = await Merchant.signUp(stack, { ...about, email: merchant.fields.email })
	const recipient = (kind) => `${kind}.${locale.toLowerCase()}@mail.example`
	const invitation = randomUUID()
	const subject = createHash('sha256').update(Buffer.from(invitation.replaceAll('-', ''), 'hex')).digest('hex')
	const sent = KINDS.filter((kind) => kind !== 'find')
	await stack.db.sql('postgres', `UPDATE tenant.account SET closing_at = now() WHERE slug = '${merchant.slug}'`)
	await stack.db.sql('postgres', `INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role, invited_by)
		SELECT account_id, '${invitation}', '${recipient('invitation')}', sha256('x'), 'manager', member_id FROM tenant.member JOIN tenant.account USING (account_id) WHERE slug = '${merchant.slug}'`)
	await stack.db.sql('postgres', `INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id, subject_hash)
		SELECT m.account_id, mail.id::uuid, mail.kind, mail.recipient, CASE WHEN mail.kind NOT IN ('release', 'invitation') THEN m.member_id END, '\\x${subject}'
		FROM (VALUES ${sent.map((kind) => `('${randomUUID()}', '${kind}', '${recipient(kind)}')`)}) AS mail (id, kind, recipient), tenant.member AS m
		JOIN tenant.account AS a USING (account_id) WHERE a.slug = '${merchant.slug}'`)
	await merchant.client.post('/api/find', { email: merchant.fields.email })
	for (const kind of sent) mails.push({ kind, locale, ...(await sandbox.waitForMails(recipient(kind), 1, 60))[0] })
	const list = (await sandbox.waitForMails(merchant.fields.email, 3, 60)).find(({ text }) => text.includes(merchant.slug) && text.includes(other.slug))
	mails.push({ kind: 'find', locale, ...list })
}

before(async () => {
	assert.ok(KINDS.length > 30 && WITHOUT_BUTTON.every((kind) => KINDS.includes(kind)))
	await Promise.all(LOCALES.map(sendAll))
	for (const mail of mails) mail.parsed = await simpleParser(mail.raw, { skipHtmlToText: true, skipTextToHtml: true })
})

async function everyMail(check) {
	assert.equal(mails.length, KINDS.length * LOCALES.length)
	const complaints = []
	for (const mail of mails) complaints.push(...(await check(mail)).filter(Boolean).map((what) => `${mail.kind} ${mail.locale}: ${what}`))
	assert.deepEqual([...new Set(complaints)], [])
}

describe('every mail', () => {
	house.test('is text and HTML, in one language, and nothing else', () => everyMail(({ kind, locale, parsed: { headers, attachments, text, html, subject } }) => [
		headers.get('content-type').value !== 'multipart/alternative' && `it is ${headers.get('content-type').value}`,
		attachments.length > 0 && 'it has attachments',
		headers.get('auto-submitted') !== 'auto-generated' && `Auto-Submitted: ${headers.get('auto-submitted')}`,
		!html.includes(`<html lang="${LANG[locale]}">`) && 'lang',
		!html.includes('<meta name="color-scheme" content="light dark">') && 'no color-scheme',
		kind !== 'find' && ![COMPANY[locale], OA[locale]].some((name) => subject.includes(name)) && `it does not say what it is about: ${subject}`,
		...(html.match(/<(?:img|link|script|iframe|object|video|base)\b[^>]*>|\b(?:src|background)=|url\(|@import/gi) ?? []),
		...(text.match(/<\/?(?:p|a|br|table|strong)\b[^>]*>/g) ?? []),
		...(`${subject}${text}${html}`.match(/\{[a-z_ ]*\}|undefined|\(null\)/g) ?? []),
	]))

	house.test('has one button, its address written out below and in the text', async () => {
		const page = await openPage({ width: 600 })
		await everyMail(async ({ kind, parsed: { html, text } }) => {
			await page.setContent(html)
			const { buttons, links } = await page.evaluate(() => ({
				buttons: [...document.querySelectorAll('a')].filter((node) => getComputedStyle(node).display === 'inline-block').map((node) => ({
					href: node.href, words: node.innerText, height: node.getBoundingClientRect().height,
					below: node.closest('table').nextElementSibling?.innerText })),
				links: [...document.querySelectorAll('a')].map(({ href }) => href),
			}))
			return [
				buttons.length !== (WITHOUT_BUTTON.includes(kind) ? 0 : 1) && `${buttons.length} buttons`,
				...buttons.map(({ href, words, height, below }) => (below === href && words.length > 1 && height >= 44 ? null : `${words}, ${height} px: ${href}, below it ${below}`)),
				...links.map((href) => !text.split(/[\s：]/).includes(href) && `${href} is not in the text`),
				...(text.match(/https?:\/\/\S+/g) ?? []).map((address) => !html.includes(`>${address}</a>`) && `${address} is no link in the HTML`),
			]
		})
	})

	house.test('says the same in both parts', async () => {
		const page = await openPage({ width: 600 })
		const plain = (words) => words.replace(/\s+/g, ' ').replace(/[“”]/g, '"').replace(/[‘’]/g, "'").trim()
		await everyMail(async ({ parsed: { html, text } }) => {
			await page.setContent(html)
			const said = await page.evaluate(() => {
				document.querySelectorAll('a.button, .brand').forEach((node) => node.remove())
				return document.body.innerText
			})
			const [inHtml, inText] = [plain(said), plain(text.replace(/\n[^\n]+\s*$/, ''))]
			const at = [...inHtml].findIndex((char, i) => char !== [...inText][i])
			return [inHtml !== inText && `HTML: ...${inHtml.slice(Math.max(0, at - 20), at + 60)} | text: ...${inText.slice(Math.max(0, at - 20), at + 60)}`]
		})
	})

	for (const colorScheme of ['light', 'dark']) house.test(`fits every width and can be read, ${colorScheme}`, async () => {
		const page = await openPage({ width: 360, colorScheme })
		await everyMail(async ({ kind, locale, parsed: { html } }) => {
			await page.setContent(html)
			const found = []
			for (const width of WIDTHS) {
				await page.setViewportSize({ width, height: 800 })
				const { scrolls, card, wide } = await page.evaluate(() => ({
					scrolls: document.documentElement.scrollWidth > innerWidth, card: document.querySelector('.card').getBoundingClientRect().width,
					wide: [...document.querySelectorAll('.card *')].filter((node) => node.getBoundingClientRect().right > document.querySelector('.card').getBoundingClientRect().right).map((node) => node.outerHTML.slice(0, 80)) }))
				if (scrolls || wide.length) found.push(`wider than ${width} px: ${wide[0] ?? ''}`)
				if (card > WIDE_MOST) found.push(`${card} px wide`)
				await keepPicture(page, `${kind}.${locale}.${width}.${colorScheme}`, width)
			}
			if ((await page.evaluate(() => isDark(document.querySelector('.card')))) !== (colorScheme === 'dark')) found.push(`not ${colorScheme}`)
			await page.evaluate(AXE)
			found.push(...await page.evaluate(async (chosen) => (await globalThis.axe.run(document, { resultTypes: ['violations'], ...chosen }))
				.violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe ${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`)), AXE_RULES[colorScheme]))
			return found
		})
	})
})

/* A mail program: it runs no script of a mail, and gets nothing from anywhere. */
async function openPage({ width, colorScheme = 'light' }) {
	const { page } = await house.visitor({ viewport: { width, height: 800 }, colorScheme, deviceScaleFactor: 1 })
	await page.route('**/*', (route) => route.abort())
	await page.addInitScript(() => {
		globalThis.isDark = (node) => getComputedStyle(node).backgroundColor.match(/\d+/g).every((part) => part < 80)
	})
	await page.goto('about:blank')
	return page
}

async function keepPicture(page, name, width) {
	const folder = process.env.ACHO_TEST_PICTURES
	if (!folder || ![360, 600].includes(width)) return
	mkdirSync(join(folder, 'mails'), { recursive: true })
	await page.screenshot({ path: join(folder, 'mails', `${name}.png`), fullPage: true })
}
