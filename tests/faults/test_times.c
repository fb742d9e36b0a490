/* Changes that leave a time as it was, or move what is looked at: each case is
 * one command line at a prompt where nothing was left to ask. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	mini_allow_tree(world, "home");
}

TestSuite(times, .init = setup, .fini = world_fini);

struct change {
	const char *before;     /* run in home */
	const char *directory;  /* where the shell then sits */
	bool was_on;
	const char *line;
	const char *on;         /* the environment that is right then, below home; or NULL */
};

static const struct change changes[] = {
	/* times put back */
	{ "mkdir p; cd p; mk .venv", "p", true,
	  "d=$(stat -c %y .); rm -rf .venv; touch -d \"$d\" .", NULL },
	{ "mkdir p", "p", false, "mk .venv; touch -d '2001-02-03 04:05:06' .", "p/.venv" },
	{ "mkdir p", "p", false,        /* to the nanosecond: by the daemon's event */
	  "d=$(stat -c %y .); mk .venv; touch -d \"$d\" .; sleep 0.2", "p/.venv" },
	{ "mkdir p; cd p; tar cf ../t.tar .; mk .venv", "p", true,
	  "rm -rf .venv; tar xf ../t.tar", NULL },
	{ "mkdir p; cd p; mk .venv; tar cf ../t.tar .; rm -rf .venv", "p", false,
	  "tar xf ../t.tar", "p/.venv" },
	{ "mkdir -p p; cd p; mk .venv; cp -a . ../src; rm -rf .venv", "p", false,
	  "cp -a ../src/. .", "p/.venv" },
	{ "mkdir -p p; cp -a p src; cd p; mk .venv", "p", true,
	  "rm -rf .venv; cp -a ../src/. .", NULL },
	/* renamed, swapped, retargeted */
	{ "mkdir p; cd p; mk .venv", "p", true, "mv ~/p ~/q", NULL },
	{ "mkdir -p a/p; cd a/p; mk .venv", "a/p", true, "mv ~/a ~/b", NULL },
	{ "mkdir -p a/p b/p; cd a/p; mk .venv", "a/p", true, "mv ~/a ~/c; mv ~/b ~/a", NULL },
	{ "mkdir -p a/p b/p; cd b/p; mk .venv; cd ../../a/p; mk .venv", "a/p", true,
	  "mv ~/a ~/c; mv ~/b ~/a", NULL },
	{ "mkdir -p a/p; cd a/p; mk .venv; cp -a ~/a ~/b", "a/p", true,        /* all times alike */
	  "mv ~/a ~/c; mv ~/b ~/a", NULL },
	{ "mkdir -p a/p b/p; ln -s a l; cd l/p; mk .venv", "l/p", true, "ln -sfn b ~/l", NULL },
	{ "mkdir -p a/p b/p; ln -s a l; cd l/p; mk .venv; cd ../../b/p; mk .venv", "l/p", true,
	  "ln -sfn b ~/l; cd .", "l/p/.venv" },
	/* a .venv that is a link */
	{ "mkdir p; cd p; mk real; ln -s real .venv", "p", true, "rm -rf real", NULL },
	{ "mkdir p; cd p; mk real; ln -s real .venv", "p", true, "mv real moved", NULL },
	{ "mkdir p; cd p; mk real; ln -s real .venv; mk bad; rm bad/pyvenv.cfg", "p", true,
	  "ln -sfn bad .venv", NULL },
	/* replaced within one line */
	{ "mkdir p; cd p; mk .venv; mv .venv other; mk .venv", "p", true,
	  "rm -rf .venv && mv other .venv", "p/.venv" },
	{ "mkdir p; cd p; mk other; mk .venv", "p", true, "rm -rf .venv && mv other .venv", NULL },
	{ "mkdir p; cd p; mk .venv", "p", true, "rm -rf .venv; mk .venv", "p/.venv" },
	{ "mkdir p; cd p; mk .venv", "p", true, "rm .venv/bin/python", NULL },
	{ "mkdir p; cd p; mk .venv", "p", true, "mv .venv/pyvenv.cfg .venv/x", NULL },
	/* another that is nearer */
	{ "mkdir -p p/q; cd p; mk .venv", "p/q", true, "(mk .venv)", "p/q/.venv" },
	{ "mkdir -p p/q; cd p; mk .venv; cd q; mk .venv", "p/q", true, "rm -rf .venv", "p/.venv" },
};

static void prepare(struct pty *p, const struct change *c)
{
	char *line = NULL;

	cr_assert(asprintf(&line, "rm -rf a b c l p q src t.tar; %s; cd ~/%s", c->before,
			   c->directory) > 0);
	free(pty_run(p, line));
	free(line);
	mini_settle(p);
	cr_assert_eq(mini_is_on(p), c->was_on, "before: %s: %s", c->line, pty_prompt(p));
}

static void try_change(const char *shell, unsigned number)
{
	const struct change *c = &changes[number];
	struct pty *p = world_shell(world, shell);
	char *line = NULL;

	fprintf(stderr, "%s: %s\n", shell, c->line);
	prepare(p, c);
	free(pty_run(p, c->line));
	if (c->on) {
		cr_assert(asprintf(&line, "%s/%s", world->home, c->on) > 0);
		cr_assert(mini_is_on(p), "after: %s: %s", c->line, pty_screen(p));
		mini_expect_on(p, line);
		free(line);
	} else {
		cr_assert_not(mini_is_on(p), "after: %s: %s", c->line, pty_screen(p));
		mini_expect_off(p);
	}
	world_pty_close(world, p);
}

static void try_changes(const char *shell)
{
	for (unsigned i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		try_change(shell, i);
}

Test(times, bash) { try_changes("bash"); }
Test(times, zsh) { try_changes("zsh"); }

/* The same with a daemon that is dead at each change: nothing here may rest on
 * an event. (The one that can't do without is left out.) */
static void try_without_events(const char *shell)
{
	for (unsigned i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		struct pty *p;
		const struct change *c = &changes[i];

		if (i == 2)
			continue;
		p = world_shell(world, shell);
		prepare(p, c);
		cr_assert(mini_kill_daemon(world), "before: %s: no daemon", c->line);
		free(pty_run(p, c->line));
		cr_assert_eq(mini_is_on(p), c->on != NULL, "after: %s: %s", c->line,
			     pty_screen(p));
		world_pty_close(world, p);
	}
}

Test(times, bash_without_events) { try_without_events("bash"); }
Test(times, zsh_without_events) { try_without_events("zsh"); }

/* ---- by another process ------------------------------------------------------ */

static void nearer_by_another(const char *shell)
{
	struct pty *p;

	world_mkdir(world, "home/p/q");
	mini_env(world, "home/p/.venv");
	p = world_shell_in(world, shell, "home/p/q");
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	mini_env(world, "home/p/q/.venv");
	free(pty_run(p, ""));
	mini_expect_on(p, world_path(world, "home/p/q/.venv"));
}

Test(times, bash_nearer_by_another) { nearer_by_another("bash"); }
Test(times, zsh_nearer_by_another) { nearer_by_another("zsh"); }
