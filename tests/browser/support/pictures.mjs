/*
 * The README's pictures, taken from the product itself on a phone, in Traditional Chinese: the main path from the sign-up
 * to a linked Official Account. Twice the pixels, and still small files.
 *
 *     tests/browser/pictures [FOLDER]      # deploy/pictures
 */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Merchant, PASSWORD } from '../../support/merchant.mjs'
import { root } from '../../support/root.mjs'
import { expectFocus, expectHidden, expectShown } from './expect.mjs'
import { openHouse } from './house.mjs'
import { sendToken, signUp } from './path.mjs'
import { withPalette } from './png.mjs'

export const BYTES_MAX = 120_000
export const FOLDER = join(root, 'deploy/pictures')
const SHOP = { company: '春水茶行', contact: '林小姐' }
const SCREEN = { width: 400, height: 860 }

const arrive = (house) => house.visitor({ locale: 'zh-TW', device: 'phone', viewport: SCREEN, reducedMotion: 'reduce' })

/* A shop whose address is confirmed and whose steps 11 to 13 are done. */
async function almostThere(house, email) {
	const merchant = await Merchant.withKid(house.stack, { ...SHOP, email }, { name: SHOP.company })
	await house.stack.db.sql('postgres', `UPDATE tenant.member SET verified_at = now() WHERE email = '${email}'`)
	await merchant.putLoginChannel()
	await merchant.put('login-channel/checklist', { published: true, oa_linked: true })
	return merchant
}

/* Each by its file's name: what a merchant sees there. */
export const PICTURES = {
	async 'signed-up'(house) {
		const visitor = await arrive(house)
		await signUp(visitor, { ...SHOP, email: 'lin@tea.example', password: PASSWORD })
		return visitor
	},

	async wizard(house) {
		const visitor = await arrive(house)
		await visitor.enterAs(await almostThere(house, 'wizard@tea.example'), '#step-14')
		await visitor.press(visitor.id('dialog-14-close'))
		await expectHidden(visitor.id('dialog-14'))
		return visitor
	},

	/* A token of another Official Account, and the button that mends it. */
	async diagnosed(house) {
		const visitor = await arrive(house)
		await visitor.enterAs(await almostThere(house, 'token@tea.example'), '#step-14')
		const { token } = await house.sandbox.merchant({ name: '春水茶行 台中店' })
		await sendToken(visitor, token)
		await expectFocus(visitor.id('step14-summary'))
		await visitor.id('step14-summary').evaluate((node) => {
			node.style.scrollMarginTop = '6rem' // what stays at the top
			node.scrollIntoView()
		})
		return visitor
	},

	async linked(house) {
		const visitor = await arrive(house)
		const merchant = await almostThere(house, 'linked@tea.example')
		await merchant.putToken()
		await visitor.enterAs(merchant)
		await expectFocus(visitor.id('home-done-title'))
		await expectShown(visitor.id('home-done-picture'))
		return visitor
	},
}

/* Writes NAME.png of each into `folder`; gives the bytes of each. */
export async function takePictures(folder) {
	const house = await openHouse()
	const sizes = {}
	try {
		mkdirSync(folder, { recursive: true })
		for (const [name, walk] of Object.entries(PICTURES)) {
			const { page } = await walk(house)
			if (name !== 'diagnosed') await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0) })
			const picture = withPalette(await page.screenshot({ animations: 'disabled' }))
			writeFileSync(join(folder, `${name}.png`), picture)
			sizes[name] = picture.length
		}
	} finally {
		await house.close()
	}
	return sizes
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	for (const [name, bytes] of Object.entries(await takePictures(process.argv[2] ?? FOLDER))) {
		console.log(`${name}.png: ${Math.round(bytes / 1000)} kB`)
		assert.ok(bytes < BYTES_MAX, `more than ${BYTES_MAX} bytes`)
	}
}
