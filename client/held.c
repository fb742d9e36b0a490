/* held: see held.h. */
#include "held.h"

#include "envd/file.h"
#include "envd/util.h"

#include <fcntl.h>
#include <unistd.h>

/* Of what the state names nothing need be there. */
static bool is_there(const char *path)
{
	return path == NULL || access(path, F_OK) == 0;
}

/* Is the shell still in what has its directory's name? If not, it was renamed or
 * swapped, and so may have been what is active. */
static bool is_in_place(const struct prompt *p)
{
	struct file named, here;

	return file_look(AT_FDCWD, p->directory, true, &named) == 0 &&
	       file_look(AT_FDCWD, ".", true, &here) == 0 && file_is_same(&named, &here);
}

/* Is what is active the very directory that was judged, and whole? */
static bool is_still_there(const struct state *state)
{
	struct file file;

	return state->inode && file_look(AT_FDCWD, state->prefix, true, &file) == 0 &&
	       file.inode == state->inode && time_compare(file.btime, state->btime) == 0 &&
	       is_there(state->identity) && is_there(state->executable);
}

void held_make(struct prompt *p)
{
	const char *const parts[] = { p->state.prefix, p->state.identity, p->state.executable };
	static const struct timespec none;
	uint32_t flags = p->answer.flags;

	p->is_held = true;
	answer_deinit(&p->answer);
	p->answer.flags = flags;
	if (!is_in_place(p)) {
		p->answer.flags |= ANSWER_VOLATILE;     /* `cd .` may fix it */
		return;
	}
	if (p->state.prefix == NULL || !path_is_in(p->directory, p->state.project) ||
	    !is_still_there(&p->state))
		return;
	wanted_from_state(&p->wanted, &p->state);
	p->has_target = true;
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i])
			answer_add_condition(&p->answer, CONDITION_PRESENT, parts[i], NULL, none);
}
