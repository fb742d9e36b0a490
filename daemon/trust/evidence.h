/*
 * evidence: what the disk says for and against an environment. Gathered in a
 * worker, by looking only; it decides nothing (trust.h does).
 */
#ifndef ENVD_EVIDENCE_H
#define ENVD_EVIDENCE_H

#include "find/env.h"
#include "trust/facts.h"

/* Never fails: what could not be looked at speaks against. */
void evidence_gather(struct evidence *evidence, const struct env *env,
		     const struct viewer *viewer);

#endif
