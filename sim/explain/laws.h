/* laws - what must hold of any run, and what theory says of some: beside what was simulated. */
#pragma once

#include "explain/observed.h"

typedef enum {
    LAW_EQUAL,    /* simulated = theory, to the nanosecond */
    LAW_AT_LEAST, /* simulated >= theory */
    LAW_AT_MOST,  /* simulated <= theory */
    LAW_ESTIMATE, /* the mean of ever more tasks; a run of some comes near it */
} LawKind;

typedef enum { LAW_TASKS, LAW_SHARE, LAW_TIME, LAW_FACTOR } LawUnit; /* tasks; fraction; ns; factor */

typedef struct {
    const char *name; /* "Little's law" */
    char *what;       /* which figure, by which formula */
    LawKind kind;
    LawUnit unit;
    double theory, simulated;
    gboolean holds; /* TRUE of estimates */
} Law;

/* Of a finished run, as an array of Law; none where it did not finish. */
GArray *laws_of(const Run *run, const Figures *figures, const Sums *sums);

/* How far the simulated figure is from the theory, in per cent of it; 0 where that is 0. */
double law_difference(const Law *law);
