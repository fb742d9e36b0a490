/*
 * mounts: the table of mounts as it is now, and when it changes. mounts_linux.c
 * and its siblings read the system's.
 */
#ifndef ENVD_MOUNTS_H
#define ENVD_MOUNTS_H

#include "sys/mount_table.h"

#include <uv.h>

struct mounts;

/* NULL when the system has no such table. on_change: something was mounted or
 * unmounted; the table is already the new one. */
struct mounts *mounts_open(uv_loop_t *loop, void (*on_change)(void *data), void *data);
void mounts_close(struct mounts *mounts);       /* NULL is fine */

/* From the loop's thread; to be dropped there. NULL for NULL. */
struct mount_table *mounts_take(struct mounts *mounts);

#endif
