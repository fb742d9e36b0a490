/* Projects in projects, and all the ways to come into one and to leave it. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

TestSuite(nested, .init = hooked_setup, .fini = world_fini);

static void is_in(struct pty *p, const char *environment)
{
	prompt_is(p, environment ? "(.venv) @@" : "@@");
	python_is(p, environment);
}

/* Each place is left for each other. */
EACH_SHELL(nested, in_every_order)
{
	static const char *const places[][2] = {
		{ "cd ~", NULL },
		{ "cd ~/p", "p/.venv" },
		{ "cd ~/p/q", "p/q/.venv" },
		{ "cd ~/p/sub", "p/.venv" },
		{ "cd ~/r", "r/.venv" },
	};
	static const size_t n = sizeof(places) / sizeof(*places);
	struct pty *p;

	project("p");
	project("p/q");
	project("r");
	world_mkdir(world, "home/p/sub");
	p = world_shell(world, shell);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++) {
			free(pty_run(p, places[k][0]));
			is_in(p, places[k][1]);
			free(pty_run(p, places[i][0]));
			is_in(p, places[i][1]);
		}
		if (i + 1 < n)
			free(pty_run(p, places[i + 1][0]));
	}
	run_to(p, "cd ~; cd p; cd q; cd ..", "(.venv) @@");
	is_in(p, "p/.venv");
	run_to(p, "cd q; cd ~", "@@");
	is_in(p, NULL);
}

/* The environment has the name that its user gave the directory. */
EACH_SHELL(nested, through_a_link)
{
	bool is_physical = shell_setup_find(shell)->is_physical;
	const char *here = is_physical ? "real/deep/p/.venv" : "link/.venv";
	struct pty *p;

	project("real/deep/p");
	world_mkdir(world, "home/real/deep/p/sub");
	cr_assert_eq(symlink("real/deep/p", world_path(world, "home/link")), 0);
	p = world_shell(world, shell);
	run_to(p, "cd link", "(.venv) @@");
	is_in(p, here);
	run_to(p, "cd sub", "(.venv) @@");
	is_in(p, here);
	run_to(p, "cd ~/link/sub", "(.venv) @@");
	is_in(p, here);
	run_to(p, "cd ~", "@@");
	is_in(p, NULL);
	run_to(p, "cd real/deep/p", "(.venv) @@");
	is_in(p, "real/deep/p/.venv");
	run_to(p, "cd ~/link", "(.venv) @@");
	is_in(p, here);
	run_to(p, "cd ~", "@@");
	if (can_say(shell, WORDS_PHYSICAL)) {
		run_to(p, says(shell, WORDS_PHYSICAL, world_path(world, "home/link"), NULL),
		       "(.venv) @@");
		is_in(p, "real/deep/p/.venv");
	}
}

EACH_SHELL(nested, cd_in_a_function)
{
	struct pty *p;

	project("p");
	project("q");
	p = world_shell(world, shell);
	run_to(p, says(shell, WORDS_FUNCTION, "go", world_path(world, "home/p")), "@@");
	run_to(p, says(shell, WORDS_FUNCTION, "back", world->home), "@@");
	run_to(p, "go", "(.venv) @@");
	is_in(p, "p/.venv");
	run_to(p, "cd ../q", "(.venv) @@");
	is_in(p, "q/.venv");
	run_to(p, "go", "(.venv) @@");
	is_in(p, "p/.venv");
	run_to(p, "back", "@@");
	is_in(p, NULL);
}

EACH_SHELL(nested, cd_in_a_subshell)
{
	const char *to_p = says(shell, WORDS_SUBSHELL, world_path(world, "home/p"), NULL);
	const char *to_q = says(shell, WORDS_SUBSHELL, world_path(world, "home/q"), NULL);
	struct pty *p;

	project("p");
	project("q");
	p = world_shell(world, shell);
	run_to(p, to_p, "@@");
	is_in(p, NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, to_q, "(.venv) @@");
	is_in(p, "p/.venv");
}

EACH_SHELL(nested, pushd_and_popd)
{
	const char *to_p = says(shell, WORDS_PUSHD, world_path(world, "home/p"), NULL);
	const char *to_q = says(shell, WORDS_PUSHD, world_path(world, "home/p/q"), NULL);
	const char *back = says(shell, WORDS_POPD, NULL, NULL);
	struct pty *p;

	project("p");
	project("p/q");
	p = world_shell(world, shell);
	run_to(p, to_p, "(.venv) @@");
	is_in(p, "p/.venv");
	run_to(p, to_q, "(.venv) @@");
	is_in(p, "p/q/.venv");
	run_to(p, back, "(.venv) @@");
	is_in(p, "p/.venv");
	run_to(p, back, "@@");
	is_in(p, NULL);
}

EACH_SHELL(nested, autocd)
{
	const char *setting = says(shell, WORDS_AUTOCD, NULL, NULL);
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, setting, "@@");
	free(pty_run(p, world_path(world, "home/p"))); /* bash says what it does */
	is_in(p, "p/.venv");
	free(pty_run(p, ".."));
	is_in(p, NULL);
}
