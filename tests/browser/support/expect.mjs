/* Waiting for what a page shows: each looks again until it is so, and says what it saw when it never was. */
import { until } from '../../support/parts.mjs'

/* No story is about how long this is: it ends what hangs, and on a busy machine nothing else. */
export const PATIENCE_S = 30

async function settled(what, look, fits, seconds) {
	let seen
	try {
		await until(what, async () => {
			seen = await look()
			return fits(seen)
		}, seconds)
	} catch (problem) {
		problem.message += `; saw: ${JSON.stringify(seen)}`
		throw problem
	}
}

const firstLine = (problem) => problem.message.split('\n')[0]

export function expectFocus(locator, seconds = PATIENCE_S) {
	return settled(`the focus on ${locator}`,
		() => locator.evaluate((node) => node === document.activeElement || document.activeElement?.outerHTML.slice(0, 200)).catch(firstLine),
		(seen) => seen === true, seconds)
}

/* `wanted`: a text, or an expression that fits it. A hidden text does not count; one for screen readers alone does. */
export function expectText(locator, wanted, seconds = PATIENCE_S) {
	const fits = (seen) => (wanted instanceof RegExp ? wanted.test(seen) : seen === wanted)
	const look = async () => ((await locator.isVisible()) ? locator.innerText({ timeout: 2000 }) : 'nothing, it is hidden')
	return settled(`${locator} to say ${wanted}`, () => look().catch(firstLine), fits, seconds)
}

export function expectValue(locator, wanted, seconds = PATIENCE_S) {
	return settled(`${locator} to hold ${JSON.stringify(wanted)}`, () => locator.inputValue({ timeout: 2000 }).catch(firstLine), (seen) => seen === wanted, seconds)
}

/* Whoever is led to `locator` sees where it begins: it is within the window, and nothing lies over it. */
export function expectUncovered(locator, seconds = PATIENCE_S) {
	const look = (node) => {
		const { top, left, width } = node.getBoundingClientRect()
		const seen = document.elementFromPoint(left + width / 2, top + 4)
		return node.contains(seen) || `${seen?.outerHTML.slice(0, 100)} at ${top}`
	}
	return settled(`${locator} to be seen from its top`, () => locator.evaluate(look).catch(firstLine), (seen) => seen === true, seconds)
}

export function expectUrl(page, wanted, seconds = PATIENCE_S) {
	return settled(`the address ${wanted}`, () => page.url(), (seen) => seen === wanted, seconds)
}

export const expectTitle = (page, wanted, seconds = PATIENCE_S) => settled(`the title ${wanted}`, () => page.title().catch(firstLine), (seen) => seen === wanted, seconds)

export async function expectHidden(...locators) {
	for (const locator of locators) await locator.waitFor({ state: 'hidden' })
}

export async function expectShown(...locators) {
	for (const locator of locators) await locator.waitFor({ state: 'visible' })
}

