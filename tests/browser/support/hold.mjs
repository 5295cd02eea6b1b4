/* Calls that wait until a story lets them go: what a page shows meanwhile is looked for as long as it takes. */

/*
 * Hold the calls of `url` (a glob; those of one `method`, when said). release() lets them go on, or be lost when `cut`;
 * end() takes the hold away. `asked`: how many came.
 */
export async function hold(page, url, { method = null, cut = false } = {}) {
	let release
	const released = new Promise((then) => { release = then })
	const held = { asked: 0, release, end: () => page.unroute(url, hand) }
	const hand = async (route) => {
		if (method && route.request().method() !== method) return route.fallback()
		held.asked++
		await released
		return cut ? route.abort() : route.continue()
	}
	await page.route(url, hand)
	return held
}
