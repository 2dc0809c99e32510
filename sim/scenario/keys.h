/* keys - the groups of a scenario file and the keys of each: one table, for the reader, --set and help. */
#pragma once

#include "base/names.h"
#include "model.h"
#include "scenario.h"
#include "specs.h"

typedef enum {
    SECTION_SCENARIO,
    SECTION_LET,
    SECTION_MACHINE,
    SECTION_SCHEDULER,
    SECTION_LOCK,
    SECTION_RESOURCE,
    SECTION_POLICY,
    SECTION_TASK,
    SECTION_TRACE,
    SECTION_REAL,
    N_SECTION_KINDS
} SectionKind;

typedef struct {
    const char *name;  /* the first word between the brackets */
    const char *named; /* what the rest is, "NAME"; NULL: there is none */
    const char *help;  /* one line */
    const Option
        *keys; /* offsets into Scenario, TaskSpec or ResourceSpec; NULL: a model's own, or any ([let]) */
    const Option *costs; /* of [machine]: more keys, offsets into Costs */
    ModelKind model;     /* with `of_model`: of which the keys are */
    gboolean of_model;
} SectionWord;

extern const SectionWord section_words[N_SECTION_KINDS];

/* The kind called NAME; N_SECTION_KINDS where there is none. */
SectionKind section_kind_find(const char *name);

/* The key KEY of [KIND NAME], or NULL. */
const Option *section_key(SectionKind kind, const char *name, const char *key);

/* The names of all keys of [KIND NAME]. */
Names *section_key_names(SectionKind kind, const char *name);

/* "unknown group [machin]; did you mean [machine]?" g_free. */
char *section_complaint(const char *name);
