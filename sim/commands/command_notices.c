/* command_notices - prepares scenarios for this host, and tells what they ask for that it cannot give. */
#include "command_notices.h"

#include <string.h>

#include "command.h"
#include "real/prepare.h"

#define MOST_NAMES 3

/* What is told, and of whom. */
typedef struct {
    char *text;
    GPtrArray *names; /* of the scenarios, which own them */
} Notice;

static void notice_free(gpointer data)
{
    Notice *notice = data;

    g_free(notice->text);
    g_ptr_array_unref(notice->names);
    g_free(notice);
}

static void add(GPtrArray *notices, char *name, const char *text)
{
    Notice *notice = NULL;

    for (guint i = 0; i < notices->len && !notice; i++)
        if (g_str_equal(((Notice *)g_ptr_array_index(notices, i))->text, text))
            notice = g_ptr_array_index(notices, i);
    if (!notice) {
        notice = g_new0(Notice, 1);
        notice->text = g_strdup(text);
        notice->names = g_ptr_array_new();
        g_ptr_array_add(notices, notice);
    }
    g_ptr_array_add(notice->names, name);
}

/* "a, b, c and 12 more: what there is to say". */
static void complain(const Notice *notice)
{
    const guint n = notice->names->len > MOST_NAMES + 1 ? MOST_NAMES : notice->names->len;
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < n; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", (char *)g_ptr_array_index(notice->names, i));
    if (n < notice->names->len)
        g_string_append_printf(names, " and %u more", notice->names->len - n);
    command_complain("%s: %s", names->str, notice->text);
}

void command_prepare(const GPtrArray *scenarios, gboolean realtime, gboolean quiet)
{
    g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(notice_free);

    for (guint i = 0; i < scenarios->len; i++) {
        Scenario *scenario = g_ptr_array_index(scenarios, i);
        g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);

        real_prepare(scenario, realtime, told);
        for (guint k = 0; k < told->len; k++)
            add(notices, scenario->name, (char *)g_ptr_array_index(told, k) + strlen(scenario->name) + strlen(": "));
    }
    for (guint i = 0; i < notices->len && !quiet; i++)
        complain(g_ptr_array_index(notices, i));
}
