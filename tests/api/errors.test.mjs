/*
 * Every error of LINE's that tests/sandbox/errors.json knows for a call of ours, told by the double, and the code it
 * leads to. A new entry there without a row here fails.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Merchant, problem } from '../support/merchant.mjs'
import { root } from '../support/root.mjs'
import { startStack } from '../support/stack.mjs'

const TOKEN = 'POST /oauth2/v3/token'
const KIDS = 'GET /oauth2/v2.1/tokens/kid'
const LIFF = 'GET /liff/v1/apps'
const BOT = 'GET /v2/bot/info'
const VERIFY = 'POST /v2/oauth/verify'
const PENDING = '202 line.pending'
const PROVED = '200 undefined'

/* Which of our calls an entry is about: its endpoint as errors.json words it. v2.1 issues what v3 issues, by the same JWT. */
const CALLS = [
	[/^POST \/oauth2\/(v3|v2\.1)\/token($| \(grant_type=client)/, [TOKEN]],
	[/^GET \/oauth2\/v2\.1\/tokens\/kid/, [KIDS]],
	[/^ANY LINE Login API/, [TOKEN, KIDS]],
	[/^POST \/v2\/oauth\/verify/, [VERIFY]],
	[/^(GET \/v2\/bot\/info|ANY \/v2\/bot\/\*)/, [BOT]],
	[/^(GET|ANY) \/liff\/v1\/apps(\*|$)/, [LIFF]],
]
const STEPS = { [TOKEN]: [12], [KIDS]: [12], [LIFF]: [12], [VERIFY]: [14], [BOT]: [12, 14] }

/* What it leads to; of a bot's, in step 12 and in step 14. There, an answer other than 200 proves nothing by itself. */
const CODES = {
	v3_unknown_kid: '422 line.kid_unknown', v21_unknown_kid: '422 line.kid_unknown', kids_unknown_kid: '422 line.kid_unknown',
	v3_iss_mismatch: '422 line.channel_mismatch', v21_iss_mismatch: '422 line.channel_mismatch', kids_iss_mismatch: '422 line.channel_mismatch',
	v21_bad_signature: '422 line.key_mismatch', v21_iss_sub_differ: '422 line.key_mismatch',
	v3_expired: PENDING, v21_expired: PENDING, kids_expired: PENDING, v21_exp_too_far: PENDING, v21_bad_aud: PENDING,
	v21_limit: '422 line.unexpected', v21_bad_token_exp: '422 line.unexpected', v21_bad_form: '422 line.unexpected',
	v3_bad_secret: '422 line.unexpected', v3_bad_client_id: '422 line.unexpected',
	v21_throttled: PENDING, v21_500: PENDING, login_429: PENDING, kids_empty: PROVED,
	verify2_invalid: '422 line.token_invalid', verify2_expired: '422 line.token_invalid', verify2_format: '422 line.token_invalid',
	verify2_wrong_type: '422 line.token_invalid',
	liff_get_401: '422 line.not_login_channel', liff_wrong_channel: '422 line.not_login_channel', liff_get_404: PROVED,
	info_401: [PROVED, '422 line.token_restricted'], info_403: [PROVED, '422 line.token_restricted'],
	bot_401_invalid: [PROVED, '422 line.token_restricted'], bot_401_malformed: [PROVED, '422 line.token_restricted'],
	bot_401_noheader: [PROVED, '422 line.token_restricted'], bot_403: [PROVED, '422 line.token_restricted'], bot_403_ip: [PROVED, '422 line.token_restricted'],
	bot_400_retrykey: [PROVED, '422 line.unexpected'], bot_400_json: [PROVED, '422 line.unexpected'],
	bot_400_details: [PROVED, '422 line.unexpected'], bot_413: [PROVED, '422 line.unexpected'],
	bot_429_rate: [PENDING, PENDING], bot_429_quota: [PENDING, PENDING], info_429: [PENDING, PENDING], bot_500: [PENDING, PENDING],
}

const entries = JSON.parse(readFileSync(join(root, 'tests/sandbox/errors.json'), 'utf8'))
const ours = entries.filter(({ http_status: status }) => typeof status === 'number')
	.flatMap(({ id, endpoint }) => (CALLS.find(([pattern]) => pattern.test(endpoint))?.[1] ?? []).map((call) => ({ id, call })))

let stack
before(async () => { stack = await startStack() })
after(() => stack?.stop())

async function told(merchant, { id, call }, step) {
	const channel_id = step === 12 ? merchant.line.login.id : merchant.line.oa.id
	if (call === KIDS) await stack.sandbox.behave({ endpoint: TOKEN, channel_id, mode: 'status', status: 400, body: { error: 'unsupported_grant_type' } })
	await stack.sandbox.behave({ endpoint: call, channel_id, mode: 'error', id })
	const answer = await (step === 12 ? merchant.putLoginChannel() : merchant.putToken())
	await stack.sandbox.behaveWell()
	return answer
}

test('every entry about a call of ours has its code here, and the other way round', () => {
	assert.deepEqual([...new Set(ours.map(({ id }) => id))].sort(), Object.keys(CODES).sort())
	assert.deepEqual([...new Set(ours.map(({ call }) => call))].sort(), Object.keys(STEPS).sort(), 'every call of ours has errors')
})

test('each leads to its code, and those nobody foresaw to a number for support', async () => {
	const merchant = await Merchant.withKid(stack)
	for (const one of ours)
		for (const step of STEPS[one.call]) {
			const answer = await told(merchant, one, step)
			assert.equal(problem(answer), [CODES[one.id]].flat()[step === 14 && one.call === BOT ? 1 : 0], `${one.id} at ${one.call} in step ${step}: ${answer.text}`)
			if (answer.body.code === 'line.unexpected') assert.match(answer.body.request_id, /^[0-9a-f-]{36}$/, one.id)
		}
})
