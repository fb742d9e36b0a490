/* After leaving, the shell is byte for byte what it was. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(restore, .init = hooked_setup, .fini = world_fini);

/* What no two prompts have in common, or is the hook's own. */
#define OWN "__envd_[a-z]*|_|RANDOM|SRANDOM|SECONDS|LINENO|EPOCH[A-Z]*|HISTCMD|BASH_[A-Z0-9]*|" \
	    "FUNCNAME|PIPESTATUS|pipestatus|status|\\?|TTYIDLE|ttyidle|history|historywords"

static const char bash_dump[] =
	"dump() {\n"
	"	local f\n"
	"	declare -p | grep -vE '^declare -[^ ]+ (" OWN ")(=|$)'\n"
	"	for f in $(compgen -A function); do\n"
	"		case $f in __envd_*) ;; *) declare -f \"$f\"; esac\n"
	"	done\n"
	"	alias; set +o; shopt -p; trap -p; umask; complete -p\n"
	"	echo /proc/$$/fd/*\n"
	"}\n"
	"trap 'echo int' INT; trap 'echo usr' USR1; trap 'true' DEBUG\n"
	"alias ls2=ls; builtin_like() { :; }; shopt -s extglob; set -o vi\n";

static const char zsh_dump[] =
	"zmodload zsh/parameter\n"
	"dump() {\n"
	"	local f\n"
	"	typeset -p | grep -vE '^(typeset|export|declare)( -[^ ]+)* (" OWN ")(=|$)'\n"
	"	for f in ${(ok)functions:#__envd_*}; do functions $f; done\n"
	"	alias -L; set -o; trap; umask; bindkey -L\n"
	"	echo /proc/$$/fd/*\n"
	"}\n"
	"trap 'echo int' INT; trap 'echo usr' USR1; TRAPUSR2() { echo usr2 }\n"
	"alias ls2=ls; builtin_like() { :; }; setopt extended_glob; bindkey -v\n";

static struct pty *dumping_shell(const char *shell, const char *more)
{
	char *rc = NULL;

	cr_assert(asprintf(&rc, "%s%s", strcmp(shell, "bash") == 0 ? bash_dump : zsh_dump,
			   more) > 0);
	rc_write(shell, "", rc);
	free(rc);
	return world_shell(world, shell);
}

/* `before` follows the same ways, so that OLDPWD is the same. */
static void same_after(struct pty *p, const char *visit, const char *inside)
{
	run_to(p, "mkdir -p ~/other ~/out; dump >~/warm", "@@");
	run_to(p, "cd ~/other; cd ~/out", "@@");
	run_to(p, "dump >~/before", "@@");
	pty_expect(p, "[ $(wc -l <~/before) -gt 100 ] || echo short", "");
	free(pty_run(p, visit));
	prompt_is(p, inside);
	run_to(p, "dump >~/in", inside);
	pty_expect(p, "cmp -s ~/before ~/in; echo $?", "1");
	run_to(p, "cd ~/other", "@@");
	run_to(p, "cd ~/out", "@@");
	run_to(p, "dump >~/after", "@@");
	pty_expect(p, "diff ~/before ~/after", "");
}

BOTH_SHELLS(restore, cd_in_and_out)
{
	struct pty *p;

	project("p");
	p = dumping_shell(shell, "");
	same_after(p, "cd ~/p", "(.venv) @@");
}

BOTH_SHELLS(restore, from_one_to_another)
{
	struct pty *p;

	project("p");
	project("p/q");
	p = dumping_shell(shell, "export PYTHONHOME=/usr VIRTUAL_ENV_PROMPT=mine\n");
	same_after(p, "cd ~/p; true\ncd q", "(.venv) @@");
	pty_expect(p, "echo $PYTHONHOME $VIRTUAL_ENV_PROMPT", "/usr mine");
}

BOTH_SHELLS(restore, deactivated)
{
	struct pty *p;

	project("p");
	p = dumping_shell(shell, "export PYTHONHOME=\n");
	run_to(p, "dump >~/warm; mkdir ~/out; cd ~/out; dump >~/before", "@@");
	run_to(p, "cd ~/p", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ~; cd ~/out; cd ~/p", "@@");
	run_to(p, "cd ~", "@@");
	run_to(p, "cd ~/out; dump >~/after", "@@");
	pty_expect(p, "diff ~/before ~/after", "");
}

/* What the user set meanwhile stays. */
BOTH_SHELLS(restore, changes_meanwhile_stay)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "PATH=/usr/bin:/bin", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "PATH=~/first:$PATH:~/last; FOO=1", "(.venv) @@");
	run_to(p, "PS1=\"new $PS1\"", "new (.venv) @@");
	run_to(p, "cd ..", "new @@");
	expect_home(p, "echo ${PATH%:*}:", "%H/first:/usr/bin:/bin:");
	pty_expect(p, "echo $FOO ${VIRTUAL_ENV-none}", "1 none");
}

BOTH_SHELLS(restore, ps1_meanwhile)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "PS1='other @@ '", "(.venv) other @@");
	run_to(p, "PS1=\"$PS1\"", "(.venv) other @@");
	run_to(p, "cd ..", "other @@");
	run_to(p, "cd p", "(.venv) other @@");
	run_to(p, "VIRTUAL_ENV_DISABLE_PROMPT=1", "other @@");
	run_to(p, "cd ..; cd p", "other @@");
	run_to(p, "unset VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) other @@");
	run_to(p, "cd ..", "other @@");
}
