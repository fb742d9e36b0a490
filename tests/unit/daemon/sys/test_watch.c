/* watch: one id a directory, the cap, and what is told of whom. */
#include "scratch.h"

#include "sys/watch.h"

static uv_loop_t loop;
static struct watch *watch;
static int changes, last_id;
static bool was_itself;

static void on_change(void *data, int id, bool is_itself)
{
	cr_assert_eq(data, &loop);
	changes++;
	last_id = id;
	was_itself = is_itself;
}

static void on_lost(void *data)
{
	(void)data;
	cr_assert_fail("events were lost");
}

static void init(void)
{
	static const struct watch_events events = { on_change, on_lost, &loop };

	scratch_init();
	put_dir("a");
	put_dir("b");
	put_dir("c");
	put_link("link-to-a", "@/a");
	cr_assert_eq(uv_loop_init(&loop), 0);
	watch = watch_open(&loop, 2, &events);
	cr_assert_not_null(watch);
}

static void fini(void)
{
	watch_close(watch);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	scratch_empty();
}

TestSuite(watch, .init = init, .fini = fini);

Test(watch, tells_what_happens_in_a_directory_and_to_it)
{
	int a = watch_add(watch, at("a"));

	cr_assert_geq(a, 0);
	put_dir("a/x");
	watch_drain(watch);
	cr_assert_eq(changes, 1);
	cr_assert_eq(last_id, a);
	cr_assert_not(was_itself);
	chmod(at("a"), 0700);
	watch_drain(watch);
	cr_assert_eq(changes, 2);
	cr_assert(was_itself);
}

/* The cap is on directories, not on those who ask. */
Test(watch, the_cap_refuses_no_directory_that_is_watched)
{
	int a = watch_add(watch, at("a")), b = watch_add(watch, at("b"));

	cr_assert_geq(a, 0);
	cr_assert_geq(b, 0);
	cr_assert_eq(watch_add(watch, at("c")), -ENOSPC);
	cr_assert_eq(watch_count(watch), 2);
	cr_assert_eq(watch_add(watch, at("a")), a);
	cr_assert_eq(watch_add_itself(watch, at("link-to-a")), a);
	cr_assert_eq(watch_count(watch), 2);

	/* The refused one is not watched in secret. */
	put_dir("c/x");
	watch_drain(watch);
	cr_assert_eq(changes, 0);

	/* Three who asked are three who have to let go. */
	watch_remove(watch, a);
	watch_remove(watch, a);
	cr_assert_eq(watch_add(watch, at("c")), -ENOSPC);
	watch_remove(watch, a);
	cr_assert_geq(watch_add(watch, at("c")), 0);
	cr_assert_eq(watch_count(watch), 2);
}

Test(watch, a_directory_that_is_gone_frees_its_place)
{
	cr_assert_geq(watch_add(watch, at("a")), 0);
	cr_assert_geq(watch_add(watch, at("b")), 0);
	cr_assert_eq(rmdir(at("a")), 0);
	watch_drain(watch);
	cr_assert_gt(changes, 0);
	cr_assert_eq(watch_count(watch), 1);
	cr_assert_geq(watch_add(watch, at("c")), 0);
}

/* No event of a watch that was removed is told of. */
Test(watch, what_was_removed_is_told_no_more)
{
	int a = watch_add(watch, at("a"));

	cr_assert_geq(a, 0);
	put_dir("a/x");
	watch_remove(watch, a);
	watch_drain(watch);
	cr_assert_eq(changes, 0);
}
