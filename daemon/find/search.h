/*
 * search: looking for a question's environment, one directory at a time. Which
 * directories those are is resolve's.
 */
#ifndef ENVD_SEARCH_H
#define ENVD_SEARCH_H

#include "find/kind.h"
#include "find/seen.h"
#include "store/registry.h"
#include "sys/mounts.h"

#include "envd/file.h"

struct search {
	struct surroundings around;
	struct registry *registry;      /* NULL: no unconventional names */
	const struct mount_table *mounts;
	struct file home;               /* the user's, as it is on disk */
	struct seen seen;               /* what the asking shell was told is empty */
	bool with_steps;

	/* what comes of it */
	struct answer *answer;
	struct env *env;
	bool is_by_kind;                /* project_detect() found it, else kind_look_at() */
};

/*
 * The environment in or around `dir`, which `file` is: 1 and *search->env is it, or,
 * when there are several, it is empty and the answer's reason says so; 0; or a
 * negative errno when it could not be told. What must stay so for that, as far as
 * it is this directory's own, is added to the answer in any case.
 */
int search_directory(struct search *search, const char *dir, const struct file *file);

bool search_is_home(const struct search *search, const struct file *dir);

/* Adds a step to the answer, if they are wanted. */
void search_step(struct search *search, uint32_t code, const char *a, const char *b);

#endif
