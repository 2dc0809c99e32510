/* reader - what the steps of reading a scenario share: taking in its groups, and resolving what they name. */
#pragma once

#include "base/lines.h"
#include "lets.h"
#include "scenario.h"
#include "specs.h"

typedef struct {
    Scenario *scenario;
    const Overrides *overrides;
    Document *document;
    Lets *lets;
    const char *folder; /* what relative paths in the file are relative to */
    GString *buffer;    /* for values with a $name */
    TaskSpec task_defaults;
    GPtrArray *task_sections; /* of const Section *, in the order of the specs */
} Reader;

/* Says what is wrong with the value of ENTRY, as "KEY = VALUE: WHY". Always FALSE. */
gboolean reader_fail(const Reader *reader, const Entry *entry, GError **error, const char *why);

/* ENTRY's value with what each $name stands for; valid until the next call. NULL with ERROR set. */
const char *reader_expand(Reader *reader, const Entry *entry, GError **error);

/* PATH as it stands in ENTRY, from where it is to be opened: relative to the scenario, or, in a --set, to the
 * working folder. Noted among the scenario's files. g_free. */
char *reader_path(const Reader *reader, const Entry *entry, const char *path);

/* The entry KEY of [KIND], or NULL. */
const Entry *reader_find(const Reader *reader, const char *kind, const char *key);

/* Reads ENTRY by OPTION into STRUCTURE. */
gboolean reader_read_value(Reader *reader, const Entry *entry, const Option *option, gpointer structure,
                           GError **error);

/* The steps of reading, in this order. Each takes what the ones before it have filled in. */
gboolean reader_take_in(Reader *reader, GError **error); /* every group: known keys, values of their types */
gboolean reader_resolve_machine(Reader *reader, GError **error); /* models, profile */
gboolean reader_resolve_tasks(Reader *reader, GError **error);   /* resources, phases, traces, cores */
gboolean reader_resolve_after(Reader *reader, GError **error);   /* who comes after whom */
gboolean reader_resolve_goal(Reader *reader, GError **error);
