/* A bot's picture: a PNG of its own, a disc on a coloured ground, so that two accounts are told apart. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { chunk, SIGNATURE } from './png.js'

const SIDE = 240

export function pictureOf(id) {
	const [r, g, b, x, y] = createHash('sha256').update(id).digest()
	const ground = [r, g, b].map((value) => 64 + (value >> 1))
	const disc = ground.map((value) => 255 - (value >> 2))
	const centre = [x, y].map((value) => SIDE / 2 + (value - 128) / 8)
	const rows = Array.from({ length: SIDE }, (_, v) =>
		Buffer.from([0, ...Array.from({ length: SIDE }, (_, u) =>
			(Math.hypot(u - centre[0], v - centre[1]) < SIDE / 3 ? disc : ground)).flat()]))
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', Buffer.from([0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 2, 0, 0, 0])),
		chunk('IDAT', deflateSync(Buffer.concat(rows))),
		chunk('IEND', Buffer.alloc(0)),
	])
}
