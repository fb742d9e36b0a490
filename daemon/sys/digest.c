/* digest: as it is written. */
#include "sys/digest.h"

void digest_write(char *out, const unsigned char *digest, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[digest[i] >> 4];
		*out++ = digits[digest[i] & 15];
	}
	*out = '\0';
}
