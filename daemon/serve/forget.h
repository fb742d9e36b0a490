/*
 * forget: taking decisions back.
 */
#ifndef ENVD_FORGET_H
#define ENVD_FORGET_H

#include "serve/deciding.h"

/* In a job. 0 or a negative errno, perhaps with a refusal in the outcome. */
int forget_decisions(struct deciding *deciding);

#endif
