/*
 * schema: the registry's tables, the statements that read and write their rows, and
 * SQLite's errors as ours. For database.c alone.
 */
#ifndef ENVD_SCHEMA_H
#define ENVD_SCHEMA_H

#include <sqlite3.h>

struct record;
struct records;

#define SCHEMA_STATEMENTS 3

/* What is prepared for one connection. Starts zeroed. */
struct schema {
	sqlite3_stmt *statements[SCHEMA_STATEMENTS];
};

/* Brings an empty or older file up to now. 0 or a negative errno: -ENOTSUP it is
 * newer. */
int schema_migrate(sqlite3 *handle);

int schema_prepare(struct schema *schema, sqlite3 *handle);
void schema_release(struct schema *schema);

/* Appends all rows. */
int schema_load(const struct schema *schema, struct records *records);

/* Writes one, or deletes it when it is gone. */
int schema_save(const struct schema *schema, const struct record *record);

/* 0 or a negative errno for a code of SQLite's: -EBUSY another has it, -EBADMSG it is
 * damaged. */
int schema_error(int code);

int schema_execute(sqlite3 *handle, const char *sql);

/* The first column of the first row, to be freed; NULL when there is none. */
int schema_ask(sqlite3 *handle, const char *sql, char **answer);

#endif
