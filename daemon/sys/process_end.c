/* process_end: a descriptor that can be read once the process has ended. */
#include "sys/process_end.h"

#include "sys/process_fd.h"

#include "envd/process.h"
#include "envd/util.h"

#include <stdlib.h>
#include <unistd.h>

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
	int fd = process_fd_open(pid);
	struct process_end *end;
	uint64_t now;

	if (fd < 0)
		return NULL;
	end = xcalloc(1, sizeof(*end));
	*end = (struct process_end){ .fd = fd, .on_end = on_end, .data = data };
	/* Only now is it known who has the pid: it may have been given to another. */
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
