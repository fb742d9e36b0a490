/*
 * watch: tells when something happened in a directory. Not recursive, counted
 * (a directory that is watched twice is one watch), capped.
 *
 * An event means "look": it carries no name. It may come late or be lost, so
 * nothing is right because of it; see the conditions of an answer.
 * watch_linux.c and its siblings hold the systems' ways.
 */
#ifndef ENVD_WATCH_H
#define ENVD_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct watch;

struct watch_events {
	/* Of the directory with that id: of itself, or of what is in it. */
	void (*on_change)(void *data, int id, bool is_itself);
	void (*on_lost)(void *data);                    /* events were lost: all may have changed */
	void *data;
};

/* NULL when the system has no watches left; the rest then works without. */
struct watch *watch_open(uv_loop_t *loop, size_t limit, const struct watch_events *events);

/* Frees it when its handle has closed. NULL is fine. */
void watch_close(struct watch *watch);

/* The id of the watch on the directory `path`, or a negative errno: -ENOSPC
 * when there are too many. Paths that are one directory have one id, and one that
 * is watched already is never one too many. */
int watch_add(struct watch *watch, const char *path);

/* The same, which does not tell what happens to the things in it. */
int watch_add_itself(struct watch *watch, const char *path);

/* The same, which also tells when a file in it was written in place. */
int watch_add_with_writes(struct watch *watch, const char *path);

/* Undoes one watch_add. */
void watch_remove(struct watch *watch, int id);

/* Reports now what has happened until now. */
void watch_drain(struct watch *watch);

size_t watch_count(const struct watch *watch);

#endif
