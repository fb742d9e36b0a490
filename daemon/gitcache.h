/*
 * gitcache: what an index said, while it is the same file. A large one takes
 * longer to read than a prompt should wait; each is read once. May be used in
 * any thread.
 */
#ifndef ENVD_GITCACHE_H
#define ENVD_GITCACHE_H

#include "gitindex.h"

#include "envd/file.h"

struct gitcache;

struct gitcache *gitcache_new(void);
void gitcache_free(struct gitcache *cache);

/* The answer to the question about the index that `file` is. False: not known.
 * The answer has no `shared` and is to be deinited. */
bool gitcache_find(struct gitcache *cache, const struct file *file,
		   const struct gitindex_question *question, struct gitindex_answer *answer);

/* Keeps a copy. One that was changed a moment ago may change again and keep its
 * time, so its answer is not kept. */
void gitcache_add(struct gitcache *cache, const struct file *file,
		  const struct gitindex_question *question,
		  const struct gitindex_answer *answer);

#endif
