/* fuzz: the file of decisions: as it is, and with each line's checksum made
 * right, so that what is behind the checksums is reached. A file that is taken
 * for good is what we would have written, byte for byte. */
#include "trust/decision_list.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void try(const struct buf *file)
{
	struct decision_list list = { 0 };
	struct buf again = BUF_INIT;
	char *text = xstrdup(file->data);

	if (decision_list_parse(&list, text) == -1) {
		decision_list_format(&again, &list);
		if (strcmp(again.data, file->data) != 0)
			abort();
	}
	buf_free(&again);
	decision_list_deinit(&list);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = xstrndup((const char *)bytes, n), *rest = text, *line, *end;
	struct buf file = BUF_INIT;
	size_t count = 0;

	buf_adds(&file, text);
	try(&file);
	file.len = 0;
	buf_adds(&file, "envd-decisions 1\n");
	for (; (line = strsep(&rest, "\n")) != NULL; count++)
		decision_seal(&file, HASH_START, line);
	end = xasprintf("end %zu", count);
	decision_seal(&file, hash_bytes(HASH_START, file.data, file.len), end);
	try(&file);
	free(end);
	buf_free(&file);
	free(text);
	return 0;
}
