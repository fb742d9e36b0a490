/* tmux: a real one, in which each window and pane is a shell of its own. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(tmux, .init = hooked_setup, .fini = world_fini);

struct sight {
	const char *text;
	int n;
};

static bool shows(struct pty *p, void *data)
{
	const struct sight *sight = data;
	char *screen = pty_screen(p);
	bool is = occurrences(screen, sight->text) >= sight->n;

	free(screen);
	return is;
}

static void wait_for(struct pty *p, const char *text, int n)
{
	struct sight sight = { text, n };

	pty_wait_for(p, shows, &sight, text);
}

/* Asks the shell of the pane that has the cursor; `mark` has not been asked for. */
static void asks(struct pty *p, int mark, const char *prefix)
{
	pty_type(p, world_format(world, "python3 -c 'import sys; print(%d, sys.prefix)'\n", mark));
	wait_for(p, world_format(world, "%d %s", mark, prefix), 1);
}

EACH_SHELL(tmux, windows_and_panes)
{
	const char *prefix = world_path(world, "home/p/.venv");
	const char *socket = world_path(world, "tmux"), *inside = world_path(world, "home/p");
	char *command = shell_command(shell_setup_find(shell));
	const char *argv[] = { "tmux", "-S", socket, "-f", NULL, "new-session", NULL };
	struct pty *p;

	world_need("tmux");
	if (!command)
		world_skip("%s is not installed", shell);
	project("p");
	client(NULL, "daemon", "start");
	argv[4] = world_write(world, "tmux.conf",
			      world_format(world, "set -g default-command '%s'\n"
						  "set -g status off\nset -g escape-time 0\n"
						  "bind s split-window -c '%s'\n"
						  "bind w new-window -c '%s'\n",
					   world_keep(world, command), inside, inside));
	p = world_pty(world, argv, NULL);
	wait_for(p, "@@", 1);
	pty_type(p, "cd p\n");
	wait_for(p, "(.venv) @@", 1);
	asks(p, 1, prefix);
	pty_type(p, "\x02s");
	wait_for(p, "(.venv) @@", 3); /* two of the first pane */
	asks(p, 2, prefix);
	pty_type(p, "cd /\n");
	wait_for(p, "\n@@", 1);
	asks(p, 3, "/usr");
	pty_type(p, "\x02w");
	wait_for(p, "(.venv) @@", 1);
	asks(p, 4, prefix);
	pty_type(p, "cd /\n");
	wait_for(p, "\n@@", 1);
	asks(p, 5, "/usr");
	free(world_run(world, NULL, "tmux", "-S", socket, "kill-server", NULL));
	pty_wait_exit(p);
}
