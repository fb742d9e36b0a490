/* fuzz: the witness's file, which decides what is put on unasked. */
#include "../../daemon/find/seen.c"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = xstrndup((const char *)bytes, n);
	struct seen seen = { 0 };

	if (parse(&seen, text) && seen.n > 0 &&
	    !seen_has(&seen, seen.places[0].device, seen.places[0].inode))
		abort();
	seen_deinit(&seen);
	free(text);
	return 0;
}
