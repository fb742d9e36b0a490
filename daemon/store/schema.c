/*
 * schema: bytes that come from the disk are stored as BLOBs: a path need not be
 * UTF-8, and SQLite promises nothing for a TEXT that is not.
 */
#include "store/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "envd/paths.h"
#include "envd/util.h"
#include "store/record.h"

/* Row n brings user_version from n to n + 1. Never changed, only added to. */
static const char *const migrations[] = {
	"CREATE TABLE environments ("
	" path BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, label BLOB NOT NULL,"
	" project BLOB, version BLOB, python BLOB,"
	" state INTEGER NOT NULL, state_a BLOB, state_b BLOB,"
	" first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,"
	" last_used INTEGER NOT NULL, uses INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID",
};

enum statement { STATEMENT_ALL, STATEMENT_SAVE, STATEMENT_DELETE };

#define COLUMNS "path, kind, label, project, version, python, state, state_a," \
		" state_b, first_seen, last_seen, last_used, uses"

static const char *const statements[SCHEMA_STATEMENTS] = {
	[STATEMENT_ALL] = "SELECT " COLUMNS " FROM environments",
	[STATEMENT_SAVE] = "INSERT OR REPLACE INTO environments (" COLUMNS ")"
			   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	[STATEMENT_DELETE] = "DELETE FROM environments WHERE path = ?1",
};

/* ---- SQLite's ways -------------------------------------------------- */

int schema_error(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EBADMSG;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_READONLY:
		return -EROFS;
	default:
		return -EIO;
	}
}

int schema_execute(sqlite3 *handle, const char *sql)
{
	return schema_error(sqlite3_exec(handle, sql, NULL, NULL, NULL));
}

int schema_ask(sqlite3 *handle, const char *sql, char **answer)
{
	sqlite3_stmt *statement = NULL;
	int code;

	*answer = NULL;
	code = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*answer = xstrdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return schema_error(code);
}

/* ---- the tables ----------------------------------------------------- */

int schema_migrate(sqlite3 *handle)
{
	char *answer = NULL, *sql;
	uint64_t version = 0;
	int r;

	r = schema_ask(handle, "PRAGMA user_version", &answer);
	if (r == 0 && (!answer || !parse_number(answer, COUNT_OF(migrations), &version)))
		r = -ENOTSUP;
	free(answer);
	if (r < 0)
		return r;
	sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	r = schema_execute(handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
	for (; r == 0 && version < COUNT_OF(migrations); version++) {
		sql = xasprintf("BEGIN IMMEDIATE; %s; PRAGMA user_version=%d; COMMIT",
				migrations[version], (int)version + 1);
		r = schema_execute(handle, sql);
		free(sql);
	}
	return r;
}

int schema_prepare(struct schema *schema, sqlite3 *handle)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < SCHEMA_STATEMENTS; i++)
		r = schema_error(sqlite3_prepare_v3(handle, statements[i], -1,
						    SQLITE_PREPARE_PERSISTENT,
						    &schema->statements[i], NULL));
	return r;
}

void schema_release(struct schema *schema)
{
	for (size_t i = 0; i < SCHEMA_STATEMENTS; i++) {
		sqlite3_finalize(schema->statements[i]);
		schema->statements[i] = NULL;
	}
}

/* ---- rows ----------------------------------------------------------- */

static char *column(sqlite3_stmt *statement, int i)
{
	const char *bytes = sqlite3_column_blob(statement, i);
	size_t n = (size_t)sqlite3_column_bytes(statement, i);

	if (sqlite3_column_type(statement, i) == SQLITE_NULL)
		return NULL;
	return n ? xstrndup(bytes, n) : xstrdup("");
}

static void read_row(sqlite3_stmt *statement, struct records *records)
{
	struct record *record;
	char *prefix = column(statement, 0);

	if (!prefix || !path_is_clean(prefix)) {
		free(prefix);
		return;
	}
	record = records_add(records);
	record->prefix = prefix;
	record->kind = column(statement, 1);
	record->label = column(statement, 2);
	record->project = column(statement, 3);
	record->version = column(statement, 4);
	record->python = column(statement, 5);
	record->state.code = (uint32_t)sqlite3_column_int64(statement, 6);
	record->state.a = column(statement, 7);
	record->state.b = column(statement, 8);
	record->first_seen = sqlite3_column_int64(statement, 9);
	record->last_seen = sqlite3_column_int64(statement, 10);
	record->last_used = sqlite3_column_int64(statement, 11);
	record->uses = sqlite3_column_int64(statement, 12);
	if (!record->kind)
		record->kind = xstrdup("");
	if (!record->label)
		record->label = xstrdup("");
}

int schema_load(const struct schema *schema, struct records *records)
{
	sqlite3_stmt *statement = schema->statements[STATEMENT_ALL];
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		read_row(statement, records);
	sqlite3_reset(statement);
	return schema_error(code);
}

static void bind_bytes(sqlite3_stmt *statement, int i, const char *string)
{
	if (string)
		sqlite3_bind_blob(statement, i, string, (int)strlen(string), SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, i);
}

int schema_save(const struct schema *schema, const struct record *record)
{
	sqlite3_stmt *statement = schema->statements[record->is_gone ? STATEMENT_DELETE
								     : STATEMENT_SAVE];
	int code;

	bind_bytes(statement, 1, record->prefix);
	if (!record->is_gone) {
		sqlite3_bind_text(statement, 2, record->kind, -1, SQLITE_STATIC);
		bind_bytes(statement, 3, record->label);
		bind_bytes(statement, 4, record->project);
		bind_bytes(statement, 5, record->version);
		bind_bytes(statement, 6, record->python);
		sqlite3_bind_int64(statement, 7, record->state.code);
		bind_bytes(statement, 8, record->state.a);
		bind_bytes(statement, 9, record->state.b);
		sqlite3_bind_int64(statement, 10, record->first_seen);
		sqlite3_bind_int64(statement, 11, record->last_seen);
		sqlite3_bind_int64(statement, 12, record->last_used);
		sqlite3_bind_int64(statement, 13, record->uses);
	}
	code = sqlite3_step(statement);
	sqlite3_reset(statement);
	return schema_error(code);
}
