/* SPDX-License-Identifier: MIT */
/* smtp.h - hand one mail to the mail server, by libcurl.
 *
 * TLS is demanded (smtps, or STARTTLS on smtp) except towards loopback; certificates are verified.
 * A sender keeps its connection from one mail to the next. libcurl 7.88 lets CR and LF in addresses
 * through to the wire (one recipient became two, measured), so an address that is not clean is
 * refused here. Threads: a sender belongs to one thread.
 *
 * Limits: 10 s to connect, 60 s for a mail in all.
 */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "base/err.h"
#include "base/str.h"

struct smtp_config {
	struct str url; /* ACHO_SMTP_URL */
	/* Asked about once a second while a mail is under way: true ends it as a tempfail. May be
	 * NULL. */
	bool (*give_up)(void *arg);
	void *arg;
};

enum smtp_result {
	SMTP_DELIVERED, /* the server said 250 to the whole mail */
	SMTP_TEMPFAIL,  /* another try may succeed; after a cut connection the mail may have come
	                   through all the same */
	SMTP_PERMFAIL,  /* 5xx for this recipient or this mail */
};

struct smtp_outcome {
	enum smtp_result result;
	int code;        /* the server's last reply, 0 without one */
	char status[32]; /* "rcpt 550", "data 451", "connect", "tls", "cut": for people, no data */
};

struct smtp {
	const struct smtp_config *config;
	void *curl; /* CURL * */
};

/* Once, before threads start. ERR_UNAVAILABLE. */
CHECKED enum err smtp_init(struct fault *fault);

/* Does not connect yet. `config` must outlive it. ERR_NOMEM. */
CHECKED enum err smtp_open(struct smtp *smtp, struct fault *fault,
                           const struct smtp_config *config);
void smtp_close(struct smtp *smtp); /* harmless on {0} */

/*
 * Send `message` (CRLF lines) from one address to one. A refusal by the server is an outcome, not
 * an error. ERR_INVALID: an address that is not clean; nothing was sent. ERR_NOMEM.
 */
CHECKED enum err smtp_send(struct smtp *smtp, struct fault *fault, struct str from, struct str to,
                           struct str message, struct smtp_outcome *ret);

/*
 * Would the server talk to us? Connects, hears its greeting, takes TLS up where it is demanded, and
 * leaves: no user, no password and no mail goes out. SMTP_DELIVERED: it would. ERR_NOMEM.
 */
CHECKED enum err smtp_probe(struct str url, struct fault *fault, struct smtp_outcome *ret);

#endif
