/*
 * Times the daemon's answers over its socket: connect, question, answer. Prints
 * "answer NANOSECONDS", one sample a line. Arguments: the socket, a directory,
 * the number.
 */
#include "envd/file.h"
#include "envd/protocol.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void add_question(struct buf *out, const char *directory)
{
	struct question question = { .flags = QUESTION_QUIET, .directory = (char *)directory };
	struct file here;

	if (file_look(AT_FDCWD, directory, true, &here) < 0)
		exit(1);
	question.device = here.device;
	question.inode = here.inode;
	question_encode(out, &question);
}

static bool ask(const struct sockaddr_un *address, const struct buf *question)
{
	struct buf in = BUF_INIT;
	char chunk[16384];
	enum message type;
	size_t body;
	ssize_t n = 0;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is_good = fd >= 0 &&
		       connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 &&
		       write(fd, question->data, question->len) == (ssize_t)question->len;

	while (is_good && frame_look(in.data, in.len, &type, &body) == 0 &&
	       (n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(&in, chunk, (size_t)n);
	is_good = is_good && n > 0 && type == MESSAGE_ANSWER;
	buf_free(&in);
	close(fd);
	return is_good;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct buf question = BUF_INIT;

	if (argc != 4 || strlen(argv[1]) >= sizeof(address.sun_path))
		return 2;
	memcpy(address.sun_path, argv[1], strlen(argv[1]) + 1);
	add_question(&question, argv[2]);
	for (long i = strtol(argv[3], NULL, 10); i > 0; i--) {
		int64_t start = now_ns();

		if (!ask(&address, &question)) {
			fprintf(stderr, "no answer\n");
			return 1;
		}
		printf("answer %lld\n", (long long)(now_ns() - start));
	}
	buf_free(&question);
	return 0;
}
