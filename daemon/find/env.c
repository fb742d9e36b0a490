/* env: see env.h. */
#include "find/env.h"

#include <stdlib.h>

void env_deinit(struct env *env)
{
	free(env->prefix);
	free(env->real);
	free(env->project);
	free(env->pointer);
	free(env->label);
	free(env->version);
	free(env->python);
	reason_deinit(&env->state);
	if (env->file)
		projectfile_deinit(env->file);
	free(env->file);
	*env = (struct env){ 0 };
}
