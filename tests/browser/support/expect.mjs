/* Waiting for what a page shows: each looks again until it is so, and says what it saw when it never was. */
import { until } from '../../support/parts.mjs'

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

export function expectFocus(locator, seconds = 15) {
	return settled(`the focus on ${locator}`,
		() => locator.evaluate((node) => node === document.activeElement || document.activeElement?.outerHTML.slice(0, 200)).catch(firstLine),
		(seen) => seen === true, seconds)
}

/* `wanted`: a text, or an expression that fits it. A hidden text does not count; one for screen readers alone does. */
export function expectText(locator, wanted, seconds = 15) {
	const fits = (seen) => (wanted instanceof RegExp ? wanted.test(seen) : seen === wanted)
	const look = async () => ((await locator.isVisible()) ? locator.innerText({ timeout: 2000 }) : 'nothing, it is hidden')
	return settled(`${locator} to say ${wanted}`, () => look().catch(firstLine), fits, seconds)
}

export function expectValue(locator, wanted, seconds = 15) {
	return settled(`${locator} to hold ${JSON.stringify(wanted)}`, () => locator.inputValue({ timeout: 2000 }).catch(firstLine), (seen) => seen === wanted, seconds)
}

export function expectUrl(page, wanted, seconds = 15) {
	return settled(`the address ${wanted}`, () => page.url(), (seen) => seen === wanted, seconds)
}

export const expectTitle = (page, wanted, seconds = 15) => settled(`the title ${wanted}`, () => page.title().catch(firstLine), (seen) => seen === wanted, seconds)

export async function expectHidden(...locators) {
	for (const locator of locators) await locator.waitFor({ state: 'hidden' })
}

export async function expectShown(...locators) {
	for (const locator of locators) await locator.waitFor({ state: 'visible' })
}

