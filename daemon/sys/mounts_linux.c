/*
 * mounts on Linux: /proc/self/mountinfo (proc(5)), which never hangs and tells
 * by POLLPRI when it has changed.
 */
#include "sys/mounts.h"

#include "sys/log.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct mounts {
	uv_poll_t poll;
	int fd;
	struct mount_table *table;
	void (*on_change)(void *data);
	void *data;
};

/* Field number k (from 1) of a line, unescaped: \040 is a space; to be freed. */
static char *take_field(const char *line, int k)
{
	struct buf out = BUF_INIT;

	while (--k > 0 && *line) {
		line += strcspn(line, " ");
		line += *line == ' ';
	}
	for (; *line && *line != ' '; line++) {
		if (line[0] == '\\' && strspn(line + 1, "01234567") >= 3) {
			buf_addc(&out, (char)((line[1] - '0') << 6 | (line[2] - '0') << 3 |
					      (line[3] - '0')));
			line += 3;
		} else {
			buf_addc(&out, *line);
		}
	}
	return buf_detach(&out);
}

/* "ID PARENT DEV ROOT POINT OPTIONS [TAGS] - TYPE SOURCE OPTIONS" */
static void add_line(struct mount_table *table, const char *line)
{
	const char *rest = strstr(line, " - ");

	if (rest)
		mount_table_add(table, take_field(line, 5), take_field(rest + 3, 1));
}

static struct mount_table *read_table(int fd)
{
	struct mount_table *table = mount_table_new();
	struct buf text = BUF_INIT;
	char chunk[8192], *line, *next;
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(&text, chunk, (size_t)n);
	for (line = text.data; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		add_line(table, line);
	}
	buf_free(&text);
	return table;
}

static void on_event(uv_poll_t *poll, int status, int events)
{
	struct mounts *mounts = poll->data;

	(void)status;
	(void)events;
	mount_table_drop(mounts->table);
	mounts->table = read_table(mounts->fd);
	mounts->on_change(mounts->data);
}

static void on_closed(uv_handle_t *handle)
{
	struct mounts *mounts = handle->data;

	close(mounts->fd);
	mount_table_drop(mounts->table);
	free(mounts);
}

struct mounts *mounts_open(uv_loop_t *loop, void (*on_change)(void *data), void *data)
{
	int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC), r;
	struct mounts *mounts;

	if (fd < 0) {
		log_warn(-errno, "/proc/self/mountinfo: every mount counts as local");
		return NULL;
	}
	mounts = xcalloc(1, sizeof(*mounts));
	*mounts = (struct mounts){ .fd = fd, .on_change = on_change, .data = data };
	r = uv_poll_init(loop, &mounts->poll, fd);
	if (r < 0) {
		log_warn(r, "/proc/self/mountinfo: every mount counts as local");
		close(fd);
		free(mounts);
		return NULL;
	}
	mounts->table = read_table(fd);
	mounts->poll.data = mounts;
	uv_poll_start(&mounts->poll, UV_PRIORITIZED, on_event);
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
