/*
 * decide: what the user says about an environment (allow, deny, forget), from
 * the question to the decisions' file.
 */
#ifndef ENVD_DECIDE_H
#define ENVD_DECIDE_H

#include "envd/protocol.h"

struct connection;

/* Carries out a ruling and answers with an ANSWER. Takes the ruling's contents. */
void ruling_start(struct connection *connection, struct ruling *ruling);

#endif
