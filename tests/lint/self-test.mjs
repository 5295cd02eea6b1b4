/* Does each rule bite? For every rule: small trees that break it and the words it must say, and one that is fine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contracts } from './contracts.mjs'
import { exceptions, rules } from './rules.mjs'
import { Tree } from './tree.mjs'

const SPDX = '/* SPDX-License-Identifier: MIT */\n'
const body = (text, name = 'f') => `${SPDX}void\n${name}(void)\n{\n\t${text}\n}\n`
const long = (n) => Array.from({ length: n }, () => '\tg();').join('\n')

const ROUTES = 'static const struct route table[] = {\n\t{METHOD_POST, "/a/{slug}/api/session", post, NULL, WHO_ANYBODY, 1},\n};\n'
const OPENAPI = 'openapi: 3.1.0\npaths:\n  /a/{slug}/api/session:\n    post: {}\n'
const NGINX = 'location ~ "^/a/[^/]+/api/(?:session)$" {\n  fastcgi_pass acho-login;\n}\n'
const house = (changes) => ({ 'fcgi/login/routes.c': ROUTES, 'fcgi/openapi.yaml': OPENAPI, 'nginx/snippets/routes.conf': NGINX, ...changes })

const SETTING = 'SETTING(base_url, "ACHO_BASE_URL", BASE_URL, NULL, 0, 0, LOGIN,\n\t"address")\nSETTING(brand, "ACHO_BRAND", TEXT, "Shop", 0, 0, LOGIN, "name")\n'
const ENV = '# The address.\nACHO_BASE_URL=https://x.example\n# The name.\n#ACHO_BRAND=Shop\n'
const settings = (env) => ({ 'fcgi/shared/base/settings.def': SETTING, 'deploy/acho.env': env })

const CALL = 'STATEMENT(CLOSE, 2, "problem:text",\n\t"SELECT problem "\n\t"FROM login.close($1, $2)")\n'
const SQL = '-- End a session.\nCREATE OR REPLACE FUNCTION login.close(session bytea, slug text) RETURNS text\nLANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp\nAS $$ $$;\n'
const calls = (changes) => ({ 'fcgi/login/calls.def': CALL, 'sql/functions/login/close.sql': SQL, 'tests/sql/login/close.sql': '', ...changes })

const PROBLEM = 'PROBLEM("not_found", 404, INFO,\n\t"找不到",\n\t"Nothing here",\n\t"ありません")\n'
const problems = (changes) => ({ 'fcgi/shared/http/problem.def': PROBLEM, 'fcgi/login/session.c': 'f(STR("not_found"));\n', ...changes })

const lineCalls = (changes) => ({
	'fcgi/shared/line/calls.def': 'CALL(TOKEN, POST, "/oauth2/v3/token", FORM, "op")\n',
	'fcgi/shared/line/diagnosis.def': 'ANSWER(A, 400, 400, "", "Invalid exp", OUR_FAULT)\n',
	'tests/sandbox/src/line-api.js': "['POST', '/oauth2/v3/token', f],\n",
	'tests/sandbox/errors.json': '"Invalid exp"',
	...changes,
})

const asvs = (changes) => ({
	'tests/asvs.md': "| 6.1.1 | 1 | a | b | `tests/api/a.test.mjs`: it's so; `tests/api/a.test.mjs`: and; so |\n",
	'tests/api/a.test.mjs': "test('it\\'s so', f)\ntest('and; so', f)\n",
	...changes,
})

const runbooks = (changes) => ({
	'deploy/RUNBOOKS.md': '# Runbooks\nYou begin [A move](#a-move).\n\n## Mail outage\n## Disk full\n## A move\nSee [above](#disk-full).\n',
	'deploy/monitoring/acho.rules.yml': 'groups:\n  - rules:\n      - alert: A\n        annotations:\n          runbook: /usr/share/doc/acho/RUNBOOKS.md#mail-outage\n',
	'fcgi/admin/doctor.c': 'f("full" RUNBOOK("disk-full"));\n',
	...changes,
})

/* rule: {good: {path: text}, bad: [[{path: text}, /what it says/], ...]} */
const plants = {
	pages: {
		good: { 'tests/site/a.test.mjs': "const { a } = await importModule(read('nginx/site/js/a.js'));\n" },
		bad: [[{ 'tests/site/a.test.mjs': "import { a } from '../../nginx/site/js/a.js';\n" }, /nginx\/site\/js\/a\.js/]],
	},
	banned: {
		good: { 'fcgi/a.c': body('char *sprintf_like = "strcpy(a, b)"; /* gets() */') },
		bad: [
			[{ 'fcgi/a.c': body('strcpy(a, b);') }, /strcpy/],
			[{ 'fcgi/shared/db/a.c': body('PQexec(c, s);') }, /PQexec/],
			[{ 'tests/unit/a.c': body('n = atoi (s);') }, /atoi/],
			[{ 'fcgi/a.c': body('setenv("A", "b", 1); /* lint: allow strcpy, because of another line */') }, /setenv/],
		],
	},
	heap: {
		good: { 'fcgi/shared/base/a.c': body('p = malloc(1);'), 'fcgi/shared/db/a.c': body('p = calloc(1, 1);', 'db_new') },
		bad: [
			[{ 'fcgi/shared/db/a.c': body('free(p);') }, /free/],
			[{ 'fcgi/login/a.c': body('p = malloc(1);', 'x_new') }, /malloc/],
		],
	},
	libraries: {
		good: { 'fcgi/shared/db/a.c': body('PQclear(r);'), 'fcgi/shared/mail/a.c': body('curl_easy_init();') },
		bad: [
			[{ 'fcgi/login/a.c': body('PQclear(r);') }, /PQclear/],
			[{ 'fcgi/shared/http/a.c': body('curl_easy_init();') }, /curl_easy_init/],
			[{ 'fcgi/shared/db/a.c': body('EVP_sha256();') }, /EVP_sha256/],
			[{ 'fcgi/link/a.c': body('FCGX_Init();') }, /FCGX_Init/],
			[{ 'fcgi/shared/line/a.c': body('json_tokener_new();') }, /json_tokener_new/],
		],
	},
	secrets: {
		good: { 'fcgi/shared/http/a.c': body('memcmp(a, b, 1);') },
		bad: [[{ 'fcgi/shared/auth/a.c': body('memcmp(a, b, 1);') }, /memcmp/], [{ 'fcgi/shared/vault/a.c': body('strcmp(a, b);') }, /strcmp/]],
	},
	formats: {
		good: { 'fcgi/a.c': body('printf("%d", n); snprintf(b, sizeof(b), "%s", f(x, y)); FAULT(f, ERR_BUG,\n"x %s", y);') },
		bad: [
			[{ 'fcgi/a.c': body('printf(text);') }, /printf/],
			[{ 'fcgi/a.c': body('snprintf(b, f(1, 2), s);') }, /snprintf/],
			[{ 'fcgi/a.c': body('return FAULT(f, ERR_BUG,\n\t\tmessage(a));') }, /FAULT/],
		],
	},
	logging: {
		good: { 'fcgi/shared/http/a.c': body('log_info("x");'), 'fcgi/login/a.c': body('log_info("x");') },
		bad: [[{ 'fcgi/shared/db/a.c': body('log_info("x");') }, /log_info/]],
	},
	sql: {
		good: { 'fcgi/a.c': body('f("please select one"); /* SELECT */ g("-----BEGIN KEY");'), 'fcgi/login/calls.def': '"SELECT 1"' },
		bad: [[{ 'fcgi/login/a.c': body('f("SELECT 1");') }, /SELECT/], [{ 'fcgi/shared/mail/a.c': body('f("x; DELETE FROM y");') }, /DELETE FROM/]],
	},
	statics: {
		good: { 'fcgi/a.c': 'static const int a = 1;\nstatic _Atomic bool b;\nstatic handler get;\nstatic int f(void);\n', 'fcgi/a.h': 'typedef enum err handler(struct req *rq);\n' },
		bad: [[{ 'fcgi/a.c': 'static int count;\n' }, /static/], [{ 'fcgi/a.c': body('static char buf[10];') }, /static/]],
	},
	comments: {
		good: { 'fcgi/a.c': body('f("http://x"); /* see http://x */') },
		bad: [[{ 'fcgi/a.c': body('f(); // later') }, /\/\//]],
	},
	licence: { good: { 'fcgi/a.c': SPDX }, bad: [[{ 'fcgi/a.h': '#define A\n' }, /SPDX/]] },
	size: {
		good: { 'fcgi/a.c': body(long(60)) },
		bad: [[{ 'fcgi/a.c': body(long(61)) }, /f has 61 lines/], [{ 'fcgi/a.c': `${long(401)}\n` }, /401 lines/]],
	},
	mirror: {
		good: { 'fcgi/shared/db/a.c': '', 'tests/unit/shared/db/test_a.c': '' },
		bad: [[{ 'fcgi/shared/db/a.c': '' }, /no tests\/unit\/shared\/db\/test_a\.c/]],
	},
	exceptions: {
		good: { 'fcgi/a.c': body('setenv("A", "b", 1); /* lint: allow setenv, because no thread runs */') },
		bad: [
			[{ 'fcgi/a.c': body('setenv("A", "b", 1); /* lint: allow setenv */') }, /REASON/],
			[{ 'fcgi/a.c': body('f(); /* lint: allow setenv, because it was here once */') }, /where NAME is/],
		],
	},
	shell: {
		good: { 'a/run': '#!/usr/bin/env bash\necho "$1"\n' },
		bad: [[{ 'a/run': '#!/usr/bin/env bash\nif true; then\n' }, /syntax error/]],
	},
	data: {
		good: { 'a.json': '{}', 'a.yaml': 'a: 1\n' },
		bad: [[{ 'a.json': '{' }, /JSON/], [{ 'a.yml': 'a: [\n' }, /./]],
	},
	paths: {
		good: { 'README.md': 'see tests/work/x, https://x.example/home/me and ~/work/y\n' },
		bad: [[{ 'a.md': 'see /home/me/x\n' }, /home/], [{ 'a.sh': 'cd /root/x\n' }, /root/]],
	},
	whitespace: {
		good: { 'a.md': 'x\n' },
		bad: [[{ 'a.md': 'x \n' }, /blank/], [{ 'a.md': 'x' }, /newline/], [{ 'a.md': 'x\r\n' }, /blank/]],
	},
	routes: {
		good: house({}),
		bad: [
			[house({ 'fcgi/openapi.yaml': 'paths: {}\n' }), /is not in fcgi\/openapi/],
			[house({ 'fcgi/openapi.yaml': `${OPENAPI}    delete: {}\n` }), /served by no worker/],
			[house({ 'nginx/snippets/routes.conf': NGINX.replace('login', 'link') }), /nginx gives .* to link/],
			[house({ 'nginx/snippets/routes.conf': NGINX.replace('(?:session)', '(?:session|oa)') }), /acho-login does not serve \/a\/\{slug\}\/api\/oa/],
			[house({ 'nginx/snippets/routes.conf': '' }), /nginx gives .* to nobody/],
		],
	},
	settings: {
		good: settings(ENV),
		bad: [
			[settings('# The address.\nACHO_BASE_URL=x\n'), /ACHO_BRAND is not documented/],
			[settings(`${ENV}# More.\n#ACHO_MORE=1\n`), /ACHO_MORE is not in/],
			[settings(ENV.replace('Shop', 'Store')), /has a default/],
			[settings(ENV.replace('ACHO_BASE', '#ACHO_BASE')), /must be set/],
			[settings(ENV.replace('# The name.\n', '')), /no comment/],
			[settings(`${ENV}# Again.\n#ACHO_BRAND=Shop\n`), /more than once/],
		],
	},
	calls: {
		good: calls({}),
		bad: [
			[calls({ 'fcgi/login/calls.def': CALL.replace('login.close', 'link.close') }), /not of schema login/],
			[calls({ 'fcgi/login/calls.def': CALL.replace('login.close', 'login.shut') }), /no sql\/functions\/login\/shut\.sql/],
			[calls({ 'fcgi/login/calls.def': CALL.replace('2,', '3,') }), /3 parameters and uses 2/],
			[calls({ 'fcgi/login/calls.def': '' }), /called by no statement/],
			[calls({ 'fcgi/login/calls.def': CALL.replace('$2)"', '$2), tenant.account"').replace('FROM login', 'FROM tenant.account, login') }), /reads a table/],
			[calls({ 'sql/functions/login/close.sql': SQL.replace('SECURITY DEFINER', '') }), /SECURITY DEFINER/],
			[calls({ 'sql/functions/login/close.sql': SQL.replace('pg_catalog, pg_temp', 'public') }), /search_path/],
			[calls({ 'sql/functions/login/close.sql': SQL.replace('login.close', 'login.other') }), /the file is for login\.close/],
			[calls({ 'sql/functions/login/close.sql': `${SQL}GRANT EXECUTE ON FUNCTION login.close TO PUBLIC;\n` }), /no definer/],
			[calls({ 'tests/sql/login/close.sql': null }), /no tests\/sql\/login\/close\.sql/],
		],
	},
	problems: {
		good: problems({}),
		bad: [
			[problems({ 'fcgi/login/session.c': 'f(STR("not_found"), STR("login.failed"));\n' }), /login\.failed is not in/],
			[problems({ 'sql/functions/login/x.sql': "SELECT 'login.throttled'\n" }), /login\.throttled is not in/],
			[problems({ 'fcgi/login/session.c': '' }), /nothing answers not_found/],
			[problems({ 'fcgi/shared/http/problem.def': PROBLEM.replace('"找不到"', '""') }), /lacks a sentence/],
		],
	},
	line: {
		good: lineCalls({}),
		bad: [
			[lineCalls({ 'tests/sandbox/src/line-api.js': "['GET', '/oauth2/v3/token', f],\n" }), /does not answer/],
			[lineCalls({ 'tests/sandbox/errors.json': '[]' }), /errors\.json has no "Invalid exp"/],
		],
	},
	asvs: {
		good: asvs({}),
		bad: [
			[asvs({ 'tests/api/a.test.mjs': "test('another', f)\n" }), /has no test "it's so"/],
			[asvs({ 'tests/api/a.test.mjs': null }), /has no test/],
			[asvs({ 'tests/asvs.md': '| 7.1.1 | 2 | a | b | c |\n' }), /names no test/],
		],
	},
	runbooks: {
		good: runbooks({}),
		bad: [
			[runbooks({ 'fcgi/admin/doctor.c': 'f(RUNBOOK("disc-full"));\n' }), /has no section disc-full/],
			[runbooks({ 'fcgi/admin/doctor.c': '' }), /no alarm and no line of doctor leads to disk-full/],
			[runbooks({ 'deploy/monitoring/acho.rules.yml': 'groups:\n  - rules:\n      - alert: A\n        annotations: {}\n' }), /A leads to no section/],
			[runbooks({ 'deploy/monitoring/acho.rules.yml': 'groups:\n  - rules:\n      - alert: A\n        annotations:\n          runbook: /usr/share/doc/acho/RUNBOOKS.md#mails\n' }), /has no section mails/],
			[runbooks({ 'deploy/monitoring/acho.rules.yml': 'groups:\n  - rules:\n      - alert: A\n        annotations:\n          runbook: deploy/RUNBOOKS.md#mail-outage\n' }), /A leads to no section of \/usr/],
			[runbooks({ 'deploy/RUNBOOKS.md': '# Runbooks\n\n## Mail outage\n## Disk full\n## A move\n' }), /leads to a-move/],
			[runbooks({ 'deploy/packaging/acho-admin': 'echo RUNBOOKS.md#moves\n' }), /has no section moves/],
			[runbooks({ 'deploy/README.md': '[x](RUNBOOKS.md#moves)\n' }), /has no section moves/],
		],
	},
	tables: {
		good: { 'fcgi/login/calls.def': '' },
		bad: [[{ 'fcgi/login/colours.def': '' }, /no contract/]],
	},
}

const all = { ...rules, ...contracts }

test('every rule has a plant', () => {
	assert.deepEqual(Object.keys(plants).sort(), Object.keys(all).sort())
})

for (const [name, { good, bad }] of Object.entries(plants)) {
	test(`${name} is content with what is fine`, () => {
		assert.deepEqual(all[name].check(new Tree([], good)), [])
	})
	bad.forEach(([planted, says], i) => test(`${name} finds plant ${i + 1}`, () => {
		const found = all[name].check(new Tree([], planted))
		assert.ok(found.some(({ what }) => says.test(what)), `found ${JSON.stringify(found)}, wanted ${says}`)
	}))
}

test('an exception excepts what it names, on its line or beside it, and is counted', () => {
	const tree = new Tree([], { 'fcgi/a.c': body('/* lint: allow setenv, because no thread runs */\n\tsetenv("A", "b", 1);') })
	assert.deepEqual(rules.banned.check(tree), [])
	assert.equal(exceptions(tree).length, 1)
})
