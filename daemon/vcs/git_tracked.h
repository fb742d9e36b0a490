/*
 * git_tracked: does git keep a path, or could it have brought it? Asks each
 * repository that the path lies in, up to the root.
 */
#ifndef ENVD_GIT_TRACKED_H
#define ENVD_GIT_TRACKED_H

#include "sys/supports.h"

#include <sys/types.h>

struct git_cache;

/* Whose eyes, and what is known already. */
struct git_view {
	uid_t uid;
	struct git_cache *cache;        /* may be NULL */

	/* The type of the file system that path is on, or NULL; may itself be
	 * NULL. fs_data is handed on. */
	const char *(*fs_type_of)(const void *fs_data, const char *path);
	const void *fs_data;
};

/* Its findings go to the lists of whoever asks. */
struct git_findings {
	struct reasons *vetoes, *notes;
	struct supports *supports;
};

/*
 * Adds what is found about `path` (clean, absolute): vetoes (TRACKED; VCS_BUSY and
 * VCS_UNCLEAR when it can't be told), notes (UNTRACKED), and the files that this
 * rests on, looked at before they were read.
 */
void git_tracked_look(const struct git_findings *findings, const struct git_view *view,
		      const char *path);

#endif
