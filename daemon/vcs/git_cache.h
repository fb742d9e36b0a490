/*
 * git_cache: what an index said, while it is the same file. A large one takes
 * longer to read than a prompt should wait; each is read once. May be used in
 * any thread.
 */
#ifndef ENVD_GIT_CACHE_H
#define ENVD_GIT_CACHE_H

#include "vcs/git_index.h"

#include "envd/file.h"

struct git_cache;

struct git_cache *git_cache_new(void);
void git_cache_free(struct git_cache *cache);

/* The answer to the question about the index that `file` is. False: not known.
 * The answer has no `shared` and is to be deinited. */
bool git_cache_find(struct git_cache *cache, const struct file *file,
		   const struct git_index_question *question, struct git_index_answer *answer);

/* Keeps a copy. One that was changed a moment ago may change again and keep its
 * time, so its answer is not kept. */
void git_cache_add(struct git_cache *cache, const struct file *file,
		  const struct git_index_question *question,
		  const struct git_index_answer *answer);

#endif
