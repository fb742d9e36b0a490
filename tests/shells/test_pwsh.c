/* PowerShell, with $ENVD_TEST_PWSH or the pwsh that is on PATH. */
#include "hooked.h"

#include "fail.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(pwsh, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "
#define OTHERS "[$env:VIRTUAL_ENV$env:VIRTUAL_ENV_PROMPT$env:ENVD_STATE$env:CONDA_PREFIX]"

/* Behind the words of another command, or alone. */
static struct pty *start(const char *const *before, const char *relative)
{
	const char *argv[16] = { NULL };
	char *program = shell_program("pwsh");
	struct pty *p;
	int n = 0;

	if (!program)
		world_skip("pwsh is not installed");

	for (; before && before[n]; n++)
		argv[n] = before[n];
	argv[n++] = program;
	argv[n++] = "-NoLogo";
	client(NULL, "daemon", "start");
	if (before)             /* leaks can't be looked for under ptrace */
		world_setenv(world, "ASAN_OPTIONS", "detect_leaks=0");
	p = world_pty(world, argv, relative);
	pty_wait_prompt(p);
	free(program);
	return p;
}

static struct pty *pwsh_in(const char *relative)
{
	return start(NULL, relative);
}

static void no_error(struct pty *p)
{
	pty_expect(p, "$Error.Count", "0");
}

/* ---- the story --------------------------------------------------------------- */

/* What is in the shell, but for what no two prompts have in common. */
static const char dump[] =
	"function dump { Get-ChildItem Env: | ForEach-Object { \"$($_.Name)=$($_.Value)\" }\n"
	"Get-ChildItem Function: | Where-Object Name -notlike '__envd_*' |\n"
	"  ForEach-Object { \"$($_.Name) $($_.Definition)\" }\n"
	"Get-ChildItem Alias: | ForEach-Object { \"$($_.Name) $($_.Definition)\" }\n"
	"(Get-Variable -Scope Global | Where-Object Name -notlike '__envd_*').Name }\n";

Test(pwsh, all_as_before)
{
	struct pty *p;

	project("p");
	project("p/q");
	rc_write("pwsh", "", dump);
	world_setenv(world, "PYTHONHOME", "/usr");
	p = pwsh_in(NULL);
	run_to(p, "mkdir -p out; cd out; /bin/true", "@@");
	run_to(p, "$null = dump; dump >~/before", "@@");
	run_to(p, "cd ~/p", "(.venv) @@");
	pty_expect(p, "\"[$env:PYTHONHOME]\"", "[]");
	run_to(p, "cd q", "(.venv) @@");
	expect_home(p, "$env:VIRTUAL_ENV", "%H/p/q/.venv");
	run_to(p, "dump >~/in; cd ~/out", "@@");
	run_to(p, "dump >~/after", "@@");
	pty_expect(p, "diff ~/before ~/after; cmp -s ~/before ~/in; $LASTEXITCODE", "1");
	pty_expect(p, "(Get-Content ~/before).Count -gt 100", "True");
}

Test(pwsh, deactivate)
{
	struct pty *p;

	project("p");
	p = pwsh_in("home/p");
	run_to(p, "deactivate", "@@");
	pty_expect(p, "Test-Path Function:deactivate; \"[$env:VIRTUAL_ENV]\"", "False\n[]");
	run_to(p, "envd on", "(.venv) @@");
	pty_expect(p, "$LASTEXITCODE", "0");
	pty_expect(p, "deactivate -NonDestructive; \"[$env:VIRTUAL_ENV]\"", "[]");
	prompt_is(p, "@@");
	expect_text(p, "envd nonsense 2>&1; $LASTEXITCODE", "2");
	no_error(p);
}

Test(pwsh, asked_for)
{
	struct pty *p;

	world_venv(world, "home/p/.venv");
	p = pwsh_in(NULL);
	expect_text(p, "cd p", "envd allow");
	prompt_is(p, "@@");
	run_to(p, "", "@@");
	expect_text(p, "envd allow", "trusted");
	prompt_is(p, "(.venv) @@");
	free(pty_run(p, "envd deny"));
	prompt_is(p, "@@");
	run_to(p, "cd ~; mkdir -p q; cd q", "@@");
	made_to(p, VENV "tools", "q/tools", "(tools) @@");
	expect_home(p, "which python3", "%H/q/tools/bin/python3");
}

Test(pwsh, the_client_is_gone)
{
	struct pty *p;

	project("p");
	p = pwsh_in(NULL);
	run_to(p, "$__envd_client = '/nonexistent'; cd p", "@@");
	run_to(p, "cd ~", "@@");
	no_error(p);
}

/* .NET does not follow a link: each one on the way is in the list. */
Test(pwsh, links)
{
	struct pty *p;

	world_venv(world, "home/e/one");
	world_venv(world, "home/e/two");
	client(NULL, "allow", world_path(world, "home/e/one"));
	world_mkdir(world, "home/p");
	cr_assert_eq(symlink("e/one", world_path(world, "home/to")), 0);
	cr_assert_eq(symlink("../to", world_path(world, "home/p/.venv")), 0);
	allow(world_path(world, "home/p"));
	p = pwsh_in("home/p");
	cr_assert_eq(pty_prompt(p)[0], '(', "%s", pty_prompt(p));
	expect_home(p, "python3 -c 'import sys; print(sys.prefix)'", "%H/p/.venv");
	settle(p);
	expect_text(p, "ln -sfn e/two ~/to", "envd allow");
	prompt_is(p, "@@");
	pty_expect(p, "\"" OTHERS "\"", "[]");
	/* A python that leads nowhere, and comes back. */
	project("q");
	run_to(p, "cd ~/q", "(.venv) @@");
	settle(p);
	free(pty_run(p, "mv .venv/bin/python3 x"));
	prompt_is(p, "@@");
	settle(p);
	run_to(p, "mv x .venv/bin/python3", "(.venv) @@");
	no_error(p);
}

/* It puts its own directory first on PATH when it starts. */
Test(pwsh, without_a_prompt)
{
	struct pty *p;

	project("p");
	p = pwsh_in("home/p");
	expect_home(p, "& $PSHOME/pwsh -NoProfile -c 'which python3'", "%H/p/.venv/bin/python3");
	expect_home(p, "& $PSHOME/pwsh -c '$null = prompt; which python3'",
		    "(.venv) %H/p/.venv/bin/python3");
	run_to(p, "cd ..", "@@");
}

/* ---- what it keeps, and keeps up with --------------------------------------- */

Test(pwsh, statuses_are_kept)
{
	struct pty *p;

	project("p");
	rc_write("pwsh", "function prompt { $global:ok = $?; $global:code = $LASTEXITCODE; '@@ ' }", "");
	p = pwsh_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "\"$ok $?\"", "True True");
	run_to(p, "bash -c 'exit 3'", "(.venv) @@");
	pty_expect(p, "\"$? $ok $LASTEXITCODE $code\"", "False False 3 3");
	run_to(p, "cd ..; bash -c 'exit 4'", "@@");
	pty_expect(p, "\"$? $ok $LASTEXITCODE $code\"", "False False 4 4");
	run_to(p, "$PSNativeCommandUseErrorActionPreference = $true; cd p", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	no_error(p);
}

static void is_strict(const char *before, const char *after, const char *typed)
{
	struct pty *p;

	project("p");
	rc_write("pwsh", before, after);
	p = pwsh_in(NULL);
	run_to(p, typed, "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "", "(.venv) @@");
	run_to(p, "envd off", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "bash -c 'exit 0'", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ..", "@@");
	made_to(p, "mkdir -p q; cd q; " VENV ".venv", "q/.venv", "(.venv) @@");
	expect_text(p, "/bin/rm -rf .venv", "which is gone");
	prompt_is(p, "@@");
	no_error(p);
	expect_text(p, "Get-Item nothing", "nothing");
	prompt_is(p, "@@");
}

#define STRICT "Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'; " \
	       "$PSNativeCommandUseErrorActionPreference = $true"

Test(pwsh, strict_before) { is_strict(STRICT, "", ""); }
Test(pwsh, strict_behind) { is_strict("", STRICT, ""); }
Test(pwsh, strict_typed) { is_strict("", "", STRICT); }

/* Names of the user's own, in the place of all that the hook may call. */
Test(pwsh, taken_names)
{
	is_strict("", "function Remove-Item { 'r' }; function Write-Error { 'w' }\n"
		  "Set-Alias Invoke-Expression Get-Date; Set-Alias Get-Variable Get-Date\n"
		  "$OFS = '-'; $PSDefaultParameterValues['*:Verbose'] = $true\n"
		  "$WhatIfPreference = $true; $ConfirmPreference = 'Low'", "");
}

Test(pwsh, other_prompts)
{
	struct pty *p;

	project("p");
	rc_write("pwsh", "$global:k = 0; function prompt { $global:k++; \"<$k> " PTY_PROMPT "\" }",
		 "");
	p = pwsh_in(NULL);
	prompt_is(p, "<1> @@");
	run_to(p, "cd p", "(.venv) <2> @@");
	run_to(p, "", "(.venv) <3> @@");
	/* Ours is gone until the next change of directory. */
	run_to(p, "function prompt { 'new " PTY_PROMPT "' }", "new @@");
	run_to(p, "cd ..", "new @@");
	run_to(p, "cd p", "(.venv) new @@");
	/* Wrapped by another: it stays in the place it was given. */
	run_to(p, "$old = $function:prompt; function prompt { Write-Host -NoNewline '['; & $old }",
	       "[(.venv) new @@");
	run_to(p, "cd ..", "[new @@");
	run_to(p, "cd p", "[(.venv) new @@");
	run_to(p, "$env:VIRTUAL_ENV_DISABLE_PROMPT = '1'", "[new @@");
	run_to(p, "cd ..; cd p; Remove-Item Env:VIRTUAL_ENV_DISABLE_PROMPT", "[(.venv) new @@");
	no_error(p);
}

Test(pwsh, hooked_twice)
{
	struct pty *p;

	project("p");
	rc_write("pwsh", "", "envd hook pwsh | Out-String | Invoke-Expression");
	p = pwsh_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "envd hook pwsh | Out-String | Invoke-Expression", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	no_error(p);
}

/* A location that is no directory: that of the programs counts. */
Test(pwsh, other_providers)
{
	struct pty *p;

	project("p");
	p = pwsh_in(NULL);
	run_to(p, "cd Env:/", "@@");
	run_to(p, "cd $HOME/p", "(.venv) @@");
	run_to(p, "cd Function:/", "(.venv) @@");
	expect_home(p, "which python3", "%H/p/.venv/bin/python3");
	run_to(p, "cd $HOME", "@@");
	run_to(p, "$null = New-PSDrive -Name X -PSProvider FileSystem -Root $HOME/p", "@@");
	run_to(p, "cd X:/", "(.venv) @@");
	expect_home(p, "$env:VIRTUAL_ENV", "%H/p/.venv");
	run_to(p, "cd $HOME", "@@");
}

Test(pwsh, without_readline)
{
	struct pty *p;

	project("p");
	rc_write("pwsh", "", "if (Get-Module PSReadLine) { Remove-Module PSReadLine }");
	p = pwsh_in(NULL);
	pty_expect(p, "(Get-Module PSReadLine).Count", "0");
	run_to(p, "cd p", "(.venv) @@");
	expect_home(p, "which python3", "%H/p/.venv/bin/python3");
	run_to(p, "deactivate", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	no_error(p);
}

/* ---- Windows PowerShell 5.1, which is not there to be run ------------------------ */

/* How many errors there are, and signs of operators that it does not have. */
#define OLD                                                                         \
	"function old($text) { $tokens = $errors = $null\n"                            \
	"$tree = [System.Management.Automation.Language.Parser]::ParseInput($text, "   \
	"[ref]$tokens, [ref]$errors)\n"                                                \
	"$errors.Count + $tree.FindAll({ $args[0].Background }, $true).Count + "       \
	"$tokens.Where{ $_.Kind -in 'QuestionMark', 'QuestionQuestion', 'QuestionDot', " \
	"'QuestionQuestionEquals', 'QuestionLBracket', 'AndAnd', 'OrOr', 'Clean' }.Count }"

Test(pwsh, syntax_of_5_1)
{
	struct pty *p;

	project("p");
	rc_write("pwsh", "", OLD);
	p = pwsh_in("home/p");
	pty_expect(p, "old '$a ?? 1'; old '$a ? 1 : 2'; old 'ls && ls'; old 'ls &'; (old '(') -gt 0",
		   "1\n1\n1\n1\nTrue");
	pty_expect(p, "old (envd hook pwsh | Out-String)", "0");
	settle_in(p, "pwsh");
	pty_expect(p, "$__envd_fresh.Ast.Extent.Text.Length -gt 100; old $__envd_fresh", "True\n0");
	pty_expect(p, "old (envd export pwsh | Out-String)", "0");
}
