/* findings - what is wrong with the policies as they are, each in a sentence that names who and how much. */
#pragma once

#include "explain/explanation.h"

typedef enum { FINDING_TIME, FINDING_SHARE, FINDING_MEAN, FINDING_COUNT, FINDING_GOAL } FindingUnit;

/* One of the figures that a sentence tells. */
typedef struct {
    const char *name;
    gint64 value; /* ns; millionths; millionths of a task; as it is; the goal's */
    FindingUnit unit;
} FindingFigure;

typedef struct {
    const char *kind; /* what programs read: "convoy", "idle-cores" ... */
    guint policy;     /* index: whom it concerns most */
    GArray *others;   /* of guint: whom it concerns less */
    char *who;        /* a group or resource; or NULL */
    char *behind;     /* a group that WHO waits for; or NULL */
    GArray *figures;  /* of FindingFigure */
    char *text;
} Finding;

/* An array of Finding *; empty where nothing is wrong. */
GPtrArray *findings_new(const Explanation *explanation);

/* The same as an array of char *, a sentence each. */
GPtrArray *findings_of(const Explanation *explanation);
