/*
 * watch on Linux: one inotify descriptor of our own under uv_poll, since
 * libuv's fs events drop the queue's overflow in silence and cannot leave out
 * IN_MODIFY, which a growing log file sends by the hundred.
 */
#include "sys/watch.h"

#include "sys/log.h"

#include "envd/util.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#define EVENTS (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | \
		IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR | IN_EXCL_UNLINK)

/* Of the directory itself only. */
#define OWN_EVENTS (IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

struct watched {
	int id;                         /* inotify's descriptor of the directory */
	unsigned users;
};

struct watch {
	uv_poll_t poll;
	int fd;
	size_t limit;
	struct watched *v;              /* sorted by id */
	size_t n;
	struct watch_events events;
};

/* Where id is, or would be. */
static size_t find(const struct watch *watch, int id)
{
	size_t low = 0, high = watch->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (watch->v[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct watch *watch, size_t i, int id)
{
	return i < watch->n && watch->v[i].id == id;
}

static void forget(struct watch *watch, size_t i)
{
	for (watch->n--; i < watch->n; i++)
		watch->v[i] = watch->v[i + 1];
}

static void handle(struct watch *watch, const struct inotify_event *event)
{
	if (event->mask & IN_Q_OVERFLOW) {
		log_warn(0, "inotify: events were lost");
		watch->events.on_lost(watch->events.data);
		return;
	}
	if (!is_at(watch, find(watch, event->wd), event->wd))
		return;         /* of a watch that is gone */
	/* What is in a directory has a name. */
	watch->events.on_change(watch->events.data, event->wd, event->len == 0);
	if (event->mask & IN_IGNORED) {
		/* The directory or its mount is gone, and the id with it; unless it
		 * was just now removed by what was called. */
		size_t i = find(watch, event->wd);

		if (is_at(watch, i, event->wd))
			forget(watch, i);
	}
}

void watch_drain(struct watch *watch)
{
	_Alignas(struct inotify_event) char buffer[16 * 1024];
	ssize_t n;

	while ((n = read(watch->fd, buffer, sizeof(buffer))) > 0) {
		for (char *p = buffer; p < buffer + n; ) {
			const struct inotify_event *event = (const void *)p;

			p += sizeof(*event) + event->len;
			handle(watch, event);
		}
	}
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	watch_drain(poll->data);
}

static void on_closed(uv_handle_t *handle_)
{
	struct watch *watch = handle_->data;

	close(watch->fd);
	free(watch->v);
	free(watch);
}

struct watch *watch_open(uv_loop_t *loop, size_t limit, const struct watch_events *events)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), r;
	struct watch *watch;

	if (fd < 0) {
		log_warn(-errno, "inotify: working without watches");
		return NULL;
	}
	watch = xcalloc(1, sizeof(*watch));
	*watch = (struct watch){ .fd = fd, .limit = limit, .events = *events };
	r = uv_poll_init(loop, &watch->poll, fd);
	if (r < 0) {
		log_warn(r, "inotify: working without watches");
		close(fd);
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	uv_poll_start(&watch->poll, UV_READABLE, on_readable);
	return watch;
}

void watch_close(struct watch *watch)
{
	if (watch)
		uv_close((uv_handle_t *)&watch->poll, on_closed);
}

static int add(struct watch *watch, const char *path, uint32_t events)
{
	int id;
	size_t i;

	/* Added: others may watch the same directory for more. */
	id = inotify_add_watch(watch->fd, path, events | IN_MASK_ADD);
	if (id < 0)
		return -errno;
	i = find(watch, id);
	if (!is_at(watch, i, id)) {
		/* Only now is it known that it was not watched already. */
		if (watch->n >= watch->limit) {
			inotify_rm_watch(watch->fd, id);
			return -ENOSPC;
		}
		watch->v = xrealloc(watch->v, (watch->n + 1) * sizeof(*watch->v));
		for (size_t k = watch->n++; k > i; k--)
			watch->v[k] = watch->v[k - 1];
		watch->v[i] = (struct watched){ .id = id };
	}
	watch->v[i].users++;
	return id;
}

int watch_add(struct watch *watch, const char *path)
{
	return add(watch, path, EVENTS);
}

int watch_add_itself(struct watch *watch, const char *path)
{
	return add(watch, path, OWN_EVENTS);
}

int watch_add_with_writes(struct watch *watch, const char *path)
{
	return add(watch, path, EVENTS | IN_CLOSE_WRITE);
}

void watch_remove(struct watch *watch, int id)
{
	size_t i = find(watch, id);

	if (!is_at(watch, i, id) || --watch->v[i].users > 0)
		return;
	inotify_rm_watch(watch->fd, id);
	forget(watch, i);
}

size_t watch_count(const struct watch *watch)
{
	return watch ? watch->n : 0;
}
