/* connect: reaching the daemon. */
#include "connect.h"

#include "launch.h"

#include "envd/file.h"
#include "envd/process.h"
#include "envd/socket.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define START_PATIENCE_MS 250
#define START_STEP_MS 2

/* A connection to the socket at `path`, to a daemon of ours, or a negative
 * errno. Never waits: a daemon whose queue is full counts as not answering. */
static int connect_to(const char *path)
{
	int fd = socket_connect(path);
	uid_t uid;

	if (fd >= 0 && (peer_identify(fd, &uid, NULL) < 0 || uid != geteuid())) {
		close(fd);
		fd = -EPERM;
	}
	return fd;
}

/* A daemon that speaks another protocol. */
struct other {
	uint64_t protocol;
	pid_t pid;              /* 0: not to be told */
};

/* The protocol that is spoken at a socket of this name. */
static uint64_t protocol_at(const char *socket)
{
	const char *name = path_base(socket);
	uint64_t n;

	return starts_with(name, PATHS_SOCKET) &&
	       parse_number(name + strlen(PATHS_SOCKET), UINT32_MAX, &n) ? n : 0;
}

/* This world's daemon may have been started by a shell with another runtime
 * directory, or by another version of ours; its lock says where it listens. */
static int connect_to_holder(const struct paths *paths, struct other *other)
{
	struct buf path = BUF_INIT;
	struct file file;
	uid_t uid;
	int r = file_read_small(AT_FDCWD, paths->lock, PATH_LIMIT, &path, &file);

	if (r == 0 && (file.uid != geteuid() || !path_is_clean(path.data) ||
		       strcmp(path.data, paths->socket) == 0))
		r = -ECONNREFUSED;
	if (r == 0)
		r = connect_to(path.data);
	other->protocol = protocol_at(path.data);
	if (r >= 0 && other->protocol != PROTOCOL_VERSION) {
		peer_identify(r, &uid, &other->pid);
		close(r);
		r = -EPROTONOSUPPORT;
	}
	buf_free(&path);
	return r;
}

static int connect_once(const struct paths *paths, struct other *other)
{
	int fd = connect_to(paths->socket);

	*other = (struct other){ 0 };
	if (fd == -ENOENT || fd == -ECONNREFUSED)
		fd = connect_to_holder(paths, other);
	return fd;
}

/* The one thing that each version understands. */
static int end_other(const struct other *other)
{
	return other->pid > 0 && kill(other->pid, SIGTERM) == 0 ? 0 : -EPROTONOSUPPORT;
}

int connect_end_other(const struct paths *paths, pid_t *pid)
{
	struct other other;
	int fd = connect_once(paths, &other);

	if (fd >= 0)
		close(fd);
	*pid = other.pid;
	return fd == -EPROTONOSUPPORT ? end_other(&other) : -ESRCH;
}

/* Slow runs (sanitizers, a busy machine) say so. */
static int64_t start_patience(void)
{
	const char *slow = getenv("ENVD_DEADLINE_MS");
	uint64_t ms;

	return slow && parse_number(slow, 60000, &ms) && ms > START_PATIENCE_MS ?
	       (int64_t)ms : START_PATIENCE_MS;
}

int connect_daemon(const struct paths *paths, bool may_start)
{
	int64_t end = monotonic_ms() + start_patience();
	struct timespec step = { .tv_nsec = START_STEP_MS * 1000000 };
	struct launch launch = LAUNCH_INIT;
	struct other other;
	bool is_replaced = false;
	int fd = connect_once(paths, &other);

	/* Only the newer one has the older one go: else two would do so in turn. */
	if (fd == -EPROTONOSUPPORT && may_start && other.protocol < PROTOCOL_VERSION &&
	    end_other(&other) == 0) {
		is_replaced = true;
		fd = -ECONNREFUSED;
	}
	if (!may_start || fd >= 0 || fd == -ETIMEDOUT || fd == -EPROTONOSUPPORT)
		return fd;
	do {
		int r = launch_try(&launch, paths);

		if (r < 0) {
			fd = r;
			break;
		}
		nanosleep(&step, NULL);
		/* One that was told to go may hang; it is not to be asked again. */
		fd = is_replaced ? connect_to(paths->socket) : connect_once(paths, &other);
	} while (fd < 0 && fd != -ETIMEDOUT && monotonic_ms() < end);
	launch_done(&launch);
	return fd;
}

static int wait_for(int fd, short events, int64_t deadline_ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = events };

	for (;;) {
		int64_t left = deadline_ms - monotonic_ms();
		int r = poll(&poll_fd, 1, left > 0 ? (int)left : 0);

		if (r > 0)
			return 0;
		if (r == 0)
			return -ETIMEDOUT;
		if (errno != EINTR)
			return -errno;
	}
}

int connect_send(int fd, const struct buf *question, int64_t deadline_ms)
{
	size_t sent = 0;

	while (sent < question->len) {
		ssize_t n = socket_send(fd, question->data + sent, question->len - sent);
		int r = 0;

		if (n >= 0)
			sent += (size_t)n;
		else if (errno == EAGAIN)
			r = wait_for(fd, POLLOUT, deadline_ms);
		else if (errno != EINTR)
			r = -errno;
		if (r < 0)
			return r;
	}
	return 0;
}

int connect_receive(int fd, struct buf *in, int64_t deadline_ms, enum message *type,
		    const void **body, size_t *n)
{
	char chunk[16 * 1024];

	for (;;) {
		int r = frame_look(in->data, in->len, type, n);
		ssize_t got;

		if (r < 0)
			return r;
		if (r == 1) {
			*body = in->data + PROTOCOL_HEADER;
			return 0;
		}
		r = wait_for(fd, POLLIN, deadline_ms);
		if (r < 0)
			return r;
		got = recv(fd, chunk, sizeof(chunk), 0);
		if (got == 0)
			return -EPIPE;
		if (got > 0)
			buf_add(in, chunk, (size_t)got);
		else if (errno != EINTR && errno != EAGAIN)
			return -errno;
	}
}

void connect_done(struct buf *in, size_t n)
{
	buf_consume(in, PROTOCOL_HEADER + n);
}

static int receive_all(int fd, int patience_ms,
		       int (*take)(void *, enum message, const void *, size_t), void *data)
{
	struct buf in = BUF_INIT;
	int r;

	do {
		int64_t deadline = monotonic_ms() + patience_ms;
		enum message type;
		const void *body;
		size_t n;

		r = connect_receive(fd, &in, deadline, &type, &body, &n);
		if (r == 0)
			r = take(data, type, body, n);
		if (r == 0)
			connect_done(&in, n);
	} while (r == 0);
	buf_free(&in);
	return r < 0 ? r : 0;
}

int connect_ask(const struct paths *paths, int patience_ms, bool may_start,
		const struct buf *question,
		int (*take)(void *data, enum message type, const void *body, size_t n),
		void *data)
{
	int fd = connect_daemon(paths, may_start), r;

	if (fd == -EPROTONOSUPPORT) {
		fputs("envd: a daemon of another version is running. To replace it: "
		      "envd daemon restart\n", stderr);
		return fd;
	}
	if (fd < 0) {
		fprintf(stderr, "envd: cannot reach the daemon at %s: %s\n", paths->socket,
			strerror(-fd));
		return fd;
	}
	r = connect_send(fd, question, monotonic_ms() + CONNECT_PATIENCE_MS);
	if (r == 0)
		r = receive_all(fd, patience_ms, take, data);
	if (r < 0)
		fprintf(stderr, "envd: the daemon did not answer: %s\n", strerror(-r));
	close(fd);
	return r;
}
