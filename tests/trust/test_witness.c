/* The witness: what is made while one of your shells sits there is on at its
 * next prompt, and nothing is asked. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MAKE "python3 -m venv --without-pip "

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	world_mkdir(world, "home/s");
}

TestSuite(witness, .init = setup, .fini = world_fini);

/* Types the line where nothing was left to ask: the environment is on then. */
static void is_on_after(struct pty *p, const char *line, const char *prefix)
{
	char *out;

	mini_settle(p);
	mini_expect_off(p);
	out = pty_run(p, line);
	cr_assert_null(strstr(out, "envd allow"), "%s", out);
	cr_assert(mini_is_on(p), "%s: %s", line, out);
	free(out);
	mini_expect_on(p, world_path(world, prefix));
	mini_settle(p);
	mini_expect_on(p, world_path(world, prefix));
}

static void made(const char *shell, const char *line)
{
	is_on_after(world_shell_in(world, shell, "home/s"), line, "home/s/.venv");
}

/* With pip, as people do; that alone takes some seconds. */
static void whole(const char *shell)
{
	setenv("ENVD_TEST_TIMEOUT_S", "60", 1);
	made(shell, "python3 -m venv .venv");
}

Test(witness, bash_venv) { whole("bash"); }
Test(witness, zsh_venv) { whole("zsh"); }
Test(witness, bash_copies) { made("bash", MAKE "--copies .venv"); }
Test(witness, zsh_copies) { made("zsh", MAKE "--copies .venv"); }
Test(witness, bash_again) { made("bash", MAKE ".venv; rm -rf .venv; " MAKE ".venv"); }

static void virtualenv(const char *shell)
{
	world_need("virtualenv");
	made(shell, "virtualenv -q .venv");
}

Test(witness, bash_virtualenv) { virtualenv("bash"); }
Test(witness, zsh_virtualenv) { virtualenv("zsh"); }

/* The shell's own file keeps what it was told, not the daemon. */
static void killed(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/s");

	mini_settle(p);
	cr_assert(mini_kill_daemon(world));
	free(pty_run(p, MAKE ".venv"));
	cr_assert(mini_is_on(p));
	cr_assert(mini_kill_daemon(world));     /* its decision may not be written yet */
	free(pty_run(p, "touch x"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

Test(witness, bash_daemon_killed) { killed("bash"); }
Test(witness, zsh_daemon_killed) { killed("zsh"); }

/* What __git_ps1 and the frameworks run at each prompt. (A plain `git status`
 * takes the index's lock, as a checkout does: after that it asks.) */
static const char git_prompt[] =
	"s() { { git --no-optional-locks status -sb; git diff --no-ext-diff --quiet;\n"
	"       git rev-parse HEAD; } >/dev/null 2>&1; }\n";

/* In a checkout, with a prompt that shows the branch and whether it is dirty. */
static void in_a_checkout(const char *shell)
{
	struct pty *p;

	world_need("git");
	world_write(world, "home/.gitconfig", "[user]\nname = a\nemail = a@b\n");
	world_append(world, "home/.bashrc", git_prompt);
	world_append(world, "home/.bashrc", "PROMPT_COMMAND+=(s)\n");
	world_append(world, "home/.zshrc", git_prompt);
	world_append(world, "home/.zshrc", "precmd_functions+=(s)\n");
	p = world_shell_in(world, shell, "home/s");
	free(pty_run(p, "git init -q .; echo .venv >.gitignore; git add .; git commit -qm one"));
	free(pty_run(p, "git status >/dev/null"));
	mini_settle(p);
	is_on_after(p, MAKE ".venv", "home/s/.venv");
	free(pty_run(p, "echo x >y; git add y; git commit -qm two"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

Test(witness, bash_in_a_checkout) { in_a_checkout("bash"); }
Test(witness, zsh_in_a_checkout) { in_a_checkout("zsh"); }

Test(witness, made_and_entered_in_one_line)
{
	struct pty *p = world_shell(world, "bash");

	is_on_after(p, "mkdir -p a/b; cd a/b; " MAKE ".venv", "home/a/b/.venv");
}

Test(witness, in_a_folder_below)
{
	struct pty *p;

	world_mkdir(world, "home/s/t/u");
	p = world_shell_in(world, "bash", "home/s/t/u");
	is_on_after(p, MAKE "../../.venv", "home/s/.venv");
}

Test(witness, home_itself)
{
	is_on_after(world_shell(world, "bash"), MAKE ".venv", "home/.venv");
}

Test(witness, home_itself_zsh)
{
	world_append(world, "home/.zshrc",
		     "HISTFILE=~/.zsh_history SAVEHIST=100 HISTSIZE=100\nsetopt share_history\n");
	is_on_after(world_shell(world, "zsh"), MAKE ".venv", "home/.venv");
}

Test(witness, outside_home)
{
	world_mkdir(world, "tmp/p");
	is_on_after(world_shell_in(world, "bash", "tmp/p"), MAKE ".venv", "tmp/p/.venv");
}

Test(witness, any_name)
{
	struct pty *p = world_shell_in(world, "bash", "home/s");

	mini_settle(p);
	free(pty_run(p, MAKE "tools"));
	cr_assert_str_eq(pty_prompt(p), "(tools) @@");
	free(pty_run(p, "cd; cd s"));
	cr_assert_str_eq(pty_prompt(p), "(tools) @@");
}

/* What one shell saw, holds for another; a shell elsewhere is left alone. */
Test(witness, for_all_shells)
{
	struct pty *p = world_shell_in(world, "bash", "home/s");
	struct pty *other = world_shell(world, "zsh");

	is_on_after(p, MAKE ".venv", "home/s/.venv");
	mini_settle(other);
	mini_expect_off(other);
	free(pty_run(other, "cd s"));
	mini_expect_on(other, world_path(world, "home/s/.venv"));
}

/* An activated shell saw nothing since, so what comes then is not witnessed. */
Test(witness, not_after_leaving)
{
	struct pty *p = world_shell_in(world, "bash", "home/s");
	char *out;

	mini_settle(p);
	free(pty_run(p, "cd; mkdir t; cd t"));
	mini_settle(p);
	world_venv(world, "home/s/.venv");
	out = pty_run(p, "cd ../s");
	cr_assert(strstr(out, "envd allow"), "%s", out);
	mini_expect_off(p);
	free(out);
}
