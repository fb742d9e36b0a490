/* envd on, off: for a shell without the hook, where they cannot do anything. */
#include "command.h"

#include <stdio.h>

int cmd_off(int argc, char **argv)
{
	static const char *const known[] = { NULL };
	int n = command_options(argc, argv, known, NULL);

	if (n < 0)
		return EXIT_USAGE;
	if (n > 0)
		return command_usage(argv[0], "takes no arguments");
	fprintf(stderr, "envd %s: this shell has not loaded envd's hook. To see how: "
			"envd hook --help\n", argv[0]);
	return EXIT_NO;
}
