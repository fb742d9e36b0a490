/*
 * settle: an environment that was found, as an answer has it, with all that it must
 * stay for the answer to hold.
 */
#ifndef ENVD_SETTLE_H
#define ENVD_SETTLE_H

#include "find/kind.h"
#include "sys/mounts.h"

/*
 * Lists what the environment must stay, then looks at it again, so that nothing
 * between the first look and the listing is lost. `is_by_kind`: project_detect() found
 * it, else kind_look_at(). 1: *env is what it is now, and the answer has what
 * activates it; 0: it is being changed at this moment, and the answer says that
 * there is nothing and to ask again.
 */
int settle(struct answer *answer, struct env *env, const struct surroundings *around,
	   const struct mount_table *mounts, bool is_by_kind);

#endif
