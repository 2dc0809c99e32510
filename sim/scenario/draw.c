/* draw - the distributions of a phase's duration: exp(MEAN), choice(A 90%, B 10%), ...
 *
 * A draw has to be the same everywhere, which logarithms and exponentials of C libraries are not. */
#include "draw.h"

#include <math.h>

#include "base/series.h"

const DrawWord draw_words[N_DRAW_KINDS] = {
    [DRAW_EXP] = { "exp", "exp(MEAN)", "exponential", PARAMETERS_DURATION },
    [DRAW_UNIFORM] = { "uniform", "uniform(LOW, HIGH)", "evenly from LOW to HIGH", PARAMETERS_DURATIONS },
    [DRAW_NORMAL] = { "normal", "normal(MEAN, SD)", "normal, never below 0", PARAMETERS_DURATIONS },
    [DRAW_LOGNORMAL] = { "lognormal", "lognormal(MEDIAN, SIGMA)", "MEDIAN x e^(SIGMA x a standard normal)",
                         PARAMETERS_DURATION_NUMBER },
    [DRAW_PARETO] = { "pareto", "pareto(LOW, ALPHA)", "LOW / u^(1/ALPHA), u even in (0, 1]",
                      PARAMETERS_DURATION_NUMBER },
    [DRAW_CHOICE] = { "choice", "choice(A, B, ...)", "one of them, or choice(A 90%, B 10%)",
                      PARAMETERS_CHOICES },
};

/* Exponential with mean 1. */
static double standard_exponential(Stream *stream)
{
    return -series_logarithm(1 - stream_unit(stream));
}

/* Marsaglia's polar method, of which one of the two values is used. */
static double standard_normal(Stream *stream)
{
    double x, y, square;

    do {
        x = 2 * stream_unit(stream) - 1;
        y = 2 * stream_unit(stream) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * sqrt(-2 * series_logarithm(square) / square);
}

static SimTime draw_choice(const Draw *draw, Stream *stream)
{
    const Choice *choices = (const Choice *)(gconstpointer)draw->choices->data;
    double unit = stream_unit(stream);
    guint low = 0, high = draw->choices->len - 1;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (unit < choices[middle].up_to)
            high = middle;
        else
            low = middle + 1;
    }
    return choices[low].duration;
}

static double sample(const Draw *draw, Stream *stream)
{
    switch (draw->kind) {
    case DRAW_EXP:
        return draw->first * standard_exponential(stream);
    case DRAW_UNIFORM:
        return draw->first + (draw->second - draw->first) * stream_unit(stream);
    case DRAW_NORMAL:
        return draw->first + draw->second * standard_normal(stream);
    case DRAW_LOGNORMAL:
        return draw->first * series_exponential(draw->second * standard_normal(stream));
    case DRAW_PARETO:
        return draw->first * series_exponential(standard_exponential(stream) / draw->second);
    default:
        g_assert_not_reached();
    }
}

static SimTime rounded(double nanoseconds)
{
    if (!(nanoseconds > 0)) /* 0 x infinity too */
        return 0;
    return nanoseconds < (double)SIMTIME_MAX ? (SimTime)floor(nanoseconds + 0.5) : SIMTIME_MAX;
}

SimTime draw_duration(const Draw *draw, Stream *stream)
{
    return draw->kind == DRAW_CHOICE ? draw_choice(draw, stream) : rounded(sample(draw, stream));
}

SimTime draw_gap(double mean, Stream *stream)
{
    return rounded(mean * standard_exponential(stream));
}
