/*
 * Our own lint: what no compiler checks and a reviewer should not have to. A rule is {says, check(tree)}; check gives
 * the places that break it as {path, line, what}. `lint: allow NAME, because REASON` in a comment on the line, or on the
 * one before or after, excepts NAME there; the exceptions are counted and printed. The self-test plants a violation of each rule.
 */
import { spawnSync } from 'node:child_process'
import { load as loadYaml } from 'js-yaml'
import { functionsOf, withoutComments } from './tree.mjs'

const OURS = /^(fcgi|tests)\/.*\.[ch]$/
const PRODUCT = /^fcgi\/.*\.[ch]$/
const TESTS = /^tests\/.*\.[ch]$/
const BYTES = /^tests\/fuzz\/corpus\/|\.(png|ico|woff2)$/

/* Everywhere: unbounded, racy, locale-bound, or a second way round our own modules. */
const BANNED = `sprintf vsprintf strcpy stpcpy strcat strncpy strncat strtok atoi atol atoll atof strtol strtoul strtoll
	strtoull gets system popen rand srand random drand48 localtime gmtime ctime asctime strerror setenv putenv
	alloca PQexec PQescapeLiteral PQescapeIdentifier PQescapeString PQescapeStringConn PQescapeBytea
	PQescapeByteaConn PQunescapeBytea`.split(/\s+/)

/* A test may prepare its database and its environment by hand. */
const FOR_TESTS = /^(PQ|setenv|strto)/

const HEAP = 'malloc calloc realloc reallocarray strdup strndup asprintf vasprintf aligned_alloc posix_memalign free'.split(' ')

/* Which folders know a library; everybody else goes through them. */
const LIBRARIES = [
	{ calls: /PQ[a-z]\w*/, at: /^fcgi\/shared\/db\// },
	{ calls: /curl_\w+/, at: /^fcgi\/(shared\/(line|mail)\/|admin\/site\.c$)/ },
	{ calls: /(?:EVP|RSA|BN|PEM|RAND|HMAC|OSSL|ERR|CRYPTO)_\w+/, at: /^fcgi\/shared\/(auth|vault|line|base)\// },
	{ calls: /FCGX_\w+/, at: /^fcgi\/shared\/http\// },
	{ calls: /json_(?:object|tokener)_\w+/, at: /^fcgi\/shared\/base\/json\.c$/ },
	{ calls: /g_mime_\w+/, at: /^fcgi\/shared\/mail\// },
	{ calls: /crypto_pwhash\w*/, at: /^fcgi\/shared\/auth\// },
	{ calls: /oath_(?!init)\w+|QR[a-z]\w*/, at: /^fcgi\/shared\/auth\// },
]

const FORMATS = { printf: 0, fprintf: 1, dprintf: 1, snprintf: 2, syslog: 1, buf_printf: 1, buf_format: 1, FAULT: 2, fault_at: 4 }

const FILE_LINES = 400
const FUNCTION_LINES = 60

/* shared/ files without a mirror in tests/unit, and why. */
export const UNMIRRORED = {}

const SQL = /"[^"]*(?<![-\w])(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|TRUNCATE|BEGIN|COMMIT|ROLLBACK|LISTEN|NOTIFY)(?![-\w])/

export function exceptions(tree) {
	const found = []
	for (const path of textFiles(tree).filter((one) => !one.startsWith('tests/lint/')))
		tree.lines(path).forEach((text, i) => {
			const [, name, because] = text.match(/lint: allow ([\w*]+), because (.*?)\s*(?:\*\/.*)?$/) ?? []
			if (name) found.push({ path, line: i + 1, name, because })
		})
	return found
}

const textFiles = (tree) => tree.paths.filter((path) => !BYTES.test(path))

function allowed(tree, path, i, name) {
	return [i, i - 1, i + 1].some((at) => tree.lines(path)[at]?.includes(`lint: allow ${name}, because `))
}

/* Each call of what `pattern` names, in the files of `where`. */
function callsIn(tree, where, pattern, judge = () => true) {
	const call = new RegExp(`(?<![\\w.>])(${pattern.source})\\s*\\(`, 'g')
	return where.flatMap((path) => {
		const code = tree.code(path)
		return code.flatMap((text, i) =>
			[...text.matchAll(call)]
				.filter(([, name]) => judge(path, i, name, code) && !allowed(tree, path, i, name))
				.map(([, name]) => ({ path, line: i + 1, what: `${name}()` })))
	})
}

const oneOf = (names) => new RegExp(names.join('|'))

/* A line that breaks `pattern`, in each of `paths`. */
function linesWith(tree, paths, pattern, what, linesOf = (path) => tree.lines(path)) {
	return paths.flatMap((path) =>
		linesOf(path).flatMap((text, i) => {
			const hit = text.match(pattern)
			return hit && !allowed(tree, path, i, hit[1] ?? what) ? [{ path, line: i + 1, what: what ?? hit[0].trim() }] : []
		}))
}

/* The text of argument `n` of the call whose "(" is at `open`. */
function argument(text, open, n) {
	let depth = 0
	let start = open + 1
	for (let i = open; i < text.length; i++) {
		if ('([{'.includes(text[i])) depth++
		const ends = ')]}'.includes(text[i]) && --depth === 0
		if (ends || (text[i] === ',' && depth === 1)) {
			if (n-- === 0) return text.slice(start, i).trim()
			if (ends) return null
			start = i + 1
		}
	}
	return null
}

function shellScripts(tree) {
	return textFiles(tree).filter((path) => /\.sh$/.test(path) || /^#!.*\b(ba)?sh\b/.test(tree.lines(path)[0]))
}

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0

export const rules = {
	banned: {
		says: 'no unbounded, racy or locale-bound function, and no SQL by hand',
		check: (tree) => [
			...callsIn(tree, tree.match(PRODUCT), oneOf(BANNED)),
			...callsIn(tree, tree.match(TESTS), oneOf(BANNED.filter((name) => !FOR_TESTS.test(name)))),
		],
	},
	heap: {
		says: 'outside base/, memory is taken in *_new and given back in *_free; requests use the arena',
		check: (tree) =>
			callsIn(tree, tree.match(PRODUCT).filter((path) => !path.startsWith('fcgi/shared/base/')), oneOf(HEAP), (path, i, name, code) => {
				const inside = functionsOf(code).find((one) => one.start < i && i < one.end)
				return !(path.startsWith('fcgi/shared/') && /_(new|free)$/.test(inside?.name ?? ''))
			}),
	},
	libraries: {
		says: 'a library is known to its own folder only',
		check: (tree) =>
			LIBRARIES.flatMap(({ calls, at }) =>
				callsIn(tree, tree.match(PRODUCT).filter((path) => !at.test(path)), calls)),
	},
	secrets: {
		says: 'auth/ and vault/ compare with secret_equal',
		check: (tree) => callsIn(tree, tree.match(/^fcgi\/shared\/(auth|vault)\/.*\.[ch]$/), /memcmp|strcmp|strncmp|bcmp|strcasecmp/),
	},
	formats: {
		says: 'a format is a literal',
		check: (tree) =>
			tree.match(OURS).flatMap((path) => {
				const code = tree.code(path).join('\n')
				const call = new RegExp(`(?<![\\w.>#])(${Object.keys(FORMATS).join('|')})\\(`, 'g')
				return [...code.matchAll(call)].flatMap((hit) => {
					const line = code.slice(0, hit.index).split('\n').length
					const format = argument(code, hit.index + hit[1].length, FORMATS[hit[1]])
					const declared = /^const char \*/.test(format ?? '') || format === '...' || /#define/.test(code.split('\n')[line - 1])
					return format === null || format === '' || /^"/.test(format) || declared || allowed(tree, path, line - 1, hit[1])
						? [] : [{ path, line, what: `${hit[1]}(... ${format.slice(0, 30)}` }]
				})
			}),
	},
	logging: {
		says: 'shared/ never logs, but for the logger and the dispatcher',
		check: (tree) =>
			callsIn(tree, tree.match(/^fcgi\/shared\/(?!base\/log\.|http\/).*\.[ch]$/), /log_(?:error|warn|info|debug|write|line|begin|event)/),
	},
	sql: {
		says: 'SQL stands in calls.def alone, but for the LISTEN of db/',
		check: (tree) =>
			linesWith(tree, tree.match(PRODUCT).filter((path) => !path.startsWith('fcgi/shared/db/')), SQL, undefined, (path) => withoutComments(tree.text(path)).split('\n')),
	},
	statics: {
		says: 'nothing static can change, but what is _Atomic',
		check(tree) {
			const types = tree.match(/^fcgi\/.*\.h$/).flatMap((path) =>
				[...tree.text(path).matchAll(/^typedef [^;(]*?(\w+)\(/gm)].map((hit) => hit[1]))
			const mutable = new RegExp(`^\\t*static (?!const\\b|inline\\b|_Atomic\\b|(?:${['none', ...types].join('|')})\\b)[^(=;]*[=;]`)
			return linesWith(tree, tree.match(PRODUCT), mutable, 'static', (path) => tree.code(path))
				.filter(({ path, line }) => !/\bconst\b|_Atomic/.test(tree.lines(path)[line - 1]))
		},
	},
	comments: {
		says: 'comments in C are /* */',
		check: (tree) =>
			tree.match(OURS).flatMap((path) => {
				const kept = tree.text(path).replace(/\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (part) => part.replace(/[^\n]/g, ' '))
				return kept.split('\n').flatMap((text, i) => (text.includes('//') ? [{ path, line: i + 1, what: '//' }] : []))
			}),
	},
	licence: {
		says: 'each C file names its licence',
		check: (tree) =>
			tree.match(/^(fcgi|tests)\/.*\.([ch]|def)$/).flatMap((path) =>
				(tree.lines(path).slice(0, 2).some((text) => text.includes('SPDX-License-Identifier: MIT')) ? [] : [{ path, what: 'no SPDX line' }])),
	},
	size: {
		says: `a .c file has at most ${FILE_LINES} lines, a function ${FUNCTION_LINES}`,
		check: (tree) =>
			tree.match(/^fcgi\/.*\.c$/).flatMap((path) => {
				const lines = tree.text(path).split('\n').length - 1
				return [
					...(lines > FILE_LINES ? [{ path, what: `${lines} lines` }] : []),
					...functionsOf(tree.code(path)).filter((one) => one.lines > FUNCTION_LINES)
						.map((one) => ({ path, line: one.start + 1, what: `${one.name} has ${one.lines} lines` })),
				]
			}),
	},
	mirror: {
		says: 'tests/unit mirrors fcgi/shared',
		check: (tree) => [
			...tree.match(/^fcgi\/shared\/.*\.c$/).flatMap((path) => {
				const test = path.replace(/^fcgi\//, 'tests/unit/').replace(/([^/]+)$/, 'test_$1')
				return tree.has(test) || UNMIRRORED[path] ? [] : [{ path, what: `no ${test}` }]
			}),
			...Object.keys(UNMIRRORED).filter((path) => !tree.has(path)).map((path) => ({ path, what: 'is excepted but not there' })),
		],
	},
	exceptions: {
		says: '"lint: allow" names what stands there and says why',
		check: (tree) =>
			textFiles(tree).filter((path) => !path.startsWith('tests/lint/')).flatMap((path) =>
				tree.lines(path).flatMap((text, i) => {
					if (!text.includes('lint: allow')) return []
					const [, name] = text.match(/lint: allow ([\w*]+), because \S/) ?? []
					const here = [i, i - 1, i + 1].some((at) => withoutComments(tree.lines(path)[at] ?? '').includes(name))
					return name && here ? [] : [{ path, line: i + 1, what: 'write "lint: allow NAME, because REASON" where NAME is' }]
				})),
	},
	shell: {
		says: `shell scripts parse${hasShellcheck ? ' and shellcheck has no warning' : ' (shellcheck is not installed)'}`,
		check: (tree) =>
			shellScripts(tree).flatMap((path) => {
				const parsed = spawnSync('bash', ['-n'], { input: tree.text(path), encoding: 'utf8' })
				if (parsed.status !== 0) return [{ path, what: parsed.stderr.trim() }]
				if (!hasShellcheck) return []
				const checked = spawnSync('shellcheck', ['-S', 'warning', '-s', 'bash', '-f', 'gcc', '-'], { input: tree.text(path), encoding: 'utf8' })
				return checked.stdout.split('\n').filter(Boolean).map((text) => ({ path, what: text.replace(/^-:/, '') }))
			}),
	},
	data: {
		says: 'JSON and YAML parse',
		check: (tree) =>
			tree.match(/\.(json|ya?ml|webmanifest)$/).filter((path) => !BYTES.test(path)).flatMap((path) => {
				try {
					if (/ya?ml$/.test(path)) loadYaml(tree.text(path))
					else JSON.parse(tree.text(path))
					return []
				} catch (problem) {
					return [{ path, what: problem.message.split('\n')[0] }]
				}
			}),
	},
	paths: {
		says: 'no path of one machine',
		check: (tree) => linesWith(tree, textFiles(tree).filter((path) => !path.startsWith('tests/lint/')), /(?<![\w.*)}~-])\/(?:work|home|Users|root)\/\w+/),
	},
	pages: {
		says: "tests load the site's modules through importModule: Node 18 takes them for CommonJS",
		check: (tree) => linesWith(tree, tree.match(/^tests\/(?!lint\/).*\.mjs$/), /^import .* from '[^']*\/nginx\/site\/[^']*'/),
	},
	whitespace: {
		says: 'lines end clean, files with a newline',
		check: (tree) =>
			textFiles(tree).flatMap((path) => {
				const text = tree.text(path)
				return [
					...linesWith(tree, [path], /[ \t\r]+$/, 'blank at the end'),
					...(text && !text.endsWith('\n') ? [{ path, what: 'no newline at the end' }] : []),
				]
			}),
	},
}

