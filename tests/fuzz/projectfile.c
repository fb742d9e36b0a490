/* fuzz: .envd.ini. What is asked for is fit to be set, or nothing is. */
#include "find/projectfile.h"

#include "envd/paths.h"
#include "envd/varname.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = xstrndup((const char *)bytes, n);
	struct projectfile file = { 0 };

	projectfile_parse(&file, text, "/home/me/p", "/home/me");
	if (strlen(file.hash) != PROJECTFILE_HASH)
		abort();
	if (file.trouble && (file.vars.n || file.prepend.n || file.target || file.label))
		abort();
	for (size_t i = 0; i < file.vars.n; i++)
		if (!varname_may_be_set(file.vars.v[i].name))
			abort();
	for (size_t i = 0; i < file.prepend.n; i++)
		if (!path_is_clean(file.prepend.v[i]) || strchr(file.prepend.v[i], ':'))
			abort();
	projectfile_deinit(&file);
	free(text);
	return 0;
}
