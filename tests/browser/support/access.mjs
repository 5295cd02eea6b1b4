/*
 * Is this state of a page fit for everybody? What is not joins the visitor's complaints, so that one run tells all. axe finds
 * nothing, in the light and in the dark; a screen reader reads it in order (axtree.mjs); it fits 360 and 320 px, and twice
 * the size; what is pressed is large enough and comes in the order it is seen; the focus is not lost; forced colours leave
 * edges to see; nothing moves for whoever asked for that; it speaks one language and says so.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { treeFaults } from './axtree.mjs'
import { LANG } from './words.mjs'

export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = [360, 320]
const TARGET_PX = 44

export async function expectAccessible(visitor, state) {
	const { page } = visitor
	const lost = await visitor.lostFocus()
	const folded = await page.locator('details:not([open], [hidden] *)').elementHandles()
	for (const node of folded) await node.evaluate((details) => { details.open = true })
	await keepPicture(visitor, state)
	const found = [...(lost ? ['the focus is lost'] : []), ...await languageFaults(visitor), ...await axeFaults(page), ...await treeFaults(page), ...await mediaFaults(page)]
	const before = page.viewportSize()
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: before.height })
		found.push(...(await page.evaluate(tooWide)).map((what) => `wider than ${width} px: ${what}`))
		found.push(...(await page.evaluate(tooSmall, TARGET_PX)).map((what) => `under ${TARGET_PX} px: ${what}`))
		found.push(...(await page.evaluate(outOfOrder)).map((what) => `the focus goes up the page at ${width} px: ${what}`))
	}
	found.push(...await zoomFaults(page, before.height))
	await page.setViewportSize(before)
	for (const node of folded) await node.evaluate((details) => { details.open = false })
	visitor.complaints.push(...[...new Set(found)].map((what) => `${visitor.locale}, ${state}: ${what}`))
}

async function keepPicture({ page, locale }, state) {
	const folder = process.env.ACHO_TEST_PICTURES
	if (!folder) return
	mkdirSync(folder, { recursive: true })
	const isModal = await page.evaluate(() => document.querySelector('dialog[open]') !== null)
	if (isModal) await page.evaluate(() => document.querySelectorAll('dialog[open]').forEach((node) => { node.style.maxHeight = 'none' }))
	const height = await page.evaluate(() => Math.max(780, ...[...document.querySelectorAll('dialog[open], html')].map((node) => node.scrollHeight)))
	const before = page.viewportSize()
	await page.setViewportSize({ width: before.width, height: Math.min(height, 4000) })
	await page.screenshot({ path: join(folder, `${state.replace(/\W+/g, '-')}.${locale}.png`) })
	await page.setViewportSize(before)
	if (isModal) await page.evaluate(() => document.querySelectorAll('dialog[open]').forEach((node) => { node.style.maxHeight = '' }))
}

async function languageFaults({ page, locale }) {
	const { lang, title, text, names } = await page.evaluate(() => ({
		lang: document.documentElement.lang, title: document.title, text: document.body.innerText,
		names: [...document.querySelectorAll('[translate=no]')].map((node) => node.innerText).filter(Boolean),
	}))
	/* What is nobody's to translate may be in any language. */
	const said = names.reduce((rest, name) => rest.replaceAll(name, ''), `${title} ${text.replace(/繁體中文|日本語/g, '')}`)
	const foreign = { en: /\p{Script=Han}|\p{Script=Hiragana}/u, 'zh-TW': /[\p{Script=Hiragana}\p{Script=Katakana}]/u }[locale]
	return [
		lang === LANG[locale] ? null : `lang is ${lang}`,
		title.length > 3 ? null : `its title is ${JSON.stringify(title)}`,
		said.match(/undefined|\[object|\{\w+\}|\*\*|\[\[/) && `not filled in: ${said.match(/.{0,20}(undefined|\[object|\{\w+\}|\*\*|\[\[).{0,20}/)[0]}`,
		foreign?.test(said) ? `another language: ${said.match(new RegExp(`.{0,20}(${foreign.source}).{0,20}`, 'u'))[0]}` : null,
		locale === 'ja' && !/\p{Script=Hiragana}/u.test(said) ? 'no Japanese in it' : null,
	].filter(Boolean)
}

/* The browser's own protocol puts axe in: the page's policy lets no script of a stranger in, and is not lifted here. */
async function axeFaults(page) {
	if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(AXE)
	const found = []
	for (const [colorScheme, options] of [['light', {}], ['dark', { runOnly: ['color-contrast'] }]]) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
		found.push(...await page.evaluate(async (chosen) => {
			const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'], ...chosen })
			return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `axe ${id}: ${help}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`))
		}, options))
	}
	await page.emulateMedia({ colorScheme: 'light' })
	return found
}

/* A screen of 1280 px at 200 %: half the width; and letters twice as large on it. */
async function zoomFaults(page, height) {
	await page.setViewportSize({ width: 640, height })
	const found = (await page.evaluate(tooWide)).map((what) => `wider than the screen at 200 %: ${what}`)
	await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
	found.push(...(await page.evaluate(tooWide)).map((what) => `wider than the screen with letters of 200 %: ${what}`))
	await page.evaluate(() => { document.documentElement.style.fontSize = '' })
	return found
}

async function mediaFaults(page) {
	await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
	const found = [...(await page.evaluate(edgeless)).map((what) => `no edge in forced colours: ${what}`), ...(await page.evaluate(moving)).map((what) => `moves: ${what}`)]
	await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' })
	return found
}

/* In the page: what is told apart by its ground alone, which forced colours take away. */
function edgeless() {
	return [...document.querySelectorAll('.button, input:not([type=checkbox], [type=radio], .unseen), select, textarea, .notice, .card, .state, .summary, dialog[open]')]
		.filter((node) => node.checkVisibility() && !node.closest('.unseen') && !(Number.parseFloat(getComputedStyle(node).borderTopWidth) >= 1 && getComputedStyle(node).borderTopStyle !== 'none'))
		.map((node) => node.outerHTML.slice(0, 100))
}

/* In the page: what moves though it should not; a wait may turn slowly. */
function moving() {
	const SLOW_MS = 5000
	return [
		...document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 0 && one.effect.getComputedTiming().duration < SLOW_MS).map((one) => one.animationName ?? 'a transition'),
		...(getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? ['scrolling'] : []),
	]
}

/* In the page: what takes the focus later and stands wholly above what took it before. Where columns are one, as on a phone. */
function outOfOrder() {
	const modal = [...document.querySelectorAll('dialog[open]')].at(-1)
	const all = [...(modal ?? document).querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
		.filter((node) => node.checkVisibility() && node.tabIndex >= 0 && !node.matches('.skip') && !node.closest('.unseen, .dialog-head'))
	return all.slice(1).filter((node, i) => node.getBoundingClientRect().bottom <= all[i].getBoundingClientRect().top).map((node) => node.outerHTML.slice(0, 100))
}

/* In the page: what reaches over its edge, but for what stands in a box that scrolls by itself. */
function tooWide() {
	const name = (node) => `${node.tagName.toLowerCase()}${node.id && `#${node.id}`} ${Math.round(node.getBoundingClientRect().right)} "${node.textContent.trim().slice(0, 40)}"`
	const modal = [...document.querySelectorAll('dialog[open]')].at(-1)
	const scrolls = (node) => node !== null && (/auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX) && node !== document.documentElement && node !== document.body && !node.matches('dialog') ? true : scrolls(node.parentElement))
	const width = document.documentElement.clientWidth
	const wide = [...(modal ?? document.body).querySelectorAll('*')].filter((node) => {
		if (!node.checkVisibility() || node.closest('.unseen')) return false
		const { left, right } = node.getBoundingClientRect()
		return right > left && (right > width + 0.5 || left < -0.5) && !scrolls(node.parentElement)
	})
	const boxes = [document.documentElement, ...document.querySelectorAll('dialog[open]')].filter((node) => node.scrollWidth > node.clientWidth)
	return [...wide, ...boxes].map(name)
}

/* In the page: what can be pressed and is too small, but for links inside a sentence. A box counts with its label. */
function tooSmall(least) {
	const modal = [...document.querySelectorAll('dialog[open]')].at(-1)
	const isInline = (node) => node.matches('a') && getComputedStyle(node).display === 'inline' && node.parentElement.textContent.trim() !== node.textContent.trim()
	return [...(modal ?? document).querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
		.filter((node) => node.checkVisibility() && node.tabIndex >= 0 && !node.matches('.skip') && !isInline(node))
		.map((node) => ({ node, boxes: [node, ...(node.matches('[type=checkbox], [type=radio]') ? node.labels : [])].map((one) => one.getBoundingClientRect()) }))
		.map(({ node, boxes }) => ({ node, width: Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left)), height: Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top)) }))
		.filter(({ width, height }) => Math.round(width) < least || Math.round(height) < least)
		.map(({ node, width, height }) => `${node.outerHTML.slice(0, 120)} ${Math.round(width)} x ${Math.round(height)}`)
}
