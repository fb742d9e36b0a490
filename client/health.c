/* health: how the daemon is. */
#include "health.h"

#include "connect.h"

#include "envd/buf.h"
#include "envd/protocol.h"
#include "envd/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static int take(void *data, enum message type, const void *body, size_t n)
{
	int r = type == MESSAGE_STATUS_IS ? status_decode(data, body, n) : -EBADMSG;

	return r < 0 ? r : 1;
}

static void add_time(struct buf *out, unsigned long long seconds)
{
	if (seconds >= 24 * 3600)
		buf_addf(out, "%llu d ", seconds / (24 * 3600));
	if (seconds >= 3600)
		buf_addf(out, "%llu h ", seconds / 3600 % 24);
	if (seconds >= 60)
		buf_addf(out, "%llu min", seconds / 60 % 60);
	else
		buf_addf(out, "%llu s", seconds);
}

static void add_count(struct buf *out, const char *before, uint32_t n, const char *noun)
{
	buf_addf(out, "%s%lu %s", before, (unsigned long)n, noun);
	if (n != 1)
		buf_addc(out, 's');
}

static void print(const struct status *status)
{
	struct buf out = BUF_INIT;

	buf_adds(&out, "daemon: running for ");
	add_time(&out, status->uptime_s);
	buf_addf(&out, " (process %lu, version ", (unsigned long)status->pid);
	text_visible(&out, status->version);
	add_count(&out, "); ", status->sessions, "shell");
	add_count(&out, ", ", status->environments, "environment");
	buf_addf(&out, ", watched directories: %lu", (unsigned long)status->watches);
	buf_addc(&out, '\n');
	if (*status->registry) {
		buf_adds(&out, "registry: ");
		text_visible(&out, status->registry);
		buf_addc(&out, '\n');
	}
	if (*status->config) {
		buf_adds(&out, "configuration ignored: ");
		text_visible(&out, status->config);
		buf_addc(&out, '\n');
	}
	fputs(out.data, stdout);
	buf_free(&out);
}

int health_print(const struct paths *paths)
{
	struct status status = { 0 };
	struct buf question = BUF_INIT;
	int fd = connect_daemon(paths, false), r;

	if (fd == -EPROTONOSUPPORT) {
		puts("daemon: another version is running. To replace it: envd daemon restart");
		return fd;
	}
	if (fd < 0 && fd != -ETIMEDOUT) {
		puts("daemon: not running; it starts at the next prompt that needs it");
		return fd;
	}
	if (fd >= 0)
		close(fd);
	empty_encode(&question, MESSAGE_STATUS);
	r = connect_ask(paths, CONNECT_PATIENCE_MS, false, &question, take, &status);
	buf_free(&question);
	if (r == 0)
		print(&status);
	status_deinit(&status);
	return r;
}

bool health_has_ended(const struct paths *paths)
{
	int fd = open(paths->lock, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool is_free = fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0;

	if (fd >= 0)
		close(fd);
	return is_free;
}
