/*
 * deciding: one word of the user about a path, while it is carried out. Data only.
 */
#ifndef ENVD_DECIDING_H
#define ENVD_DECIDING_H

#include "serve/outcome.h"
#include "serve/services.h"

struct deciding {
	struct services *services;
	struct job *job;                /* while it runs */
	struct decision_request request;
	struct assess assess;
	struct env env;                 /* that the path means; kind NULL: none */
	struct outcome_of outcome;
};

#endif
