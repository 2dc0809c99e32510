/* inputs - a digest of all that a sweep's results depend on beside the scenario's text and the command line. */
#include "inputs.h"

#include <stdio.h>

#include "registry.h"

#define CHUNK 65536

struct Inputs {
    GChecksum *sum;
    GHashTable *files; /* of char *: paths that are in the sum */
};

Inputs *inputs_new(void)
{
    Inputs *inputs = g_new(Inputs, 1);

    inputs->sum = g_checksum_new(G_CHECKSUM_SHA256);
    inputs->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return inputs;
}

void inputs_free(Inputs *inputs)
{
    g_checksum_free(inputs->sum);
    g_hash_table_unref(inputs->files);
    g_free(inputs);
}

static void add_number(GChecksum *sum, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_dtostr(text, sizeof text, number);
    g_checksum_update(sum, (const guchar *)text, -1);
    g_checksum_update(sum, (const guchar *)" ", 1);
}

static void add_numbers(GChecksum *sum, const GArray *numbers)
{
    for (guint i = 0; numbers && i < numbers->len; i++)
        add_number(sum, g_array_index(numbers, double, i));
    g_checksum_update(sum, (const guchar *)";", 1);
}

/* What a profile says, with what the scenario sets on top. */
static void add_costs(GChecksum *sum, const Costs *costs)
{
    for (const Option *option = costs_options; option->name; option++) {
        gconstpointer value = G_STRUCT_MEMBER_P(costs, option->offset);

        switch (option->type) {
        case OPTION_DURATION:
        case OPTION_INTEGER:
            add_number(sum, (double)*(const gint64 *)value);
            break;
        case OPTION_YES_NO:
            add_number(sum, *(const gboolean *)value);
            break;
        case OPTION_FACTOR:
            add_number(sum, *(const double *)value);
            break;
        case OPTION_FACTORS:
        case OPTION_SPECIAL: /* a list of probabilities */
            add_numbers(sum, *(GArray *const *)value);
            break;
        default:
            g_assert_not_reached();
        }
    }
}

/* A digest of its own, so that no file runs into the next. One that has gone since it was read counts as empty. */
static void add_file(Inputs *inputs, const char *path)
{
    g_autoptr(GChecksum) contents = NULL;
    g_autofree guchar *bytes = NULL;
    FILE *file;
    gsize n;

    if (!g_hash_table_add(inputs->files, g_canonicalize_filename(path, NULL)))
        return;
    contents = g_checksum_new(G_CHECKSUM_SHA256);
    bytes = g_malloc(CHUNK);
    file = fopen(path, "rbe");
    while (file && (n = fread(bytes, 1, CHUNK, file)) > 0)
        g_checksum_update(contents, bytes, (gssize)n);
    if (file)
        fclose(file);
    g_checksum_update(inputs->sum, (const guchar *)g_checksum_get_string(contents), -1);
}

/* Models called by their names may be a plug-in's, too. */
static void add_plugins(Inputs *inputs, ModelKind kind, GStrv names)
{
    for (; *names; names++) {
        const Model *model = registry_find(kind, *names);
        const char *path = model ? registry_path(model) : NULL;

        if (path)
            add_file(inputs, path);
    }
}

void inputs_add(Inputs *inputs, const Scenario *scenario)
{
    for (guint i = 0; i < scenario->cores->len; i++)
        add_number(inputs->sum, (double)g_array_index(scenario->cores, gint64, i));
    add_costs(inputs->sum, &scenario->costs);
    for (guint i = 0; i < scenario->files->len; i++)
        add_file(inputs, g_ptr_array_index(scenario->files, i));
    add_plugins(inputs, MODEL_POLICY, scenario->policies);
    add_plugins(inputs, MODEL_LOCK, scenario->locks);
    add_plugins(inputs, MODEL_SCHEDULER, scenario->schedulers);
}

char *inputs_digest(const Inputs *inputs)
{
    g_autoptr(GChecksum) copy = g_checksum_copy(inputs->sum);

    return g_strdup(g_checksum_get_string(copy));
}
