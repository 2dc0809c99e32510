/* sets - --set GROUP.KEY=VALUE: changes to what a file says, made before anything is checked. */
#include "sets.h"

#include <string.h>

#include "base/nearest.h"
#include "keys.h"
#include "registry.h"

typedef struct {
    Document *document;
    const char *text; /* the whole --set, the document's */
    char *group;      /* "task.crawler", or NULL for a key alone */
    const char *key, *value;
} Set;

static gboolean fail(const Set *set, GError **error, const char *why)
{
    return place_error(&(Place){ .set = set->text }, error, "%s", why);
}

static const char *own(Document *document, const char *text)
{
    char *copy = g_strdup(text);
    g_ptr_array_add(document->owned, copy);
    return copy;
}

/* Whether [KIND NAME] may have KEY, under any of its names, or has it ([let]). */
static gboolean may_have(const Document *document, SectionKind kind, const char *name, const char *key)
{
    const Section *let = kind == SECTION_LET ? document_find(document, "let", NULL) : NULL;
    return let ? section_find(document, let, key) != NULL : section_key(kind, name, key) != NULL;
}

/* Adds the groups of KIND that may have KEY to GROUPS, as --set writes them. */
static void collect_groups(const Document *document, SectionKind kind, const char *key, GPtrArray *groups)
{
    const SectionWord *word = &section_words[kind];
    const Model *const *models;
    guint n;

    if (!word->named) {
        if (may_have(document, kind, NULL, key))
            g_ptr_array_add(groups, g_strdup(word->name));
    } else if (word->of_model) {
        models = registry_list(word->model, &n);
        for (guint i = 0; i < n; i++) {
            if (may_have(document, kind, models[i]->name, key))
                g_ptr_array_add(groups, g_strconcat(word->name, ".", models[i]->name, NULL));
        }
    } else {
        for (guint i = 0; i < document->sections->len; i++) {
            const Section *section = &g_array_index(document->sections, Section, i);
            if (section->name && strcmp(section->kind, word->name) == 0 &&
                may_have(document, kind, section->name, key))
                g_ptr_array_add(groups, g_strconcat(word->name, ".", section->name, NULL));
        }
    }
}

/* Finds the one group of a key alone. */
static gboolean find_group(Set *set, GError **error)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *quoted = nearest_quote(set->key);
    g_autofree char *why = NULL;

    for (SectionKind kind = 0; kind < N_SECTION_KINDS; kind++) {
        if (kind != SECTION_TRACE || document_find(set->document, "trace", NULL))
            collect_groups(set->document, kind, set->key, groups);
    }
    if (groups->len == 1) {
        set->group = g_ptr_array_steal_index(groups, 0);
        return TRUE;
    }
    if (groups->len == 0)
        why = g_strdup_printf("no group has a key '%s', expected GROUP.KEY=VALUE", quoted);
    else
        why = g_strdup_printf("%u groups have a key '%s', expected one of them before it, such as %s.%s",
                              groups->len, quoted, (char *)groups->pdata[0], quoted);
    return fail(set, error, why);
}

/* Adds [KIND NAME], which the file does not have; what only a file can describe is an error. */
static Section *add_section(const Set *set, SectionKind kind, const char *name, GError **error)
{
    const SectionWord *word = &section_words[kind];
    Document *document = set->document;
    g_autoptr(Names) names = names_new();
    g_autofree char *why = NULL;

    if (!word->named || word->of_model)
        return document_add_section(
            document,
            &(Section){ .kind = word->name, .name = name ? own(document, name) : NULL, .set = set->text });
    for (guint i = 0; i < document->sections->len; i++) {
        const Section *section = &g_array_index(document->sections, Section, i);
        if (section->name && strcmp(section->kind, word->name) == 0)
            names_add(names, section->name);
    }
    why = names_complaint(names, word->name, name);
    fail(set, error, why);
    return NULL;
}

/* The group's section, which is added where there is none. */
static Section *section_for(const Set *set, SectionKind *kind, GError **error)
{
    char *name = strchr(set->group, '.');
    g_autofree char *word = name ? g_strndup(set->group, (gsize)(name - set->group)) : g_strdup(set->group);
    g_autofree char *why = NULL;
    Section *section;

    name = name ? name + 1 : NULL;
    *kind = section_kind_find(word);
    if (*kind == N_SECTION_KINDS)
        why = section_complaint(word);
    else if (!name && section_words[*kind].named)
        why = g_strdup_printf("which %s? Expected %s.NAME.KEY=VALUE", word, word);
    else if (name && !section_words[*kind].named)
        why = g_strdup_printf("there is one group [%s], expected %s.KEY=VALUE", word, word);
    if (why) {
        fail(set, error, why);
        return NULL;
    }
    section = document_find(set->document, word, name);
    return section ? section : add_section(set, *kind, name, error);
}

/* The entry of KEY in SECTION, under any of the key's names. */
static Entry *find_entry(const Set *set, SectionKind kind, const Section *section)
{
    const Option *option = section_key(kind, section->name, set->key);

    for (Entry *entry = section_first(set->document, section); entry;
         entry = entry_next(set->document, entry)) {
        if (strcmp(entry->key, set->key) == 0 ||
            (option && section_key(kind, section->name, entry->key) == option))
            return entry;
    }
    return NULL;
}

static gboolean apply(Set *set, GError **error)
{
    SectionKind kind;
    Section *section = section_for(set, &kind, error);
    Entry *entry = section ? find_entry(set, kind, section) : NULL;
    Entry changed = { .key = set->key, .value = set->value, .set = set->text };

    if (!section)
        return FALSE;
    if (!entry) {
        document_add_entry(set->document, section, &changed);
    } else {
        changed.next = entry->next;
        *entry = changed;
    }
    return TRUE;
}

static gboolean check_text(const Set *set, GError **error)
{
    if (!g_utf8_validate(set->text, -1, NULL))
        return fail(set, error, "bytes that are not UTF-8, expected text in UTF-8");
    if (strlen(set->text) > LINES_LONGEST_LINE)
        return fail(set, error, "a line of more than 1 MiB, expected a shorter one");
    for (const char *p = set->text; *p; p++) {
        if (g_ascii_iscntrl(*p) && *p != '\n' && *p != '\t')
            return fail(set, error, "a control character, expected text");
    }
    return TRUE;
}

/* Takes GROUP.KEY=VALUE apart; the key follows the last dot before the '='. */
static gboolean read_set(Set *set, GError **error)
{
    const char *equals = strchr(set->text, '=');
    g_autofree char *left = NULL;
    g_autofree char *value = NULL;
    char *dot;

    if (!check_text(set, error))
        return FALSE;
    if (!equals)
        return fail(set, error, "a '=' is missing, expected GROUP.KEY=VALUE");
    left = g_strstrip(g_strndup(set->text, (gsize)(equals - set->text)));
    value = g_strstrip(g_strdup(equals + 1));
    dot = strrchr(left, '.');
    set->key = own(set->document, dot ? dot + 1 : left);
    set->value = own(set->document, value);
    set->group = dot ? g_strndup(left, (gsize)(dot - left)) : NULL;
    if (!*set->key)
        return fail(set, error, "a key is missing, expected GROUP.KEY=VALUE");
    return set->group || find_group(set, error);
}

gboolean sets_apply(Document *document, char *const *sets, GError **error)
{
    for (; sets && *sets; sets++) {
        Set set = { .document = document, .text = own(document, *sets) };
        gboolean good = read_set(&set, error) && apply(&set, error);
        g_free(set.group);
        if (!good)
            return FALSE;
    }
    return TRUE;
}

char *sets_key(Document *document, const char *key, GError **error)
{
    g_autofree char *text = g_strconcat(key, "=", NULL);
    Set set = { .document = document, .text = own(document, text) };
    g_autofree char *group = NULL;
    const Option *option;
    SectionKind kind;
    const char *name;

    if (!read_set(&set, error)) {
        g_free(set.group);
        return NULL;
    }
    group = set.group;
    name = strchr(group, '.');
    name = name ? name + 1 : NULL;
    g_autofree char *word = name ? g_strndup(group, (gsize)(name - 1 - group)) : g_strdup(group);
    kind = section_kind_find(word);
    option = kind < N_SECTION_KINDS ? section_key(kind, name, set.key) : NULL;
    return g_strconcat(group, ".", option ? option->name : set.key, NULL);
}
