/* What a page says, by the key of its message: the site's own catalogues, as plain text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WORDY } from '../../site/support/tree.mjs'
import { root } from '../../support/root.mjs'

export const LOCALES = ['zh-TW', 'en', 'ja']
export const LANG = { 'zh-TW': 'zh-Hant-TW', en: 'en', ja: 'ja' }

/* The site's files are modules to a browser; to Node they are, when it does not go by their ending. */
async function part(path) {
	const source = readFileSync(join(root, `nginx/site/i18n/${path}.js`), 'utf8')
	return (await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`)).default
}

const catalogue = async (locale) => Object.assign({}, ...await Promise.all([locale, ...WORDY.map((page) => `${page}/${locale}`)].map(part)))

const catalogues = Object.fromEntries(await Promise.all(LOCALES.map(async (locale) => [locale, await catalogue(locale)])))

/* words('en')('home.title', {company}) */
export const words = (locale) => (key, params = {}) => {
	const found = catalogues[locale][key]
	if (found === undefined) throw new Error(`no message ${key} in ${locale}`)
	const text = typeof found === 'string' ? found : found[new Intl.PluralRules(locale).select(params.n)] ?? found.other
	return text.replace(/\*\*(.+?)\*\*|\[\[(.+?)\]\]|`(.+?)`/g, '$1$2$3').replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole)
}
