/* folder - what tests need that call the program. */
#include "folder.h"

#include <glib/gstdio.h>

void folder_remove(const char *path)
{
    const gboolean is_link = g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    g_autoptr(GDir) folder = is_link ? NULL : g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);

        folder_remove(inner);
    }
    g_remove(path);
}

char *called_program(void)
{
    const char *given = g_getenv("GILSIM");

    return g_canonicalize_filename(given ? given : "build/gilsim", NULL);
}
