/* job: real connections over a real socket, one loop, clients that do as they like. */
#include "scratch.h"

#include "serve/connection.h"
#include "serve/job.h"
#include "serve/listener.h"

#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

#define FRAME (64 * 1024)
#define FRAMES 64               /* four times what a job may be ahead */

struct work {
	atomic_int begun, sent, done, freed, stopped;
	atomic_int running, most;       /* at a time */
	atomic_bool may_end;
};

static uv_loop_t loop;
static struct listener listener;
static struct connections connections;
static struct jobs *jobs;
static struct work work;
static const struct job_steps *steps;
static int closed;

static int on_question(void *data, struct connection *connection, enum message type,
		       const void *bytes, size_t n)
{
	(void)type;
	(void)bytes;
	(void)n;
	job_start(jobs, connection, steps, data, NULL, NULL);
	return 0;
}

static void on_connection(void *data)
{
	(void)data;
	connections_accept(&connections, (uv_stream_t *)&listener.pipe);
}

static void on_closed(void *data)
{
	(void)data;
	closed++;
}

static void init(void)
{
	scratch_init();
	work = (struct work){ 0 };
	cr_assert_eq(uv_loop_init(&loop), 0);
	jobs = jobs_open(&loop);
	connections = (struct connections){ .loop = &loop, .on_question = on_question,
					    .data = &work };
	listener_open(&listener, &loop, at("socket"));
	cr_assert_eq(listener_start(&listener, on_connection, NULL), 0);
}

/* As the daemon ends. */
static void end(void)
{
	listener_close(&listener);
	connections_close(&connections);
	jobs_close(jobs, on_closed, NULL);
	cr_assert_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
	cr_assert_eq(closed, 1);
	cr_assert_eq(uv_loop_close(&loop), 0);
	scratch_empty();
}

TestSuite(job, .init = init, .timeout = 60);

static int client(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct buf question = BUF_INIT;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", at("socket"));
	cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	empty_encode(&question, MESSAGE_LIST);
	cr_assert_eq(write(fd, question.data, question.len), (ssize_t)question.len);
	buf_free(&question);
	return fd;
}

/* What the pool counts wakes no loop. */
static void run_until(atomic_int *what, int n)
{
	while (*what < n) {
		uv_run(&loop, UV_RUN_NOWAIT);
		usleep(1000);
	}
}

/* Lets all happen that can. */
static void run_a_while(void)
{
	for (int i = 0; i < 200; i++) {
		uv_run(&loop, UV_RUN_NOWAIT);
		usleep(1000);
	}
}

static void count_done(struct job *job, void *data)
{
	(void)job;
	((struct work *)data)->done++;
}

static void count_freed(void *data)
{
	((struct work *)data)->freed++;
}

/* ---- much to send ---- */

static void run_sending(struct job *job, void *data)
{
	struct work *w = data;

	w->begun++;
	for (int i = 0; i < FRAMES && !job_is_stopped(job); i++) {
		struct buf bytes = BUF_INIT;
		char *frame = xcalloc(1, FRAME);

		memset(frame, 'a' + i % 26, FRAME);
		buf_add(&bytes, frame, FRAME);
		free(frame);
		job_send(job, &bytes);
		w->sent++;
	}
	w->stopped += job_is_stopped(job);
}

static void answer(struct job *job, void *data)
{
	struct buf bytes = BUF_INIT;

	buf_adds(&bytes, "end");
	job_answer(job, &bytes);
	count_done(job, data);
}

static const struct job_steps sending = { .run = run_sending, .done = answer,
					  .free = count_freed };

/* All arrives, in its order, and the answer last. */
static void expect_all(int fd)
{
	size_t at = 0, all = (size_t)FRAMES * FRAME;
	char chunk[16384], last[4] = "";

	for (;;) {
		ssize_t n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);

		if (n == 0)
			break;
		for (ssize_t i = 0; i < n; i++, at++) {
			if (at >= all)
				last[(at - all) % 3] = chunk[i];
			else if (chunk[i] != (char)('a' + at / FRAME % 26))
				cr_assert_fail("byte %zu", at);
		}
		uv_run(&loop, UV_RUN_NOWAIT);
	}
	cr_assert_eq(at, all + 3);
	cr_assert_str_eq(last, "end");
}

Test(job, waits_for_a_client_that_reads_slowly)
{
	int fd;

	steps = &sending;
	fd = client();
	run_until(&work.begun, 1);
	run_a_while();
	cr_assert_lt(work.sent * FRAME, 3 * 1024 * 1024, "%d frames ahead", work.sent);
	cr_assert_eq(work.done, 0);
	expect_all(fd);
	run_until(&work.freed, 1);
	cr_assert_eq(work.sent, FRAMES);
	close(fd);
	end();
}

Test(job, is_told_when_its_client_has_gone)
{
	int fd;

	steps = &sending;
	fd = client();
	run_until(&work.begun, 1);
	run_a_while();
	close(fd);
	run_until(&work.freed, 1);
	cr_assert_eq(work.stopped, 1);
	cr_assert_lt(work.sent, FRAMES);
	cr_assert_eq(work.done, 1);
	end();
}

/* ---- long ones ---- */

static void run_long(struct job *job, void *data)
{
	struct work *w = data;
	int now = ++w->running, most = w->most;

	while (most < now && !atomic_compare_exchange_weak(&w->most, &most, now))
		;
	w->begun++;
	while (!w->may_end && !job_is_stopped(job))
		usleep(1000);
	w->stopped += job_is_stopped(job);
	w->running--;
}

static const struct job_steps long_ones = { .run = run_long, .done = count_done,
					    .free = count_freed, .is_long = true };

static void run_short(struct job *job, void *data)
{
	(void)job;
	(void)data;
}

static const struct job_steps short_ones = { .run = run_short, .done = count_done,
					     .free = count_freed };

Test(job, long_ones_wait_for_each_other_and_nobody_waits_for_them)
{
	int fds[7];

	steps = &long_ones;
	for (int i = 0; i < 6; i++)
		fds[i] = client();
	run_until(&work.begun, 2);
	run_a_while();
	cr_assert_eq(work.begun, 2);
	steps = &short_ones;
	fds[6] = client();
	run_until(&work.freed, 1);
	work.may_end = true;
	run_until(&work.freed, 7);
	cr_assert_eq(work.begun, 6);
	cr_assert_eq(work.most, 2);
	for (int i = 0; i < 7; i++)
		close(fds[i]);
	end();
}

Test(job, at_the_end_all_stop_and_those_that_wait_do_not_begin)
{
	int fds[5];

	steps = &long_ones;
	for (int i = 0; i < 5; i++)
		fds[i] = client();
	run_until(&work.begun, 2);
	run_a_while();
	end();
	cr_assert_eq(work.begun, 2);
	cr_assert_eq(work.stopped, 2);
	cr_assert_eq(work.freed, 5);
	for (int i = 0; i < 5; i++)
		close(fds[i]);
}

/* Nobody waits for it: it has no connection. */
Test(job, of_the_daemon_itself)
{
	job_start(jobs, NULL, &short_ones, &work, NULL, NULL);
	run_until(&work.freed, 1);
	cr_assert_eq(work.done, 1);
	end();
}
