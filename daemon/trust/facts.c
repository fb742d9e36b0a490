/* facts: see facts.h. */
#include "trust/facts.h"

void evidence_deinit(struct evidence *evidence)
{
	supports_free(&evidence->supports);
	reasons_free(&evidence->notes);
	reason_deinit(&evidence->hard);
	reason_deinit(&evidence->owner);
	reasons_free(&evidence->soft);
	strings_free(&evidence->programs);
	reason_deinit(&evidence->weak);
	reason_deinit(&evidence->witness);
	*evidence = (struct evidence){ 0 };
}
