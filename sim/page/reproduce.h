/* reproduce - all that is needed to get the same figures again. */
#pragma once

#include "page.h"

/* Appends command, versions, seed, costs and the scenario's text. */
void reproduce_write(GString *html, const Page *page);
