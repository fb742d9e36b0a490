/*
 * request: the table of questions, and how each is answered.
 */
#ifndef ENVD_REQUEST_H
#define ENVD_REQUEST_H

#include "envd/protocol.h"

struct connection;

/* Handles a whole question: its type and the n bytes behind the header. It
 * answers at once or later, or closes the connection when it is malformed. */
void request_handle(struct connection *connection, enum message type, const void *bytes,
		    size_t n);

#endif
