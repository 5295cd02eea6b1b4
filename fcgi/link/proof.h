/* SPDX-License-Identifier: MIT */
/* proof.h - a request waits for LINE: parked with its proof, resumed with the outcome.
 *
 * Common to steps 12 and 14. What a step keeps for its second function begins with a struct parked,
 * so that the way to LINE and back knows nothing else of it. Threads: one at a time.
 */
#ifndef LINK_PROOF_H
#define LINK_PROOF_H

#include "http/req.h"
#include "line/proof.h"

struct parked {
	struct line_proof *proof;
	int64_t attempt; /* settles this paste and no newer one */
};

/* For how long the courier leaves a paste to its request: LINE's deadline and some to settle. */
int64_t proof_lease_seconds(const struct req *rq);

/* Leave the thread until LINE has answered or may not be asked. `parked` goes along as rq->kept. */
CHECKED enum err proof_park(struct req *rq, struct parked *parked);

/*
 * After the park: what LINE said; line.pending when it was not asked (too many wait, or we stop),
 * which is no fault. Logs one line: code, call, status and LINE's request id.
 */
const struct line_outcome *proof_outcome(struct req *rq, const struct parked *parked);

/*
 * The answer to a paste that is not proved: 202 for line.pending, else the problem. Where LINE
 * named an Official Account it says which, beside `entered`, what the merchant had typed.
 */
CHECKED enum err proof_reply(struct req *rq, const struct line_outcome *outcome,
                             struct str entered);

#endif
