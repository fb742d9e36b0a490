/*
 * make_decision: allow, deny, allow --tree, and what `envd create` made.
 */
#ifndef ENVD_MAKE_DECISION_H
#define ENVD_MAKE_DECISION_H

#include "serve/deciding.h"

/* In a job. 0 or a negative errno, perhaps with a refusal in the outcome. */
int make_decision(struct deciding *deciding);

#endif
