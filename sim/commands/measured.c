/* measured - where what the last `gilsim validate` measured on this host is looked for. */
#include "measured.h"

#include "real/host_profile.h"

static gboolean has_table(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "validation.csv", NULL);

    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

gboolean measured_folder(const char *named, char **folder, GError **error)
{
    g_autofree char *profile = host_profile_path();
    g_autofree char *configuration = g_path_get_dirname(profile);
    g_autofree char *kept = g_build_filename(configuration, "validation", NULL);
    const char *const places[] = { named ? named : "validation", named ? NULL : kept };

    *folder = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(places) && !*folder; i++)
        if (places[i] && has_table(places[i]))
            *folder = g_strdup(places[i]);
    if (named && !*folder)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "--validation=%s: there is no validation.csv; expected a folder that 'gilsim validate --out' "
                    "wrote",
                    named);
    return !named || *folder;
}
