/*
 * decision_state: does a decision still hold? By looking at what it is about.
 */
#ifndef ENVD_DECISION_STATE_H
#define ENVD_DECISION_STATE_H

#include "sys/mounts.h"
#include "trust/decision.h"

#include "envd/protocol.h"

/* Sets *state to why it does not hold: PATH_GONE, REPLACED, NO_ACCESS; or to
 * NOT_LOOKED_AT, on a far mount. In a job. */
void decision_look(struct reason *state, const struct decision *decision,
		   const struct mount_table *mounts);

#endif
