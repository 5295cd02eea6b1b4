/* SPDX-License-Identifier: MIT */
/* message.h - one mail as the bytes that go over the wire (RFC 5322, RFC 2045 to 2049), by GMime.
 *
 * multipart/alternative, text before HTML, all UTF-8, lines end in CRLF. The same struct mail
 * always gives the same bytes, so a mail sent twice by accident is recognised as one. Any thread.
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include "base/clock.h"
#include "base/settings.h"
#include "mail/template.h"

struct mail {
	struct str from_name, from, reply_to; /* addresses are ADDR@DOMAIN without brackets */
	struct str to_name, to;
	struct str message_id; /* a uuid; the domain of `from` is put behind it */
	enum locale locale;
	usec date_at;
	struct mail_words words;
};

#define MESSAGE_MAX MIB(8)

/* Once, before threads start. */
void message_init(void);

/*
 * May `address` stand in an envelope and a header? One @ with something on both sides, printable
 * ASCII without the characters that end or split an address: < > , ; : " \ ( ).
 */
#define MAIL_ADDRESS_MAX 254
CHECKED bool mail_address_is_clean(struct str address);

/* What settings.def cannot say of a mail's settings. ERR_INVALID: the fault names the wrong one. */
CHECKED enum err message_settings_check(const struct settings *settings, struct fault *fault);

/*
 * The mail's bytes into `arena`.
 * ERR_INVALID: an address that is not clean, a message id that is no uuid, a name or subject with a
 * control character (CR, LF and NUL included). ERR_NOMEM: arena or MESSAGE_MAX exhausted.
 */
CHECKED enum err message_build(struct arena *arena, struct fault *fault, const struct mail *mail,
                               struct str *ret);

#endif
