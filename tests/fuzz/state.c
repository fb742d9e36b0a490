/* fuzz: ENVD_STATE, which a shell inherits from anywhere. */
#include "state_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = xstrndup((const char *)bytes, n), *once, *twice = NULL;
	struct state state;

	if (state_decode(&state, text)) {
		once = state_encode(&state);
		state_deinit(&state);
		if (once) {
			if (!state_decode(&state, once))
				abort();
			twice = state_encode(&state);
			if (strcmp(once, twice) != 0)
				abort();
			state_deinit(&state);
		}
		free(once);
		free(twice);
	} else if (state.prefix || state.project || state.n_entries || state.v || state.off) {
		abort();
	}
	free(text);
	return 0;
}
