/*
 * inquiry: a question of a command (not of a prompt): what would be on in a
 * directory, and why.
 */
#ifndef ENVD_INQUIRY_H
#define ENVD_INQUIRY_H

#include "envd/paths.h"
#include "envd/protocol.h"

/* The flags are QUESTION_... . 0 and the answer; or a negative errno, after a
 * message. */
int inquiry_make(const struct paths *paths, const char *directory, uint32_t flags,
		 struct answer *answer);

/* Prints the steps, one a line. */
void inquiry_print_steps(const struct paths *paths, const struct answer *answer);

/* Prints what the user activated or deactivated by hand in this very shell;
 * false: nothing of that kind. */
bool inquiry_print_hands(const struct paths *paths, const char *directory);

#endif
