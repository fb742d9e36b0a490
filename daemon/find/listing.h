/*
 * listing: the conditions of an answer, each with what was true before it was
 * looked into.
 */
#ifndef ENVD_LISTING_H
#define ENVD_LISTING_H

#include "find/env.h"
#include "sys/supports.h"

#include "envd/file.h"

/* `path` (physical) has the mtime of `file`. Adds ASK_AGAIN to the answer when
 * that time is too young to be trusted. */
void listing_add_same(struct answer *answer, const char *path, const struct file *file);

/* Which of `names` are in the directory, and what those that are there are. */
void listing_add_names(struct answer *answer, const char *dir, const struct strings *names);

/* What an environment must stay, whole or broken. */
void listing_add_env(struct answer *answer, const struct env *env);

/* What the decision to trust it or not rests on besides. */
void listing_add_support(struct answer *answer, const struct support *support);

#endif
