/* SPDX-License-Identifier: MIT */
#include "line/picture_url.h"

#include "check.h"

#define LINE    "https://api.line.me"
#define SANDBOX "http://127.0.0.1:8090"

static const struct {
	const char *url, *line_api;
} allowed[] = {
        {"https://profile.line-scdn.net/0habc", LINE},
        {"https://sprofile.line-scdn.net/0h?x=1#y", LINE},
        {"https://a.b.line-scdn.net", LINE},
        {"https://Profile.LINE-scdn.NET/0habc", LINE},
        {"https://profile.line-scdn.net:443/0habc", LINE},
        {"https://profile.line-scdn.net/0habc", "https://line.example:8443"},
        {"https://api.line.me/picture", LINE},
        {"https://api.line.me:443/picture", LINE},
        {"https://line.example:8443/picture", "https://line.example:8443"},
        {"http://127.0.0.1:8090/picture/1", SANDBOX},
        {"http://localhost:8090/picture/1", "http://LOCALHOST:8090"},
        {"http://[::1]:8090/picture/1", "http://[::1]:8090"},
        {"https://localhost:8490/picture/1", "https://localhost:8490"},
        {"http://localhost/picture/1", "http://localhost:80"},
};

static const struct {
	const char *url, *line_api;
} refused[] = {
        {"", LINE},
        {"profile.line-scdn.net/0h", LINE},
        {"//profile.line-scdn.net/0h", LINE},
        {"http://profile.line-scdn.net/0h", LINE}, /* plain */
        {"HTTPS://profile.line-scdn.net/0h", LINE},
        {"ftp://profile.line-scdn.net/0h", LINE},
        {"file:///etc/passwd", LINE},
        {"https://line-scdn.net/0h", LINE}, /* the bare name */
        {"https://.line-scdn.net/0h", LINE},
        {"https://profile.line-scdn.net.evil.example/0h", LINE},
        {"https://profileline-scdn.net/0h", LINE},
        {"https://evil.example/profile.line-scdn.net", LINE},
        {"https://evil.example?.line-scdn.net", LINE},
        {"https://evil.example#.line-scdn.net", LINE},
        {"https://evil.example\\.line-scdn.net/0h", LINE},
        {"https://evil.example/\\x.line-scdn.net", LINE},
        {"https://evil.example@profile.line-scdn.net/0h", LINE}, /* a user name */
        {"https://profile.line-scdn.net@evil.example/0h", LINE},
        {"https://profile.line-scdn.net:@evil.example/0h", LINE},
        {"https://evil.example:443@profile.line-scdn.net/0h", LINE},
        {"https://profile.line-scdn.net:8443/0h", LINE}, /* another port */
        {"https://profile.line-scdn.net:22/0h", LINE},
        {"https://profile.line-scdn.net:/0h", LINE},
        {"https://profile.line-scdn.net:0443x/0h", LINE},
        {"https://profile.line-scdn.net:-443/0h", LINE},
        {"https://profile.line-scdn.net:65979/0h", LINE}, /* 443 when cut to 16 bits */
        {"https://profile.line-scdn.net:0/0h", LINE},
        {"https://profile%2eline-scdn.net/0h", LINE},
        {"https://profile.line-scdn.net./0h", LINE},
        {"https://profile.line-scdn.net /0h", LINE},
        {"https://profile.line-scdn.net/0h ", LINE},
        {"https://profile.line-scdn.net/0h\n", LINE},
        {"https://profile.line-scdn.net/\xe8\x8d\x94", LINE},
        {"https://profile\xe3\x80\x82line-scdn.net/0h", LINE},
        {"https://:443/0h", LINE},
        {"https://", LINE},
        {"https:///0h", LINE},
        {"https://[::1].line-scdn.net/0h", LINE},
        {"https://[profile.line-scdn.net]/0h", LINE},
        {"https://[::1/0h", LINE},
        {"https://169.254.169.254/latest/meta-data",
         LINE}, /* machines that we reach and LINE cannot */
        {"https://10.0.0.1/", LINE},
        {"https://127.0.0.1/", LINE},
        {"http://127.0.0.1:8090/picture/1", LINE},
        {"http://localhost:5432/", LINE},
        {"http://api.line.me/picture", LINE},
        {"https://api.line.me:8443/picture", LINE},
        {"https://other.line.me/picture", LINE},
        {"https://profile.line-scdn.net/0h", SANDBOX}, /* a double's word sends us to nobody else */
        {"https://profile.line-scdn.net/0h", "https://localhost:8490"},
        {"https://profile.line-scdn.net/0h", "http://[::1]:8090"},
        {"http://127.0.0.1:8091/picture/1", SANDBOX},
        {"http://127.0.0.1/picture/1", SANDBOX},
        {"http://localhost:8090/picture/1", SANDBOX},
        {"http://127.0.0.2:8090/picture/1", SANDBOX},
        {"https://127.0.0.1:8090/picture/1", SANDBOX},
        {"http://127.0.0.1:8090@evil.example/", SANDBOX},
        {"http://192.0.2.1:8090/picture/1",
         "http://192.0.2.1:8090"}, /* plain, and not this machine */
};

static void
asks_where_it_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		if (!picture_url_is_allowed(str_of(allowed[i].url), str_of(allowed[i].line_api)))
			fail_msg("%s beside %s is refused", allowed[i].url, allowed[i].line_api);
}

static void
and_nowhere_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (picture_url_is_allowed(str_of(refused[i].url), str_of(refused[i].line_api)))
			fail_msg("%s beside %s is allowed", refused[i].url, refused[i].line_api);
	assert_false(
	        picture_url_is_allowed((struct str){"https://a.line-scdn.net/\0x", 25}, STR(LINE)));
	assert_false(picture_url_is_allowed(STR_NONE, STR(LINE)));
}

static void
keeps_what_could_be_one(void **state)
{
	(void)state;
	assert_true(picture_url_is_sound(STR("https://anybody.example/x")));
	assert_true(picture_url_is_sound(STR("http://127.0.0.1:8090/picture/1")));
	assert_true(picture_url_is_sound(STR("http://[::1]/picture/1")));
	assert_false(picture_url_is_sound(STR("http://anybody.example/x")));
	assert_false(picture_url_is_sound(STR("http://x/127.0.0.1")));
	assert_false(picture_url_is_sound(STR("javascript:alert(1)")));
	assert_false(picture_url_is_sound(STR_NONE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(asks_where_it_may),
	        cmocka_unit_test(and_nowhere_else),
	        cmocka_unit_test(keeps_what_could_be_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
