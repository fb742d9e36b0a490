/*
 * services: what a question may use to be answered. The server makes them; they
 * hold as long as any job runs.
 */
#ifndef ENVD_SERVICES_H
#define ENVD_SERVICES_H

#include "serve/config_file.h"
#include "serve/job.h"

#include "store/registry.h"
#include "sys/mounts.h"
#include "sys/session.h"
#include "sys/watch.h"
#include "trust/assess.h"
#include "trust/decisions.h"

struct git_cache;

struct services {
	const struct paths *paths;
	struct config_file config;
	struct jobs *jobs;
	struct sessions *sessions;
	struct watch *watch;            /* NULL: none to be had; so of the next */
	struct mounts *mounts;
	struct registry *registry;
	struct decisions *decisions;    /* used in jobs too */
	struct git_cache *git;          /* the same */
	int64_t started_ms;

	void (*stop)(void *data);       /* ends the daemon */
	void *data;
};

/* Makes *assess, with what is configured at this moment. On the loop; the flags are
 * a question's. */
void services_assess(const struct services *services, uint32_t flags,
		     struct assess *assess);

#endif
