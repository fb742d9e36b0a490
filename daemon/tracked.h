/*
 * tracked: does git keep a path, or could it have brought it? Asks each
 * repository that the path lies in, up to the root.
 */
#ifndef ENVD_TRACKED_H
#define ENVD_TRACKED_H

#include "evidence.h"

/*
 * Adds to the evidence about `path` (clean, absolute): soft vetoes (TRACKED;
 * VCS_BUSY and VCS_UNCLEAR when it can't be told), notes (UNTRACKED), and the
 * files that this rests on, looked at before they were read.
 */
void tracked_look(struct evidence *evidence, const struct viewer *viewer, const char *path);

#endif
