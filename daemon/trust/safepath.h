/*
 * safepath: who could exchange what a path leads to? A PATH entry is a name,
 * so every directory and link on the way decides, not only the last one.
 */
#ifndef ENVD_SAFEPATH_H
#define ENVD_SAFEPATH_H

#include "trust/facts.h"
#include "sys/stringset.h"

struct safepath {
	const struct viewer *viewer;
	struct evidence *evidence;      /* gets what is found */
	const char *prefix;             /* canonical: a sticky bit excuses neither it */
	const struct strings *dirs;     /* nor these */
	struct stringset done;          /* paths that were judged */
	struct stringset directories;   /* those of them that are one, and no link */
};

/*
 * Follows `path` (absolute) part by part, through each link, and judges each
 * directory, link and file on the way. Returns the canonical path, to be
 * freed; NULL when it leads nowhere, or where nothing may be looked for.
 */
char *safepath_walk(struct safepath *safepath, const char *path);

/* Judges one file that was looked at (not followed). */
void safepath_judge(struct safepath *safepath, const char *path, const struct file *file);

void safepath_deinit(struct safepath *safepath);

#endif
