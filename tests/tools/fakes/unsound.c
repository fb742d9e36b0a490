/* unsound: a program under test that a sanitizer complains of. As the daemon may do, it
 * writes to no terminal and its exit status is seen by nobody. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	volatile int big = INT_MAX;
	char *text;

	if (argc > 1 && strcmp(argv[1], "overflow") == 0)
		return (big + argc) > 0;
	text = malloc(8);
	free(text);
	return text[argc];
}
