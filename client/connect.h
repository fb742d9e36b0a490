/*
 * connect: reaching the daemon, starting it, one question and its answer.
 */
#ifndef ENVD_CONNECT_H
#define ENVD_CONNECT_H

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/protocol.h"

#include <sys/types.h>

/* How long a command waits, against a prompt's deadline; and one that has all
 * environments looked at. */
#define CONNECT_PATIENCE_MS 5000
#define CONNECT_LIST_PATIENCE_MS 60000

/*
 * A connection to the daemon of this world, which is started when there is
 * none (once, however many ask at a time) unless !may_start. The descriptor,
 * or a negative errno: -ETIMEDOUT it is there and does not answer;
 * -EPROTONOSUPPORT it is of another version (an older one is ended and ours
 * started in its place, unless !may_start).
 */
int connect_daemon(const struct paths *paths, bool may_start);

/* Asks a daemon of another version to end, and tells which process it is. 0 or a
 * negative errno. */
int connect_end_other(const struct paths *paths, pid_t *pid);

/* Sends a question. 0 or a negative errno. */
int connect_send(int fd, const struct buf *question, int64_t deadline_ms);

/* Takes the next frame off the connection into *in (which keeps what came
 * behind it: call connect_done() before the next). The deadline is on
 * monotonic_ms()'s clock. 0 or a negative errno; -EPIPE at the end. */
int connect_receive(int fd, struct buf *in, int64_t deadline_ms, enum message *type,
		    const void **body, size_t *n);
void connect_done(struct buf *in, size_t n);

/*
 * For commands: asks, and hands each frame of the answer to `take` until it
 * returns other than 0 (1: that was the last one; negative: an error). It waits
 * for each so long. Prints what went wrong. 0 or a negative errno.
 */
int connect_ask(const struct paths *paths, int patience_ms, bool may_start,
		const struct buf *question,
		int (*take)(void *data, enum message type, const void *body, size_t n),
		void *data);

#endif
