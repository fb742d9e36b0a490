/* fuzz: git's index. The first byte is the question; the checksum is put out of
 * the way, as git itself may leave it out. */
#include "vcs/git_index.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool is_in(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return n == 0 || (strncasecmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

/* Whatever is in it: what is told fits the question. */
static void check(const struct git_index_answer *answer, const struct git_index_question *question)
{
	size_t n = strlen(answer->shared);

	if ((answer->verdict == GIT_INDEX_TRACKED) != (answer->entry != NULL))
		abort();
	if (answer->entry && !is_in(answer->entry, question->path) &&
	    !is_in(question->path, answer->entry))
		abort();
	if (n != 0 && (answer->verdict != GIT_INDEX_UNTRACKED ||
		       n != (question->is_sha256 ? 64u : 40u) ||
		       strspn(answer->shared, "0123456789abcdef") != n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char *const paths[] = { "", ".venv", "sub/env", "zz" };
	struct git_index_question question;
	struct git_index_answer answer;
	size_t checksum;
	uint8_t *copy;

	if (n == 0)
		return 0;
	question = (struct git_index_question){
		.path = paths[*bytes & 3], .inner = *bytes & 4 ? "sub" : NULL,
		.is_sha256 = *bytes & 8,
	};
	checksum = question.is_sha256 ? 32 : 20;
	n--;
	copy = xcalloc(1, n + 1);
	memcpy(copy, bytes + 1, n);
	if (n >= checksum)
		memset(copy + n - checksum, 0, checksum);
	copy = xrealloc(copy, n ? n : 1);
	git_index_ask(&answer, copy, n, &question);
	check(&answer, &question);
	git_index_answer_deinit(&answer);
	free(copy);
	return 0;
}
