/*
 * database: the registry on disk; the only file that speaks SQL, and all of it runs on
 * the registry's thread. What the loop sees of it is registry.c.
 *
 * Bytes that come from the disk are stored as BLOBs: a path need not be UTF-8,
 * and SQLite promises nothing for a TEXT that is not.
 */
#include "store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "envd/file.h"
#include "envd/paths.h"
#include "store/aside.h"
#include "store/memory.h"

enum {
	OPEN_TRIES = 4,         /* two that start at once keep each other out */
	OPEN_AGAIN_MS = 60000,
	BUSY_MS = 50,
};

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

enum statement { STATEMENT_ALL, STATEMENT_SAVE, STATEMENT_DELETE, STATEMENTS };

#define COLUMNS "path, kind, label, project, version, python, state, state_a," \
		" state_b, first_seen, last_seen, last_used, uses"

static const char *const statements[STATEMENTS] = {
	[STATEMENT_ALL] = "SELECT " COLUMNS " FROM environments",
	[STATEMENT_SAVE] = "INSERT OR REPLACE INTO environments (" COLUMNS ")"
			   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	[STATEMENT_DELETE] = "DELETE FROM environments WHERE path = ?1",
};

struct database {
	char *file;
	struct memory *memory;
	sqlite3 *handle;                /* NULL: cannot be had */
	sqlite3_stmt *statements[STATEMENTS];
	struct file identity;           /* of the file that was opened */
	int64_t again;                  /* monotonic ms of the next try to open */
	int error;                      /* 0, or why it does not work */
	char *trouble;                  /* the same in words, or NULL */
	char *notice;                   /* for the log, or NULL */
};

/* ---- opening -------------------------------------------------------- */

static int translate(int code)
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

/* Notes whether it works now, and if not, why. */
static void note(struct database *db, int error)
{
	const char *why;

	if (error == -EBUSY)
		why = "another daemon uses it";
	else if (error == -ENOTSUP)
		why = "was written by a newer envd";
	else if (error == -EBADMSG)
		why = "is damaged and cannot be set aside";
	else if (error == -EIO && db->handle)
		why = sqlite3_errmsg(db->handle);
	else
		why = strerror(-error);
	free(db->trouble);
	db->trouble = error ? xasprintf("%s: %s", db->file, why) : NULL;
	db->error = error;
}

static int execute(struct database *db, const char *sql)
{
	return translate(sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

/* The first column of the first row, to be freed; NULL when there is none. */
static int ask(struct database *db, const char *sql, char **answer)
{
	sqlite3_stmt *statement = NULL;
	int code;

	*answer = NULL;
	code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*answer = xstrdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return translate(code);
}

static void leave(struct database *db)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		sqlite3_finalize(db->statements[i]);
		db->statements[i] = NULL;
	}
	sqlite3_close(db->handle);
	db->handle = NULL;
}

static int configure(struct database *db)
{
	sqlite3 *handle = db->handle;

	sqlite3_busy_timeout(handle, BUSY_MS);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Until it is known to be ours to write. */
	sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	/* Exclusive comes first: then WAL needs no shared memory file, and a
	 * full disk or a read-only directory can still be read from. */
	return execute(db, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA mmap_size=0;"
			   "PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF");
}

static int migrate(struct database *db)
{
	char *answer = NULL, *sql;
	uint64_t version = 0;
	int r;

	r = ask(db, "PRAGMA user_version", &answer);
	if (r == 0 && (!answer || !parse_number(answer, COUNT_OF(migrations), &version)))
		r = -ENOTSUP;
	free(answer);
	if (r < 0)
		return r;
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	r = execute(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
	for (; r == 0 && version < COUNT_OF(migrations); version++) {
		sql = xasprintf("BEGIN IMMEDIATE; %s; PRAGMA user_version=%d; COMMIT",
				migrations[version], (int)version + 1);
		r = execute(db, sql);
		free(sql);
	}
	return r;
}

static int open_once(struct database *db)
{
	static const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	int r;

	r = aside_create(db->file);
	if (r < 0)
		return r;
	r = translate(sqlite3_open_v2(db->file, &db->handle, flags, NULL));
	if (r < 0)
		return r;
	r = file_look(AT_FDCWD, db->file, true, &db->identity);
	if (r == 0)
		r = configure(db);
	if (r == 0)
		r = migrate(db);
	for (size_t i = 0; r == 0 && i < STATEMENTS; i++)
		r = translate(sqlite3_prepare_v3(db->handle, statements[i], -1,
						 SQLITE_PREPARE_PERSISTENT,
						 &db->statements[i], NULL));
	return r;
}

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

static int load(struct database *db)
{
	sqlite3_stmt *statement = db->statements[STATEMENT_ALL];
	struct records records = { 0 };
	int code, r;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		read_row(statement, &records);
	r = translate(code);
	sqlite3_reset(statement);
	if (r == 0)
		memory_load(db->memory, &records);
	records_free(&records);
	return r;
}

/* ---- damage --------------------------------------------------------- */

/* Puts the damaged file aside, if it is still the one that we had open, and
 * begins a new one. -EBADMSG when that cannot be. */
static int begin_anew(struct database *db)
{
	struct file now;
	char *aside = NULL;
	int r;

	if (db->handle)
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	leave(db);
	r = file_look(AT_FDCWD, db->file, true, &now);
	if (r == 0 && !file_is_same(&now, &db->identity))
		r = -EBUSY;
	else if (r == 0)
		r = aside_rename(db->file, &aside) < 0 ? -EBADMSG : 0;
	if (r == 0) {
		free(db->notice);
		db->notice = xasprintf("%s: was damaged; it is %s now, a new one is begun",
				       db->file, aside);
		r = open_once(db);
	}
	if (r == 0)
		memory_unsave(db->memory);
	free(aside);
	return r;
}

int database_open(struct database *db)
{
	int r = -EBUSY;

	if (db->handle)
		return 0;
	if (db->error == -ENOTSUP || (db->error && monotonic_ms() < db->again))
		return db->error;
	for (int i = 0; r == -EBUSY && i < OPEN_TRIES; i++) {
		if (i > 0)
			usleep(20000 + (unsigned)getpid() % 40 * 1000);
		leave(db);
		r = open_once(db);
		if (r == 0)
			r = load(db);
	}
	if (r == -EBADMSG) {
		r = begin_anew(db);
		if (r == 0)
			r = load(db);
	}
	note(db, r);
	if (r < 0)
		leave(db);
	db->again = monotonic_ms() + OPEN_AGAIN_MS;
	return r;
}

/* ---- saving --------------------------------------------------------- */

static void bind_bytes(sqlite3_stmt *statement, int i, const char *string)
{
	if (string)
		sqlite3_bind_blob(statement, i, string, (int)strlen(string), SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, i);
}

static int save_row(struct database *db, const struct record *record)
{
	sqlite3_stmt *statement = db->statements[record->is_gone ? STATEMENT_DELETE
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
	return translate(code);
}

/* All that has changed, in one transaction. */
static int save_changed(struct database *db)
{
	struct records records = memory_changed(db->memory);
	int r = 0;

	if (!records.n)
		return 0;
	r = execute(db, "BEGIN IMMEDIATE");
	for (size_t i = 0; r == 0 && i < records.n; i++)
		r = save_row(db, &records.v[i]);
	if (r == 0)
		r = execute(db, "COMMIT");
	note(db, r);
	if (r == 0)
		memory_saved(db->memory, &records);
	else if (!sqlite3_get_autocommit(db->handle))
		execute(db, "ROLLBACK");
	records_free(&records);
	return r;
}

/* It turned out to be damaged in use: the memory has all that it held. */
static void replace_damaged(struct database *db)
{
	int r = begin_anew(db);

	note(db, r);
	if (r < 0)
		leave(db);
	else
		save_changed(db);
}

void database_save(struct database *db)
{
	if (database_open(db) < 0) {
		memory_put_off(db->memory);
		return;
	}
	if (save_changed(db) == -EBADMSG)
		replace_damaged(db);
}

void database_check(struct database *db)
{
	char *answer = NULL;
	int r = 0;

	if (db->handle)
		r = ask(db, "PRAGMA quick_check(1)", &answer);
	if (r == 0 && answer && strcmp(answer, "ok"))
		r = -EBADMSG;
	free(answer);
	if (r == -EBADMSG)
		replace_damaged(db);
}

struct database *database_new(const char *file, struct memory *memory)
{
	struct database *db = xcalloc(1, sizeof(*db));

	db->file = xstrdup(file);
	db->memory = memory;
	return db;
}

void database_free(struct database *db)
{
	if (!db)
		return;
	leave(db);
	free(db->trouble);
	free(db->notice);
	free(db->file);
	free(db);
}

char *database_trouble(const struct database *db)
{
	return xstrdup(db->trouble);
}

char *database_take_notice(struct database *db)
{
	char *notice = db->notice;

	db->notice = NULL;
	return notice;
}
