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
	fprintf(stderr, "envd %s: only a shell with the hook can do that; "
			"see 'envd hook --help'\n", argv[0]);
	return EXIT_NO;
}
