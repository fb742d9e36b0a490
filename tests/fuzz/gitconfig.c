/* fuzz: a repository's config. */
#include "vcs/git_config.h"

#include "envd/util.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = xstrndup((const char *)bytes, n);
	struct git_config config = { 0 };

	git_config_read(&config, text);
	git_config_deinit(&config);
	free(text);
	return 0;
}
