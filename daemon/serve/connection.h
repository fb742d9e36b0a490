/*
 * connection: one client on the socket: one question, its answer, the end. A
 * malformed question costs the connection and nothing else.
 */
#ifndef ENVD_CONNECTION_H
#define ENVD_CONNECTION_H

#include "envd/buf.h"

#include <stdbool.h>

struct connection;
struct server;

/* Accepts the one that waits on the server's listener; closes it at once when
 * it is not the daemon's own user. When full, one that has not asked anything
 * makes room, else the new one is closed. */
void connection_accept(struct server *server, bool is_full);

struct server *connection_server(const struct connection *connection);

/* For work in other threads: keeps the memory (not the connection) alive. */
void connection_ref(struct connection *connection);
void connection_unref(struct connection *connection);

/* Sends the bytes, which it takes. Nothing happens when it is closed already.
 * After the last ones it closes. */
void connection_send(struct connection *connection, struct buf *bytes, bool is_last);

/* Has the client gone, as far as is known? */
bool connection_is_closed(const struct connection *connection);

/* May be called again. */
void connection_close(struct connection *connection);

#endif
