/*
 * held: what can be said of a prompt without an answer, because the daemon was not
 * there in time or could not look: what is active stays while it is there, whole and
 * the very directory that was judged, and the shell is in its tree. Nothing new is
 * activated.
 */
#ifndef ENVD_HELD_H
#define ENVD_HELD_H

#include "prompt.h"

/* Fills in is_held, the answer (its flags stay, and it lists what must be there)
 * and, if something stays active, wanted and has_target. */
void held_make(struct prompt *p);

#endif
