/* remember: see remember.h. */
#include "find/remember.h"

#include "find/kind.h"

struct record env_as_record(const struct env *env)
{
	return (struct record){
		.prefix = env->prefix, .kind = (char *)env->kind->name, .label = env->label,
		.project = env->project, .version = env->version, .python = env->python,
		.state = env->state,
	};
}

void env_remember(const struct env *env, struct registry *registry)
{
	struct record found = env_as_record(env);

	registry_see(registry, &found);
}
