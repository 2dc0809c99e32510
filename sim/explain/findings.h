/* findings - what is wrong with the policies as they are, each in a sentence that names who and how much. */
#pragma once

#include "explain/explanation.h"

/* An array of char *, a sentence each; empty where nothing is. */
GPtrArray *findings_of(const Explanation *explanation);
