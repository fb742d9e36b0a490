/* promptformat: the placeholders, and what is put in their place. */
#include "envd/promptformat.h"

#include "envd/buf.h"
#include "envd/text.h"
#include "envd/util.h"

#include <stddef.h>
#include <string.h>

static const struct place {
	const char *name;
	size_t offset;
} places[] = {
	{ "{label}", offsetof(struct promptformat, label) },
	{ "{name}", offsetof(struct promptformat, name) },
	{ "{project}", offsetof(struct promptformat, project) },
	{ "{version}", offsetof(struct promptformat, version) },
};

static const struct place *find(const char *format)
{
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (starts_with(format, places[i].name))
			return &places[i];
	return NULL;
}

bool promptformat_is_good(const char *format)
{
	struct buf tamed = BUF_INIT;
	bool is_good;

	text_tame(&tamed, format, strlen(format));
	is_good = *format && strlen(format) <= PROMPTFORMAT_LIMIT &&
		  strcmp(tamed.data, format) == 0;
	buf_free(&tamed);
	while (is_good && *(format += strcspn(format, "{}"))) {
		const struct place *place = find(format);

		is_good = place;
		format += place ? strlen(place->name) : 0;
	}
	return is_good;
}

void promptformat_expand(struct buf *out, const char *format, const struct promptformat *values)
{
	if (!promptformat_is_good(format))
		format = PROMPTFORMAT_DEFAULT;
	while (*format) {
		const struct place *place = find(format);

		if (place) {
			const char *value = *(const char *const *)((const char *)values +
								   place->offset);

			text_label(out, value ? value : "");
			format += strlen(place->name);
		} else {
			size_t n = strcspn(format, "{");

			text_tame(out, format, n);
			format += n;
		}
	}
}
