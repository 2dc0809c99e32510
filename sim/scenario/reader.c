/* reader - takes in the groups of a scenario file: every key is known, every value of its type. */
#include "reader.h"

#include <string.h>

#include "base/nearest.h"
#include "keys.h"
#include "models.h"
#include "registry.h"

#define LONGEST_NAME 255

gboolean reader_fail(const Reader *reader, const Entry *entry, GError **error, const char *why)
{
    Place place = entry_place(reader->document, entry);
    g_autofree char *value = nearest_quote(entry->value);

    if (entry->set)
        return place_error(&place, error, "%s", why);
    return place_error(&place, error, "%s%s%s: %s", entry->key, *value ? " = " : "", value, why);
}

const char *reader_expand(Reader *reader, const Entry *entry, GError **error)
{
    g_autofree char *why = NULL;
    const char *value = lets_expand(reader->lets, entry->value, reader->buffer, &why);

    if (!value)
        reader_fail(reader, entry, error, why);
    return value;
}

const Entry *reader_find(const Reader *reader, const char *kind, const char *key)
{
    const Section *section = document_find(reader->document, kind, NULL);
    return section ? section_find(reader->document, section, key) : NULL;
}

char *reader_path(const Reader *reader, const Entry *entry, const char *path)
{
    const gboolean is_here = entry->set || g_path_is_absolute(path) || strcmp(reader->folder, ".") == 0;
    char *from_here = is_here ? g_strdup(path) : g_build_filename(reader->folder, path, NULL);

    g_ptr_array_add(reader->scenario->files, g_strdup(from_here));
    return from_here;
}

static gboolean is_free_text(SectionKind kind, const char *key)
{
    return kind == SECTION_SCENARIO && g_str_equal(key, "title");
}

static gboolean check_comment(const Reader *reader, SectionKind kind, const Entry *entry, GError **error)
{
    gboolean semicolons = kind == SECTION_TASK && g_str_equal(entry->key, "phases");

    if (is_free_text(kind, entry->key) || !entry_has_comment(entry, semicolons))
        return TRUE;
    return reader_fail(reader, entry, error,
                       "a comment cannot stand behind a value, expected it on a line of its own");
}

/* Of the same section, an entry before ENTRY that reads the same OPTION. */
static const Entry *earlier(const Reader *reader, SectionKind kind, const Section *section,
                            const Entry *entry, const Option *option)
{
    const Entry *other = section_first(reader->document, section);

    while (other != entry && section_key(kind, section->name, other->key) != option)
        other = entry_next(reader->document, other);
    return other == entry ? NULL : other;
}

/* "task crawler". g_free. */
static char *section_title(const Section *section)
{
    return g_strconcat(section->kind, section->name ? " " : NULL, section->name, NULL);
}

static gboolean fail_key(const Reader *reader, SectionKind kind, const Section *section, const Entry *entry,
                         GError **error)
{
    g_autoptr(Names) names = section_key_names(kind, section->name);
    const gboolean takes_none = section_words[kind].of_model && names->list->len == 0;
    g_autofree char *hint =
        nearest_hint(entry->key, (const char *const *)names->list->pdata, names->list->len);
    g_autofree char *title = section_title(section);
    g_autofree char *quoted = nearest_quote(entry->key);
    Place place = entry_place(reader->document, entry);

    if (takes_none)
        return place_error(&place, error, "%s has no options, expected no '%s'", title, quoted);
    return place_error(&place, error, "[%s] has no key '%s'; %s", title, quoted, hint);
}

gboolean reader_read_value(Reader *reader, const Entry *entry, const Option *option, gpointer structure,
                           GError **error)
{
    const char *value = reader_expand(reader, entry, error);
    g_autofree char *why = NULL;

    if (!value)
        return FALSE;
    return option_read(option, value, structure, &why) || reader_fail(reader, entry, error, why);
}

/* Reads a section's keys into STRUCTURE; those of the costs wait until the profile is known. */
static gboolean read_keys(Reader *reader, SectionKind kind, const Section *section, gpointer structure,
                          GError **error)
{
    for (const Entry *entry = section_first(reader->document, section); entry;
         entry = entry_next(reader->document, entry)) {
        const Option *option = section_key(kind, section->name, entry->key);
        const Entry *first = option ? earlier(reader, kind, section, entry, option) : NULL;
        Place place = entry_place(reader->document, entry);
        if (!option)
            return fail_key(reader, kind, section, entry, error);
        if (first)
            return place_error(&place, error, "%s is given twice, first in line %u; expected it once",
                               option->name, first->line);
        if (!check_comment(reader, kind, entry, error))
            return FALSE;
        if (!option_find(section_words[kind].costs, option->name) &&
            !reader_read_value(reader, entry, option, structure, error))
            return FALSE;
    }
    return TRUE;
}

/* What the keys of a section fill in; the scenario owns it. */
typedef gpointer (*Opener)(Reader *reader, const Section *section);

static gpointer open_scenario(Reader *reader, const Section *section G_GNUC_UNUSED)
{
    return reader->scenario;
}

static gpointer open_scheduler(Reader *reader, const Section *section)
{
    return g_hash_table_lookup(reader->scenario->scheduler_options, section->name);
}

static gpointer open_policy(Reader *reader, const Section *section)
{
    PolicyOptions *options = g_new0(PolicyOptions, 1);

    option_defaults(registry_find(MODEL_POLICY, section->name)->options, options);
    g_hash_table_insert(reader->scenario->policy_options, g_strdup(section->name), options);
    return options;
}

static gpointer open_resource(Reader *reader, const Section *section)
{
    GArray *resources = reader->scenario->specs->resources;
    ResourceSpec spec = { .name = g_strdup(section->name) };

    g_array_append_val(resources, spec);
    return &g_array_index(resources, ResourceSpec, resources->len - 1);
}

static gpointer open_task(Reader *reader, const Section *section)
{
    GArray *tasks = reader->scenario->specs->tasks;
    TaskSpec spec = reader->task_defaults;

    spec.name = g_strdup(section->name);
    spec.line = section->line;
    g_array_append_val(tasks, spec);
    g_ptr_array_add(reader->task_sections, (gpointer)section);
    return &g_array_index(tasks, TaskSpec, tasks->len - 1);
}

static const Opener openers[N_SECTION_KINDS] = {
    [SECTION_SCENARIO] = open_scenario, [SECTION_MACHINE] = open_scenario,    [SECTION_LOCK] = open_scenario,
    [SECTION_REAL] = open_scenario,     [SECTION_SCHEDULER] = open_scheduler, [SECTION_POLICY] = open_policy,
    [SECTION_RESOURCE] = open_resource, [SECTION_TASK] = open_task,           [SECTION_TRACE] = open_task,
};

/* What is wrong with the name of a section, or NULL. g_free. */
static char *complaint_of_name(SectionKind kind, const char *name)
{
    const SectionWord *word = &section_words[kind];
    const char *unfit = kind == SECTION_RESOURCE ? NAMES_UNFIT ",;{}() \t" : NAMES_UNFIT ",;";
    char *why = NULL;

    if (!name || !word->named) {
        if (!name == !word->named)
            return NULL;
        return name ? g_strdup_printf("there is one group [%s], expected no name behind it", word->name)
                    : g_strdup_printf("[%s] without a name, expected [%s %s]", word->name, word->name,
                                      word->named);
    }
    if (word->of_model) {
        const Model *model = model_resolve(word->model, name, &why);

        if (model && !g_str_equal(model->name, name))
            return g_strdup_printf("expected the model's name, [%s %s]", word->name, model->name);
        return why;
    }
    if (strlen(name) > LONGEST_NAME)
        return g_strdup_printf("the name of a %s has at most %d bytes", word->name, LONGEST_NAME);
    if (strpbrk(name, unfit))
        return g_strdup_printf("the name of a %s cannot have one of %s in it, expected another", word->name,
                               kind == SECTION_RESOURCE ? ", ; # \" \\ { } ( ) or a space" : ", ; # \" \\");
    return NULL;
}

static char *complaint_of_twice(const Section *section, const Section *first)
{
    g_autofree char *title = section_title(section);
    g_autofree char *quoted = nearest_quote(title);

    return g_strdup_printf("[%s] is given twice, first in line %u; expected it once", quoted, first->line);
}

static guint section_hash(gconstpointer section)
{
    const Section *s = section;
    return g_str_hash(s->kind) * 31 + (s->name ? g_str_hash(s->name) : 0);
}

static gboolean section_equal(gconstpointer a, gconstpointer b)
{
    const Section *one = a, *other = b;
    return strcmp(one->kind, other->kind) == 0 && g_strcmp0(one->name, other->name) == 0;
}

static gboolean take_in_section(Reader *reader, GHashTable *seen, const Section *section, GError **error)
{
    Place place = section_place(reader->document, section);
    SectionKind kind = section_kind_find(section->kind);
    const Section *first = g_hash_table_lookup(seen, section);
    g_autofree char *why = NULL;

    if (kind == N_SECTION_KINDS)
        why = section_complaint(section->kind);
    else if (first)
        why = complaint_of_twice(section, first);
    else
        why = complaint_of_name(kind, section->name);
    if (why)
        return place_error(&place, error, "%s", why);
    g_hash_table_add(seen, (gpointer)section);
    return kind == SECTION_LET || read_keys(reader, kind, section, openers[kind](reader, section), error);
}

static void prepare(Reader *reader)
{
    guint n;
    const Model *const *schedulers = registry_list(MODEL_SCHEDULER, &n);

    for (SectionKind kind = 0; kind < N_SECTION_KINDS; kind++) {
        if (openers[kind] == open_scenario)
            option_defaults(section_words[kind].keys, reader->scenario);
    }
    option_defaults(section_words[SECTION_TASK].keys, &reader->task_defaults);
    for (guint i = 0; i < n; i++) {
        if (!schedulers[i]->options)
            continue;
        gpointer options = g_malloc0(schedulers[i]->options_size);
        option_defaults(schedulers[i]->options, options);
        g_hash_table_insert(reader->scenario->scheduler_options, g_strdup(schedulers[i]->name), options);
    }
}

gboolean reader_take_in(Reader *reader, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(section_hash, section_equal);
    GArray *sections = reader->document->sections;

    prepare(reader);
    for (guint i = 0; i < sections->len; i++) {
        if (!take_in_section(reader, seen, &g_array_index(sections, Section, i), error))
            return FALSE;
    }
    return TRUE;
}
