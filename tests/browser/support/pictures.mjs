/* The wizard as a merchant sees it before the last step, for the README: twice the pixels, and still a small file. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Merchant } from '../../support/merchant.mjs'
import { root } from '../../support/root.mjs'
import { expectHidden } from './expect.mjs'
import { openHouse } from './house.mjs'
import { withPalette } from './png.mjs'

const BYTES_MAX = 200_000
const folder = process.argv[2] ?? join(root, 'deploy/pictures')

async function wizard(house) {
	const merchant = await Merchant.withKid(house.stack, { company: '春水茶行', email: 'lin@tea.example' }, { name: '春水茶行' })
	await merchant.putLoginChannel()
	await merchant.put('login-channel/checklist', { published: true, oa_linked: true })
	const visitor = await house.visitor({ locale: 'zh-TW', viewport: { width: 800, height: 1080 }, deviceScaleFactor: 2, reducedMotion: 'reduce' })
	await visitor.enterAs(merchant, '#step-14')
	await visitor.press(visitor.id('dialog-14-close'))
	await expectHidden(visitor.id('dialog-14'))
	await visitor.page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0) })
	return visitor.page
}

const house = await openHouse()
try {
	mkdirSync(folder, { recursive: true })
	const path = join(folder, 'wizard.png')
	const picture = withPalette(await (await wizard(house)).screenshot({ animations: 'disabled' }))
	writeFileSync(path, picture)
	console.log(`${path}: ${Math.round(picture.length / 1000)} kB`)
	assert.ok(picture.length < BYTES_MAX, `more than ${BYTES_MAX} bytes`)
} finally {
	await house.close()
}
