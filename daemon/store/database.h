/*
 * database: the registry on disk, for registry.c. All of it is called on the
 * registry's thread and may take its time. Nothing here fails as a
 * whole: what went wrong is in database_trouble(), and tried again later.
 */
#ifndef ENVD_DATABASE_H
#define ENVD_DATABASE_H

struct buf;
struct database;
struct memory;
struct records;

/* Touches nothing yet. */
struct database *database_new(const char *file, struct memory *memory);

/* Closes it, without saving. */
void database_free(struct database *db);

/* Opens it and loads it into the memory, unless that is done or was tried less
 * than a minute ago. A damaged file is set aside and begun anew. 0 or a
 * negative errno: -EBUSY another daemon uses it, -ENOTSUP it is newer. */
int database_open(struct database *db);

/* Writes all that has changed in the memory, in one transaction. */
void database_save(struct database *db);

/* Looks for damage; if there is some, begins anew from the memory. */
void database_check(struct database *db);

/* NULL, or what is wrong with it; to be freed. */
char *database_trouble(const struct database *db);

/* NULL, or a line for the log, once; to be freed. */
char *database_take_notice(struct database *db);

#endif
