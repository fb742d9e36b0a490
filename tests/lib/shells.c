/* shells: the table. A new shell is one row. */
#include "shells.h"

#include "pty.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct shell_setup shell_setups[] = {
	{
		.name = "bash",
		.argv = { "bash", "--noprofile", "-i", NULL },
		.rc = "home/.bashrc",
		.prompts = "PS1='" PTY_PROMPT "'\nPS2='" PTY_PROMPT2 "'\n",
		.hook = "eval \"$('%s' hook bash)\"\n",
		.calls = "echo $__envd_n", .status = "echo $?",
		.words = {
			[WORDS_SET] = "export %s='%s'", [WORDS_UNSET] = "unset %s",
			[WORDS_PATH] = "PATH='%s'", [WORDS_PREPEND] = "PATH='%s':$PATH",
			[WORDS_APPEND] = "PATH=$PATH:'%s'",
			[WORDS_PROMPT] = "PS1='%s" PTY_PROMPT "'",
			[WORDS_ACTIVATE] = ". '%s'/bin/activate",
			[WORDS_FUNCTION] = "%s() { cd '%s'; }", [WORDS_SUBSHELL] = "(cd '%s')",
			[WORDS_PHYSICAL] = "cd -P '%s'", [WORDS_PUSHD] = "pushd '%s' >/dev/null",
			[WORDS_POPD] = "popd >/dev/null", [WORDS_AUTOCD] = "shopt -s autocd",
			[WORDS_EXEC] = "exec %s",
		},
	},
	{
		/* Output without a newline stays in front of the prompt, as in bash. */
		.name = "zsh",
		.argv = { "zsh", "-d", "-i", NULL },
		.rc = "home/.zshrc",
		.prompts = "unsetopt prompt_sp prompt_cr\nPS1='" PTY_PROMPT "'\n"
			   "PS2='" PTY_PROMPT2 "'\n",
		.hook = "eval \"$('%s' hook zsh)\"\n",
		.calls = "echo $__envd_n", .status = "echo $?",
		.words = {
			[WORDS_SET] = "export %s='%s'", [WORDS_UNSET] = "unset %s",
			[WORDS_PATH] = "PATH='%s'", [WORDS_PREPEND] = "PATH='%s':$PATH",
			[WORDS_APPEND] = "PATH=$PATH:'%s'",
			[WORDS_PROMPT] = "PS1='%s" PTY_PROMPT "'",
			[WORDS_ACTIVATE] = ". '%s'/bin/activate",
			[WORDS_FUNCTION] = "%s() { cd '%s'; }", [WORDS_SUBSHELL] = "(cd '%s')",
			[WORDS_PHYSICAL] = "cd -P '%s'", [WORDS_PUSHD] = "pushd '%s' >/dev/null",
			[WORDS_POPD] = "popd >/dev/null", [WORDS_AUTOCD] = "setopt auto_cd",
			[WORDS_EXEC] = "exec %s",
		},
	},
	{
		/* Without the directory, fish makes completions of all man pages
		 * in the background when it is first started. */
		.name = "fish",
		.argv = { "fish", "-i", NULL },
		.rc = "config/fish/config.fish",
		.prompts = "set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\n"
			   "function fish_prompt; printf '" PTY_PROMPT "'; end\n",
		.hook = "'%s' hook fish | source\n",
		.calls = "echo $__envd_n", .status = "echo $status",
		.directory = "data/fish/generated_completions",
		.words = {
			[WORDS_SET] = "set -gx %s '%s'", [WORDS_UNSET] = "set -e %s",
			[WORDS_PATH] = "set PATH '%s'", [WORDS_PREPEND] = "set PATH '%s' $PATH",
			[WORDS_APPEND] = "set PATH $PATH '%s'",
			[WORDS_PROMPT] = "function fish_prompt; printf '%s" PTY_PROMPT "'; end",
			[WORDS_ACTIVATE] = ". '%s'/bin/activate.fish",
			[WORDS_FUNCTION] = "function %s; cd '%s'; end",
			[WORDS_PUSHD] = "pushd '%s'", [WORDS_POPD] = "popd", [WORDS_AUTOCD] = "",
			[WORDS_EXEC] = "exec %s",
		},
	},
	{
		.name = "pwsh",
		.argv = { "pwsh", "-NoLogo", NULL },
		.rc = "config/powershell/Microsoft.PowerShell_profile.ps1",
		.prompts = "function prompt { '" PTY_PROMPT "' }; $Error.Clear()\n"
			   "if (Get-Module PSReadLine) {\n"
			   "Set-PSReadLineOption -PredictionSource None -BellStyle None "
			   "-HistorySaveStyle SaveNothing -ContinuationPrompt '" PTY_PROMPT2 "'\n"
			   "Set-PSReadLineKeyHandler -Chord Ctrl+Enter -Function AcceptLine }\n",
		.hook = "& '%s' hook pwsh | Out-String | Invoke-Expression\n",
		.calls = "$__envd_n", .status = "$LASTEXITCODE",
		.words = {
			[WORDS_SET] = "$env:%s = '%s'", [WORDS_UNSET] = "Remove-Item Env:%s",
			[WORDS_PATH] = "$env:PATH = '%s'",
			[WORDS_PREPEND] = "$env:PATH = '%s:' + $env:PATH",
			[WORDS_APPEND] = "$env:PATH += ':%s'",
			[WORDS_PROMPT] = "function prompt { '%s" PTY_PROMPT "' }",
			[WORDS_ACTIVATE] = ". '%s/bin/Activate.ps1'",
			[WORDS_FUNCTION] = "function %s { cd '%s' }",
			[WORDS_PUSHD] = "pushd '%s'", [WORDS_POPD] = "popd",
			[WORDS_EXEC] = "exec %s",
		},
		.is_slow = true,
	},
	{
		.name = "xonsh",
		.argv = { "xonsh", "--shell-type", "readline", NULL },
		.rc = "home/.xonshrc",
		/* With threads, 0.13 now and then says of a command of its own, hook or
		 * not, that a descriptor was bad (1 of some 200 cd's). */
		.prompts = "$PROMPT = '" PTY_PROMPT "'\n$MULTILINE_PROMPT = '@>'\n"
			   "$SUGGEST_COMMANDS = False\n$THREAD_SUBPROCS = False\n",
		.hook = "exec(__import__('subprocess').check_output(['%s', 'hook', 'xonsh'], "
			"env=${...}.detype()))\n",
		.calls = "print(__envd.n)", .status = "echo $LAST_RETURN_CODE",
		.words = {
			[WORDS_SET] = "$%s = '%s'", [WORDS_UNSET] = "del $%s",
			[WORDS_PATH] = "$PATH = '%s'", [WORDS_PREPEND] = "$PATH.insert(0, '%s')",
			[WORDS_APPEND] = "$PATH.append('%s')",
			[WORDS_PROMPT] = "$PROMPT = '%s" PTY_PROMPT "'",
			[WORDS_FUNCTION] = "aliases['%s'] = ['cd', '%s']",
			[WORDS_PHYSICAL] = "cd -P '%s'", [WORDS_PUSHD] = "pushd -q '%s'",
			[WORDS_POPD] = "popd -q", [WORDS_AUTOCD] = "$AUTO_CD = True",
			[WORDS_EXEC] = "xexec %s",
		},
		.is_slow = true, .is_following = true,
	},
	{
		.name = "elvish",
		.argv = { "elvish", NULL },
		.rc = "config/elvish/rc.elv",
		.prompts = "var mark = white\n"
			   "set edit:before-readline = [{ set mark = (printf '#%06x' "
			   "(randint 0 16777216)) }]\n"
			   "set edit:prompt = { styled '" PTY_PROMPT "' $mark }\n"
			   "set edit:rprompt = { }\n",
		.hook = "eval ('%s' hook elvish | slurp)\n",
		.words = {
			[WORDS_SET] = "set-env %s '%s'", [WORDS_UNSET] = "unset-env %s",
			[WORDS_PATH] = "set-env PATH '%s'",
			[WORDS_PREPEND] = "set paths = ['%s' $@paths]",
			[WORDS_APPEND] = "set paths = [$@paths '%s']",
			[WORDS_PROMPT] = "set edit:prompt = { put '%s'; styled '" PTY_PROMPT "' $mark }",
			[WORDS_FUNCTION] = "fn %s { cd '%s' }", [WORDS_AUTOCD] = "",
		},
		.is_physical = true,
	},
	{
		.name = "nu",
		.argv = { "nu", NULL },
		.rc = "config/nushell/config.nu",
		.prompts = "$env.config.show_banner = false\n"
			   "$env.PROMPT_COMMAND = '" PTY_PROMPT "'\n"
			   "$env.PROMPT_COMMAND_RIGHT = ''\n$env.PROMPT_INDICATOR = ''\n"
			   "$env.PROMPT_MULTILINE_INDICATOR = '" PTY_PROMPT2 "'\n",
		.hook = "$env.config.hooks.pre_prompt ++= [{ code: (^'%s' hook nu) }]\n",
		.calls = "print $env.__envd.n", .status = "print $env.LAST_EXIT_CODE",
		.words = {
			[WORDS_SET] = "$env.%s = '%s'", [WORDS_UNSET] = "hide-env %s",
			[WORDS_PATH] = "$env.PATH = ('%s' | split row :)",
			[WORDS_PREPEND] = "$env.PATH = ($env.PATH | prepend '%s')",
			[WORDS_APPEND] = "$env.PATH = ($env.PATH | append '%s')",
			[WORDS_PROMPT] = "$env.PROMPT_COMMAND = '%s" PTY_PROMPT "'",
			[WORDS_FUNCTION] = "def --env %s [] { cd '%s' }",
			[WORDS_SUBSHELL] = "do { cd '%s' }",
			[WORDS_PHYSICAL] = "cd --physical '%s'",
			[WORDS_PUSHD] = "use std/dirs; dirs add '%s'", [WORDS_POPD] = "dirs drop",
			[WORDS_AUTOCD] = "$env.config.auto_cd_implicit = true",
			[WORDS_EXEC] = "exec %s",
		},
		.is_lost = true,
	},
	{
		.name = "tcsh",
		.argv = { "tcsh", NULL },
		.rc = "home/.tcshrc",
		.prompts = "set prompt = '" PTY_PROMPT "'\nset prompt2 = '" PTY_PROMPT2 "'\n",
		.hook = "eval \"`'%s' hook tcsh`\"\n",
		.calls = "echo $__envd_n", .status = "echo $status",
		.words = {
			[WORDS_SET] = "setenv %s '%s'", [WORDS_UNSET] = "unsetenv %s",
			[WORDS_PATH] = "setenv PATH '%s'",
			[WORDS_PREPEND] = "setenv PATH '%s':\"$PATH\"",
			[WORDS_APPEND] = "setenv PATH \"$PATH\":'%s'",
			[WORDS_PROMPT] = "set prompt = '%s" PTY_PROMPT "'",
			[WORDS_ACTIVATE] = "source '%s'/bin/activate.csh",
			[WORDS_FUNCTION] = "alias %s cd '%s'", [WORDS_SUBSHELL] = "(cd '%s')",
			[WORDS_PUSHD] = "pushd '%s' >/dev/null", [WORDS_POPD] = "popd >/dev/null",
			[WORDS_AUTOCD] = "set implicitcd", [WORDS_EXEC] = "exec %s",
		},
	},
};

const unsigned shell_setup_count = sizeof(shell_setups) / sizeof(shell_setups[0]);

const struct shell_setup *shell_setup_find(const char *name)
{
	for (unsigned i = 0; i < shell_setup_count; i++) {
		if (strcmp(shell_setups[i].name, name) == 0)
			return &shell_setups[i];
	}
	return NULL;
}

char *shell_says(const struct shell_setup *setup, enum words words, const char *a,
		 const char *b)
{
	const char *format = setup->words[words], *mark;
	const char *const arguments[] = { a, b };
	char *line = NULL;
	size_t size, used = 0;
	FILE *out;

	if (!format)
		return NULL;
	out = open_memstream(&line, &size);
	for (; out && (mark = strstr(format, "%s")); format = mark + 2)
		fprintf(out, "%.*s%s", (int)(mark - format), format, arguments[used++]);
	if (!out || fputs(format, out) < 0 || fclose(out) != 0)
		abort();
	return line;
}

char *shell_command(const struct shell_setup *setup)
{
	char *line = shell_program(setup->name), *longer;

	for (int i = 1; line && setup->argv[i]; i++) {
		if (asprintf(&longer, "%s %s", line, setup->argv[i]) < 0)
			abort();
		free(line);
		line = longer;
	}
	return line;
}

static char *format_path(const char *path, int n, const char *name)
{
	char *file = NULL;

	if (asprintf(&file, "%.*s/%s", n, path, name) < 0)
		abort();
	return file;
}

char *shell_program(const char *name)
{
	char variable[32] = "ENVD_TEST_";
	const char *given, *path = getenv("PATH");

	for (size_t i = 0, n = strlen(variable); name[i] && n < sizeof(variable) - 1; i++, n++) {
		variable[n] = (char)toupper((unsigned char)name[i]);
		variable[n + 1] = '\0';
	}
	given = getenv(variable);
	if (given && *given)
		return strdup(given);
	while (path && *path) {
		int n = (int)strcspn(path, ":");
		char *file = format_path(path, n, name);

		if (access(file, X_OK) == 0)
			return file;
		free(file);
		path += n + (path[n] == ':');
	}
	return NULL;
}
