/* Shells that are set to be strict, loud or odd: nothing of ours shows. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(strict, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "

/* In, out, off and on, a new one, removed: with the setting in the rc file,
 * before and behind the hook's line, or typed at a prompt. */
static void visit(struct pty *p)
{
	prompt_is(p, "@@");
	run_to(p, "", "@@");
	run_to(p, "cd p", "(.venv) @@");
	expect_home(p, "python3 -c 'import sys; print(sys.prefix)'", "%H/p/.venv");
	run_to(p, "", "(.venv) @@");
	run_to(p, "envd off", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	made_to(p, "mkdir -p q; cd q; " VENV ".venv", "q/.venv", "(.venv) @@");
	pty_expect(p, "rm -rf .venv", "envd: deactivated ~/q/.venv, which is gone; python3 is the system's again");
	prompt_is(p, "@@");
	run_to(p, "cd ..; rmdir q", "@@");
}

static void with(const char *shell, const char *setting)
{
	struct pty *p;
	char *history;

	project("p");
	rc_write(shell, setting, "");
	p = world_shell(world, shell);
	visit(p);
	world_pty_close(world, p);
	rc_write(shell, "", setting);
	p = world_shell(world, shell);
	visit(p);
	history = pty_history(p);
	cr_assert_null(strstr(history, "__envd"), "%s", history);
	free(history);
	world_pty_close(world, p);
	rc_write(shell, "", "");
	p = world_shell(world, shell);
	run_to(p, setting, "@@");
	visit(p);
}

#define WITH(shell, name, setting) \
	Test(strict, shell##_##name) { with(#shell, setting); }

WITH(bash, nounset, "set -u")
WITH(zsh, nounset, "set -u")
WITH(bash, errexit_traps, "set -eEu; trap 'echo ERR' ERR")
WITH(zsh, errexit_traps, "set -eu; trap 'echo ERR' ZERR")
WITH(bash, nullglob, "shopt -s nullglob globstar extglob; GLOBIGNORE=*")
WITH(fish, ifs, "set -g IFS 0123456789/.e; set -g CDPATH / . ~; umask 077")
WITH(xonsh, captures, "$THREAD_SUBPROCS = False; $XONSH_CAPTURE_ALWAYS = True")
WITH(xonsh, strict, "$RAISE_SUBPROC_ERROR = True; $XONSH_SHOW_TRACEBACK = True; "
		    "$XONSH_STORE_STDOUT = True")
WITH(xonsh, expands, "$EXPAND_ENV_VARS = False; $DOTGLOB = True; $UPDATE_OS_ENVIRON = True; "
		     "$AUTO_PUSHD = True")
WITH(elvish, options, "set value-out-indicator = X; set edit:max-height = 4; "
		      "set edit:-prompt-eagerness = 10; set edit:prompt-stale-threshold = 0.01; "
		      "set edit:prompt-stale-transform = {|x| put stale }")
WITH(tcsh, options, "set noclobber; set nonomatch; set implicitcd; set rmstar")
WITH(bash, errexit, "set -e")
WITH(zsh, errexit, "set -e")
WITH(bash, errexit_nounset, "set -eu -o pipefail")
WITH(zsh, errexit_nounset, "set -eu -o pipefail")
WITH(bash, posix, "set -o posix")
WITH(bash, noglob, "set -f")
WITH(zsh, noglob, "set -f")
WITH(bash, noclobber, "set -C")
WITH(zsh, noclobber, "set -C")
WITH(bash, allexport, "set -a")
WITH(zsh, allexport, "set -a")
WITH(bash, nocasematch, "shopt -s nocasematch nocaseglob failglob extglob dotglob")
WITH(bash, compatibility, "shopt -s compat31; shopt -u promptvars")
WITH(bash, ifs, "IFS=0123456789/.e")
WITH(zsh, ifs, "IFS=0123456789/.e")
WITH(bash, no_ifs, "IFS=")
WITH(zsh, ksharrays, "setopt ksh_arrays")
WITH(zsh, shwordsplit, "setopt sh_word_split glob_subst")
WITH(zsh, globs, "setopt extended_glob null_glob csh_null_glob rc_quotes csh_junkie_quotes")
WITH(zsh, prompts, "setopt prompt_subst prompt_bang")
WITH(zsh, warns, "setopt warn_create_global warn_nested_var")
WITH(zsh, err_return, "setopt err_return")
WITH(zsh, ksh, "setopt posix_builtins posix_identifiers ksh_glob; unsetopt function_argzero")
WITH(zsh, local_traps, "setopt local_traps local_options no_unset no_multios")
WITH(zsh, no_aliases, "unsetopt aliases; setopt no_bang_hist no_hash_cmds no_hash_dirs")

/* Aliases and functions of the names that the hook uses. */
WITH(bash, taken_names, "alias export=false unset=false trap=false read=false hash=false; "
			"export() { echo e; }; trap() { echo t; }; "
			"hash() { echo h; }; read() { echo r; }; unset() { echo u; }")
WITH(zsh, taken_names, "alias export=false trap=false hash=false unset=false; "
		       "hash() { echo h; }; unset() { echo u; }")

/* All of them, each as a function that says when one of ours has called it. */
#define SAY "say() { case \" ${FUNCNAME[*]}${funcstack[*]}\" in *__envd*) " \
	    "\\builtin echo CALLED \"$1\" ;; esac; }\n"
#define OWN(name) name "() { say " name "; \\builtin " name " \"$@\"; }\n"

static void own_functions(const char *shell)
{
	with(shell, SAY OWN("cd") OWN("eval") OWN("printf") OWN("test") OWN("unset") OWN("trap")
	     OWN("read") OWN("hash") OWN("echo") OWN("type") OWN("set") OWN("pwd") OWN("export")
	     OWN("local") OWN("declare") OWN("return") OWN("shift"));
}

Test(strict, bash_own_functions) { own_functions("bash"); }
Test(strict, zsh_own_functions) { own_functions("zsh"); }

#define FISH_OWN(name) "function " name "; say " name "; builtin " name " $argv; end; "

WITH(fish, own_functions, "function say; status stack-trace | string match -q '*__envd*'; and "
     "builtin echo CALLED $argv; end; " FISH_OWN("cd") FISH_OWN("echo")
     FISH_OWN("pwd") FISH_OWN("type") FISH_OWN("math") FISH_OWN("count") FISH_OWN("contains")
     FISH_OWN("functions"))
WITH(xonsh, own_names, "all = any = len = str = zip = dict = isinstance = getattr = callable = 1; "
     "os = sys = ast = signal = subprocess = contextlib = 2; env = envd = client = 3")

#define SAYS(name) name "() { \\echo CALLED " name "; }; "

WITH(bash, own_builtin, SAYS("builtin") SAYS("command") SAYS("true") SAYS("false") SAYS(":"))
WITH(zsh, own_builtin, SAYS("builtin") SAYS("command") SAYS("true") SAYS("false") SAYS(":"))

/* ---- what is traced, and trapped ---------------------------------------- */

BOTH_SHELLS(strict, xtrace)
{
	struct pty *p;
	char *history;

	project("p");
	rc_write(shell, "", "PS4='+trace '");
	p = world_shell(world, shell);
	run_to(p, "set -x", "@@");
	pty_expect(p, "cd p", "+trace cd p");
	prompt_is(p, "(.venv) @@");
	pty_expect(p, "cd sub 2>/dev/null", "+trace cd sub");
	free(pty_run(p, "cd .."));
	prompt_is(p, "@@");
	free(pty_run(p, "cd p"));
	history = pty_history(p);
	cr_assert_null(strstr(history, "__envd"), "%s", history);
	cr_assert_null(strstr(history, "VIRTUAL_ENV"), "%s", history);
	free(history);
	free(pty_run(p, "rm -r .venv"));
	expect_text(p, "set +x", "+trace set +x");
	run_to(p, "", "@@");
}

BOTH_SHELLS(strict, error_traps)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, strcmp(shell, "bash") == 0 ? "set -E; trap 'echo ERR' ERR" :
	       "trap 'echo ERR' ZERR", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "", "(.venv) @@");
	pty_expect(p, "false", "ERR");
	prompt_is(p, "(.venv) @@");
	run_to(p, "touch x", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	run_to(p, "unset PROMPT_EOL_MARK", "@@");
}

/* It sees its own commands: of ours, only what stands in PROMPT_COMMAND. */
Test(strict, bash_debug_trap)
{
	struct pty *p;
	char *text;

	project("p");
	p = world_shell(world, "bash");
	free(pty_run(p, "trap 'echo \"<$BASH_COMMAND>\"' DEBUG"));
	text = pty_run(p, "cd p");
	cr_assert(strncmp(text, "<cd p>", 6) == 0, "%s", text);
	cr_assert_null(strstr(text, "VIRTUAL_ENV"), "%s", text);
	cr_assert_leq(occurrences(text, "<"), 4, "%s", text);
	prompt_is(p, "(.venv) @@");
	free(text);
	free(pty_run(p, "trap - DEBUG"));
	run_to(p, "cd ..", "@@");
}

static void interrupted(struct pty *p, const char *trapped)
{
	run_to(p, "cd p", "(.venv) @@");
	pty_type(p, "sleep 100\n");
	pty_wait_job(p);
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
	expect_text(p, "echo $?", "130");
	pty_expect(p, "kill -INT $$", trapped);
	run_to(p, "cd ..", "@@");
}

BOTH_SHELLS(strict, interrupt_traps)
{
	struct pty *p;
	char *before;

	project("p");
	p = world_shell(world, shell);
	interrupted(p, "");
	run_to(p, "trap 'echo \"it'\\''s \"; echo mine' INT", "@@");
	before = pty_run(p, "trap");
	cr_assert(strstr(before, "mine"), "%s", before);
	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "trap", before);
	pty_expect(p, "kill -INT $$", "it's \nmine");
	run_to(p, "trap '' INT", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	pty_expect(p, "kill -INT $$; bash -c 'kill -INT $$; echo ignored'", "ignored");
	run_to(p, "trap - INT", "@@");
	interrupted(p, "");
	free(before);
}

Test(strict, zsh_trap_function)
{
	struct pty *p;

	project("p");
	p = world_shell(world, "zsh");
	run_to(p, "TRAPINT() { echo mine; return 1 }", "@@");
	run_to(p, "cd p", "(.venv) @@");
	expect_text(p, "kill -INT $$", "mine");
	pty_expect(p, "functions TRAPINT | head -1", "TRAPINT () {");
	run_to(p, "cd ..", "@@");
	expect_text(p, "kill -INT $$", "mine");
}
