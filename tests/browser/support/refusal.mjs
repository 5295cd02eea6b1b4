/* What every refused form owes its reader. */
import assert from 'node:assert/strict'
import { expectFocus, expectHidden, expectText, expectUncovered } from './expect.mjs'

const SPEAKS = { 'zh-TW': /^(?=[^]*\p{Script=Han})[^\p{Script=Hiragana}\p{Script=Katakana}]*$/u, en: /^[^\p{Script=Han}\p{Script=Hiragana}]*$/u, ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/u }

const labelOf = (visitor, field) => visitor.page.locator(`label[for="${field}"] > span`).first().innerText()

/*
 * A summary on top, focused, in the reader's language; each wrong field named in it by a link that leads to the field,
 * and the same words at the field itself. `fields` are the inputs' test ids, in the order of the form; none when the
 * values as a whole are refused. Gives the words.
 */
export async function expectRefusal(visitor, form, { code, fields = [], locale = visitor.locale }) {
	const summary = visitor.id(`${form}-summary`)
	await expectFocus(summary)
	assert.equal(await summary.getAttribute('data-code'), code)
	await expectUncovered(summary)
	const text = await summary.innerText()
	assert.match(text, SPEAKS[locale], 'in the language of the reader')
	assert.doesNotMatch(text, /[{}]|undefined|null|\[object/, 'every slot is filled')
	const errors = visitor.id(form).locator('.error').filter({ visible: true })
	await (fields.length ? errors.nth(fields.length - 1).waitFor() : expectHidden(errors))
	assert.equal(await errors.count(), fields.length, `as many wrong fields as were sent: ${await errors.allInnerTexts()}`)
	const links = summary.locator(':scope > ul').getByRole('link')
	assert.equal(await links.count(), fields.length)
	if (fields.length) await expectText(summary.getByRole('heading'), visitor.w('err.summary', { n: fields.length }))
	for (const [i, field] of fields.entries()) {
		const input = visitor.id(field)
		const words = await visitor.id(`${field}-error`).innerText()
		assert.match(words, SPEAKS[locale])
		assert.equal(await links.nth(i).innerText(), visitor.w('err.at', { field: await labelOf(visitor, field), detail: words }), 'the same words in both places')
		assert.equal(await input.getAttribute('aria-invalid'), 'true')
		assert.ok((await input.getAttribute('aria-describedby')).split(' ').includes(`${field}-error`), 'the field is described by them')
		const before = visitor.page.url()
		await visitor.press(links.nth(i))
		await expectFocus(input)
		assert.equal(visitor.page.url(), before, 'the address stays that of the step')
	}
	return text
}
