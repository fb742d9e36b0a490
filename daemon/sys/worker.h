/*
 * worker: one thread of its own with a queue of jobs, for work that must stay
 * in order and must never hold up the loop.
 *
 * libuv's pool is no place for it: its jobs run in any order, and it is shared
 * with lookups that a dead mount can hold for ever.
 */
#ifndef ENVD_WORKER_H
#define ENVD_WORKER_H

#include <uv.h>

struct worker;

/* Starts the thread; NULL when there is no thread or handle to be had. Its
 * handle keeps the loop alive until it is closed. */
struct worker *worker_open(uv_loop_t *loop);

/* Puts a job behind the others. `run` is called on the thread, then `done`
 * (NULL for none) on the loop, in the same order. From the loop's thread, not
 * after worker_close(). */
void worker_add(struct worker *worker, void (*run)(void *data),
		void (*done)(void *data), void *data);

/* Lets the jobs that wait run to their end, calls their `done`, ends the
 * thread, frees the worker and calls on_closed (NULL for none), all as the
 * loop runs: nothing is waited for here. To be called once. NULL is allowed:
 * nothing happens, on_closed is not called. */
void worker_close(struct worker *worker, void (*on_closed)(void *data), void *data);

#endif
