/*
 * git_index: is a path in the list of files that git keeps, .git/index? Pure:
 * decodes bytes that anybody may have written. git itself is never run.
 *
 * Versions 2, 3 and 4, of SHA-1 and SHA-256 repositories, sparse and split. The
 * format is described in gitformat-index(5).
 */
#ifndef ENVD_GIT_INDEX_H
#define ENVD_GIT_INDEX_H

#include <stdbool.h>
#include <stddef.h>

enum git_index {
	GIT_INDEX_UNTRACKED,
	GIT_INDEX_TRACKED,       /* it, something in it, or something that it would be in */
	GIT_INDEX_UNCLEAR,       /* damaged, or of a kind that is not known here */
};

struct git_index_question {
	const char *path;       /* relative to the work tree; "" is all of it */
	const char *inner;      /* a repository of its own that path lies in, or NULL: as a
				 * submodule, it answers for what is in it */
	bool is_sha256;
	const char *id;         /* the checksum that the index must have, or NULL */
};

#define GIT_INDEX_ID_SIZE 65     /* 32 bytes in hexadecimal, and the NUL */

struct git_index_answer {
	enum git_index verdict;
	char *entry;            /* TRACKED: its name; one in bin rather than another */
	/* UNTRACKED: where the rest of a split index is, sharedindex.ID; else "".
	 * What is there counts too, unless it is one of those deleted since. */
	char shared[GIT_INDEX_ID_SIZE];
	bool has_deleted;
};

/* Names are compared as in git_match.h. */
void git_index_ask(struct git_index_answer *answer, const void *bytes, size_t n,
		  const struct git_index_question *question);
void git_index_answer_deinit(struct git_index_answer *answer);

#endif
