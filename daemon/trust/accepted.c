/* accepted: what was accepted, as it is kept and as it is said. */
#include "trust/accepted.h"

#include "envd/buf.h"
#include "envd/text.h"

#include <stdlib.h>
#include <string.h>

/* A soft veto as it is kept in a decision: "CODE:A" or "CODE:A:B". Where B is
 * a link's target, that is part of it: bent elsewhere, it is another veto. */
static char *name_of(const struct reason *veto)
{
	struct buf name = BUF_INIT;

	buf_addf(&name, "%u:", (unsigned)veto->code);
	percent_encode(&name, veto->a ? veto->a : "");
	if (veto->b && veto->b[0]) {
		buf_addc(&name, ':');
		percent_encode(&name, veto->b);
	}
	return buf_detach(&name);
}

bool accepted_has(const struct decision *decision, const struct reason *veto)
{
	char *name = name_of(veto);
	bool is = stringset_has(&decision->accepted, name);

	free(name);
	return is;
}

void accepted_add(struct decision *decision, const struct reason *veto)
{
	char *name = name_of(veto);

	stringset_add(&decision->accepted, name);
	free(name);
}

/* The reverse; false when it was not written by us. */
static bool parse(const char *name, struct reason *veto)
{
	struct buf text[2] = { BUF_INIT, BUF_INIT };
	size_t n = strcspn(name, ":");
	char *number = xstrndup(name, n);
	uint64_t code;
	bool is_good = parse_number(number, UINT32_MAX, &code);

	name += n;
	for (size_t i = 0; is_good && i < 2 && *name; i++, name += n) {
		n = strcspn(++name, ":");
		is_good = percent_decode(&text[i], name, n);
	}
	is_good = is_good && *name == '\0';
	if (is_good)
		reason_set(veto, (uint32_t)code, text[0].data, text[1].data);
	buf_free(&text[0]);
	buf_free(&text[1]);
	free(number);
	return is_good;
}

void accepted_list(const struct decision *decision, struct reasons *accepted)
{
	for (size_t i = 0; i < decision->accepted.n; i++) {
		struct reason veto = { 0 };

		if (parse(decision->accepted.v[i], &veto) &&
		    reason_scope(veto.code) & SCOPE_CONCERN &&
		    veto.code != REASON_NEW_PROGRAM)
			reasons_add(accepted, veto.code, veto.a, veto.b);
		reason_deinit(&veto);
	}
}

uid_t accepted_owner(const struct decision *decision)
{
	struct reasons accepted = { 0 };
	uid_t owner = 0;
	uint64_t uid;

	accepted_list(decision, &accepted);
	for (size_t i = 0; i < accepted.n; i++)
		if (accepted.v[i].code == REASON_OWNER &&
		    parse_number(accepted.v[i].b, UINT32_MAX, &uid))
			owner = (uid_t)uid;
	reasons_free(&accepted);
	return owner;
}
