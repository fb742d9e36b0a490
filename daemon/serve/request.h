/*
 * request: which question is answered by whom.
 */
#ifndef ENVD_REQUEST_H
#define ENVD_REQUEST_H

#include "serve/connection.h"
#include "serve/services.h"

/* Has the question answered. 0, or a negative errno: it is none of ours. */
int request_handle(struct services *services, struct connection *connection,
		   enum message type, const void *bytes, size_t n);

#endif
