/* phases - the phases of a task as a small program: parsed once, expanded for each instance. */
#pragma once

#include "base/names.h"
#include "draw.h"
#include "workload.h"

#define PHASES_DEEPEST 64 /* braces within braces */

/* What stands behind the word that begins a phase. */
typedef enum {
    FOLLOWED_BY_DURATION,
    FOLLOWED_BY_NOTHING,
    FOLLOWED_BY_USE,
    FOLLOWED_BY_OFFLOAD,
    FOLLOWED_BY_REPEAT
} PhaseFollows;

typedef struct {
    const char *name;
    const char *usage; /* "compute D" */
    const char *help;
    PhaseKind kind; /* FOLLOWED_BY_DURATION, _NOTHING */
    PhaseFollows follows;
} PhaseWord;

#define N_PHASE_WORDS 8
extern const PhaseWord phase_words[N_PHASE_WORDS];

typedef struct Phases Phases;

/* Parses TEXT; `use` may name RESOURCES. NULL with *WHY (g_free) and its *LINE, from 0, where it is wrong. */
Phases *phases_parse(const char *text, const Names *resources, guint *line, char **why);
void phases_free(Phases *phases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Phases, phases_free)

guint64 phases_count(const Phases *phases); /* when expanded; G_MAXINT64 where there are more */
gboolean phases_draw(const Phases *phases); /* whether two instances may differ */

/* How time is asked for: durations are multiplied by SCALE, a non-zero one never to 0. */
SimTime phases_scaled(SimTime duration, double scale);

/* Writes the phases_count() phases of one instance. STREAM is the instance's; every phase of the text that
 * draws has a part of it to itself. */
void phases_expand(const Phases *phases, const Stream *stream, double scale, Phase *expanded);
