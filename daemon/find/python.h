/*
 * python: what an installed Python is, found by reading files; it is never run.
 */
#ifndef ENVD_PYTHON_H
#define ENVD_PYTHON_H

#include <stdbool.h>

#include "envd/util.h"

/* The version that `text` begins with: "3.11.2" or "3.11" (of "3.14.4.final.0",
 * 3.14.4), to be freed; NULL for none. */
char *python_version_in(const char *text);

/* "3.11" of "3.11.2", to be freed. */
char *python_minor(const char *version);

/* "3.11" of "python3.11" (also 3.13t, 3.6m, 3.11d), to be freed; NULL for any
 * other name. */
char *python_minor_of_name(const char *name);

/* Do two versions agree in X.Y? NULL agrees with nothing. */
bool python_is_same_minor(const char *a, const char *b);

/* Appends X.Y for each lib/pythonX.Y of the directory dirfd. */
void python_libraries(int dirfd, struct strings *minors);

/* The version of the base interpreter at `python`, a canonical path, by what
 * is installed beside it: "3.11.2", or "3.11" when no file knows the patch
 * level; to be freed. NULL: can't tell, or not CPython. */
char *python_version(const char *python);

#endif
