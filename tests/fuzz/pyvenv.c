/* fuzz: pyvenv.cfg, and its prompt on the way to the user's. */
#include "find/pyvenv.h"

#include "envd/buf.h"
#include "envd/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct buf label = BUF_INIT;
	struct pyvenv cfg;
	uint32_t code;

	pyvenv_parse(&cfg, (const char *)bytes, n);
	if (cfg.prompt)
		text_label(&label, cfg.prompt);
	for (size_t i = 0, length; i < label.len; i += length) {
		length = text_decode(label.data + i, label.len - i, &code);
		if (length == 0 || !text_is_printable(code))
			abort();
	}
	if (text_width(label.data) > TEXT_LABEL_COLUMNS || strpbrk(label.data, "'\"$`\\%!;"))
		abort();
	buf_free(&label);
	pyvenv_deinit(&cfg);
	return 0;
}
