/* Which mount a path is on, by names alone. */
#include <criterion/criterion.h>

#include "sys/mounts.h"

static struct mount mounts[] = {
	{ (char *)"/", (char *)"ext4" },
	{ (char *)"/home", (char *)"nfs4" },
	{ (char *)"/home/u/mnt", (char *)"fuse.sshfs" },
	{ (char *)"/mnt/c", (char *)"9p" },
	{ (char *)"/tmp", (char *)"ext4" },
	{ (char *)"/tmp", (char *)"tmpfs" },
};
static const struct mount_table table = { .v = mounts, .n = 6, .refs = 1 };

Test(mounts, longest_point_wins)
{
	static const struct { const char *path, *type; } cases[] = {
		{ "/etc", "ext4" }, { "/home", "nfs4" }, { "/home/u/p", "nfs4" },
		{ "/homes", "ext4" }, { "/home/u/mnt/x", "fuse.sshfs" }, { "/tmp/x", "tmpfs" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cr_assert_str_eq(mount_table_find(&table, cases[i].path)->type, cases[i].type,
				 "%s", cases[i].path);
	cr_assert_null(mount_table_find(NULL, "/x"));
}

Test(mounts, far_ones)
{
	cr_assert(mount_is_far(mount_table_find(&table, "/home")));
	cr_assert(mount_is_far(mount_table_find(&table, "/home/u/mnt")));
	cr_assert(mount_is_far(mount_table_find(&table, "/mnt/c/x")));
	cr_assert_not(mount_is_far(mount_table_find(&table, "/tmp")));
	cr_assert_not(mount_is_far(mount_table_find(&table, "/etc")));
}

static void on_change(void *data)
{
	(void)data;
}

Test(mounts, reads_the_kernels_table)
{
	uv_loop_t loop;
	struct mounts *real;
	struct mount_table *now;

	uv_loop_init(&loop);
	real = mounts_open(&loop, on_change, NULL);
	cr_assert_not_null(real);
	now = mounts_take(real);
	cr_assert_str_eq(mount_table_find(now, "/proc/self")->type, "proc");
	mount_table_drop(now);
	mounts_close(real);
	uv_run(&loop, UV_RUN_DEFAULT);
	cr_assert_eq(uv_loop_close(&loop), 0);
}
