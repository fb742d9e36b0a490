/*
 * script: what the shell evaluates: the edits of its variables, the hook's own
 * settings, and when it need not ask again. One write; the last line is the
 * hook's own number, so that half a script is known to be one.
 */
#ifndef ENVD_SCRIPT_H
#define ENVD_SCRIPT_H

#include "prompt.h"

/* 0 or a negative errno. */
int script_print(struct prompt *p);

#endif
