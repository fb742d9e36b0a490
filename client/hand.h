/*
 * hand: what the user has activated or deactivated by hand. The only variables
 * that the client knows by name are those in which that shows.
 */
#ifndef ENVD_HAND_H
#define ENVD_HAND_H

#include "state.h"

#define HAND_VARIABLES "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "CONDA_PREFIX", \
	"CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER", "CONDA_SHLVL"

/* How a shell's variables relate to what we did. */
enum hand {
	HAND_NONE = 0,          /* all is as we left it, or nothing was done */
	HAND_OTHER,             /* another environment is active: leave all alone */
	HAND_OTHER_BESIDE,      /* conda's was activated above ours: take ours away */
	HAND_TAKEN_OFF,         /* ours was deactivated, in part: take away the rest */
};

/* `by_hand`: the shell has a venv's own activate script in force
 * (_OLD_VIRTUAL_PATH). `is_new`: the shell's first prompt, so PATH may have
 * been rebuilt by its start-up files. */
enum hand hand_of(const struct state *state, const struct variables *now, bool by_hand,
		  bool is_new);

/* The prefix of HAND_OTHER and HAND_OTHER_BESIDE. */
const char *hand_prefix(enum hand hand, const struct variables *now);

/* Takes away what was activated by hand. */
void hand_drop(struct variables *work);

#endif
