/* phases - the phases of a task as a small program: expanded for each instance. */
#include "phases.h"

#include "phases_steps.h"

void phases_free(Phases *phases)
{
    for (guint i = 0; i < phases->draws->len; i++)
        g_clear_pointer(&g_array_index(phases->draws, Draw, i).choices, g_array_unref);
    g_array_unref(phases->draws);
    g_array_unref(phases->steps);
    g_free(phases);
}

guint64 phases_count(const Phases *phases)
{
    return phases->n_phases;
}

gboolean phases_draw(const Phases *phases)
{
    return phases->draws->len > 0;
}

SimTime phases_scaled(SimTime duration, double scale)
{
    return duration == 0 ? 0 : MAX(simtime_scale(duration, scale), 1);
}

/* The stream of each draw of an instance. */
static Stream *draw_streams(const Phases *phases, const Stream *stream)
{
    Stream *streams = g_new(Stream, phases->draws->len); /* NULL for none */

    for (guint i = 0; i < phases->draws->len; i++)
        streams[i] = stream_part(stream, i);
    return streams;
}

void phases_expand(const Phases *phases, const Stream *stream, double scale, Phase *expanded)
{
    g_autofree Stream *streams = draw_streams(phases, stream);
    const Step *steps = (const Step *)(gconstpointer)phases->steps->data;
    gint64 left[PHASES_DEEPEST]; /* of the repeats around the step */
    guint depth = 0;

    for (guint i = 0; i < phases->steps->len; i++) {
        const Step *step = &steps[i];
        if (step->kind == STEP_REPEAT) {
            left[depth++] = step->value;
        } else if (step->kind == STEP_REPEAT_END) {
            if (--left[depth - 1] > 0)
                i = step->index;
            else
                depth--;
        } else {
            SimTime duration = step->value;
            if (step->draws)
                duration =
                    draw_duration(&g_array_index(phases->draws, Draw, step->index), &streams[step->index]);
            gboolean uses = step->kind == PHASE_USE || step->kind == PHASE_GIVE_BACK;
            *expanded++ = phase_new(step->kind, uses ? step->index : phases_scaled(duration, scale));
        }
    }
}
