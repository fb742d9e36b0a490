/* digest on macOS: CommonCrypto, whose lengths are of 32 bits. */
#include "sys/digest.h"

#include <CommonCrypto/CommonDigest.h>

/* What is given to one call. */
static CC_LONG portion(size_t n)
{
	static const size_t most = 1 << 30;

	return (CC_LONG)(n < most ? n : most);
}

void digest_sha1(const void *bytes, size_t n, unsigned char out[DIGEST_SHA1_SIZE])
{
	const unsigned char *at = bytes, *end = at + n;
	CC_SHA1_CTX context;

	CC_SHA1_Init(&context);
	for (; at < end; at += portion((size_t)(end - at)))
		CC_SHA1_Update(&context, at, portion((size_t)(end - at)));
	CC_SHA1_Final(out, &context);
}

void digest_sha256(const void *bytes, size_t n, unsigned char out[DIGEST_SHA256_SIZE])
{
	const unsigned char *at = bytes, *end = at + n;
	CC_SHA256_CTX context;

	CC_SHA256_Init(&context);
	for (; at < end; at += portion((size_t)(end - at)))
		CC_SHA256_Update(&context, at, portion((size_t)(end - at)));
	CC_SHA256_Final(out, &context);
}
