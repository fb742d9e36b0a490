/* process_end on macOS: a kqueue with the one event, which can itself be polled. */
#include "sys/process_end.h"

#include "envd/process.h"
#include "envd/util.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/event.h>
#include <unistd.h>

struct process_end {
	uv_poll_t poll;
	int queue;
	void (*on_end)(void *data), (*on_closed)(void *data);
	void *data;
};

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct process_end *end = poll->data;

	(void)status;
	(void)events;
	uv_poll_stop(poll);
	end->on_end(end->data);
}

static void on_closed(uv_handle_t *handle)
{
	struct process_end *end = handle->data;

	close(end->queue);
	end->on_closed(end->data);
	free(end);
}

/* A kqueue that holds the end of that process, or -1. */
static int open_queue(pid_t pid)
{
	struct kevent event;
	int queue = kqueue();

	if (queue < 0)
		return -1;
	EV_SET(&event, (uintptr_t)pid, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, NULL);
	if (fcntl(queue, F_SETFD, FD_CLOEXEC) < 0 ||
	    kevent(queue, &event, 1, NULL, 0, NULL) < 0) {
		close(queue);
		return -1;
	}
	return queue;
}

struct process_end *process_end_open(uv_loop_t *loop, pid_t pid, uint64_t start,
				     void (*on_end)(void *data), void *data)
{
	int queue = open_queue(pid);
	struct process_end *end;
	uint64_t now;

	if (queue < 0)
		return NULL;
	end = xcalloc(1, sizeof(*end));
	*end = (struct process_end){ .queue = queue, .on_end = on_end, .data = data };
	/* Whoever has the pid now and started then had it when it was asked for. */
	if (process_start_time(pid, &now) < 0 || now != start ||
	    uv_poll_init(loop, &end->poll, queue) < 0) {
		close(queue);
		free(end);
		return NULL;
	}
	end->poll.data = end;
	uv_poll_start(&end->poll, UV_READABLE, on_readable);
	return end;
}

void process_end_close(struct process_end *end, void (*callback)(void *data))
{
	end->on_closed = callback;
	uv_close((uv_handle_t *)&end->poll, on_closed);
}
