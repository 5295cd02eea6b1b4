import { startStack } from '../support/stack.mjs'
import { Chaos, HOUSE } from './chaos.mjs'

const minutes = Number(process.env.MINUTES ?? 10)
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32))
console.log(`${minutes} minutes, SEED=${seed}`)
const stack = await startStack(HOUSE)
try {
	const { faults, ...rest } = await new Chaos(stack, { seconds: minutes * 60, seed, every: Number(process.env.EVERY ?? 20), say: process.env.VERBOSE ? (name) => console.log(name) : undefined }).run()
	console.log(Object.entries(faults).sort().map(([name, n]) => `${n} x ${name}`).join(', '))
	console.log(Object.entries(rest).map(([name, n]) => `${name} ${n}`).join(', '))
} finally {
	await stack.stop()
}
console.log('1 passed, 0 failed: nothing acknowledged is lost, nothing is there twice')
