/*
 * searchpath: the arithmetic of PATH, a list with colons. Entries are kept to
 * the byte, empty ones too (they mean the current directory).
 */
#ifndef ENVD_SEARCHPATH_H
#define ENVD_SEARCHPATH_H

#include <stdbool.h>

/* How often the entry stands in the list. NULL is an empty list. */
unsigned searchpath_count(const char *list, const char *entry);

bool searchpath_is_first(const char *list, const char *entry);

/* Without the foremost copies of the entry, so that at most `keep` are left;
 * to be freed. */
char *searchpath_without(const char *list, const char *entry, unsigned keep);

/* With the entry in front; to be freed. */
char *searchpath_with(const char *list, const char *entry);

#endif
