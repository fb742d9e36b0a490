/* envd hook: a shell's hook, with our own path in it. */
#include "command.h"
#include "launch.h"
#include "shell.h"

#include "envd/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "@CLIENT@"

/* The hook with our path, quoted, in the place of the mark. */
static void add_hook(struct buf *out, const struct shell *shell, const char *own)
{
	struct buf hook = BUF_INIT;
	const char *mark;

	shell_hook(&hook, shell);
	mark = strstr(hook.data, MARK);
	buf_add(out, hook.data, (size_t)(mark - hook.data));
	shell->quote(out, own);
	buf_adds(out, mark + strlen(MARK));
	buf_free(&hook);
}

int cmd_hook(int argc, char **argv)
{
	static const char *const known[] = { NULL };
	struct buf out = BUF_INIT;
	const struct shell *shell;
	char *own;
	int n = command_options(argc, argv, known, NULL), r;

	if (n < 0)
		return EXIT_USAGE;
	if (n != 1)
		return command_usage(argv[0], "no shell is given");
	shell = shell_find(argv[1]);
	if (shell == NULL)
		return command_usage(argv[0], "there is no hook for '%s'", argv[1]);
	own = launch_own_path();
	if (own == NULL) {
		fputs("envd: cannot find its own program file; call it by its absolute path\n",
		      stderr);
		return EXIT_NO;
	}
	add_hook(&out, shell, own);
	r = write_all(STDOUT_FILENO, out.data, out.len);
	buf_free(&out);
	free(own);
	return r < 0 ? EXIT_NO : EXIT_DONE;
}
