/*
 * say: which lines stand above a prompt, by what has come of it and by how much
 * the user wants to hear.
 */
#ifndef ENVD_SAY_H
#define ENVD_SAY_H

#include "prompt.h"

/* `was_on`: the prefix that was on before, or NULL. */
void say_prompt(struct prompt *p, const char *was_on);

#endif
