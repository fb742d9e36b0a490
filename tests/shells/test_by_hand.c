/* What the user does by hand wins, and is left as it was. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(by_hand, .init = hooked_setup, .fini = world_fini);

#define PATH_NOW "/usr/bin/printenv PATH"

static void is_off(struct pty *p)
{
	prompt_is(p, "@@");
	python_is(p, NULL);
}

static const char *path_of(struct pty *p)
{
	return world_keep(world, pty_run(p, PATH_NOW));
}

static const char *activates(const char *shell, const char *environment)
{
	return says(shell, WORDS_ACTIVATE,
		    world_path(world, world_format(world, "home/%s", environment)), NULL);
}

/* ---- an activate script -------------------------------------------------------- */

EACH_SHELL(by_hand, activate_outside)
{
	const char *line = activates(shell, "q/.venv"), *path;
	struct pty *p;

	project("p");
	project("q");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, line, "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "cd p", "(.venv) @@"); /* theirs stays */
	python_is(p, "q/.venv");
	run_to(p, "cd ..", "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "deactivate", "@@");
	python_is(p, NULL);
	pty_expect(p, PATH_NOW, path);
	run_to(p, line, "(.venv) @@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "deactivate", "(.venv) @@"); /* and then ours is on */
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	pty_expect(p, PATH_NOW, path);
}

/* The same one by hand as well: its deactivate takes it off, and it is off. */
EACH_SHELL(by_hand, activate_the_same)
{
	const char *line = activates(shell, "p/.venv"), *path;
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, line, "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd .", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	python_is(p, NULL);
	run_to(p, "cd ..", "@@");
	pty_expect(p, PATH_NOW, path);
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
}

EACH_SHELL(by_hand, activate_another)
{
	const char *line = activates(shell, "q/.venv"), *path;
	struct pty *p;

	project("p");
	project("q");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, line, "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "cd .", "(.venv) @@");
	run_to(p, "cd ..", "(.venv) @@");
	python_is(p, "q/.venv");
	run_to(p, "deactivate", "@@");
	is_off(p);
	pty_expect(p, PATH_NOW, path);
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
}

/* ---- variables that somebody sets ------------------------------------------------ */

EACH_SHELL(by_hand, virtual_env_set)
{
	const char *set = says(shell, WORDS_SET, "VIRTUAL_ENV", "/opt/x"), *path;
	const char *unset = says(shell, WORDS_UNSET, "VIRTUAL_ENV", NULL);
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, set, "@@");
	run_to(p, "cd p", "@@");
	variable_is(p, "VIRTUAL_ENV", "/opt/x");
	run_to(p, unset, "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, set, "@@");
	run_to(p, "cd ..", "@@");
	variable_is(p, "VIRTUAL_ENV", "/opt/x");
	run_to(p, unset, "@@");
	pty_expect(p, PATH_NOW, path);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, unset, "@@"); /* off, as with deactivate */
	is_off(p);
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
}

/* What `conda activate NAME` sets, from nothing or from "base". */
static void conda_activate(struct pty *p, const char *shell, const char *name, int level,
			   const char *prompt)
{
	const char *prefix = strcmp(name, "base") == 0 ? world_path(world, "conda") : world_path(world, world_format(world, "conda/envs/%s", name));
	const char *const sets[][2] = {
		{ "CONDA_PREFIX", prefix },
		{ "CONDA_DEFAULT_ENV", name },
		{ "CONDA_SHLVL", world_format(world, "%d", level) },
		{ "CONDA_PROMPT_MODIFIER", world_format(world, "(%s) ", name) },
		{ "CONDA_EXE", world_path(world, "conda/bin/conda") },
		{ "_CE_M", "x" },
		{ "CONDA_PYTHON_EXE", world_path(world, "conda/bin/python") },
	};
	const char *line = says(shell, WORDS_PREPEND, world_format(world, "%s/bin", prefix), NULL);

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
		line = world_format(world, "%s; %s", line,
				    says(shell, WORDS_SET, sets[i][0], sets[i][1]));
	run_to(p, line, prompt);
}

static void conda_deactivate(struct pty *p, const char *shell, const char *path,
			     const char *prompt)
{
	static const char *const names[] = {
		"CONDA_DEFAULT_ENV",
		"CONDA_PROMPT_MODIFIER",
		"CONDA_PREFIX",
	};
	const char *line = says(shell, WORDS_PATH, path, NULL);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		line = world_format(world, "%s; %s", line,
				    says(shell, WORDS_UNSET, names[i], NULL));
	run_to(p, line, prompt);
}

static void conda_installed(void)
{
	world_mkdir(world, "conda/bin");
	world_mkdir(world, "conda/envs/x/bin");
	for (int i = 0; i < 2; i++)
		cr_assert_eq(symlink("/usr/bin/python3",
				     world_path(world, i ? "conda/bin/python3" : "conda/envs/x/bin/python3")),
			     0);
}

/* Its base environment is on in all shells of its users, and says nothing. */
EACH_SHELL(by_hand, conda_base)
{
	const char *path;
	struct pty *p;

	project("p");
	conda_installed();
	p = world_shell(world, shell);
	conda_activate(p, shell, "base", 1, "@@");
	path = path_of(p);
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	pty_expect(p, PATH_NOW, path);
	variable_is(p, "CONDA_DEFAULT_ENV", "base");
}

EACH_SHELL(by_hand, conda_environment)
{
	const char *first = world_path(world, "conda/envs/x/bin"), *before, *text;
	struct pty *p;

	project("p");
	conda_installed();
	p = world_shell(world, shell);
	before = path_of(p);
	conda_activate(p, shell, "x", 1, "@@");
	run_to(p, "cd p", "@@"); /* theirs stays */
	variable_is(p, "VIRTUAL_ENV", NULL);
	conda_deactivate(p, shell, before, "(.venv) @@");
	python_is(p, "p/.venv");
	conda_activate(p, shell, "x", 1, "@@"); /* and comes in the place of ours */
	variable_is(p, "VIRTUAL_ENV", NULL);
	text = path_of(p);
	cr_assert(strncmp(text, first, strlen(first)) == 0, "%s", text);
	cr_assert_null(strstr(text, ".venv"), "%s", text);
	run_to(p, "cd ..", "@@");
	variable_is(p, "CONDA_DEFAULT_ENV", "x");
	conda_deactivate(p, shell, before, "@@");
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
}

/* As its own function does it: PS1 too, and the entry of PATH in the place of
 * the one that it replaces. */
static const char conda_function[] =
	"conda() {\n"
	"  local old=${CONDA_PREFIX-}/bin new=~/../conda name=base\n"
	"  [ \"$1\" = deactivate ] || [ \"$2\" = base ] || { new=$new/envs/$2; name=$2; }\n"
	"  new=$(cd \"$new/bin\" && pwd -P)\n"
	"  if [ $old != /bin ]; then PATH=${PATH/$old/$new}; else PATH=$new:$PATH; fi\n"
	"  [ -z \"${CONDA_PROMPT_MODIFIER-}\" ] || PS1=${PS1/\"$CONDA_PROMPT_MODIFIER\"/}\n"
	"  export CONDA_PREFIX=${new%/bin} CONDA_DEFAULT_ENV=$name CONDA_PROMPT_MODIFIER=\"($name) \"\n"
	"  PS1=\"$CONDA_PROMPT_MODIFIER$PS1\"\n"
	"}\n";

BOTH_SHELLS(by_hand, conda_prompt)
{
	const char *path;
	struct pty *p;

	project("p");
	conda_installed();
	rc_write(shell, conda_function, "conda activate base");
	p = world_shell(world, shell);
	prompt_is(p, "(base) @@");
	path = path_of(p);
	run_to(p, "cd p", "(.venv) (base) @@");
	python_is(p, "p/.venv");
	run_to(p, "conda activate x", "(x) @@");
	variable_is(p, "VIRTUAL_ENV", NULL);
	expect_text(p, "command -v python3", "conda/envs/x/bin/python3");
	run_to(p, "cd ..", "(x) @@");
	run_to(p, "conda deactivate", "(base) @@");
	pty_expect(p, PATH_NOW, path);
	run_to(p, "cd p", "(.venv) (base) @@");
	run_to(p, "cd ..", "(base) @@");
	pty_expect(p, PATH_NOW, path);
}

EACH_SHELL(by_hand, pythonhome)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, says(shell, WORDS_SET, "PYTHONHOME", "/usr"), "@@");
	run_to(p, "cd p", "(.venv) @@");
	variable_is(p, "PYTHONHOME", NULL);
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	variable_is(p, "PYTHONHOME", "/usr");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, says(shell, WORDS_SET, "PYTHONHOME", "/mine"), "(.venv) @@");
	run_to(p, "cd ..", "@@");
	variable_is(p, "PYTHONHOME", "/mine");
}

/* ---- PATH -------------------------------------------------------------------------- */

EACH_SHELL(by_hand, entry_removed)
{
	const char *path;
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	path = path_of(p);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, says(shell, WORDS_PATH, path, NULL), "@@");
	is_off(p);
	run_to(p, "cd ..", "@@");
	pty_expect(p, PATH_NOW, path);
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
}

/* What the user puts on it meanwhile stays. */
EACH_SHELL(by_hand, entries_added)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, says(shell, WORDS_PATH, "/usr/bin:/bin", NULL), "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, says(shell, WORDS_PREPEND, "/opt/first", NULL), "(.venv) @@");
	run_to(p, says(shell, WORDS_APPEND, "/opt/last", NULL), "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	pty_expect(p, PATH_NOW, "/opt/first:/usr/bin:/bin:/opt/last");
}

/* As they are, with the environment on: in front, and nothing else changed. */
EACH_SHELL(by_hand, odd_paths)
{
	static const char *const paths[] = {
		":/usr/bin:/bin",
		"/usr/bin:/bin:",
		"/usr/bin::/bin",
		"::/usr/bin:/bin::",
		"/usr/bin:/bin:/usr/bin:/bin",
		"/usr/bin/:/bin//:/a b:relative:.:/c*:/bin",
		"/usr/bin:/é$x`\":/bin",
	};
	const char *env = world_path(world, "home/p/.venv/bin");
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	for (size_t i = 0; i <= sizeof(paths) / sizeof(*paths); i++) {
		const char *path = i == 0 ? world_format(world, "/usr/bin:%s:/bin", env) : paths[i - 1];

		run_to(p, says(shell, WORDS_PATH, path, NULL), "@@");
		path = path_of(p); /* some make "." of an empty entry */
		run_to(p, "cd p", "(.venv) @@");
		pty_expect(p, PATH_NOW, world_format(world, "%s:%s", env, path));
		run_to(p, "cd ..", "@@");
		pty_expect(p, PATH_NOW, path);
	}
}

/* "" if it is not set, too. */
static const char *path_in_environment(struct pty *p)
{
	char *all = pty_run(p, "/usr/bin/env"), *state = NULL;
	const char *path = "";

	for (char *line = strtok_r(all, "\n", &state); line; line = strtok_r(NULL, "\n", &state))
		if (strncmp(line, "PATH=", 5) == 0)
			path = world_format(world, "%s", line + 5);
	free(all);
	return path;
}

/* Unset comes back empty or unset, which mean the same. */
EACH_SHELL(by_hand, path_empty_or_unset)
{
	const char *env = world_path(world, "home/p/.venv/bin"), *old, *path;
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	old = path_of(p);
	for (int i = 0; i < 2; i++) {
		run_to(p, i == 0 ? says(shell, WORDS_PATH, "", NULL) : says(shell, WORDS_UNSET, "PATH", NULL), "@@");
		path = path_in_environment(p);
		run_to(p, "cd p", "(.venv) @@");
		cr_assert_str_eq(path_in_environment(p), *path ? world_format(world, "%s:%s", env, path)
							       : env);
		run_to(p, "cd ..", "@@");
		cr_assert_str_eq(path_in_environment(p), path);
	}
	run_to(p, says(shell, WORDS_PATH, old, NULL), "@@");
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
}

/* ---- the prompt, and deactivate ------------------------------------------------------ */

EACH_SHELL(by_hand, prompt_changed)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	free(pty_run(p, says(shell, WORDS_PROMPT, "new ", NULL)));
	run_to(p, "cd ..", "new @@");
	run_to(p, "cd p", "(.venv) new @@");
	free(pty_run(p, says(shell, WORDS_PROMPT, "newer ", NULL)));
	run_to(p, "cd ~", "newer @@");
	run_to(p, "cd p", "(.venv) newer @@");
}

EACH_SHELL(by_hand, prompt_disabled)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, says(shell, WORDS_SET, "VIRTUAL_ENV_DISABLE_PROMPT", "1"), "@@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "@@");
	python_is(p, "p/.venv");
	run_to(p, says(shell, WORDS_UNSET, "VIRTUAL_ENV_DISABLE_PROMPT", NULL), "(.venv) @@");
	run_to(p, "cd ..", "@@");
}

EACH_SHELL(by_hand, own_deactivate)
{
	const char *theirs = says(shell, WORDS_FUNCTION, "deactivate", "/usr");
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, theirs, "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "deactivate", "@@"); /* they are in /usr */
	run_to(p, "cd ~/p", "(.venv) @@");
	run_to(p, "envd off", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd bin", "@@");
}

BOTH_SHELLS(by_hand, own_deactivate_later)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "deactivate() { echo later; }", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "deactivate", "later");
}

/* As an activate script calls it. */
EACH_SHELL(by_hand, deactivate_nondestructive)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	free(pty_run(p, "deactivate nondestructive"));
	is_off(p);
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
}

BOTH_SHELLS(by_hand, state_tampered)
{
	static const char *const values[] = {
		"x",
		"1:0",
		"2:0,e:/:/",
		"1:0,e:/tmp:/tmp,p:0:/usr/bin,",
		"1:99999,v:PATH:=x:=y",
		"",
		",,,",
		"1:0,v:LD_PRELOAD:=x:=y",
		"1:0,e:/tmp:/tmp,p:0:/usr/bin,v:PATH:=x:=y",
		"1:0,e:/tmp:/tmp",
		"1:0,e:tmp:tmp,p:0:usr",
		"1:0,p:0:/usr/bin",
		"1:0,o:%2",
	};
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "old=$PATH", "@@");
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		char *line = NULL;

		cr_assert(asprintf(&line, "export ENVD_STATE='%s'", values[i]) > 0);
		run_to(p, line, "@@");
		run_to(p, "PATH=$old; cd p", "(.venv) @@");
		run_to(p, "cd ..", "@@");
		pty_expect(p, "echo ${VIRTUAL_ENV-none} ${ENVD_STATE-none} ${LD_PRELOAD-none}",
			   "none none none");
		pty_expect(p, "[ \"$PATH\" = \"$old\" ]; echo $?", "0");
		free(line);
	}
}
