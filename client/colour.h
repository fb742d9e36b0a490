/*
 * colour: a little of it, on a terminal only, and none where NO_COLOR is set or
 * TERM is dumb.
 */
#ifndef ENVD_COLOUR_H
#define ENVD_COLOUR_H

#include <stdbool.h>

#define COLOUR_RED    "\033[31m"
#define COLOUR_GREEN  "\033[32m"
#define COLOUR_CYAN   "\033[36m"
#define COLOUR_NONE   "\033[0m"

/* May what is written to this descriptor be coloured? */
bool colour_is_wanted(int fd);

#endif
