/* fuzz: a repository's config. */
#include "gitconfig.h"

#include "envd/util.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = xstrndup((const char *)bytes, n);
	struct gitconfig config = { 0 };

	gitconfig_read(&config, text);
	gitconfig_deinit(&config);
	free(text);
	return 0;
}
