/* SPDX-License-Identifier: MIT */
/* scan.h - is what waits on a connection one whole request that libfcgi may be let loose on?
 *
 * libfcgi reads with blocking calls, has no limit on parameters, and aborts the process on some
 * malformed records (a parameter of 2 GiB, a repeated FCGI_GET_VALUES). So the poller looks at a
 * connection's bytes without taking them, and a handler thread gets it only when all of a request
 * is there and well-formed: a peer that stalls holds no thread, and one that lies reaches no parser
 * but this one. Reading: FastCGI Specification 1.0, sections 3 to 5. Any thread.
 */
#ifndef HTTP_SCAN_H
#define HTTP_SCAN_H

#include "base/str.h"

#define SCAN_PARAMS_MAX       KIB(64) /* bytes of all names and values; nginx cannot send more */
#define SCAN_PARAMS_COUNT_MAX 100     /* nginx sends some twenty */

/*
 * Looking further than this is no use: parameters and body at their limits, and 8 bytes for every
 * record of nginx's. It fits the 208 KiB that Linux lets wait in a unix socket.
 */
#define SCAN_BYTES_MAX (SCAN_PARAMS_MAX + KIB(64) + KIB(8))

enum scan {
	SCAN_MORE,  /* good so far, and not all there */
	SCAN_WHOLE, /* read it; or over BODY_MAX of body, which need not be read to be refused */
	SCAN_BAD,   /* close the connection */
};

/* Judge the first bytes of a connection between two requests. */
enum scan scan_request(struct str bytes);

#endif
