/* What came from elsewhere asks: one line that names `envd allow`, once, and
 * nothing of its bin runs before the answer. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct world *world;

/* Each prompt runs these, as many people's do. */
static const char prompts[] =
	"runs() { { git --no-optional-locks status; ls; planted; } >/dev/null 2>&1; }\n";

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	world_write(world, "home/.gitconfig", "[user]\nname = a\nemail = a@b\n");
	world_append(world, "home/.bashrc", prompts);
	world_append(world, "home/.bashrc", "PROMPT_COMMAND+=(runs)\n");
	world_append(world, "home/.zshrc", prompts);
	world_append(world, "home/.zshrc", "precmd_functions+=(runs)\n");
	world_mkdir(world, "home/src");
}

TestSuite(ask, .init = setup, .fini = world_fini);

static void plant(const char *name)
{
	char *path = NULL;

	cr_assert(asprintf(&path, "home/s/.venv/bin/%s", name) > 0);
	world_write(world, path, "#!/bin/sh\n: >~/ran\n");
	cr_assert_eq(chmod(world_path(world, path), 0755), 0);
	free(path);
}

static void run_in(const char *relative, const char *script)
{
	const char *argv[] = { "sh", "-ec", script, NULL };
	int status;
	char *out = world_run_in(world, relative, &status, argv);

	cr_assert_eq(status, 0, "%s: %s", script, out);
	free(out);
}

/* An environment that says it is at home/s/.venv, packed in each way. */
static void prepare(void)
{
	world_venv(world, "home/s/.venv");
	plant("planted");
	run_in("home/s",
	       "tar cf ../t.tar .venv; zip -qry ../t.zip .venv; cp -a .venv ../src/;"
	       "git init -q .; git commit -q --allow-empty -m zero; git branch plain;"
	       "git add -f .venv; git commit -qm one; git branch full;"
	       "git checkout -q plain; git branch -D master main || :;"
	       "cp -a . ../repo; cd ../repo; git checkout -q full; cd ../s; rm -rf .venv");
}

static bool has_run(void)
{
	return access(world_path(world, "home/ran"), F_OK) == 0;
}

static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

/* Types the line in home/s (or in home): it asks. */
static void asks(struct pty *p, const char *line)
{
	char *out;

	mini_settle(p);
	mini_expect_off(p);
	out = pty_run(p, line);
	cr_assert_eq(count(out, "\n"), 0, "not one line: %s", out);
	cr_assert_eq(count(out, "envd allow"), 1, "%s: %s", line, out);
	free(out);
	for (int i = 0; i < 3; i++) {
		mini_expect_off(p);
		mini_settle(p);
	}
	free(pty_run(p, "cd ~; cd s"));
	mini_expect_off(p);
	out = pty_history(p);
	cr_assert_eq(count(out, "envd allow"), 1, "more than once: %s", out);
	free(out);
	cr_assert_not(has_run(), "%s: its program ran", line);
}

/* And is on when it is allowed: so has_run() sees what it should. */
static void allowed(struct pty *p)
{
	free(pty_run(p, "envd allow --yes"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	cr_assert(has_run());
}

static void came(const char *shell, const char *line)
{
	struct pty *p;

	world_need("git");
	world_need("zip");
	prepare();
	if (strncmp(line, "git", 3) != 0)
		run_in("home/s", "rm -rf .git");        /* only the times tell */
	p = world_shell_in(world, shell, "home/s");
	asks(p, line);
	allowed(p);
}

Test(ask, bash_tar) { came("bash", "tar xf ../t.tar"); }
Test(ask, zsh_tar) { came("zsh", "tar xf ../t.tar"); }
Test(ask, bash_tarfile) { came("bash", "python3 -m tarfile -e ../t.tar"); }
Test(ask, bash_unzip) { came("bash", "unzip -q ../t.zip"); }
Test(ask, zsh_unzip) { came("zsh", "unzip -q ../t.zip"); }
Test(ask, bash_cp) { came("bash", "cp -a ../src/.venv ."); }
Test(ask, zsh_cp) { came("zsh", "cp -a ../src/.venv ."); }
Test(ask, bash_mv) { came("bash", "mv ../src/.venv ."); }
Test(ask, zsh_mv) { came("zsh", "mv ../src/.venv ."); }
Test(ask, bash_git_checkout) { came("bash", "git checkout -q full"); }
Test(ask, zsh_git_checkout) { came("zsh", "git checkout -q full"); }

Test(ask, bash_rsync)
{
	world_need("rsync");
	came("bash", "rsync -a ../src/.venv .");
}

Test(ask, bash_cloned_in_place)
{
	struct pty *p;

	world_need("git");
	world_need("zip");
	prepare();
	run_in("home", "rm -rf s");
	p = world_shell(world, "bash");
	asks(p, "git clone -q repo s; cd s");
	allowed(p);
}

/* A daemon's death does not make it anything else. */
Test(ask, killed_in_between)
{
	struct pty *p;

	world_need("git");
	world_need("zip");
	prepare();
	p = world_shell_in(world, "bash", "home/s");
	mini_settle(p);
	cr_assert(mini_kill_daemon(world));
	asks(p, "tar xf ../t.tar");
	cr_assert(mini_kill_daemon(world));
	mini_settle(p);
	mini_expect_off(p);
	allowed(p);
}

/* Names that the prompt calls: not one runs, and it is said which is hidden. */
static void hides(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/s");
	char *out;

	mini_settle(p);
	out = pty_run(p, "python3 -m venv --without-pip .venv; cp ~/git .venv/bin; cp ~/git .venv/bin/ls");
	cr_assert(strstr(out, "its bin/git would") || strstr(out, "its bin/ls would"), "%s", out);
	cr_assert(strstr(out, "envd allow"), "%s", out);
	mini_expect_off(p);
	cr_assert_not(has_run());
	free(out);
}

static void prepare_hider(void)
{
	world_mkdir(world, "home/s");
	world_write(world, "home/git", "#!/bin/sh\n: >~/ran\n");
	cr_assert_eq(chmod(world_path(world, "home/git"), 0755), 0);
}

Test(ask, bash_hides)
{
	prepare_hider();
	hides("bash");
}

Test(ask, zsh_hides)
{
	prepare_hider();
	hides("zsh");
}

/* It was there before any shell. */
Test(ask, was_there_before)
{
	struct pty *p;
	char *out;

	world_venv(world, "home/s/.venv");
	plant("planted");
	p = world_shell_in(world, "bash", "home/s");
	out = pty_history(p);
	cr_assert_eq(count(out, "envd allow"), 1, "%s", out);
	free(out);
	mini_settle(p);
	mini_expect_off(p);
	cr_assert_not(has_run());
	allowed(p);
}
