/* log: one line an event. */
#include "sys/log.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int log_fd = STDERR_FILENO;

void log_open(const char *file)
{
	static const int flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
	int fd;

	log_close();
	fd = file ? open(file, flags, 0600) : -1;
	if (fd >= 0)
		log_fd = fd;
}

/* Asked of the file each time: another daemon may write it too. Where it cannot
 * be cut, the lines stay out of it. */
static bool has_room(size_t n)
{
	struct stat s;

	return log_fd == STDERR_FILENO || fstat(log_fd, &s) < 0 ||
	       (uint64_t)s.st_size + n <= LOG_LIMIT || ftruncate(log_fd, 0) == 0;
}

void log_close(void)
{
	if (log_fd != STDERR_FILENO)
		close(log_fd);
	log_fd = STDERR_FILENO;
}

static void add_line(int error, const char *format, va_list args)
{
	struct buf line = BUF_INIT;
	char *message = NULL, stamp[32];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ ", &tm);
	if (vasprintf(&message, format, args) < 0)
		return;
	buf_adds(&line, stamp);
	text_visible(&line, message);
	if (error)
		buf_addf(&line, ": %s", strerror(-error));
	buf_addc(&line, '\n');
	if (has_room(line.len))
		(void)write_all(log_fd, line.data, line.len);   /* nowhere to complain to */
	buf_free(&line);
	free(message);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_line(0, format, args);
	va_end(args);
}

void log_warn(int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_line(error, format, args);
	va_end(args);
}
