/*
 * socket: Unix stream sockets as we have them: no other program inherits one,
 * no call waits, and one whose other end has gone sends no signal.
 * socket_linux.c and its siblings hold what differs between systems.
 */
#ifndef ENVD_SOCKET_H
#define ENVD_SOCKET_H

#include <stddef.h>
#include <sys/types.h>

/* A new one, or a negative errno. */
int socket_open(void);

/* One that is connected to `path`, or a negative errno: -ETIMEDOUT when there is
 * somebody, whose queue is full. */
int socket_connect(const char *path);

/* One that is bound to `path`, which is ours alone, in place of what was there, or a negative
 * errno. */
int socket_bind(const char *path);

/* send(2). */
ssize_t socket_send(int fd, const void *bytes, size_t n);

#endif
