/* A screenshot's pixels, the QR code in it, and the screenshot as a PNG of 256 colours: a third of the bytes, and nobody sees the difference. */
import { createRequire } from 'node:module'
import { deflateSync } from 'node:zlib'
import jsQR from 'jsqr'
import { chunk, SIGNATURE } from '../../sandbox/src/png.js'

/* {width, height, data}: four bytes a pixel. */
export const readPng = (bytes) => PNG.sync.read(bytes)

const { PNG } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle')

/* What a QR code on the screen says. */
export async function readQr(locator) {
	const { width, height, data } = readPng(await locator.screenshot())
	return jsQR(new Uint8ClampedArray(data), width, height)?.data
}

const COLOURS = 256

export function withPalette(bytes) {
	const { width, height, data } = readPng(bytes)
	const colours = Array.from({ length: width * height }, (_, i) => data.readUInt32BE(i * 4) >>> 8)
	const counts = new Map()
	for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
	const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([colour]) => colour)
	const index = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]))

	/* Each row begins with the number of its filter: 0, none. */
	const rows = Buffer.alloc((width + 1) * height)
	colours.forEach((colour, i) => { rows[i + Math.floor(i / width) + 1] = index.get(colour) })
	const header = Buffer.alloc(13)
	header.writeUInt32BE(width, 0)
	header.writeUInt32BE(height, 4)
	header.set([8, 3], 8)
	return Buffer.concat([
		SIGNATURE, chunk('IHDR', header), chunk('PLTE', Buffer.from(palette.flatMap(channels))),
		chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0)),
	])
}

const channels = (colour) => [colour >>> 16, (colour >>> 8) & 255, colour & 255]

function nearest(palette, colour) {
	const wanted = channels(colour)
	const distance = (other) => channels(other).reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0)
	return palette.reduce((best, other, i) => (distance(other) < distance(palette[best]) ? i : best), 0)
}
