/* One-time codes of RFC 6238, by another hand than the product's, and the QR code that a phone would read. */
import { createHmac } from 'node:crypto'
import jsQR from 'jsqr'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function bytesOf(base32) {
	const bits = [...base32].map((one) => ALPHABET.indexOf(one).toString(2).padStart(5, '0')).join('')
	return Buffer.from(bits.match(/.{8}/g).map((one) => Number.parseInt(one, 2)))
}

export const step = (at = Date.now()) => Math.floor(at / 30_000)

/* The code that an app shows in a 30-second step. */
export function codeOf(base32, at = step()) {
	const counter = Buffer.alloc(8)
	counter.writeBigUInt64BE(BigInt(at))
	const mac = createHmac('sha1', bytesOf(base32)).update(counter).digest()
	const value = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff
	return String(value % 1_000_000).padStart(6, '0')
}

/* What a QR code says, given as its rows of "0" and "1". */
export function readQr(rows, scale = 4, border = 4) {
	const side = (rows.length + 2 * border) * scale
	const pixels = new Uint8ClampedArray(side * side * 4)
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++) {
			const dark = rows[Math.floor(y / scale) - border]?.[Math.floor(x / scale) - border] === '1'
			pixels.set([...Array(3).fill(dark ? 0 : 255), 255], (y * side + x) * 4)
		}
	return jsQR(pixels, side, side)?.data ?? null
}
