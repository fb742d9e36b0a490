/*
 * mounts on macOS: getfsstat(2), which asks no file system when it is told not
 * to wait, and a kqueue for when something was mounted or unmounted.
 */
#include "sys/mounts.h"

#include "sys/fstype.h"
#include "sys/log.h"

#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/mount.h>
#include <unistd.h>

#define ROOM 16                 /* for what is mounted between two calls */

struct mounts {
	uv_poll_t poll;
	int queue;
	struct mount_table *table;
	void (*on_change)(void *data);
	void *data;
};

/* A volume whose owners are ignored has them made up; one that is another
 * machine's, of a type that fstype does not know, is remote all the same. */
static const char *type_of(const struct statfs *mount)
{
	const char *type = mount->f_fstypename;

	if (fstype_is_made_up(type) || fstype_is_remote(type) || same_string(type, "autofs"))
		return type;
	if (!(mount->f_flags & MNT_LOCAL))
		return "nonlocal";
	return mount->f_flags & MNT_IGNORE_OWNERSHIP ? "noowners" : type;
}

static struct mount_table *read_table(void)
{
	struct mount_table *table = mount_table_new();
	int n = getfsstat(NULL, 0, MNT_NOWAIT);
	struct statfs *v;

	if (n < 0)
		return table;
	v = xcalloc((size_t)n + ROOM, sizeof(*v));
	n = getfsstat(v, (n + ROOM) * (int)sizeof(*v), MNT_NOWAIT);
	for (int i = 0; i < n; i++)
		mount_table_add(table, xstrdup(v[i].f_mntonname), xstrdup(type_of(&v[i])));
	free(v);
	return table;
}

static void on_event(uv_poll_t *poll, int status, int events)
{
	struct mounts *mounts = poll->data;
	static const struct timespec at_once;
	struct kevent event;

	(void)status;
	(void)events;
	if (kevent(mounts->queue, NULL, 0, &event, 1, &at_once) <= 0)
		return;
	mount_table_drop(mounts->table);
	mounts->table = read_table();
	mounts->on_change(mounts->data);
}

static void on_closed(uv_handle_t *handle)
{
	struct mounts *mounts = handle->data;

	close(mounts->queue);
	mount_table_drop(mounts->table);
	free(mounts);
}

/* A kqueue of mounts, or a negative errno. */
static int open_queue(void)
{
	int queue = kqueue(), r;
	struct kevent event;

	if (queue < 0)
		return -errno;
	EV_SET(&event, 0, EVFILT_FS, EV_ADD | EV_CLEAR, VQ_MOUNT | VQ_UNMOUNT, 0, NULL);
	if (fcntl(queue, F_SETFD, FD_CLOEXEC) < 0 ||
	    kevent(queue, &event, 1, NULL, 0, NULL) < 0) {
		r = -errno;
		close(queue);
		return r;
	}
	return queue;
}

struct mounts *mounts_open(uv_loop_t *loop, void (*on_change)(void *data), void *data)
{
	int queue = open_queue(), r;
	struct mounts *mounts;

	if (queue < 0) {
		log_warn(queue, "mounts: every one counts as local");
		return NULL;
	}
	mounts = xcalloc(1, sizeof(*mounts));
	*mounts = (struct mounts){ .queue = queue, .on_change = on_change, .data = data };
	r = uv_poll_init(loop, &mounts->poll, queue);
	if (r < 0) {
		log_warn(r, "mounts: every one counts as local");
		close(queue);
		free(mounts);
		return NULL;
	}
	mounts->table = read_table();
	mounts->poll.data = mounts;
	uv_poll_start(&mounts->poll, UV_READABLE, on_event);
	return mounts;
}

void mounts_close(struct mounts *mounts)
{
	if (mounts)
		uv_close((uv_handle_t *)&mounts->poll, on_closed);
}

struct mount_table *mounts_take(struct mounts *mounts)
{
	return mounts ? mount_table_ref(mounts->table) : NULL;
}
