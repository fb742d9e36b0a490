/*
 * accepted: what speaks against an environment and was accepted all the same, in the
 * decision that accepted it.
 */
#ifndef ENVD_ACCEPTED_H
#define ENVD_ACCEPTED_H

#include "trust/decision.h"
#include "envd/protocol.h"

bool accepted_has(const struct decision *decision, const struct reason *veto);
void accepted_add(struct decision *decision, const struct reason *veto);

/* All that it accepted, but for the programs of a pinned bin (NEW_PROGRAM).
 * Appends. */
void accepted_list(const struct decision *decision, struct reasons *accepted);

/* The other user whom it trusts (see DECIDE_TRUST_OWNER), or 0. */
uid_t accepted_owner(const struct decision *decision);

#endif
