/*
 * job: what a question (or the daemon itself) has done off the loop, in libuv's
 * pool. It holds what it uses until it has ended, may send frames meanwhile, and
 * is told to stop when nobody waits for it any more.
 */
#ifndef ENVD_JOB_H
#define ENVD_JOB_H

#include "envd/protocol.h"

#include <stdbool.h>
#include <uv.h>

struct connection;
struct job;
struct jobs;
struct mount_table;

struct job_steps {
	/* The place cannot be looked at now: on the loop, in run's stead. May be
	 * NULL where no place is given. */
	void (*refuse)(void *data, const struct reason *why);

	void (*run)(struct job *job, void *data);       /* in the pool */
	void (*done)(struct job *job, void *data);      /* on the loop; or NULL */
	void (*free)(void *data);                       /* on the loop, the last; or NULL */

	/* It looks at many things: few such ones run at a time, so that there are
	 * threads for prompts. */
	bool is_long;
};

struct jobs *jobs_open(uv_loop_t *loop);

/* Tells all to stop; on_closed(data) on the loop when the last one has ended.
 * Frees it. Nothing may be started from then on. */
void jobs_close(struct jobs *jobs, void (*on_closed)(void *data), void *data);

/* Runs the steps, the last of which frees `data`. connection: who waits for it, or
 * NULL: nobody; it is closed behind `done`. place: a directory that it looks at,
 * which `mounts` has; or NULL. */
void job_start(struct jobs *jobs, struct connection *connection,
	       const struct job_steps *steps, void *data,
	       const char *place, const struct mount_table *mounts);

/* In run: sends the bytes, which it takes, and waits while the client has too many
 * to read. */
void job_send(struct job *job, struct buf *bytes);

/* In done: the same, without waiting. */
void job_answer(struct job *job, struct buf *bytes);

/* Does nobody wait for it any more? A long run asks now and then, and returns. */
bool job_is_stopped(const struct job *job);

/* In done: does the daemon end? Then nothing is to be begun any more. */
bool job_in_shutdown(const struct job *job);

#endif
