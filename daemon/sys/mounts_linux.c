/*
 * mounts on Linux: /proc/self/mountinfo (proc(5)), which never hangs and tells
 * by POLLPRI when it has changed.
 */
#include "sys/mounts.h"

#include "sys/fstype.h"
#include "sys/log.h"

#include "envd/buf.h"
#include "envd/paths.h"
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

	if (rest == NULL)
		return;
	table->v = xrealloc(table->v, (table->n + 1) * sizeof(*table->v));
	table->v[table->n++] = (struct mount){
		.point = take_field(line, 5), .type = take_field(rest + 3, 1),
	};
}

static struct mount_table *read_table(int fd)
{
	struct mount_table *table = xcalloc(1, sizeof(*table));
	struct buf text = BUF_INIT;
	char chunk[8192], *line, *next;
	ssize_t n;

	table->refs = 1;
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
	if (mounts == NULL)
		return NULL;
	mounts->table->refs++;
	return mounts->table;
}

void mount_table_drop(struct mount_table *table)
{
	if (table == NULL || --table->refs > 0)
		return;
	for (size_t i = 0; i < table->n; i++) {
		free(table->v[i].point);
		free(table->v[i].type);
	}
	free(table->v);
	free(table);
}

const struct mount *mount_table_find(const struct mount_table *table, const char *path)
{
	const struct mount *best = NULL;

	/* Of mounts on one point the last one is on top. */
	for (size_t i = 0; table && i < table->n; i++)
		if (path_is_in(path, table->v[i].point) &&
		    (best == NULL || strlen(table->v[i].point) >= strlen(best->point)))
			best = &table->v[i];
	return best;
}

bool mount_is_far(const struct mount *mount)
{
	return fstype_is_remote(mount->type) || fstype_is_made_up(mount->type);
}

bool mount_table_is_far(const struct mount_table *table, const char *path)
{
	const struct mount *mount = mount_table_find(table, path);

	return mount && mount_is_far(mount);
}
