/*
 * mount_table: which file system a path is on, told by names alone: asking a dead
 * network mount anything would hang.
 */
#ifndef ENVD_MOUNT_TABLE_H
#define ENVD_MOUNT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct mount {
	char *point;
	char *type;             /* as the kernel names it: "ext4", "nfs4", "fuse.sshfs" */
};

/* The mounts at one moment; never changes when it is whole, and may then be used
 * in any thread. */
struct mount_table {
	struct mount *v;
	size_t n;
	unsigned refs;
};

/* An empty one, to be filled; takes both strings. */
struct mount_table *mount_table_new(void);
void mount_table_add(struct mount_table *table, char *point, char *type);

/* From the loop's thread; NULL is fine. */
struct mount_table *mount_table_ref(struct mount_table *table);
void mount_table_drop(struct mount_table *table);

/* The mount that a clean path is on by its name; NULL: unknown. */
const struct mount *mount_table_find(const struct mount_table *table, const char *path);

/* Another machine's disk, or a program's: looking there may hang, its clock may
 * not be ours, and it sends no events. */
bool mount_is_far(const struct mount *mount);

/* Is the path on such a one? */
bool mount_table_is_far(const struct mount_table *table, const char *path);

#endif
