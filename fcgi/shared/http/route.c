/* SPDX-License-Identifier: MIT */
#include "http/route.h"

#include <string.h>

#define SEGMENT_MAX 64 /* bytes that {slug} and {id} may have */

static const char *const method_names[METHOD__COUNT] = {[METHOD_GET] = "GET",
                                                        [METHOD_POST] = "POST",
                                                        [METHOD_PUT] = "PUT",
                                                        [METHOD_DELETE] = "DELETE"};

const char *
method_name(enum method method)
{
	return method_names[method];
}

bool
method_parse(struct str name, enum method *ret)
{
	if (str_is(name, STR("HEAD")))
		name = STR("GET");
	for (enum method m = 0; m < METHOD__COUNT; m++)
		if (str_is(name, str_of(method_names[m]))) {
			*ret = m;
			return true;
		}
	return false;
}

/* One segment of `path` against one of `pattern`; both are cut off their texts, the last one too.
 */
static bool
segment_matches(struct str *pattern, struct str *path, struct route_args *ret_args)
{
	struct str want, have;

	if (!str_cut(pattern, '/', &want)) {
		want = *pattern;
		*pattern = STR_NONE;
	}
	if (!str_cut(path, '/', &have)) {
		have = *path;
		*path = STR_NONE;
	}
	if (str_is(want, STR("{slug}")))
		ret_args->slug = have;
	else if (str_is(want, STR("{id}")))
		ret_args->id = have;
	else
		return str_is(want, have);
	return have.n > 0 && have.n <= SEGMENT_MAX;
}

static bool
path_matches(const char *pattern, struct str path, struct route_args *ret_args)
{
	struct str rest = str_of(pattern);

	*ret_args = (struct route_args){.slug = STR(""), .id = STR("")};
	if (strchr(pattern, '{') == NULL)
		return str_is(rest, path);
	if (!str_ends(path, str_of(strrchr(pattern, '}') + 1))) /* most differ there */
		return false;
	while (rest.p != NULL && path.p != NULL)
		if (!segment_matches(&rest, &path, ret_args))
			return false;
	return rest.p == NULL && path.p == NULL;
}

const struct route *
route_find(const struct routes *routes, struct str path, enum method method,
           struct route_args *ret_args, unsigned *ret_methods)
{
	*ret_methods = 0;
	for (size_t i = 0; i < routes->n; i++) {
		const struct route *route = &routes->table[i];
		if (!path_matches(route->path, path, ret_args))
			continue;
		if (route->method == method)
			return route;
		*ret_methods |= 1U << route->method;
	}
	return NULL;
}

/* Does the pattern consist of "/" and segments, each literal, {slug} or {id}, and either name stand
 * in it at most once? */
static bool
pattern_is_good(const char *pattern)
{
	struct str rest = str_of(pattern), segment;
	unsigned slugs = 0, ids = 0;
	bool more = true;

	if (!str_cut(&rest, '/', &segment) || segment.n > 0)
		return false;
	while (more) {
		more = str_cut(&rest, '/', &segment);
		if (!more)
			segment = rest;
		if (str_is(segment, STR("{slug}")))
			slugs++;
		else if (str_is(segment, STR("{id}")))
			ids++;
		else if (memchr(segment.p, '{', segment.n) != NULL)
			return false;
	}
	return slugs <= 1 && ids <= 1;
}

void
routes_check(const struct routes *routes)
{
	for (size_t i = 0; i < routes->n; i++) {
		const struct route *route = &routes->table[i];
		BUG_IF(route->method >= METHOD__COUNT || route->path == NULL ||
		       route->begin == NULL);
		BUG_IF(!pattern_is_good(route->path));
		BUG_IF(route->who == WHO_SESSION && routes->session_check == NULL);
		BUG_IF(route->who == WHO_SESSION && strstr(route->path, "{slug}") == NULL);
		BUG_IF(route->method == METHOD_GET && route->body_max != 0);
		BUG_IF(route->body_max > BODY_MAX);
		for (size_t j = 0; j < i; j++)
			BUG_IF(routes->table[j].method == route->method &&
			       strcmp(routes->table[j].path, route->path) == 0);
	}
}

void
routes_print(const struct routes *routes, FILE *out)
{
	/* Patterns are ours and hold nothing that JSON would have to escape. */
	(void)fputs("[\n", out);
	for (size_t i = 0; i < routes->n; i++) {
		const struct route *route = &routes->table[i];
		(void)fprintf(
		        out,
		        "  {\"method\":\"%s\",\"path\":\"%s\",\"session\":%s,\"body_max\":%zu}%s\n",
		        method_names[route->method], route->path,
		        route->who == WHO_SESSION ? "true" : "false", route->body_max,
		        i + 1 < routes->n ? "," : "");
	}
	(void)fputs("]\n", out);
}
