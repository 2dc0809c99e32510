/* command_host - what the commands share that run scenarios on this host. */
#include "command_host.h"

#include <stdio.h>

#include "base/interrupt.h"
#include "base/terminal.h"
#include "command.h"
#include "report/measure.h"

#define LONG (60 * SIMTIME_S) /* to be asked for */

void host_options_clear(HostOptions *options)
{
    if (options->pythons)
        python_set_free(options->pythons);
    g_free(options->executor_name);
    g_free(options->python_names);
    g_free(options->scale);
}

gboolean host_options_executor(HostOptions *options, GError **error)
{
    const char *name = options->executor_name ? options->executor_name : "native";
    const Executor *executor = executor_find(name);

    if (executor && executor != &executor_sim)
        options->executor = executor;
    else
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--executor=%s: expected native or python", name);
    return options->executor != NULL;
}

gboolean host_options_pythons(HostOptions *options, GError **error)
{
    g_auto(GStrv) names = g_strsplit(options->python_names ? options->python_names : "python3", ",", -1);

    if (options->executor != &executor_python)
        return TRUE;
    interrupt_defer(TRUE);
    options->pythons = python_set_new((const char *const *)names, error);
    interrupt_defer(FALSE);
    return options->pythons != NULL;
}

void host_options_scale(const HostOptions *options, Request *request)
{
    if (!options->scale)
        return;
    g_ptr_array_add(request->sets, g_strconcat("real.scale=", options->scale, NULL));
    g_ptr_array_add(request->typed, g_strconcat("--scale=", options->scale, NULL));
}

static gboolean user_says_yes(const char *what, const char *time)
{
    int answer;

    fprintf(stderr, "gilsim: %s is predicted to take about %s. Go on? [y/N] ", what, time);
    answer = getchar();
    return answer == 'y' || answer == 'Y';
}

gboolean host_options_may_take(const HostOptions *options, const char *what, SimTime total)
{
    g_autofree char *time = measure_time(total);

    if (total <= LONG || options->yes)
        return TRUE;
    if (terminal_is(stdin) && terminal_is(stderr))
        return user_says_yes(what, time);
    command_complain("%s is predicted to take about %s: --yes lets it, --scale shortens it", what, time);
    return FALSE;
}
