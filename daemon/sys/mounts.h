/*
 * mounts: which file system a path is on, told by names alone: asking a dead
 * network mount anything would hang. mounts_linux.c and its siblings read the
 * system's table.
 */
#ifndef ENVD_MOUNTS_H
#define ENVD_MOUNTS_H

#include <stdbool.h>
#include <uv.h>

struct mounts;

struct mount {
	char *point;
	char *type;             /* as the kernel names it: "ext4", "nfs4", "fuse.sshfs" */
};

/* The table at one moment; never changes, may be used in any thread. */
struct mount_table {
	struct mount *v;
	size_t n;
	unsigned refs;
};

/* NULL when the system has no such table. on_change: something was mounted or
 * unmounted; the table is already the new one. */
struct mounts *mounts_open(uv_loop_t *loop, void (*on_change)(void *data), void *data);
void mounts_close(struct mounts *mounts);       /* NULL is fine */

/* From the loop's thread; to be given back there. NULL for NULL. */
struct mount_table *mounts_take(struct mounts *mounts);
void mount_table_drop(struct mount_table *table);

/* The mount that a clean path is on by its name; NULL: unknown. */
const struct mount *mount_table_find(const struct mount_table *table, const char *path);

/* Another machine's disk, or a program's: looking there may hang, its clock may
 * not be ours, and it sends no events. */
bool mount_is_far(const struct mount *mount);

/* Is the path on such a one? */
bool mount_table_is_far(const struct mount_table *table, const char *path);

#endif
