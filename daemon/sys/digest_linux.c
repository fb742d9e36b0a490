/* digest on Linux: libmd. */
#include "sys/digest.h"

#include <sha1.h>
#include <sha2.h>

void digest_sha1(const void *bytes, size_t n, unsigned char out[DIGEST_SHA1_SIZE])
{
	SHA1_CTX context;

	SHA1Init(&context);
	SHA1Update(&context, bytes, n);
	SHA1Final(out, &context);
}

void digest_sha256(const void *bytes, size_t n, unsigned char out[DIGEST_SHA256_SIZE])
{
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, bytes, n);
	SHA256Final(out, &context);
}
