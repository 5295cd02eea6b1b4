/* The links that mails carry. */
import { until } from './parts.mjs'

/* The tokens of all links to that page which were mailed to `email` for `slug`, oldest first. */
export async function mailedTokens(stack, email, page, slug) {
	const link = new RegExp(`/a/${slug}/${page}#t=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])`)
	const mails = await stack.sandbox.mails(email)
	return [...mails].sort((a, b) => Date.parse(a.received_at) - Date.parse(b.received_at)).flatMap(({ text }) => text.match(link)?.[1] ?? [])
}

/* The newest of them, once there are `n`. */
export const mailedToken = (stack, merchant, page, n = 1) => until(`link ${n} to ${page}`, async () => {
	const tokens = await mailedTokens(stack, merchant.fields.email, page, merchant.slug)
	return tokens.length >= n && tokens.at(-1)
})
