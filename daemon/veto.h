/*
 * veto: what speaks against an environment and was accepted all the same, in the
 * decision that accepted it.
 */
#ifndef ENVD_VETO_H
#define ENVD_VETO_H

#include "decision.h"
#include "envd/protocol.h"

bool veto_is_accepted(const struct decision *decision, const struct reason *veto);
void veto_accept(struct decision *decision, const struct reason *veto);

/* All that it accepted, but for the programs of a pinned bin (NEW_PROGRAM).
 * Appends. */
void veto_list(const struct decision *decision, struct reasons *accepted);

/* The other user whom it trusts (see RULING_TRUST_OWNER), or 0. */
uid_t veto_owner(const struct decision *decision);

#endif
