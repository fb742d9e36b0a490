/*
 * job: a list of those that are out, and one mutex around what a job and the loop
 * both touch. What a job sends is put on its connection by the loop, which an
 * async handle wakes.
 */
#include "serve/job.h"

#include "serve/claims.h"
#include "serve/connection.h"

#include <stdatomic.h>
#include <stdlib.h>

/* With the far mounts' (claims.c) less than libuv's threads (main.c). */
#define MAX_LONG 2

/* Bytes that a job is ahead of its client. */
#define MAX_AHEAD (1024 * 1024)

struct job {
	uv_work_t work;
	struct jobs *jobs;
	struct job *next, **link;       /* link: what points to us */
	struct connection *connection;
	const struct job_steps *steps;
	void *data;
	struct claim claim;
	bool is_waiting;                /* a long one, not started yet */
	atomic_bool is_stopped;

	struct buf out;                 /* under the mutex, as the next */
	size_t unsent;
};

struct jobs {
	uv_loop_t *loop;
	uv_async_t async;
	uv_mutex_t mutex;
	uv_cond_t wake;                 /* somebody has read, or a job is to stop */
	struct job *first;
	struct claims claims;
	size_t n_long;                  /* that run */
	bool is_closing;
	void (*on_closed)(void *data);
	void *data;
};

bool job_is_stopped(const struct job *job)
{
	return job->is_stopped;
}

bool job_in_shutdown(const struct job *job)
{
	return job->jobs->is_closing;
}

static void stop(struct job *job)
{
	uv_mutex_lock(&job->jobs->mutex);
	job->is_stopped = true;
	uv_cond_broadcast(&job->jobs->wake);
	uv_mutex_unlock(&job->jobs->mutex);
}

/* ---- what is sent meanwhile ---- */

void job_send(struct job *job, struct buf *bytes)
{
	struct jobs *jobs = job->jobs;

	uv_mutex_lock(&jobs->mutex);
	buf_add(&job->out, bytes->data, bytes->len);
	uv_async_send(&jobs->async);
	while (job->out.len + job->unsent > MAX_AHEAD && !job->is_stopped)
		uv_cond_wait(&jobs->wake, &jobs->mutex);
	uv_mutex_unlock(&jobs->mutex);
	buf_free(bytes);
}

static void flush(struct job *job)
{
	struct buf out;

	if (job->connection == NULL)
		return;
	uv_mutex_lock(&job->jobs->mutex);
	out = job->out;
	job->out = (struct buf)BUF_INIT;
	uv_mutex_unlock(&job->jobs->mutex);
	if (out.len)
		connection_send(job->connection, &out);
	buf_free(&out);

	uv_mutex_lock(&job->jobs->mutex);
	job->unsent = connection_unsent(job->connection);
	uv_cond_broadcast(&job->jobs->wake);
	uv_mutex_unlock(&job->jobs->mutex);
}

static void on_async(uv_async_t *async)
{
	struct jobs *jobs = async->data;

	for (struct job *job = jobs->first; job; job = job->next)
		flush(job);
}

void job_answer(struct job *job, struct buf *bytes)
{
	if (job->connection)
		connection_send(job->connection, bytes);
	buf_free(bytes);
}

static void on_connection_change(void *data)
{
	struct job *job = data;

	if (connection_is_closed(job->connection))
		stop(job);
	else
		flush(job);
}

/* ---- from the start to the end ---- */

static void on_async_closed(uv_handle_t *handle)
{
	struct jobs *jobs = handle->data;
	void (*on_closed)(void *data) = jobs->on_closed;
	void *data = jobs->data;

	uv_cond_destroy(&jobs->wake);
	uv_mutex_destroy(&jobs->mutex);
	free(jobs);
	on_closed(data);
}

static void close_if_empty(struct jobs *jobs)
{
	if (jobs->is_closing && jobs->first == NULL &&
	    !uv_is_closing((uv_handle_t *)&jobs->async))
		uv_close((uv_handle_t *)&jobs->async, on_async_closed);
}

static void begin(struct job *job);

static void begin_waiting(struct jobs *jobs)
{
	struct job *oldest = NULL;

	for (struct job *job = jobs->first; job; job = job->next)
		if (job->is_waiting)
			oldest = job;
	if (oldest && jobs->n_long < MAX_LONG && !jobs->is_closing)
		begin(oldest);
}

static void finish(struct job *job)
{
	struct jobs *jobs = job->jobs;
	struct connection *connection = job->connection;

	claim_release(&job->claim);
	flush(job);
	if (job->steps->done)
		job->steps->done(job, job->data);
	if (job->steps->free)
		job->steps->free(job->data);
	if (connection) {
		connection_observe(connection, NULL, NULL);
		connection_end(connection);
		connection_unref(connection);
	}
	*job->link = job->next;
	if (job->next)
		job->next->link = job->link;
	buf_free(&job->out);
	free(job);
	begin_waiting(jobs);
	close_if_empty(jobs);
}

static void run(uv_work_t *work)
{
	struct job *job = work->data;

	job->steps->run(job, job->data);
}

static void on_run(uv_work_t *work, int status)
{
	struct job *job = work->data;

	(void)status;           /* never cancelled */
	job->jobs->n_long -= job->steps->is_long;
	finish(job);
}

static void begin(struct job *job)
{
	job->is_waiting = false;
	job->jobs->n_long += job->steps->is_long;
	uv_queue_work(job->jobs->loop, &job->work, run, on_run);
}

void job_start(struct jobs *jobs, struct connection *connection,
	       const struct job_steps *steps, void *data,
	       const char *place, const struct mount_table *mounts)
{
	struct job *job = xcalloc(1, sizeof(*job));
	struct reason why = { 0 };

	job->jobs = jobs;
	job->connection = connection;
	job->steps = steps;
	job->data = data;
	job->out = (struct buf)BUF_INIT;
	job->work.data = job;
	job->next = jobs->first;
	job->link = &jobs->first;
	if (job->next)
		job->next->link = &job->next;
	jobs->first = job;
	if (connection) {
		connection_ref(connection);
		connection_observe(connection, on_connection_change, job);
	}
	if (place && !claims_take(&jobs->claims, &job->claim, mounts, place, &why)) {
		steps->refuse(data, &why);
		finish(job);
	} else if (steps->is_long && jobs->n_long >= MAX_LONG) {
		job->is_waiting = true;
	} else {
		begin(job);
	}
	reason_deinit(&why);
}

struct jobs *jobs_open(uv_loop_t *loop)
{
	struct jobs *jobs = xcalloc(1, sizeof(*jobs));

	jobs->loop = loop;
	if (uv_async_init(loop, &jobs->async, on_async) < 0 ||
	    uv_mutex_init(&jobs->mutex) < 0 || uv_cond_init(&jobs->wake) < 0)
		abort();        /* no descriptors or memory at the very start */
	jobs->async.data = jobs;
	return jobs;
}

void jobs_close(struct jobs *jobs, void (*on_closed)(void *data), void *data)
{
	struct job *job, *next;

	jobs->is_closing = true;
	jobs->on_closed = on_closed;
	jobs->data = data;
	for (job = jobs->first; job; job = job->next)
		stop(job);
	for (job = jobs->first; job; job = next) {
		next = job->next;
		if (job->is_waiting)
			finish(job);
	}
	close_if_empty(jobs);
}
