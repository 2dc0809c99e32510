/* python_notes - which interpreter carried which policies out, as lines to stand below a table. */
#include "python_notes.h"

#include "python.h"

static void free_string(gpointer string)
{
    g_string_free(string, TRUE);
}

/* The policies of the interpreter NAME, which is taken. */
static GString *policies_of(PythonNotes *notes, char *name)
{
    guint i;

    if (!g_ptr_array_find_with_equal_func(notes->names, name, g_str_equal, &i)) {
        i = notes->names->len;
        g_ptr_array_add(notes->names, g_steal_pointer(&name));
        g_ptr_array_add(notes->policies, g_string_new(NULL));
    }
    g_free(name);
    return g_ptr_array_index(notes->policies, i);
}

static gboolean run_ends(ResultSink *sink, const Run *run, const Figures *figures, GError **error)
{
    PythonNotes *notes = (PythonNotes *)sink;
    const char *policy = run->combination.policy;
    char *name = figures->summary.skipped ? NULL : python_name(run);

    (void)error;
    if (!name)
        return TRUE;
    GString *policies = policies_of(notes, name);
    g_auto(GStrv) known = g_strsplit(policies->str, ", ", -1);
    if (!g_strv_contains((const char *const *)known, policy))
        g_string_append_printf(policies, "%s%s", policies->len > 0 ? ", " : "", policy);
    return TRUE;
}

PythonNotes *python_notes_new(void)
{
    PythonNotes *notes = g_new0(PythonNotes, 1);

    notes->sink.run_ends = run_ends;
    notes->names = g_ptr_array_new_with_free_func(g_free);
    notes->policies = g_ptr_array_new_with_free_func(free_string);
    return notes;
}

void python_notes_free(PythonNotes *notes)
{
    g_ptr_array_unref(notes->names);
    g_ptr_array_unref(notes->policies);
    g_free(notes);
}

void python_notes_write(GString *text, const PythonNotes *notes)
{
    for (guint i = 0; i < notes->names->len; i++)
        g_string_append_printf(text, "%s: %s\n", (const char *)g_ptr_array_index(notes->names, i),
                               ((const GString *)g_ptr_array_index(notes->policies, i))->str);
}
