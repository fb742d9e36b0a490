/*
 * list_decisions: the list of all that was decided, each looked at: is what it is about
 * still there?
 */
#ifndef ENVD_LIST_DECISIONS_H
#define ENVD_LIST_DECISIONS_H

#include "trust/decision.h"
#include "envd/protocol.h"
#include "sys/mounts.h"

struct connection;

/* Sends RECORD frames, or the JSON text in TEXT frames, then END. Before them a
 * RECORD without a type when the file is in trouble (decisions_trouble()). */
void ledger_start(struct connection *connection, bool json);

/* In a worker: code NONE when it still holds, else PATH_GONE, REPLACED, or
 * NOT_LOOKED_AT, where looking could hang. */
void ledger_look(struct reason *state, const struct decision *decision,
		 const struct mount_table *mounts);

#endif
