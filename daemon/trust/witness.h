/*
 * witness: did one of the user's own shells see this environment appear? It
 * was told "nothing here" at T0; all that is here now is from T0 on.
 */
#ifndef ENVD_WITNESS_H
#define ENVD_WITNESS_H

#include "trust/facts.h"
#include "find/seen.h"
#include "vcs/vcs_time.h"

/* How old an environment is. Times that are not known are zero. */
struct ages {
	struct timespec birth;          /* of the prefix */
	struct timespec oldest, newest; /* its identity, programs and links on PATH */
	char *oldest_path, *newest_path;
};

/* One more file. Copies. */
void ages_add(struct ages *ages, const char *path, struct timespec mtime);
void ages_deinit(struct ages *ages);

/*
 * Sets *reason to WITNESSED, or to why there is no witness of the environment
 * at the canonical path `prefix`.
 */
void witness_look(struct reason *reason, const char *prefix, const struct ages *ages,
		  const struct viewer *viewer);

/* Pure: judges what was found against one T0. */
void witness_judge(struct reason *reason, const char *prefix, const struct ages *ages,
		   const struct vcs *vcs, struct timespec t0, struct timespec now);

#endif
