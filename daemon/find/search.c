/* search: see search.h. */
#include "find/search.h"

#include "find/listing.h"
#include "find/names.h"
#include "find/project.h"

#include "envd/file.h"
#include "envd/paths.h"

#include <stdlib.h>
#include <sys/stat.h>

void search_step(struct search *search, uint32_t code, const char *a, const char *b)
{
	if (search->with_steps)
		reasons_add(&search->answer->steps, code, a, b);
}

bool search_is_home(const struct search *search, const struct file *dir)
{
	return file_is_same(dir, &search->home);
}

/* ---- what must stay so ---- */

/* Times of these change with each command (zsh's history lock) or at others'
 * will, so that a list by time would be asked for at each prompt. */
static bool is_hot(const struct search *search, const struct file *dir)
{
	return search_is_home(search, dir) || (dir->mode & S_ISVTX);
}

/* No list vouches for such a path: the shell itself could hang on testing it. */
static bool is_far(const struct search *search, const char *path)
{
	return mount_table_is_far(search->mounts, path);
}

static void list_hot_directory(struct search *search, const char *dir)
{
	struct strings names = { 0 };

	kind_markers(&names);
	strings_add(&names, PROJECTFILE_NAME);
	listing_add_names(search->answer, dir, &names);
	strings_free(&names);
}

/* What must stay so for this directory's own part of the answer. */
static void list_directory(struct search *search, const char *dir, const struct file *file)
{
	char *real = path_real(dir);

	if (is_far(search, real ? real : dir))
		search->answer->flags |= ANSWER_VOLATILE;
	else if (is_hot(search, file))
		list_hot_directory(search, dir);
	else
		listing_add_same(search->answer, real ? real : dir, file);
	free(real);
}

/* ---- what is in it ---- */

/* The environment in `dir` that is known or new under an unconventional name.
 * Results as project_detect; several: 1 with no env, and the answer has the
 * reason. */
static int find_named(struct search *search, const char *dir, const struct file *file)
{
	struct strings known = { 0 }, names = { 0 };
	int r = 0;

	if (search_is_home(search, file))
		return 0;
	names_collect(&known, dir, file, search->registry, &search->seen);
	for (size_t i = 0; i < known.n; i++) {
		char *prefix = path_join(dir, known.v[i]);

		env_deinit(search->env);
		if (kind_look_at(prefix, search->env) == 1)
			strings_add(&names, known.v[i]);
		free(prefix);
	}
	env_deinit(search->env);
	if (names.n == 1) {
		char *prefix = path_join(dir, names.v[0]);

		r = kind_look_at(prefix, search->env);
		free(prefix);
	} else if (names.n > 1) {
		struct buf list = BUF_INIT;

		for (size_t i = 0; i < names.n; i++)
			buf_addf(&list, "%s%s", i ? ", " : "", names.v[i]);
		reason_set(&search->answer->reason, REASON_SEVERAL, dir, list.data);
		buf_free(&list);
		r = 1;
	}
	strings_free(&known);
	strings_free(&names);
	return r;
}

/* There is an .envd.ini, but no environment by a conventional name. */
static int look_beside(struct search *search, const char *dir, const struct file *file)
{
	struct env plain = *search->env;
	int r;

	*search->env = (struct env){ 0 };
	r = find_named(search, dir, file);
	if (r == 1 && search->env->prefix) {
		search->is_by_kind = false;
		project_attach(search->env, plain.file);
		plain.file = NULL;
	} else if (r == 0) {
		*search->env = plain;
		return 1;
	}
	env_deinit(&plain);
	return r;
}

static int look_in(struct search *search, const char *dir, const struct file *file)
{
	int r = project_detect(dir, &search->around, search->env);

	search->is_by_kind = r == 1;
	if (r == 1 && search->env->is_plain && !search->env->state.code &&
	    !search->env->file->is_none)
		return look_beside(search, dir, file);
	if (r != 0)
		return r;
	r = kind_look_at(dir, search->env);
	if (r == 1)
		search_step(search, REASON_INSIDE, dir, NULL);
	if (r != 0)
		return r;
	return find_named(search, dir, file);
}

int search_directory(struct search *search, const char *dir, const struct file *file)
{
	list_directory(search, dir, file);
	return look_in(search, dir, file);
}
