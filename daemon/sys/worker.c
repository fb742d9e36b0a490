/*
 * worker: a queue in, a queue out, one mutex around both. The thread's last
 * act is to say that it ends; the loop then joins it, which takes no time, and
 * closes the handle. So the handle outlives everybody who could send to it.
 */
#include "sys/worker.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>

#include "envd/util.h"

struct task {
	void (*run)(void *data);
	void (*done)(void *data);
	void *data;
	struct task *next;
};

struct queue {
	struct task *first, *last;
};

struct worker {
	uv_async_t async;
	uv_thread_t thread;
	uv_mutex_t mutex;               /* guards what follows */
	uv_cond_t wake;
	struct queue waiting, finished;
	bool is_closing, has_ended;

	void (*on_closed)(void *data);
	void *data;
};

static void queue_put(struct queue *queue, struct task *task)
{
	task->next = NULL;
	if (queue->last)
		queue->last->next = task;
	else
		queue->first = task;
	queue->last = task;
}

static struct task *queue_take(struct queue *queue)
{
	struct task *task = queue->first;

	if (task)
		queue->first = task->next;
	if (!queue->first)
		queue->last = NULL;
	return task;
}

static void run_jobs(void *data)
{
	struct worker *worker = data;
	struct task *task;
	sigset_t all;

	/* Signals are the loop's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);

	uv_mutex_lock(&worker->mutex);
	for (;;) {
		while (!worker->waiting.first && !worker->is_closing)
			uv_cond_wait(&worker->wake, &worker->mutex);
		task = queue_take(&worker->waiting);
		if (!task)
			break;
		uv_mutex_unlock(&worker->mutex);
		task->run(task->data);
		uv_mutex_lock(&worker->mutex);
		queue_put(&worker->finished, task);
		uv_async_send(&worker->async);
	}
	worker->has_ended = true;
	uv_async_send(&worker->async);
	uv_mutex_unlock(&worker->mutex);
}

static void on_closed(uv_handle_t *handle)
{
	struct worker *worker = handle->data;
	void (*callback)(void *data) = worker->on_closed;
	void *data = worker->data;

	uv_cond_destroy(&worker->wake);
	uv_mutex_destroy(&worker->mutex);
	free(worker);
	if (callback)
		callback(data);
}

static void on_async(uv_async_t *async)
{
	struct worker *worker = async->data;
	struct queue finished;
	struct task *task;
	bool has_ended;

	uv_mutex_lock(&worker->mutex);
	finished = worker->finished;
	worker->finished = (struct queue){ 0 };
	has_ended = worker->has_ended;
	uv_mutex_unlock(&worker->mutex);

	while ((task = queue_take(&finished))) {
		if (task->done)
			task->done(task->data);
		free(task);
	}
	if (has_ended) {
		uv_thread_join(&worker->thread);
		uv_close((uv_handle_t *)async, on_closed);
	}
}

struct worker *worker_open(uv_loop_t *loop)
{
	struct worker *worker = xcalloc(1, sizeof(*worker));

	if (uv_async_init(loop, &worker->async, on_async) < 0) {
		free(worker);
		return NULL;
	}
	worker->async.data = worker;
	if (uv_mutex_init(&worker->mutex) < 0 || uv_cond_init(&worker->wake) < 0)
		abort();        /* out of memory, as xcalloc */
	if (uv_thread_create(&worker->thread, run_jobs, worker) < 0) {
		uv_close((uv_handle_t *)&worker->async, on_closed);
		return NULL;
	}
	return worker;
}

void worker_add(struct worker *worker, void (*run)(void *data),
		void (*done)(void *data), void *data)
{
	struct task *task = xcalloc(1, sizeof(*task));

	*task = (struct task){ .run = run, .done = done, .data = data };
	uv_mutex_lock(&worker->mutex);
	assert(!worker->is_closing);
	queue_put(&worker->waiting, task);
	uv_cond_signal(&worker->wake);
	uv_mutex_unlock(&worker->mutex);
}

void worker_close(struct worker *worker, void (*callback)(void *data), void *data)
{
	if (!worker)
		return;
	uv_mutex_lock(&worker->mutex);
	assert(!worker->is_closing);
	worker->is_closing = true;
	worker->on_closed = callback;
	worker->data = data;
	uv_cond_signal(&worker->wake);
	uv_mutex_unlock(&worker->mutex);
}
