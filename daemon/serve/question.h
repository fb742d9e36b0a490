/*
 * question: the questions, one file each. Each decodes its n bytes, which hold
 * until it returns, starts what it takes and answers on the connection. 0, or a
 * negative errno: they are no such question.
 */
#ifndef ENVD_QUESTION_H
#define ENVD_QUESTION_H

#include "serve/connection.h"
#include "serve/services.h"

typedef int question_start(struct services *services, struct connection *connection,
			   const void *bytes, size_t n);

question_start ask_start;               /* what applies in a directory? */
question_start decide_start;            /* allow, deny, forget */
question_start list_environments_start;
question_start list_decisions_start;
question_start status_start;
question_start stop_start;

#endif
