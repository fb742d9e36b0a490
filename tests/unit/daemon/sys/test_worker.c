/* worker: order, threads, and an end that leaves nothing in the loop. */
#include <criterion/criterion.h>
#include <unistd.h>

#include "envd/util.h"
#include "sys/worker.h"

static uv_loop_t loop;
static struct worker *worker;
static int closed;

struct step {
	int number;
	int *runs, *dones;
	uv_thread_t loop_thread;
	bool is_on_thread, was_in_order;
	struct step *next;              /* to be added when this one is done */
};

static void run(void *data)
{
	struct step *step = data;
	uv_thread_t self = uv_thread_self();

	step->is_on_thread = !uv_thread_equal(&self, &step->loop_thread);
	step->was_in_order = (*step->runs)++ == step->number;
}

static void done(void *data)
{
	struct step *step = data;
	uv_thread_t self = uv_thread_self();

	cr_assert(uv_thread_equal(&self, &step->loop_thread));
	cr_assert_eq((*step->dones)++, step->number);
	if (step->next)
		worker_add(worker, run, done, step->next);
}

static void on_closed(void *data)
{
	cr_assert_eq(data, &closed);
	closed++;
}

static void init(void)
{
	cr_assert_eq(uv_loop_init(&loop), 0);
	worker = worker_open(&loop);
	cr_assert_not_null(worker);
}

static void close_and_run(void)
{
	worker_close(worker, on_closed, &closed);
	cr_assert_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
	cr_assert_eq(closed, 1);
	cr_assert_eq(uv_loop_close(&loop), 0);
}

TestSuite(worker, .init = init, .timeout = 60);

Test(worker, jobs_run_in_order_on_a_thread_of_their_own)
{
	static struct step steps[1000];
	int runs = 0, dones = 0;

	for (int i = 0; i < 1000; i++) {
		steps[i] = (struct step){ .number = i, .runs = &runs, .dones = &dones,
					  .loop_thread = uv_thread_self() };
		worker_add(worker, run, done, &steps[i]);
	}
	while (dones < 1000)
		uv_run(&loop, UV_RUN_ONCE);
	for (int i = 0; i < 1000; i++)
		cr_assert(steps[i].is_on_thread && steps[i].was_in_order);
	close_and_run();
}

Test(worker, close_runs_what_waits)
{
	struct step steps[10];
	int runs = 0, dones = 0;

	for (int i = 0; i < 10; i++) {
		steps[i] = (struct step){ .number = i, .runs = &runs, .dones = &dones,
					  .loop_thread = uv_thread_self() };
		worker_add(worker, run, done, &steps[i]);
	}
	close_and_run();
	cr_assert_eq(runs, 10);
	cr_assert_eq(dones, 10);
}

Test(worker, a_job_may_add_another_when_it_is_done)
{
	int runs = 0, dones = 0;
	struct step second = { .number = 1, .runs = &runs, .dones = &dones,
			       .loop_thread = uv_thread_self() };
	struct step first = second;

	first.number = 0;
	first.next = &second;
	worker_add(worker, run, done, &first);
	while (dones < 2)
		uv_run(&loop, UV_RUN_ONCE);
	close_and_run();
}

static void run_close_from_done(void *data)
{
	(void)data;
	usleep(1000);
}

static void done_close(void *data)
{
	(void)data;
	worker_close(worker, on_closed, &closed);
}

Test(worker, it_may_be_closed_when_a_job_is_done)
{
	worker_add(worker, run_close_from_done, done_close, NULL);
	cr_assert_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
	cr_assert_eq(closed, 1);
	cr_assert_eq(uv_loop_close(&loop), 0);
}

Test(worker, it_closes_when_it_never_had_a_job)
{
	close_and_run();
}

Test(worker, done_may_be_left_out_and_null_may_be_closed)
{
	worker_add(worker, run_close_from_done, NULL, NULL);
	worker_close(NULL, on_closed, NULL);
	close_and_run();
}

static void run_slowly(void *data)
{
	(void)data;
	usleep(200000);
}

Test(worker, close_does_not_wait)
{
	int64_t before = monotonic_ms();

	worker_add(worker, run_slowly, NULL, NULL);
	worker_close(worker, on_closed, &closed);
	cr_assert_lt(monotonic_ms() - before, 100);
	cr_assert_eq(closed, 0);
	cr_assert_eq(uv_run(&loop, UV_RUN_DEFAULT), 0);
	cr_assert_eq(closed, 1);
	cr_assert_eq(uv_loop_close(&loop), 0);
}
