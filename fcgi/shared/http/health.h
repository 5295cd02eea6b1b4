/* SPDX-License-Identifier: MIT */
/* health.h - /livez, /readyz and /metrics, which every worker answers and nginx shows to loopback
 * alone. */
#ifndef HTTP_HEALTH_H
#define HTTP_HEALTH_H

#include "http/route.h"

extern const struct routes health_routes;

#endif
