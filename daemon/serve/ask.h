/*
 * ask: the answer to "what is active here?": the walk, the evidence and
 * trust's word, made in libuv's pool, then noted and sent on the loop.
 */
#ifndef ENVD_ASK_H
#define ENVD_ASK_H

#include "envd/protocol.h"

struct connection;

/* Takes the question's contents. */
void lookup_start(struct connection *connection, struct question *question);

#endif
