/* draw - the distributions of a phase's duration: exp(MEAN), choice(A 90%, B 10%), ... */
#pragma once

#include "base/random.h"
#include "simtime.h"

typedef enum {
    DRAW_EXP,
    DRAW_UNIFORM,
    DRAW_NORMAL,
    DRAW_LOGNORMAL,
    DRAW_PARETO,
    DRAW_CHOICE,
    N_DRAW_KINDS
} DrawKind;

/* What stands between a distribution's parentheses. */
typedef enum {
    PARAMETERS_DURATION,
    PARAMETERS_DURATIONS,
    PARAMETERS_DURATION_NUMBER,
    PARAMETERS_CHOICES
} DrawParameters;

typedef struct {
    const char *name;
    const char *usage; /* "exp(MEAN)" */
    const char *help;
    DrawParameters parameters;
} DrawWord;

extern const DrawWord draw_words[N_DRAW_KINDS]; /* by DrawKind */

typedef struct {
    SimTime duration;
    double up_to; /* the probability of this choice and those before it */
} Choice;

typedef struct {
    DrawKind kind;
    double first, second; /* parameters, durations in nanoseconds */
    GArray *choices;      /* DRAW_CHOICE: of Choice; else NULL */
} Draw;

/* A duration in whole nanoseconds, 0..SIMTIME_MAX. */
SimTime draw_duration(const Draw *draw, Stream *stream);

/* Exponential with mean MEAN; whole nanoseconds. */
SimTime draw_gap(double mean, Stream *stream);
