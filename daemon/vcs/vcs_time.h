/*
 * vcs_time: when did version control last write in or above a directory? What it
 * brought along was made by somebody else, whatever its times say.
 */
#ifndef ENVD_VCS_TIME_H
#define ENVD_VCS_TIME_H

#include <stdbool.h>
#include <time.h>

struct vcs {
	struct timespec wrote;  /* the latest of all; VCS_CANNOT_TELL */
	char *path;             /* of that one; NULL: there is no version control */
	bool is_locked;         /* git is writing now, or was killed in it */
};

/* Later than any other time. */
#define VCS_CANNOT_TELL ((struct timespec){ .tv_sec = INT64_MAX })

/* From `dir` (canonical) up to `home` or the root, each inclusive. */
void vcs_look(struct vcs *vcs, const char *dir, const char *home);
void vcs_deinit(struct vcs *vcs);

#endif
