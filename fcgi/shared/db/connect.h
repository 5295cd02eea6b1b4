/* SPDX-License-Identifier: MIT */
/* connect.h - what a conninfo must be, and a connection with every limit that db.h promises. For
 * the files of this folder. Threads: as db.h. */
#ifndef DB_CONNECT_H
#define DB_CONNECT_H

#include "db/db.h"

/*
 * What is wrong with it: what follows "it should", a literal; NULL when nothing is. Over the
 * network only TLS to a server that proves its name will do: passwords and sealed values go there.
 */
const char *db__complaint(const char *conninfo);

/*
 * Every limit is in force in `ret`, which is the caller's to PQfinish. ERR_UNAVAILABLE: then what
 * it holds is nothing, or a connection that was not let in, to be asked whether by a password.
 */
CHECKED enum err db__connect(const struct db_config *config, unsigned statement_seconds,
                             struct fault *fault, PGconn **ret);

#endif
