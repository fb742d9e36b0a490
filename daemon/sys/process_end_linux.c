/* process_end on Linux: pidfd_open(2). */
#include "sys/process_end.h"

#include "envd/process.h"
#include "envd/util.h"

#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Kernel 5.3; the number is the same on every architecture. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

struct process_end {
	uv_poll_t poll;
	int fd;
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

	close(end->fd);
	end->on_closed(end->data);
	free(end);
}

struct process_end *process_end_open(uv_loop_t *loop, pid_t pid, uint64_t start,
				     void (*on_end)(void *data), void *data)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct process_end *end;
	uint64_t now;

	if (fd < 0)
		return NULL;
	end = xcalloc(1, sizeof(*end));
	*end = (struct process_end){ .fd = fd, .on_end = on_end, .data = data };
	/* Only now is the pid held; it may have been given to another. */
	if (process_start_time(pid, &now) < 0 || now != start ||
	    uv_poll_init(loop, &end->poll, fd) < 0) {
		close(fd);
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
