/* git_bytes: see git_bytes.h. */
#include "vcs/git_bytes.h"

const unsigned char *git_bytes_take(struct git_bytes *bytes, size_t n)
{
	const unsigned char *taken = bytes->at;

	if (bytes->left < n)
		return NULL;
	bytes->at += n;
	bytes->left -= n;
	return taken;
}

uint32_t git_get_u16(const unsigned char *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

uint32_t git_get_u32(const unsigned char *p)
{
	return git_get_u16(p) << 16 | git_get_u16(p + 2);
}

bool git_bytes_take_varint(struct git_bytes *bytes, size_t *out)
{
	const unsigned char *p = git_bytes_take(bytes, 1);
	uint64_t value = p ? *p & 127 : 0;

	while (p && (*p & 128)) {
		if (value >= UINT32_MAX)
			return false;
		p = git_bytes_take(bytes, 1);
		if (p)
			value = ((value + 1) << 7) | (*p & 127);
	}
	*out = (size_t)value;
	return p;
}
