/* process_end: of children, which end when they are told to. */
#include <criterion/criterion.h>

#include "sys/process_end.h"

#include "envd/process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int ended, closed;
static struct process_end *end;

static void on_closed(void *data)
{
	cr_assert_eq(data, &ended);
	closed++;
}

static void on_end(void *data)
{
	cr_assert_eq(data, &ended);
	ended++;
	process_end_close(end, on_closed);
}

static pid_t start_child(uint64_t *start)
{
	pid_t pid = fork();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	cr_assert_eq(process_start_time(pid, start), 0);
	return pid;
}

static void end_child(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

Test(process_end, is_told_once)
{
	uv_loop_t loop;
	uint64_t start;
	pid_t pid = start_child(&start);

	uv_loop_init(&loop);
	end = process_end_open(&loop, pid, start, on_end, &ended);
	cr_assert_not_null(end);
	cr_assert_neq(uv_run(&loop, UV_RUN_NOWAIT), 0);
	cr_assert_eq(ended, 0, "it lives");
	end_child(pid);
	uv_run(&loop, UV_RUN_DEFAULT);
	cr_assert_eq(ended, 1);
	cr_assert_eq(closed, 1);
	cr_assert_eq(uv_loop_close(&loop), 0);
}

Test(process_end, may_be_closed_before)
{
	uv_loop_t loop;
	uint64_t start;
	pid_t pid = start_child(&start);

	uv_loop_init(&loop);
	end = process_end_open(&loop, pid, start, on_end, &ended);
	process_end_close(end, on_closed);
	uv_run(&loop, UV_RUN_DEFAULT);
	cr_assert_eq(ended, 0);
	cr_assert_eq(closed, 1);
	cr_assert_eq(uv_loop_close(&loop), 0);
	end_child(pid);
}

Test(process_end, of_one_that_has_ended_or_whose_pid_another_has)
{
	uv_loop_t loop;
	uint64_t start;
	pid_t pid = start_child(&start);

	uv_loop_init(&loop);
	cr_assert_null(process_end_open(&loop, pid, start + 1, on_end, &ended));
	end_child(pid);
	cr_assert_null(process_end_open(&loop, pid, start, on_end, &ended));
	cr_assert_eq(uv_loop_close(&loop), 0);
}
