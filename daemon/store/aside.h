/*
 * aside: what is done to the registry's file, rather than in it.
 */
#ifndef ENVD_ASIDE_H
#define ENVD_ASIDE_H

/* Sees to it that the file is there and readable by its owner only (SQLite
 * would create it for all to read). 0 or a negative errno. */
int aside_create(const char *file);

/* Renames the file, and what SQLite has put beside it, to NAME.damaged-N: the
 * first free number up to 9, and then that again. 0 or a negative errno;
 * *aside is the new name, to be freed. */
int aside_rename(const char *file, char **aside);

#endif
