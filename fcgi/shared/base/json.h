/* SPDX-License-Identifier: MIT */
/* json.h - JSON from strangers: RFC 8259 to the letter, and nothing that two readers see
 * differently.
 *
 * json-c builds the tree, but accepts more than JSON (RFC 8259): single quotes, NaN, raw control
 * characters, clamped numbers; of two members with one name it keeps the last. So every text is
 * checked here before json-c sees it. Threads: one tree, one thread at a time.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"
#include "base/str.h"

struct json_object;

#define JSON_TEXT_MAX  MIB(1) /* longer text is refused unread */
#define JSON_DEPTH_MAX 16     /* objects and arrays inside each other */

/*
 * Read the whole of `text` into a tree that belongs to the caller: hold it in an auto_json. Any
 * type may stand at the top; `null` gives NULL. ERR_INVALID: not JSON, not UTF-8, trailing data, a
 * member named twice in one object (at any depth), a NUL character or half a surrogate pair (also
 * when escaped), an integer outside int64, a fraction beyond double, deeper than JSON_DEPTH_MAX.
 * ERR_TOO_LARGE, ERR_NOMEM.
 */
CHECKED enum err json_parse(struct str text, struct json_object **ret);

/* Wipe every text in the tree and free it; harmless on NULL. Members' names are not wiped. */
void json_done(struct json_object **json);

#define auto_json struct json_object CLEANUP(json_done)

/*
 * The member of that name when `json` is an object and the member has that type; false leaves `ret`
 * alone. Text lives as long as the tree. Nothing is converted: "1" is no number and 1.0 is no
 * integer.
 */
bool json_get_text(const struct json_object *json, const char *name, struct str *ret);
bool json_get_int(const struct json_object *json, const char *name, int64_t *ret);
bool json_get_bool(const struct json_object *json, const char *name, bool *ret);
bool json_get_array(const struct json_object *json, const char *name,
                    const struct json_object **ret);
bool json_is_object(const struct json_object *json);

/* Is there a member of that name, of any type, null included? */
bool json_has(const struct json_object *json, const char *name);

/* Is there none, or a null? Other programs' way of leaving a member out. */
bool json_is_absent(const struct json_object *json, const char *name);

/*
 * Walk the members of an object in the order of the text: start with `*at` NULL, as in
 *     const void *at = NULL;
 *     while (json_next(json, &at, &name))
 * False at the end, and for anything but an object.
 */
bool json_next(const struct json_object *json, const void **at, struct str *ret_name);

#endif
