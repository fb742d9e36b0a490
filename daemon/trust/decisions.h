/*
 * decisions: what the user decided, in a small text file of its own
 * (<state>/decisions), so that no full disk and no damaged database turns a
 * "no" into a "yes". One line a decision, a checksum in each line; rewritten
 * whole. The format is described in decision_list.c.
 *
 * Of use to many threads: see decisions_lock(). What a find returns is valid
 * until the lock is given back, or the next refresh or put.
 */
#ifndef ENVD_DECISIONS_H
#define ENVD_DECISIONS_H

#include "trust/decision.h"
#include "envd/protocol.h"

struct decisions;
struct decision_list;

/* Reads the file. Never fails: see decisions_trouble(). Several daemons may
 * share the file: it is locked to rewrite and read again when it changed. */
struct decisions *decisions_new(const char *file);
void decisions_free(struct decisions *decisions);

/* Held around what is called from here on down to decisions_put(), if there are
 * other threads. The file is read, but nothing is written, while it is held. */
void decisions_lock(struct decisions *decisions);
void decisions_unlock(struct decisions *decisions);

/* NULL, or the reason why no automatic grant may be given: DECISIONS_BAD with
 * the file and the line ("" when it is the file as a whole: unreadable, another
 * version, not ours, cut off), or CANNOT_WRITE when a `deny` could not be
 * kept. */
const struct reason *decisions_trouble(const struct decisions *decisions);

/* Reads it again if it is another file by now. True if so. */
bool decisions_refresh(struct decisions *decisions);

/* A copy of all. */
void decisions_list(const struct decisions *decisions, struct decision_list *list);

/* The decision about exactly this path, of any type but TREE; or NULL. */
const struct decision *decisions_find(const struct decisions *decisions, const char *path);

/* The nearest allowed tree at or above path; or NULL. */
const struct decision *decisions_find_tree(const struct decisions *decisions,
					   const char *path);

/* The nearest denied path at or above path; or NULL. */
const struct decision *decisions_find_deny(const struct decisions *decisions,
					   const char *path);

/* Puts a copy in the place of what was decided about that path, see
 * decision_list_put(): for what an answer must not wait for. It holds in memory
 * until decisions_commit() has written it. */
void decisions_put(struct decisions *decisions, const struct decision *decision);

/*
 * These write the file, without the lock but while they look at what is in
 * memory; one writer waits for the other.
 *
 * set puts a copy in the place of what was decided about that path, in the file.
 * 0 or a negative errno, and then nothing has changed: -EBADMSG when the file is
 * damaged and must be fixed first, -EBUSY when another holds it, -EINVAL when
 * it cannot be written down (a path that is not clean). But a DENY that could
 * not be written holds in memory, and nothing is granted automatically, until
 * the next that can be.
 *
 * commit writes all that was put; 0 also when there is nothing.
 */
int decisions_set(struct decisions *decisions, const struct decision *decision);

/* Takes those away that are still, to the letter, as in `gone`. As set. */
int decisions_forget(struct decisions *decisions, const struct decision_list *gone);

int decisions_commit(struct decisions *decisions);

#endif
