/* services: see services.h. */
#include "serve/services.h"

void services_assess(const struct services *services, uint32_t flags,
		     struct assess *assess)
{
	const struct config *config = &services->config.config;
	struct assess_means means = {
		.home = services->paths->home, .runtime = services->paths->runtime,
		.decisions = services->decisions, .git = services->git,
		.mounts = mounts_take(services->mounts), .roots = &config->roots,
		.is_policy_ask = config->is_policy_ask,
		.is_bin_pinned = config->is_bin_pinned,
	};

	assess_init(assess, &means, flags);
}
