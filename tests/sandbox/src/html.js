/* HTML as a template tag that escapes whatever is put in; only what the tag itself made goes in as it is. */
class Markup {
	constructor(text) {
		this.text = text
	}

	toString() {
		return this.text
	}
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function shown(value) {
	if (value === null || value === undefined || value === false) return ''
	if (value instanceof Markup) return value.text
	if (Array.isArray(value)) return value.map(shown).join('')
	return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character])
}

export function html(strings, ...values) {
	return new Markup(strings.reduce((text, part, i) => text + shown(values[i - 1]) + part))
}
