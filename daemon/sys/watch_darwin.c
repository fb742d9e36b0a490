/*
 * watch on macOS: one kqueue of our own under uv_poll, with an open directory for
 * each watch. libuv's fs events are FSEvents there, which come later, from a
 * thread of their own, and cannot be drained.
 *
 * A kqueue joins events and loses none, so on_lost is never called. Of the things in
 * a directory it tells that they come and go; where writes are asked for, the files
 * are watched too.
 */
#include "sys/watch.h"

#include "sys/log.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_EVENTS  (NOTE_ATTRIB | NOTE_DELETE | NOTE_RENAME | NOTE_REVOKE)
#define EVENTS      (OWN_EVENTS | NOTE_WRITE)
#define FILE_EVENTS (NOTE_ATTRIB | NOTE_WRITE | NOTE_EXTEND)

#define RESERVE   256           /* descriptors for all else */
#define MAX_FILES 32            /* that are watched in one directory */
struct watched {
	int fd;                 /* of the directory, and its id; or of a file in it */
	int directory;          /* the id of the one that it tells of */
	struct file file;
	unsigned users;
	unsigned events;
	char *path;             /* of a directory whose files are watched, else NULL */
};

struct watch {
	uv_poll_t poll;
	int queue;
	size_t limit;
	struct watched *v;
	size_t n;
	struct watch_events events;
	bool is_closing;
};

static struct watched *find(const struct watch *watch, int fd)
{
	for (size_t i = 0; i < watch->n; i++)
		if (watch->v[i].fd == fd)
			return &watch->v[i];
	return NULL;
}

static struct watched *find_directory(const struct watch *watch, const struct file *file)
{
	for (size_t i = 0; i < watch->n; i++)
		if (watch->v[i].directory == watch->v[i].fd &&
		    file_is_same(&watch->v[i].file, file))
			return &watch->v[i];
	return NULL;
}

/* Asks for these events of a descriptor. */
static int ask_for(const struct watch *watch, int fd, unsigned events)
{
	struct kevent event;

	EV_SET(&event, (uintptr_t)fd, EVFILT_VNODE, EV_ADD | EV_CLEAR, events, 0, NULL);
	return kevent(watch->queue, &event, 1, NULL, 0, NULL) < 0 ? -errno : 0;
}

/* Takes its descriptor over. That, or a negative errno. */
static int put(struct watch *watch, const struct watched *watched)
{
	int r = ask_for(watch, watched->fd, watched->events);

	if (r < 0) {
		close(watched->fd);
		return r;
	}
	watch->v = xrealloc(watch->v, (watch->n + 1) * sizeof(*watch->v));
	watch->v[watch->n++] = *watched;
	return watched->fd;
}

/* The kernel drops its events with the descriptor. */
static void forget(struct watch *watch, struct watched *watched)
{
	close(watched->fd);
	free(watched->path);
	*watched = watch->v[--watch->n];
}

/* ---- files whose writes are told of ---- */

static void forget_files(struct watch *watch, int directory)
{
	for (size_t i = watch->n; i-- > 0; )
		if (watch->v[i].directory == directory && watch->v[i].fd != directory)
			forget(watch, &watch->v[i]);
}

static void add_file(struct watch *watch, const char *path, int directory)
{
	struct watched file = { .directory = directory, .events = FILE_EVENTS };

	if (file_look(AT_FDCWD, path, false, &file.file) < 0 || !S_ISREG(file.file.mode))
		return;
	file.fd = open(path, O_EVTONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file.fd >= 0)
		put(watch, &file);
}

/* Those that are there now, in place of those that were. */
static void watch_files(struct watch *watch, const char *path, int directory)
{
	DIR *stream = opendir(path);
	struct dirent *entry;

	forget_files(watch, directory);
	for (int n = 0; stream && n < MAX_FILES && (entry = readdir(stream)); n++) {
		char *file = path_join(path, entry->d_name);

		add_file(watch, file, directory);
		free(file);
	}
	if (stream)
		closedir(stream);
}

/* ---- events ---- */

static void handle(struct watch *watch, const struct kevent *event)
{
	struct watched *found = find(watch, (int)event->ident), watched;
	bool is_itself;

	if (found == NULL || watch->is_closing)
		return;         /* of a watch that is gone */
	watched = *found;       /* it moves as others come */
	is_itself = watched.fd == watched.directory && (event->fflags & OWN_EVENTS);
	if (watched.path && (event->fflags & NOTE_WRITE))
		watch_files(watch, watched.path, watched.fd);
	watch->events.on_change(watch->events.data, watched.directory, is_itself);
}

void watch_drain(struct watch *watch)
{
	static const struct timespec at_once;
	struct kevent events[64];
	int n;

	do {
		n = kevent(watch->queue, NULL, 0, events, (int)COUNT_OF(events), &at_once);
		for (int i = 0; i < n; i++)
			handle(watch, &events[i]);
	} while (n == (int)COUNT_OF(events) && !watch->is_closing);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	(void)status, (void)events;
	watch_drain(poll->data);
}

/* ---- life ---- */

/* How many watches there may be; descriptors are 256 by default. */
static size_t raise_limit(size_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 0;
	limit.rlim_cur = limit.rlim_max < OPEN_MAX ? limit.rlim_max : OPEN_MAX;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur <= RESERVE)
		return 0;
	return limit.rlim_cur - RESERVE < wanted ? (size_t)(limit.rlim_cur - RESERVE) : wanted;
}

static void on_closed(uv_handle_t *handle_)
{
	struct watch *watch = handle_->data;

	while (watch->n)
		forget(watch, &watch->v[watch->n - 1]);
	close(watch->queue);
	free(watch->v);
	free(watch);
}

struct watch *watch_open(uv_loop_t *loop, size_t limit, const struct watch_events *events)
{
	int queue = kqueue(), r;
	struct watch *watch;

	if (queue < 0) {
		log_warn(-errno, "kqueue: working without watches");
		return NULL;
	}
	fcntl(queue, F_SETFD, FD_CLOEXEC);
	watch = xcalloc(1, sizeof(*watch));
	*watch = (struct watch){ .queue = queue, .limit = raise_limit(limit), .events = *events };
	r = uv_poll_init(loop, &watch->poll, queue);
	if (r < 0) {
		log_warn(r, "kqueue: working without watches");
		close(queue);
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	uv_poll_start(&watch->poll, UV_READABLE, on_readable);
	return watch;
}

void watch_close(struct watch *watch)
{
	if (watch == NULL)
		return;
	watch->is_closing = true;
	uv_close((uv_handle_t *)&watch->poll, on_closed);
}

/* One more user of a directory that is watched already, for these events too. */
static int share(struct watch *watch, struct watched *watched, unsigned events)
{
	watched->events |= events;
	ask_for(watch, watched->fd, watched->events);
	watched->users++;
	return watched->fd;
}

static int add(struct watch *watch, const char *path, unsigned events)
{
	struct watched directory = { .users = 1, .events = events }, *same;
	int r;

	directory.fd = open(path, O_EVTONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory.fd < 0)
		return -errno;
	directory.directory = directory.fd;
	r = file_look_fd(directory.fd, &directory.file);
	same = r == 0 ? find_directory(watch, &directory.file) : NULL;
	if (same)
		r = share(watch, same, events);
	else if (r == 0 && watch->n >= watch->limit)
		r = -ENOSPC;
	else if (r == 0)
		return put(watch, &directory);
	close(directory.fd);
	return r;
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
	int id = add(watch, path, EVENTS);
	struct watched *watched = id < 0 ? NULL : find(watch, id);

	if (watched && watched->path == NULL) {
		watched->path = xstrdup(path);
		watch_files(watch, path, id);
	}
	return id;
}

void watch_remove(struct watch *watch, int id)
{
	struct watched *watched = find(watch, id);

	if (watched && --watched->users == 0) {
		forget_files(watch, id);
		forget(watch, find(watch, id));
	}
}

size_t watch_count(const struct watch *watch)
{
	size_t n = 0;

	for (size_t i = 0; watch && i < watch->n; i++)
		n += watch->v[i].directory == watch->v[i].fd;
	return n;
}
