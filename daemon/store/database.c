/*
 * database: the file; how it is opened, saved, and begun anew when it is damaged. What
 * is in it: schema.c.
 */
#include "store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "envd/file.h"
#include "store/aside.h"
#include "store/memory.h"
#include "store/record.h"
#include "store/schema.h"

enum {
	OPEN_TRIES = 4,         /* two that start at once keep each other out */
	OPEN_AGAIN_MS = 60000,
	BUSY_MS = 50,
};

struct database {
	char *file;
	struct memory *memory;
	sqlite3 *handle;                /* NULL: cannot be had */
	struct schema schema;
	struct file identity;           /* of the file that was opened */
	int64_t again;                  /* monotonic ms of the next try to open */
	int error;                      /* 0, or why it does not work */
	char *trouble;                  /* the same in words, or NULL */
	char *notice;                   /* for the log, or NULL */
};

/* ---- opening -------------------------------------------------------- */

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

static void leave(struct database *db)
{
	schema_release(&db->schema);
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
	return schema_execute(handle, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA mmap_size=0;"
				      "PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF");
}

static int open_once(struct database *db)
{
	static const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	int r;

	r = aside_create(db->file);
	if (r < 0)
		return r;
	r = schema_error(sqlite3_open_v2(db->file, &db->handle, flags, NULL));
	if (r < 0)
		return r;
	r = file_look(AT_FDCWD, db->file, true, &db->identity);
	if (r == 0)
		r = configure(db);
	if (r == 0)
		r = schema_migrate(db->handle);
	if (r == 0)
		r = schema_prepare(&db->schema, db->handle);
	return r;
}

static int load(struct database *db)
{
	struct records records = { 0 };
	int r = schema_load(&db->schema, &records);

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

/* All that has changed, in one transaction. */
static int save_changed(struct database *db)
{
	struct records records = memory_changed(db->memory);
	int r = 0;

	if (!records.n)
		return 0;
	r = schema_execute(db->handle, "BEGIN IMMEDIATE");
	for (size_t i = 0; r == 0 && i < records.n; i++)
		r = schema_save(&db->schema, &records.v[i]);
	if (r == 0)
		r = schema_execute(db->handle, "COMMIT");
	note(db, r);
	if (r == 0)
		memory_saved(db->memory, &records);
	else if (!sqlite3_get_autocommit(db->handle))
		schema_execute(db->handle, "ROLLBACK");
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
		r = schema_ask(db->handle, "PRAGMA quick_check(1)", &answer);
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
