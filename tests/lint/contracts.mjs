/*
 * What is said in two places says the same in both: routes, OpenAPI file and nginx; settings and acho.env; calls.def,
 * SQL functions and grants; problem codes and their sentences. A contract whose files are not there yet finds nothing.
 */
import { load as loadYaml } from 'js-yaml'
import { withoutComments } from './tree.mjs'

const LOCALES = 3
const WORKERS = ['signup', 'login', 'link']
const OPENAPI = 'fcgi/openapi.yaml'
const NGINX = 'nginx/snippets/routes.conf'
const SETTINGS = 'fcgi/shared/base/settings.def'
const ENVIRONMENT = 'deploy/acho.env'
const LINE_CALLS = 'fcgi/shared/line/calls.def'
const DIAGNOSIS = 'fcgi/shared/line/diagnosis.def'
const PROBLEMS = 'fcgi/shared/http/problem.def'
/* Asked of each worker by its supervisor, not part of the API. */
const PROBES = /^\/(livez|readyz|metrics)$/

/* Each table has somebody who holds it against what it describes. */
export const TABLES = {
	'settings.def': 'contract "settings"',
	'problem.def': 'contract "problems"',
	'calls.def': 'contracts "calls" and "line"',
	'diagnosis.def': 'contract "line"',
	'kinds.def': 'fcgi/shared/mail/templates.cmake, which stops the build',
	'slots.def': 'fcgi/shared/mail/templates.cmake, which stops the build',
}

const lineOf = (text, index) => text.slice(0, index).split('\n').length

/* "text" "more text" of C, joined. */
const joined = (text) => [...text.matchAll(/"((?:\\.|[^"\\])*)"/g)].map((hit) => hit[1]).join('')

/* The routes of a worker's table: {worker, method, path}. */
export function routesOf(tree) {
	return WORKERS.flatMap((worker) =>
		tree.match(new RegExp(`^fcgi/${worker}/.*\\.c$`)).flatMap((path) =>
			[...withoutComments(tree.text(path)).matchAll(/\{\s*METHOD_(\w+),\s*"([^"]+)"/g)]
				.filter((hit) => !PROBES.test(hit[2]))
				.map((hit) => ({ worker, method: hit[1], path: hit[2], file: path, line: lineOf(tree.text(path), hit.index) }))))
}

/* The calls of the OpenAPI file: "POST /api/signup". */
function callsOfOpenApi(tree) {
	const { paths = {} } = loadYaml(tree.text(OPENAPI))
	return Object.entries(paths).flatMap(([path, item]) =>
		Object.keys(item).filter((key) => /^(get|put|post|delete|patch)$/.test(key)).map((key) => `${key.toUpperCase()} ${path}`))
		.filter((call) => !/ \/(livez|readyz|metrics)/.test(call))
}

/* nginx's locations in order: {pattern, worker}; worker null where nginx answers itself. */
function locationsOf(tree) {
	const text = tree.text(NGINX)
	return [...text.matchAll(/location ~ "([^"]+)" \{([^}]*)\}/g)].map((hit) => ({
		pattern: hit[1],
		worker: hit[2].match(/fastcgi_pass acho-(\w+);/)?.[1] ?? null,
		line: lineOf(text, hit.index),
	}))
}

/* The paths a location of the form ^/a/[^/]+/api/(?:x|y)$ stands for. */
function pathsOfLocation(pattern) {
	const [, head, alternatives] = pattern.match(/^\^(.*)\(\?:([^()]*)\)\$$/) ?? []
	return head === undefined ? [] : alternatives.split('|').map((end) => (head + end).replaceAll('[^/]+', '{slug}').replaceAll('\\', ''))
}

function routes(tree) {
	const table = routesOf(tree)
	if (!table.length) return []
	const found = []
	if (tree.has(OPENAPI)) {
		const described = callsOfOpenApi(tree)
		const served = table.map(({ method, path }) => `${method} ${path}`)
		for (const { method, path, file, line } of table)
			if (!described.includes(`${method} ${path}`)) found.push({ path: file, line, what: `${method} ${path} is not in ${OPENAPI}` })
		for (const call of described)
			if (!served.includes(call)) found.push({ path: OPENAPI, what: `${call} is served by no worker` })
	}
	if (tree.has(NGINX)) {
		const locations = locationsOf(tree)
		for (const { worker, path, file, line } of table) {
			const url = path.replace('{slug}', '0123456789abc').replace(/\{\w+\}/g, '1')
			const first = locations.find(({ pattern }) => new RegExp(pattern).test(url))
			if (first?.worker !== worker) found.push({ path: file, line, what: `nginx gives ${path} to ${first?.worker ?? 'nobody'}` })
		}
		for (const { pattern, worker, line } of locations.filter((one) => one.worker))
			for (const path of pathsOfLocation(pattern))
				if (!table.some((one) => one.worker === worker && one.path.replace(/\{\w+\}/g, '{slug}') === path))
					found.push({ path: NGINX, line, what: `acho-${worker} does not serve ${path}` })
	}
	return found
}

/* SETTING(member, "NAME", KIND, default, ...): name to default, NULL for one that must be given. */
function settingsOf(tree) {
	const rows = withoutComments(tree.text(SETTINGS)).matchAll(/SETTING\(\w+,\s*"(ACHO_\w+)",\s*\w+,\s*(NULL|"(?:\\.|[^"\\])*")/g)
	return new Map([...rows].map((hit) => [hit[1], hit[2] === 'NULL' ? null : hit[2].slice(1, -1)]))
}

/* `NAME=value` (must be given) and `#NAME=default` lines, each under a comment of its own. */
function documentedSettings(tree) {
	const lines = tree.lines(ENVIRONMENT)
	return lines.flatMap((text, i) => {
		const [, optional, name, value] = text.match(/^(#?)(ACHO_\w+)=(.*)$/) ?? []
		return name ? [{ name, value: value.replace(/^"(.*)"$/, '$1'), optional: optional === '#', line: i + 1, explained: /^# \S/.test(lines[i - 1]) }] : []
	})
}

function settings(tree) {
	const table = settingsOf(tree)
	const documented = documentedSettings(tree)
	const found = [...table.keys()].filter((name) => !documented.some((one) => one.name === name))
		.map((name) => ({ path: ENVIRONMENT, what: `${name} is not documented` }))
	for (const { name, value, optional, line, explained } of documented) {
		const say = (what) => found.push({ path: ENVIRONMENT, line, what: `${name} ${what}` })
		if (documented.filter((one) => one.name === name).length > 1) say('is documented more than once')
		if (!explained) say('has no comment above it')
		if (!table.has(name)) say(`is not in ${SETTINGS}`)
		else if (table.get(name) === null && optional) say('has no default: it must be set, not commented out')
		else if (table.get(name) !== null && (!optional || value !== table.get(name)))
			say(`has a default: write #${name}=${table.get(name)}`)
	}
	return found
}

/* The statements of a calls.def: {sql, line}. A row is NAME(..., "columns", "sql") or the like: the last strings are SQL. */
export function statementsOf(tree, path) {
	const text = withoutComments(tree.text(path))
	return [...text.matchAll(/^[A-Z_]+\(([\s\S]*?)\)\s*$/gm)].map((hit) => ({
		sql: joined(hit[1]).replace(/^.*?(?=(?:SELECT|CALL)\b)/s, ''),
		params: Number(hit[1].match(/,\s*(\d+)\s*,/)?.[1] ?? NaN),
		line: lineOf(text, hit.index),
	}))
}

const FUNCTION = /(?<![\w.])([a-z_]+\.[a-z_]+)\(/

function calls(tree) {
	const found = []
	const functions = tree.match(/^sql\/functions\/\w+\/\w+\.sql$/)
	if (!functions.length) return []
	const used = new Set()
	for (const path of tree.match(/^fcgi\/(signup|login|link|courier|admin)\/calls\.def$/)) {
		const [, program] = path.split('/')
		for (const { sql, params, line } of statementsOf(tree, path)) {
			const say = (what) => found.push({ path, line, what })
			const name = sql.match(FUNCTION)?.[1]
			const [schema, short] = (name ?? '').split('.')
			if (!name) { say(`no function in "${sql.slice(0, 60)}"`); continue }
			used.add(name)
			if (schema !== program && !(program === 'courier' && name === 'report.refresh')) say(`${name} is not of schema ${program}, and acho_${program} may execute nothing else`)
			if (!tree.has(`sql/functions/${schema}/${short}.sql`)) say(`no sql/functions/${schema}/${short}.sql`)
			const numbers = [...sql.matchAll(/\$(\d+)/g)].map((hit) => Number(hit[1]))
			if (Math.max(0, ...numbers) !== params) say(`${name} says ${params} parameters and uses ${Math.max(0, ...numbers)}`)
			if (/\b(FROM|JOIN)\s+(tenant|directory)\.\w+(?!\w*\()/i.test(sql)) say('reads a table')
		}
	}
	for (const path of functions) {
		const [, , schema, file] = path.split('/')
		const name = `${schema}.${file.replace(/\.sql$/, '')}`
		const text = tree.text(path)
		const say = (what) => found.push({ path, what })
		const made = [...text.matchAll(/CREATE (?:OR REPLACE )?FUNCTION\s+([\w.]+)\s*\(/g)].map((hit) => hit[1])
		if (made.length !== 1 || made[0] !== name) say(`makes ${made.join(', ') || 'no function'}; the file is for ${name}`)
		if (!text.startsWith('-- ')) say('does not say in its first line what it does')
		if (['signup', 'login', 'link', 'courier', 'admin', 'report'].includes(schema)) {
			if (!/SECURITY DEFINER/.test(text)) say('is not SECURITY DEFINER')
			if (!/SET search_path (?:=|TO) pg_catalog, pg_temp/.test(text)) say('does not pin search_path to pg_catalog, pg_temp')
			if (tree.has(`fcgi/${schema}/calls.def`) && !used.has(name)) say(`is called by no statement of fcgi/${schema}/calls.def`)
		}
		if (/GRANT\s[\s\S]*?TO\s+[\s\S]*?(?:PUBLIC|acho_(?!(?:\w+)_definer)\w+)/i.test(text.replace(/--.*/g, ''))) say('grants to somebody who is no definer')
		if (!tree.has(`tests/sql/${schema}/${file}`)) say(`no tests/sql/${schema}/${file}`)
	}
	return found
}

/* PROBLEM(code, status, ...): the code to how many sentences it has. */
function problemsOf(tree) {
	const text = withoutComments(tree.text(PROBLEMS))
	return new Map([...text.matchAll(/^[A-Z_]+\(([\s\S]*?)\)\s*$/gm)].map((hit) => {
		const texts = [...hit[1].replace(/"\s*\n\s*"/g, '').matchAll(/"((?:\\.|[^"\\])*)"/g)].map((one) => one[1])
		return [texts[0], { sentences: texts.slice(1), line: lineOf(text, hit.index) }]
	}))
}

/* A problem code as our code writes it; line.proved and line.refuted are kinds of events, oa.read and team.write acts. */
const CODE = /["'](session\.\w+|login\.\w+|signup\.\w+|oa\.(?!(?:read|write)\b)\w+|onboarding\.\w+|key\.preparing|link\.(?:expired|throttled)|find\.\w+|release\.\w+|reset\.\w+|line\.(?!me|(?:proved|refuted)\b)\w+|paste\.\w+|request\.\w+|field\.\w+|password\.\w+|role\.\w+|team\.(?!(?:read|write)\b)\w+|company\.\w+|terms\.\w+|totp\.\w+|email\.\w+|phone\.\w+|locale\.\w+|basic_id\.\w+|channel_id\.\w+|kid\.\w+|server\.\w+|vault\.(?:unreadable|locked)|not_found)["']/g

function problems(tree) {
	if (!tree.has(PROBLEMS)) return []
	const known = problemsOf(tree)
	const found = []
	for (const [code, { sentences, line }] of known) {
		const chinese = sentences.some((text) => /[\u4e00-\u9fff]/.test(text))
		const empty = sentences.some((text) => text === '')
		if (sentences.length < LOCALES || !chinese || empty)
			found.push({ path: PROBLEMS, line, what: `${code} lacks a sentence in zh-TW, en or ja` })
	}
	const used = new Set()
	/* The list of kinds of events is no code. */
	const sources = [...tree.match(/^fcgi\/(?!.*problem\.def$).*\.([ch]|def)$/), ...tree.match(/^sql\/functions\/(signup|login|link|tenant(?!\/event_kinds)|directory)\/.*\.sql$/)]
	for (const path of sources)
		for (const hit of (path.endsWith('.sql') ? tree.text(path).replace(/--.*|record_\w+\('[^']*'/g, '') : withoutComments(tree.text(path))).matchAll(CODE)) {
			used.add(hit[1])
			if (!known.has(hit[1])) found.push({ path, line: lineOf(tree.text(path), hit.index), what: `${hit[1]} is not in ${PROBLEMS}` })
		}
	for (const [code, { line }] of known)
		if (!used.has(code)) found.push({ path: PROBLEMS, line, what: `nothing answers ${code}` })
	return found
}

/* What we ask LINE its double answers, and what we look for in LINE's words its double says. */
function line(tree) {
	if (!tree.has(LINE_CALLS)) return []
	const double = tree.text('tests/sandbox/src/line-api.js')
	const words = tree.text('tests/sandbox/errors.json')
	return [
		...rowsOf(tree, LINE_CALLS).flatMap(({ text, row }) => {
			const [, method, path] = text.match(/\b(GET|POST|PUT|DELETE), "([^"]+)"/) ?? []
			return double.includes(`'${method}', '${path}'`) ? [] : [{ path: LINE_CALLS, line: row, what: `the sandbox does not answer ${method} ${path}` }]
		}),
		...rowsOf(tree, DIAGNOSIS).flatMap(({ text, row }) => {
			const [, part] = [...text.matchAll(/"([^"]*)"/g)].map((hit) => hit[1])
			return part && !words.includes(part) ? [{ path: DIAGNOSIS, line: row, what: `errors.json has no "${part}"` }] : []
		}),
	]
}

/* A table's rows as NAME(...): {text, row}. */
function rowsOf(tree, path) {
	const text = withoutComments(tree.text(path))
	return [...text.matchAll(/^[A-Z_]+\(([^]*?)\)\s*$/gm)].map((hit) => ({ text: hit[1], row: lineOf(text, hit.index) }))
}

function tables(tree) {
	return tree.match(/^fcgi\/.*\.def$/).filter((path) => !TABLES[path.split('/').at(-1)])
		.map((path) => ({ path, what: 'no contract holds it; add one and name it in tests/lint/contracts.mjs' }))
}

/* Each row of the ASVS table names tests as `path`: title. A title is what the file says, quotes aside. */
const ASVS = 'tests/asvs.md'

function asvs(tree) {
	if (!tree.has(ASVS)) return []
	const rows = tree.text(ASVS).split('\n').map((text, i) => ({ cells: text.split('|').slice(1, -1).map((cell) => cell.trim()), line: i + 1 })).filter(({ cells }) => /^\d/.test(cells[0] ?? ''))
	return rows.flatMap(({ cells, line }) => {
		const proofs = cells.length === 5 ? [...cells[4].matchAll(/`([^`]+)`: (.+?)(?=; `|$)/g)] : []
		if (!proofs.length) return [{ path: ASVS, line, what: `${cells[0]} names no test` }]
		return proofs.filter(([, path, title]) => !tree.has(path) || !tree.text(path).replaceAll("\\'", "'").replaceAll("''", "'").includes(title))
			.map(([, path, title]) => ({ path: ASVS, line, what: `${path} has no test "${title}"` }))
	})
}

/*
 * What leads to the runbooks: each alarm, doctor's RUNBOOK("section"), links. Each section is led to by an alarm or by
 * doctor, or is a task that the head of the page lists.
 */
const RUNBOOKS = 'deploy/RUNBOOKS.md'
const RULES = 'deploy/monitoring/acho.rules.yml'
const INSTALLED_RUNBOOKS = '/usr/share/doc/acho/RUNBOOKS.md'

/* A heading's name in a link, as GitHub makes it. */
export const anchorOf = (heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-')

const namedIn = (tree, path, pattern) => [...tree.text(path).matchAll(pattern)].map((hit) => ({ path, line: lineOf(tree.text(path), hit.index), section: hit[1] }))

function runbooks(tree) {
	if (!tree.has(RUNBOOKS)) return []
	const page = tree.text(RUNBOOKS)
	const sections = [...page.matchAll(/^## (.*)$/gm)].map((hit) => ({ section: anchorOf(hit[1]), line: lineOf(page, hit.index) }))
	const alarms = namedIn(tree, RULES, /^ +runbook: .*#([\w-]+)$/gm)
	const doctor = [...tree.match(/^fcgi\/admin\/.*\.c$/).flatMap((path) => namedIn(tree, path, /RUNBOOK\("([^"]*)"\)/g)),
		...tree.match(/^deploy\/packaging\/acho-admin$/).flatMap((path) => namedIn(tree, path, /RUNBOOKS\.md#([\w-]+)/g))]
	const links = namedIn(tree, RUNBOOKS, /\]\(#([\w-]+)\)/g)
	const tasks = links.filter(({ line }) => line < sections[0].line)
	const others = tree.match(/^(?!tests\/).*\.(?:md|conf|service|timer)$/).flatMap((path) => namedIn(tree, path, /RUNBOOKS\.md#([\w-]+)/g))
	const rules = loadYaml(tree.text(RULES)).groups.flatMap((group) => group.rules)
	return [
		...rules.filter(({ annotations }) => !annotations?.runbook?.startsWith(`${INSTALLED_RUNBOOKS}#`)).map(({ alert }) => ({ path: RULES, what: `${alert} leads to no section of ${INSTALLED_RUNBOOKS}` })),
		...[...alarms, ...doctor, ...links, ...others].filter(({ section }) => !sections.some((one) => one.section === section)).map(({ path, line, section }) => ({ path, line, what: `${RUNBOOKS} has no section ${section}` })),
		...sections.filter(({ section }) => ![...alarms, ...doctor, ...tasks].some((one) => one.section === section)).map(({ section, line }) => ({ path: RUNBOOKS, line, what: `no alarm and no line of doctor leads to ${section}, and the head of the page does not list it` })),
	]
}

export const contracts = {
	asvs: { says: 'each line of the ASVS table names tests that are there', check: asvs },
	routes: { says: 'routes.c, the OpenAPI file and nginx name the same calls', check: routes },
	settings: { says: 'settings.def and deploy/acho.env name the same settings and defaults', check: settings },
	calls: { says: 'calls.def, SQL functions and grants fit', check: calls },
	problems: { says: 'each problem code has its sentences, and each is used', check: problems },
	line: { says: 'the sandbox answers what we ask, and says what we look for', check: line },
	runbooks: { says: 'alarms and doctor lead to sections of RUNBOOKS.md, and to each but listed tasks', check: runbooks },
	tables: { says: 'each .def has a contract', check: tables },
}
