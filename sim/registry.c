/* registry - the models there are, by kind and name, sorted by name whatever the link order. */
#include "registry.h"

#include <string.h>

/* The only globals of the program; constructors fill the first in before main. */
static GPtrArray *models[N_MODEL_KINDS]; /* of const Model * */

static GHashTable *paths; /* const Model * -> const char *: where a plug-in's came from */

static gint compare_names(gconstpointer a, gconstpointer b)
{
    const Model *const *one = a;
    const Model *const *other = b;
    return strcmp((*one)->name, (*other)->name);
}

void model_register(ModelKind kind, const Model *model)
{
    g_assert(kind < N_MODEL_KINDS && model->name);
    g_assert(!registry_find(kind, model->name));
    if (!models[kind])
        models[kind] = g_ptr_array_new();
    g_ptr_array_add(models[kind], (gpointer)model);
    g_ptr_array_sort(models[kind], compare_names);
}

void registry_add_plugin(ModelKind kind, const Model *model, const char *path)
{
    model_register(kind, model);
    if (!paths)
        paths = g_hash_table_new(NULL, NULL);
    g_hash_table_insert(paths, (gpointer)model, (gpointer)path);
}

const char *registry_path(const Model *model)
{
    return paths ? g_hash_table_lookup(paths, model) : NULL;
}

const Model *registry_find_path(const char *path, ModelKind *kind)
{
    for (*kind = 0; *kind < N_MODEL_KINDS; (*kind)++)
        for (guint i = 0; models[*kind] && i < models[*kind]->len; i++) {
            const Model *model = g_ptr_array_index(models[*kind], i);
            if (g_strcmp0(registry_path(model), path) == 0)
                return model;
        }
    return NULL;
}

const Model *registry_find(ModelKind kind, const char *name)
{
    for (guint i = 0; models[kind] && i < models[kind]->len; i++) {
        const Model *model = g_ptr_array_index(models[kind], i);
        if (strcmp(model->name, name) == 0)
            return model;
    }
    return NULL;
}

const Model *registry_find_any(const char *name, ModelKind *kind)
{
    const Model *model = NULL;

    for (guint i = 0; i < N_MODEL_KINDS && !model; i++) {
        model = registry_find(i, name);
        *kind = i;
    }
    return model;
}

const Model *const *registry_list(ModelKind kind, guint *n)
{
    *n = models[kind] ? models[kind]->len : 0;
    return models[kind] ? (const Model *const *)models[kind]->pdata : NULL;
}

const char *model_kind_name(ModelKind kind)
{
    static const char *const names[N_MODEL_KINDS] = { "policy", "lock", "scheduler" };
    return names[kind];
}
