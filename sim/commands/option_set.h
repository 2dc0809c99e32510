/* option_set - options of the command line that several commands share, as data: they are read, and told of
 * in --help, the man page and completions, from the same table. */
#pragma once

#include <glib.h>

typedef struct {
    GArray *common; /* of GOptionEntry: of all that read a scenario; ends with an empty one */
    GArray *more;   /* of GOptionEntry: of some; the same */
    gpointer data;  /* what their callbacks are handed */
} OptionSet;

OptionSet *option_set_new(gpointer data);
void option_set_free(OptionSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OptionSet, option_set_free)

/* ENTRIES up to an empty one. What they point to must last as long as the set, texts for ever. */
void option_set_add_common(OptionSet *set, const GOptionEntry *entries);
void option_set_add_more(OptionSet *set, const GOptionEntry *entries);

/* For a GOptionContext, which takes it over. */
GOptionGroup *option_set_group(const OptionSet *set);
