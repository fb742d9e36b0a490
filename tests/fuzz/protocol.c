/* fuzz: each decoder of the protocol. The first byte says which one; what it
 * accepts has to come back as itself. */
#include "codecs.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void expect(bool is_so)
{
	if (!is_so)
		abort();
}

static void decode(const struct codec *codec, const uint8_t *body, size_t n)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;
	enum message type;
	size_t length;

	if (codec->decode(body, n, &once) == 0) {
		if (once.len <= PROTOCOL_MAX_FRAME)
			expect(frame_look(once.data, once.len, &type, &length) == 1 &&
			       type == codec->type);
		expect(codec->decode(once.data + PROTOCOL_HEADER, once.len - PROTOCOL_HEADER,
				     &twice) == 0);
		expect(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
	}
	buf_free(&once);
	buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum message type;
	size_t count = 0, length;

	while (codecs[count].name)
		count++;
	frame_look(bytes, n, &type, &length);
	if (n > 0)
		decode(&codecs[bytes[0] % count], bytes + 1, n - 1);
	return 0;
}
