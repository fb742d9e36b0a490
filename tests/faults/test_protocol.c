/* The socket from outside: whatever is sent costs its sender, nobody else. */
#include "fail.h"
#include "mini.h"
#include "pty.h"
#include "world.h"

#include "envd/protocol.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define IDLE 600

static struct world *world;
static struct pty *shell;
static pid_t daemon_pid;

static void setup(void)
{
	world = world_new();
	mini_functions(world);
	world_mkdir(world, "home/p");
	mini_allow_tree(world, "home/p");
	shell = world_shell_in(world, "bash", "home/p");
	daemon_pid = world_daemon_pid(world);
}

TestSuite(protocol, .init = setup, .fini = world_fini);

static int try_connect(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	glob_t found = { 0 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	cr_assert_eq(glob(world_path(world, "run/envd/*/socket-*"), 0, NULL, &found), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", found.gl_pathv[0]);
	globfree(&found);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -errno;
}

static int connect_to_daemon(void)
{
	long long deadline = test_now_ms() + test_deadline_ms();
	int fd = try_connect();

	/* Its queue is full while it is busy. */
	while (fd == -EAGAIN) {
		if (test_now_ms() > deadline)
			test_late("the daemon accepts no connection");
		usleep(1000);
		fd = try_connect();
	}
	cr_assert_geq(fd, 0, "connect: %s", strerror(-fd));
	return fd;
}

static void wait_for_input(int fd)
{
	if (poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, test_deadline_ms()) != 1)
		test_late("the daemon neither answers nor closes the connection");
}

/* Is the connection closed by the other side? */
static bool is_closed(int fd)
{
	char byte;

	wait_for_input(fd);
	return recv(fd, &byte, 1, 0) <= 0;
}

/* The same daemon, and it answers a prompt within its deadline. */
static void others_are_served(void)
{
	cr_assert_eq(world_daemon_pid(world), daemon_pid);
	for (int i = 0; i < 4; i++) {
		free(pty_run(shell, "t"));
		cr_assert_eq(mini_is_on(shell), i % 2 == 0, "%s", pty_screen(shell));
	}
}

static void send_bytes(int fd, const void *bytes, size_t n)
{
	cr_assert_eq(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n, "%s", strerror(errno));
}

static void send_header(int fd, uint32_t length, uint16_t version, uint16_t type)
{
	struct { uint32_t length; uint16_t version, type; } header = { length, version, type };

	send_bytes(fd, &header, sizeof(header));
}

Test(protocol, garbage)
{
	for (int i = 0; i < 200; i++) {
		unsigned char bytes[300];
		int fd = connect_to_daemon();

		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = (unsigned char)rand();
		send_bytes(fd, bytes, 1 + (size_t)rand() % sizeof(bytes));
		shutdown(fd, SHUT_WR);
		cr_assert(is_closed(fd), "%d", i);
		close(fd);
	}
	others_are_served();
}

/* A question that fills the daemon's reading buffer to the last byte. */
Test(protocol, a_question_of_each_round_size)
{
	for (size_t size = 4096; size <= 16384; size += 4096) {
		struct question question = { .directory = world->home, .applied = (char *)"",
					     .shell.directory = (char *)"" };
		struct buf bytes = BUF_INIT;
		enum message type = 0;
		size_t body = 0;
		char answer[PROTOCOL_HEADER], *padding;
		int fd = connect_to_daemon();

		question_encode(&bytes, &question);
		padding = calloc(1, size);
		memset(padding, 'x', size - bytes.len - 64);
		variables_add(&question.variables, "X", padding);
		buf_reset(&bytes);
		question_encode(&bytes, &question);
		cr_assert_leq(bytes.len, size);
		while (bytes.len < size) {
			padding[strlen(padding)] = 'x';
			variables_free(&question.variables);
			variables_add(&question.variables, "X", padding);
			buf_reset(&bytes);
			question_encode(&bytes, &question);
		}
		cr_assert_eq(bytes.len, size);
		send_bytes(fd, bytes.data, bytes.len);
		wait_for_input(fd);
		cr_assert_eq(recv(fd, answer, sizeof(answer), MSG_WAITALL), PROTOCOL_HEADER);
		frame_look(answer, sizeof(answer), &type, &body);
		cr_assert_eq(type, MESSAGE_ANSWER);
		variables_free(&question.variables);
		buf_free(&bytes);
		free(padding);
		close(fd);
	}
}

/* A good question with each of its bytes changed, and cut at each place. */
Test(protocol, nearly_a_question)
{
	struct question question = { .directory = world->home, .applied = (char *)"",
				     .shell.directory = (char *)"" };
	struct buf bytes = BUF_INIT;

	question_encode(&bytes, &question);
	for (size_t i = 0; i < bytes.len; i++) {
		int cut = connect_to_daemon(), changed = connect_to_daemon();
		char was = bytes.data[i];

		if (i)
			send_bytes(cut, bytes.data, i);
		close(cut);
		bytes.data[i] = (char)(was ^ (1 << rand() % 8));
		send_bytes(changed, bytes.data, bytes.len);
		shutdown(changed, SHUT_WR);
		close(changed);
		bytes.data[i] = was;
	}
	buf_free(&bytes);
	others_are_served();
}

Test(protocol, too_long)
{
	static const uint32_t lengths[] = { UINT32_MAX, UINT32_MAX - 7, 1u << 31,
					    PROTOCOL_MAX_FRAME + 1 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		int fd = connect_to_daemon();

		send_header(fd, lengths[i], PROTOCOL_VERSION, MESSAGE_ASK);
		cr_assert(is_closed(fd), "%u", lengths[i]);
		close(fd);
	}
	others_are_served();
}

Test(protocol, another_version_or_type)
{
	int fd = connect_to_daemon();

	send_header(fd, 0, PROTOCOL_VERSION + 1, MESSAGE_STATUS);
	cr_assert(is_closed(fd));
	close(fd);
	fd = connect_to_daemon();
	send_header(fd, 0, PROTOCOL_VERSION, 77);
	cr_assert(is_closed(fd));
	close(fd);
	fd = connect_to_daemon();
	send_header(fd, 0, PROTOCOL_VERSION, MESSAGE_ANSWER);
	cr_assert(is_closed(fd));
	close(fd);
	others_are_served();
}

Test(protocol, two_questions)
{
	struct buf bytes = BUF_INIT;
	int fd = connect_to_daemon();

	empty_encode(&bytes, MESSAGE_STATUS);
	empty_encode(&bytes, MESSAGE_STOP);
	send_bytes(fd, bytes.data, bytes.len);
	cr_assert(is_closed(fd));
	close(fd);
	buf_free(&bytes);
	others_are_served();
}

/* More than it takes: nobody is locked out for good, and it does not end. */
Test(protocol, many_that_say_nothing)
{
	struct rlimit limit = { 4096, 4096 };
	int fds[IDLE], open = 0;

	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = 0; i < IDLE; i++) {
		fds[i] = try_connect();
		if (fds[i] == -EAGAIN) {
			usleep(2000);
			fds[i] = try_connect();
		}
		open += fds[i] >= 0;
	}
	cr_assert_geq(open, IDLE / 2);
	others_are_served();
	for (int i = 0; i < IDLE; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	others_are_served();
}

/* Half a header, and never the rest. */
Test(protocol, slow)
{
	int fd = connect_to_daemon();

	send_bytes(fd, "\1\0\0", 3);
	others_are_served();
	close(fd);
}

/* Even where the directory is open to all, another user is no client. */
static const char stranger[] =
	"import glob, os, socket, struct\n"
	"path = glob.glob('../run/envd/*/socket-*')[0]\n"
	"for uid, answers in ((0, True), (65534, False)):\n"
	"    if uid: os.setgid(uid); os.setuid(uid)\n"
	"    s = socket.socket(socket.AF_UNIX)\n"
	"    s.settimeout(5)\n"
	"    s.connect(path)\n"
	"    try:\n"
	"        s.send(struct.pack('=IHH', 0, int(path.rsplit('-', 1)[1]), 3))\n"
	"        assert (len(s.recv(100)) > 0) == answers, uid\n"
	"    except (BrokenPipeError, ConnectionResetError):\n"
	"        assert not answers, uid\n";

Test(protocol, another_user)
{
	int status;
	char *out;

	if (geteuid() != 0)
		world_skip("optional: only root can be another user");
	free(world_run(world, NULL, "sh", "-c", "chmod 755 . .. ../run ../run/envd ../run/envd/*;"
		       "chmod 777 ../run/envd/*/socket-*", NULL));
	out = world_run(world, &status, "/usr/bin/python3", "-c", stranger, NULL);
	cr_assert_eq(status, 0, "%s", out);
	free(out);
	free(world_run(world, NULL, "sh", "-c", "chmod 700 ../run ../run/envd ../run/envd/*", NULL));
	others_are_served();
}
