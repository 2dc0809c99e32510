/* option_set - options of the command line that several commands share, as data. */
#include "option_set.h"

OptionSet *option_set_new(gpointer data)
{
    OptionSet *set = g_new(OptionSet, 1);

    *set = (OptionSet){ g_array_new(TRUE, TRUE, sizeof(GOptionEntry)),
                        g_array_new(TRUE, TRUE, sizeof(GOptionEntry)), data };
    return set;
}

void option_set_free(OptionSet *set)
{
    g_array_unref(set->common);
    g_array_unref(set->more);
    g_free(set);
}

static void add(GArray *to, const GOptionEntry *entries)
{
    for (; entries->long_name; entries++)
        g_array_append_vals(to, entries, 1);
}

void option_set_add_common(OptionSet *set, const GOptionEntry *entries)
{
    add(set->common, entries);
}

void option_set_add_more(OptionSet *set, const GOptionEntry *entries)
{
    add(set->more, entries);
}

GOptionGroup *option_set_group(const OptionSet *set)
{
    GOptionGroup *group = g_option_group_new("common", "", "", set->data, NULL);

    g_option_group_add_entries(group, (const GOptionEntry *)(gconstpointer)set->common->data);
    g_option_group_add_entries(group, (const GOptionEntry *)(gconstpointer)set->more->data);
    return group;
}
