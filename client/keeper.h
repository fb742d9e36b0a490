/*
 * keeper: another tool that keeps what PATH was when it changed it, and brings
 * that back as a whole: direnv, when its .envrc is left, or read again; mise, when
 * other tools are wanted. What we had on PATH comes back with it, or is gone. Where
 * its variable has another value, it has done so since.
 */
#ifndef ENVD_KEEPER_H
#define ENVD_KEEPER_H

#include "state.h"

#define KEEPER_VARIABLES "DIRENV_DIFF", "__MISE_DIFF"

/* Which state of those tools this is; 0: they keep nothing. */
uint64_t keeper_mark(const struct variables *now);

bool keeper_has_moved(const struct state *state, const struct variables *now);

#endif
