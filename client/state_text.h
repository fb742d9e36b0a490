/*
 * state_text: ENVD_STATE, the one variable that holds the state. Children inherit
 * it.
 *
 * One printable string, records separated by commas, fields by colons, each
 * field percent-encoded:
 *   1:UID                      version, effective user
 *   e:PREFIX:PROJECT           the active environment, and its tree
 *   l:LABEL                    what it is called
 *   h:IDENTITY:EXECUTABLE      files in it (or elsewhere) that are there as long as
 *                              it is whole; none for what is no environment
 *   i:INODE:SEC:NSEC           which directory that was: inode and birth time
 *   p:COPIES:ENTRY             put first on PATH, where it stood COPIES times;
 *                              several stand in this order
 *   v:NAME:=NEW:=OLD           a variable; "-" for "=..." where it is unset
 *   o:DIRECTORY                off in and below it, by the user's word
 *   k:MARK                     what keeper.h saw last; none: nothing
 *   g:COPIES:ENTRY             was first on PATH when a keeper began to keep it,
 *                              and may come back with what the keeper brings back
 */
#ifndef ENVD_STATE_TEXT_H
#define ENVD_STATE_TEXT_H

#include "state.h"

/* Holds four longest paths (what lies in the first is kept as a part), what a
 * project asks for (8 KiB) and what is kept of old values, with each byte encoded;
 * below what exec() takes for one variable (128 KiB). */
#define STATE_LIMIT (112 * 1024)

/* Reads the string (NULL: none). Malformed in any part: ignored whole, and
 * false. */
bool state_decode(struct state *state, const char *text);

/* To be freed; NULL when there is nothing to remember. */
char *state_encode(const struct state *state);

#endif
