/* clock on Linux: a timerfd that is cancelled by a step (timerfd_create(2)). */
#include "sys/clock.h"

#include "envd/util.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct clock_watch {
	uv_poll_t poll;
	int fd;
	void (*on_step)(void *data);
	void *data;
};

/* A time that never comes. */
static void arm(struct clock_watch *watch)
{
	struct itimerspec never = { .it_value = { .tv_sec = INT32_MAX * INT64_C(64) } };

	timerfd_settime(watch->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
	struct clock_watch *watch = poll->data;
	uint64_t count;

	(void)status;
	(void)events;
	if (read(watch->fd, &count, sizeof(count)) < 0 && errno == ECANCELED)
		watch->on_step(watch->data);
	arm(watch);
}

static void on_closed(uv_handle_t *handle)
{
	struct clock_watch *watch = handle->data;

	close(watch->fd);
	free(watch);
}

struct clock_watch *clock_watch_open(uv_loop_t *loop, void (*on_step)(void *data), void *data)
{
	int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	struct clock_watch *watch;

	if (fd < 0)
		return NULL;
	watch = xcalloc(1, sizeof(*watch));
	*watch = (struct clock_watch){ .fd = fd, .on_step = on_step, .data = data };
	if (uv_poll_init(loop, &watch->poll, fd) < 0) {
		close(fd);
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	arm(watch);
	uv_poll_start(&watch->poll, UV_READABLE, on_event);
	return watch;
}

void clock_watch_close(struct clock_watch *watch)
{
	if (watch)
		uv_close((uv_handle_t *)&watch->poll, on_closed);
}
