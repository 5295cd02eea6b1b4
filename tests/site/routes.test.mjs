// nginx, OpenAPI and the workers' own words agree.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxRoutes, openApiPaths, problemSentences, routeComplaints, sentenceComplaints } from './support/routes.mjs';
import { read } from './support/tree.mjs';

const conf = read('nginx/snippets/routes.conf');
const yaml = read('fcgi/openapi.yaml');
const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('nginx routes exactly the calls that OpenAPI describes, to the worker it names', () => {
  const described = openApiPaths(yaml);
  assert.ok(Object.keys(described).length >= 9, 'the file was read');
  assert.deepEqual(routeComplaints(nginxRoutes(conf), described), []);
});

test('... and a call that one of them lacks, or gives to another worker, is found', () => {
  const complaints = (from, to, routes = conf) => routeComplaints(nginxRoutes(routes.replace(from, to)), openApiPaths(yaml));
  found(complaints('|release/look)', ')'), /\/release\/look goes to 0 workers/);
  found(complaints('|release/look)', '|release/look|extra)'), /extra is routed to link, not described/);
  found(complaints('fastcgi_pass acho-signup', 'fastcgi_pass acho-login'), /signup is described for signup, routed to login/);
  found(complaints('account|', 'account|oa|'), /oa goes to 2 workers/);
});

test('what nginx says itself is said in the words of problem.def', () => {
  const sentences = problemSentences(read('fcgi/shared/http/problem.def'));
  assert.ok(Object.keys(sentences).length > 20, 'the file was read');
  const problems = read('nginx/snippets/problems.conf');
  assert.equal([...problems.matchAll(/"[a-z_.]+ (?:zh-TW|en|ja)"\s+"/g)].length, 18, 'six codes in three languages');
  assert.deepEqual(sentenceComplaints(problems, sentences), []);
  found(sentenceComplaints(problems.replace('Wait a few seconds', 'Wait a minute'), sentences), /server.busy en/);
});
