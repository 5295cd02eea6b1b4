/* SPDX-License-Identifier: MIT */
/* proof.h - one question of ours to LINE: are these three of one channel, whose token is this.
 *
 * A proof takes a few calls (calls.def), some together, some after others. It owns its secrets, is
 * wiped whole when freed, and knows nothing of the network: client.h makes the calls.
 *
 *     TRY(line_proof_login_channel(jwts, 2, fault, &proof));
 *     TRY(line_client_submit(client, proof, done, arg));     (done may run before this returns)
 *     ... in done or later: line_proof_outcome(proof), then line_proof_free(&proof)
 *
 * Threads: one at a time holds a proof; between submit and done that is the client's.
 */
#ifndef LINE_PROOF_H
#define LINE_PROOF_H

#include "line/diagnosis.h"

#define LINE_PROOF_KEYS_MAX 2 /* the successor, then the key in use */

struct line_proof;

/*
 * Step 12. Takes over `n` assertions (1 or 2), each signed with another key for the same channel ID
 * and kid; the next is tried only when LINE knows the kid but not the key. ERR_INVALID, ERR_NOMEM.
 */
CHECKED enum err line_proof_login_channel(struct secret jwts[], size_t n, struct fault *fault,
                                          struct line_proof **ret);

/*
 * Step 14. Takes over the token: 1 to LINE_TOKEN_MAX visible ASCII characters, else ERR_INVALID.
 * The texts of `entered` are copied.
 */
CHECKED enum err line_proof_messaging_token(struct secret *token,
                                            const struct line_token_entered *entered,
                                            struct fault *fault, struct line_proof **ret);

/* What came out; before the end it reads line.pending. Points into the proof. */
const struct line_outcome *line_proof_outcome(const struct line_proof *proof);

/* Every answer, for tests and support. */
const struct line_answers *line_proof_answers(const struct line_proof *proof);

/* Wipe and free; harmless on NULL. Not between submit and done. */
void line_proof_free(struct line_proof **proof);

#define auto_line_proof struct line_proof CLEANUP(line_proof_free)

/*
 * For client.c alone. Calls to make now, up to LINE_PROOF_AT_ONCE; 0 while answers are missing or
 * when the proof is over. Making a call: read the credential, then line_answer_read or
 * line_answer_fail.
 */
#define LINE_PROOF_AT_ONCE 2
size_t line_proof__next(struct line_proof *proof, enum line_call ret[LINE_PROOF_AT_ONCE]);
struct str line_proof__credential(const struct line_proof *proof, enum line_call call);
struct line_answers *line_proof__answers(struct line_proof *proof);
bool line_proof__is_decided(const struct line_proof *proof); /* further answers change nothing */
void line_proof__end(struct line_proof *proof, usec now);    /* settle the outcome */

#endif
