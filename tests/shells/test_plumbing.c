/* PROMPT_COMMAND, precmd_functions and PS1, as rc files have them. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(plumbing, .init = hooked_setup, .fini = world_fini);

/* The first prompt, in, out, in. */
static struct pty *in_and_out(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/p");

	prompt_is(p, "(.venv) @@");
	expect_home(p, "command -v python3", "%H/p/.venv/bin/python3");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	return p;
}

static void rc(const char *shell, const char *before, const char *after)
{
	project("p");
	rc_write(shell, before, after);
	in_and_out(shell);
}

#define RC(shell, name, before, after) \
	Test(plumbing, shell##_##name) { rc(#shell, before, after); }

RC(bash, unset, "unset PROMPT_COMMAND", "")
RC(bash, empty, "PROMPT_COMMAND=", "")
RC(bash, string, "PROMPT_COMMAND='x=1'", "")
RC(bash, string_semicolon, "PROMPT_COMMAND='x=1; '", "")
RC(bash, string_comment, "PROMPT_COMMAND='x=1 # why'", "")
RC(bash, string_lines, "PROMPT_COMMAND=$'x=1\\ny=2\\n'", "")
RC(bash, array, "PROMPT_COMMAND=(x=1 y=2)", "")
RC(bash, array_empty, "PROMPT_COMMAND=()", "")
RC(bash, array_sparse, "PROMPT_COMMAND=([3]=x=1 [7]= [9]=y=2)", "")
RC(bash, exported, "export PROMPT_COMMAND='x=1'", "")
RC(bash, set_after, "", "PROMPT_COMMAND='x=1'")
RC(bash, emptied_after, "", "PROMPT_COMMAND=")
RC(bash, array_after, "PROMPT_COMMAND=y=2", "PROMPT_COMMAND+=('x=1')")
RC(bash, string_after, "", "PROMPT_COMMAND+='; x=1'")
RC(bash, prepended, "", "PROMPT_COMMAND=\"x=1; $PROMPT_COMMAND\"")
RC(bash, twice, "", "eval \"$(envd hook bash)\"")
RC(zsh, twice, "", "eval \"$(envd hook zsh)\"")
RC(bash, sourced_again, "", "if [ -z \"$again\" ]; then again=1; . ~/.bashrc; fi")
RC(zsh, sourced_again, "", "if [ -z \"$again\" ]; then again=1; . ~/.zshrc; fi")
RC(zsh, precmd, "precmd() { x=1 }", "")
RC(zsh, functions_after, "", "f() { x=1 }; precmd_functions+=(f)")
RC(zsh, functions_set, "", "autoload -Uz add-zsh-hook; f() { x=1 }; add-zsh-hook precmd f")
RC(zsh, functions_before, "f() { x=1 }; precmd_functions=(f)", "")

/* ---- healed, and no more than once ---------------------------------------- */

static void is_installed_once(struct pty *p, const char *shell)
{
	pty_expect(p, strcmp(shell, "bash") == 0 ?
		   "printf '%s\\n' \"${PROMPT_COMMAND[@]}\" | grep -c __envd_last" :
		   "print -l $precmd_functions | grep -c __envd_last", "1");
	pty_expect(p, strcmp(shell, "bash") == 0 ?
		   "printf '%s\\n' \"${PROMPT_COMMAND[@]}\" | grep -c __envd_first" :
		   "print -l $precmd_functions | grep -c __envd_first", "1");
}

BOTH_SHELLS(plumbing, sourced_at_the_prompt)
{
	struct pty *p;

	project("p");
	p = in_and_out(shell);
	for (int i = 0; i < 3; i++) {
		run_to(p, strcmp(shell, "bash") == 0 ? ". ~/.bashrc" : ". ~/.zshrc",
		       "(.venv) @@");
		is_installed_once(p, shell);
	}
	expect_home(p, "command -v deactivate >/dev/null; echo $VIRTUAL_ENV", "%H/p/.venv");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, strcmp(shell, "bash") == 0 ? "exec bash --noprofile -i" : "exec zsh -d -i",
	       "(.venv) @@");
	is_installed_once(p, shell);
}

/* A scalar put over element 0 takes our first place; it is found again. */
Test(plumbing, bash_set_at_the_prompt)
{
	struct pty *p;

	project("p");
	p = in_and_out("bash");
	run_to(p, "PROMPT_COMMAND='theirs=$((theirs + 1))'", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	is_installed_once(p, "bash");
	pty_expect(p, "[ $theirs -ge 2 ] && echo ran", "ran");
	run_to(p, "PROMPT_COMMAND+=(after=1)", "@@");
	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "echo $after", "1");
	is_installed_once(p, "bash");
	run_to(p, "PROMPT_COMMAND=('x=1' \"${PROMPT_COMMAND[@]}\")", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	is_installed_once(p, "bash");
}

/* ---- the status of the last command --------------------------------------- */

Test(plumbing, bash_status)
{
	struct pty *p;

	project("p");
	rc_write("bash", "PROMPT_COMMAND=('a=$?')", "PROMPT_COMMAND+=('b=\"$? ${PIPESTATUS[*]}\"')");
	p = world_shell(world, "bash");
	run_to(p, "(exit 3)", "@@");
	pty_expect(p, "echo $? $a $b", "3 3 3 3");
	run_to(p, "true | (exit 4) | (exit 5) | true", "@@");
	pty_expect(p, "echo \"$? ${PIPESTATUS[*]} $a $b\"", "0 0 4 5 0 0 0 0 4 5 0");
	run_to(p, "cd p; (exit 6)", "(.venv) @@");
	pty_expect(p, "echo \"$? ${PIPESTATUS[*]} $a $b\"", "6 6 6 6 6");
	run_to(p, "cd ..; : last word; false", "@@");
	pty_expect(p, "echo $? $_", "1 false");
}

Test(plumbing, zsh_status)
{
	struct pty *p;

	project("p");
	rc_write("zsh", "one() { a=$? }; precmd_functions=(one)",
		 "two() { b=\"$? $pipestatus\" }; precmd_functions+=(two)");
	p = world_shell(world, "zsh");
	run_to(p, "(exit 3)", "@@");
	pty_expect(p, "echo $? $a $b", "3 3 3 3");
	run_to(p, "true | (exit 4) | (exit 5) | true", "@@");
	pty_expect(p, "echo \"$? $pipestatus $a $b\"", "0 0 4 5 0 0 0 0 4 5 0");
	run_to(p, "cd p; (exit 6)", "(.venv) @@");
	pty_expect(p, "echo \"$? $pipestatus $a $b\"", "6 6 6 6 6");
}

/* ---- PS1 ------------------------------------------------------------------- */

BOTH_SHELLS(plumbing, rows)
{
	struct pty *p;

	project("p");
	rc_write(shell, "", "PS1=$'above\\n@@ '");
	p = world_shell(world, shell);
	pty_expect(p, "cd p", "(.venv) above");
	prompt_is(p, "@@");
	pty_expect(p, "cd ..", "above");
}

BOTH_SHELLS(plumbing, rebuilt)
{
	static const char *const rcs[][2] = {
		{ "build() { PS1=\"[$?] @@ \"; }; PROMPT_COMMAND=build", "" },
		{ "", "build() { PS1=\"[$?] @@ \"; }; PROMPT_COMMAND+=(build)" },
		{ "", "build() { PS1=\"[$?] @@ \"; }; PROMPT_COMMAND=\"build\"" },
		{ "build() { PS1=\"[$?] @@ \"; }; precmd_functions=(build)", "" },
		{ "", "build() { PS1=\"[$?] @@ \"; }; precmd_functions+=(build)" },
		{ "", "precmd() { PS1=\"[$?] @@ \"; }" },
	};
	bool is_bash = strcmp(shell, "bash") == 0;

	project("p");
	for (size_t i = is_bash ? 0 : 3; i < (is_bash ? 3u : 6u); i++) {
		struct pty *p;

		rc_write(shell, rcs[i][0], rcs[i][1]);
		p = world_shell_in(world, shell, "home");
		run_to(p, "cd p; (exit 3)", "(.venv) [3] @@");
		run_to(p, "", "(.venv) [3] @@");
		run_to(p, "cd .; (exit 4)", "(.venv) [4] @@");
		run_to(p, "cd ..", "[0] @@");
		run_to(p, "cd p", "(.venv) [0] @@");
		world_pty_close(world, p);
	}
}

BOTH_SHELLS(plumbing, ps1_inherited)
{
	bool is_bash = strcmp(shell, "bash") == 0;
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	run_to(p, "export PS1", "(.venv) @@");
	run_to(p, is_bash ? "bash --noprofile -i" : "zsh -d -i", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	free(pty_run(p, "exit"));
	prompt_is(p, "(.venv) @@");
	run_to(p, is_bash ? "bash --norc --noprofile -i" : "zsh -d -f -i -o no_prompt_sp",
	       "(.venv) @@");
	run_to(p, "PS1='plain @@ '", "plain @@");
	free(pty_run(p, "exit"));
	prompt_is(p, "(.venv) @@");
}

/* ---- bash before 5.1 --------------------------------------------------------- */

static struct pty *old_bash(const char *before, const char *after)
{
	char *text = NULL;

	cr_assert(asprintf(&text, "PS1='@@ '; PS2='@> '\n%s\n"
			   "eval \"$('%s' hook bash | sed 's/>= 501/>= 999/')\"\n%s\n",
			   before, world_path(world, "bin/envd"), after) > 0);
	world_write(world, "home/.bashrc", text);
	free(text);
	return in_and_out("bash");
}

Test(plumbing, bash_before_5_1)
{
	static const char *const rcs[][2] = {
		{ "unset PROMPT_COMMAND", "" }, { "PROMPT_COMMAND='x=1'", "" },
		{ "PROMPT_COMMAND='x=1; '", "" }, { "PROMPT_COMMAND='x=1 # why'", "" },
		{ "", "PROMPT_COMMAND=\"$PROMPT_COMMAND; x=1\"" },
		{ "", "PROMPT_COMMAND=\"x=1;$PROMPT_COMMAND\"" },
		{ "set -eu", "" }, { "PROMPT_COMMAND='PS1=\"@@ \"'", "" },
		{ "", "if [ -z \"${again-}\" ]; then again=1; . ~/.bashrc; fi" },
	};

	project("p");
	for (size_t i = 0; i < sizeof(rcs) / sizeof(*rcs); i++) {
		struct pty *p = old_bash(rcs[i][0], rcs[i][1]);

		run_to(p, ". ~/.bashrc", "(.venv) @@");
		pty_expect(p, "declare -p PROMPT_COMMAND | head -c 10; echo", "declare --");
		run_to(p, "cd ..", "@@");
		run_to(p, "(exit 3) || true", "@@");
		world_pty_close(world, p);
	}
}

/* A string put over ours there leaves nothing of us: no harm is done. */
Test(plumbing, bash_before_5_1_overwritten)
{
	struct pty *p;

	project("p");
	p = old_bash("", "");
	run_to(p, "cd ..", "@@");
	run_to(p, "PROMPT_COMMAND='x=1'", "@@");
	run_to(p, "cd p", "@@");
	run_to(p, ". ~/.bashrc", "(.venv) @@");
}

Test(plumbing, bash_before_5_1_status)
{
	struct pty *p;

	project("p");
	p = old_bash("PROMPT_COMMAND='a=$?'", "");
	run_to(p, "(exit 3)", "(.venv) @@");
	pty_expect(p, "echo $? $a", "3 3");
	run_to(p, "true | (exit 4)", "(.venv) @@");
	pty_expect(p, "echo ${PIPESTATUS[*]}", "0 4");
}
