/*
 * connection: one client on the socket: one question, its answer in as many
 * frames as it takes, the end. A malformed question costs the connection and
 * nothing else.
 */
#ifndef ENVD_CONNECTION_H
#define ENVD_CONNECTION_H

#include "envd/buf.h"
#include "envd/protocol.h"

#include <stdbool.h>
#include <uv.h>

struct connection;

/* Those that are open. Zeroed but for the first three fields; it outlives the
 * loop. */
struct connections {
	uv_loop_t *loop;

	/* A whole question, whose n bytes hold until this returns. A negative errno:
	 * it is none, and the connection is closed. */
	int (*on_question)(void *data, struct connection *connection, enum message type,
			   const void *bytes, size_t n);
	void *data;

	struct connection *first;
	size_t n;
};

/* Accepts the one that waits on the listener; closes it at once when it is not the
 * daemon's own user. When there are too many, one that has not asked anything makes
 * room, else the new one is closed. */
void connections_accept(struct connections *connections, uv_stream_t *listener);
void connections_close(struct connections *connections);

/* Keeps the memory (not the connection) alive. From the loop's thread. */
void connection_ref(struct connection *connection);
void connection_unref(struct connection *connection);

/* Sends the bytes, which it takes. Nothing happens when it is closed already. */
void connection_send(struct connection *connection, struct buf *bytes);

/* How many bytes wait for the client to read them. */
size_t connection_unsent(const struct connection *connection);

/* Closes it when all is sent. */
void connection_end(struct connection *connection);

/* Has the client gone, as far as is known? */
bool connection_is_closed(const struct connection *connection);

/* From now on, on_change(data) is called when bytes were sent, or it has closed;
 * NULL: no more. */
void connection_observe(struct connection *connection, void (*on_change)(void *data),
			void *data);

#endif
