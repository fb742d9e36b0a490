/* git_cache: a few answers; the oldest makes room. */
#include "vcs/git_cache.h"

#include "envd/util.h"

#include <pthread.h>
#include <stdlib.h>

#define MAX_ANSWERS 512         /* one an environment, when all are listed */

struct known {
	struct file file;
	char *path, *inner;
	bool is_sha256;
	enum git_index verdict;
	char *entry;
};

struct git_cache {
	pthread_mutex_t lock;
	struct known known[MAX_ANSWERS];
	size_t next;
};

struct git_cache *git_cache_new(void)
{
	struct git_cache *cache = xcalloc(1, sizeof(*cache));

	pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

static void forget(struct known *known)
{
	free(known->path);
	free(known->inner);
	free(known->entry);
	*known = (struct known){ 0 };
}

void git_cache_free(struct git_cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < MAX_ANSWERS; i++)
		forget(&cache->known[i]);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static bool is_unchanged(const struct file *was, const struct file *is)
{
	return file_is_same(was, is) && was->size == is->size &&
	       time_compare(was->mtime, is->mtime) == 0 &&
	       time_compare(was->ctime, is->ctime) == 0;
}

bool git_cache_find(struct git_cache *cache, const struct file *file,
		   const struct git_index_question *question, struct git_index_answer *answer)
{
	const struct known *found = NULL;

	pthread_mutex_lock(&cache->lock);
	for (size_t i = 0; i < MAX_ANSWERS && found == NULL; i++) {
		const struct known *known = &cache->known[i];

		if (known->path && is_unchanged(&known->file, file) &&
		    known->is_sha256 == question->is_sha256 &&
		    same_string(known->path, question->path) &&
		    same_string(known->inner, question->inner))
			found = known;
	}
	if (found)
		*answer = (struct git_index_answer){
			.verdict = found->verdict, .entry = xstrdup(found->entry),
		};
	pthread_mutex_unlock(&cache->lock);
	return found;
}

void git_cache_add(struct git_cache *cache, const struct file *file,
		  const struct git_index_question *question,
		  const struct git_index_answer *answer)
{
	struct known *known;

	if (file_is_young(file, FILE_GUARD_MS))
		return;
	pthread_mutex_lock(&cache->lock);
	known = &cache->known[cache->next++ % MAX_ANSWERS];
	forget(known);
	*known = (struct known){
		.file = *file, .is_sha256 = question->is_sha256,
		.path = xstrdup(question->path), .inner = xstrdup(question->inner),
		.verdict = answer->verdict, .entry = xstrdup(answer->entry),
	};
	pthread_mutex_unlock(&cache->lock);
}
