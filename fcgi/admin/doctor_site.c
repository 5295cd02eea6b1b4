/* SPDX-License-Identifier: MIT */
/* doctor on the site: does nginx answer, are the workers behind it ready, and how long is the
 * certificate good? nginx shows /readyz to its own machine alone (nginx/snippets/health.conf).
 */
#include "doctor.h"
#include "site.h"

#define DAY       (24 * 60 * 60) /* s */
#define ENDS_SOON 14             /* days; certbot renews 30 before */

static void
look_at_worker(struct doctor *doctor, const char *name)
{
	struct site_answer answer;
	char path[64];

	(void)snprintf(path, sizeof(path), "/readyz/%s?verbose", name);
	site_ask(doctor->settings.base_url, path, SITE_HERE_UNVERIFIED, &answer);
	if (answer.status == 200)
		found(doctor, "site", FINE, "acho-%s is ready", name);
	else if (answer.status == 404)
		found(doctor, "site", SKIPPED, "nginx shows no /readyz/%s to this machine", name);
	else if (answer.status == 503 && answer.n > 0)
		found(doctor, "site", BROKEN,
		      "acho-%s is not ready: %.*s" RUNBOOK("a-worker-is-down"), name, (int)answer.n,
		      answer.body);
	else
		found(doctor, "site", BROKEN,
		      "acho-%s gives no answer (%ld): does it run? its log says why it does "
		      "not" RUNBOOK("a-worker-is-down"),
		      name, answer.status);
}

static void
look_at_certificate(struct doctor *doctor, time_t ends_at)
{
	long long days = (ends_at - clock_now() / USEC_PER_SEC) / DAY;

	if (ends_at == 0)
		return;
	found(doctor, "site", days < ENDS_SOON ? BROKEN : FINE,
	      "its certificate is good for %lld days%s", days,
	      days < ENDS_SOON ? ": certbot renew" RUNBOOK("the-site-does-not-answer") : "");
}

void
look_at_site(struct doctor *doctor)
{
	static const char *const workers[] = {"signup", "login", "link"};
	struct site_answer answer, named;
	bool here;

	if (doctor->settings.base_url.n == 0) {
		found(doctor, "site", SKIPPED, "ACHO_BASE_URL is missing or wrong");
		return;
	}
	site_ask(doctor->settings.base_url, "/", SITE_HERE, &answer);
	here = !answer.refused;
	if (answer.why[0] != '\0') {
		/* A load balancer may stand there, with the certificate that counts. */
		site_ask(doctor->settings.base_url, "/", SITE_NAMED, &named);
		if (named.why[0] == '\0')
			answer = named;
	}
	if (answer.why[0] != '\0') {
		found(doctor, "site", BROKEN,
		      "ACHO_BASE_URL does not answer: %s" RUNBOOK("the-site-does-not-answer"),
		      answer.why);
		return;
	}
	look_at_certificate(doctor, answer.ends_at);
	if (!here)
		found(doctor, "site", SKIPPED,
		      "nginx is on another machine: ask doctor there about its workers");
	for (size_t i = 0; here && i < ARRAY_LEN(workers); i++)
		look_at_worker(doctor, workers[i]);
}
