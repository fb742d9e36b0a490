/*
 * hides: which names in an environment's bin would come before a command that
 * people and their prompts run. Python's own commands are what an environment
 * is made for, and hide nothing in this sense.
 */
#ifndef ENVD_HIDES_H
#define ENVD_HIDES_H

#include <stdbool.h>

struct strings;

/* The compiled-in list (essential.inc), sorted; ends with NULL. */
extern const char *const essential_names[];

/* python*, pip*, pydoc*, idle*, wheel*, easy_install* */
bool hides_is_python(const char *name);

/* An interpreter by its name: what may be a link out of the environment. */
bool hides_is_interpreter(const char *name);

/* Is it on the compiled-in list? */
bool hides_essential(const char *name);

/* The first of these programs' paths whose name is there in one of the system's
 * directories, too; or NULL. */
const char *hides_of_system(const struct strings *programs);

#endif
