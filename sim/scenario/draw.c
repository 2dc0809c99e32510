/* draw - the distributions of a phase's duration: exp(MEAN), choice(A 90%, B 10%), ...
 *
 * Logarithm and exponential are written out here: those of C libraries differ in the last place, and even
 * with the processor, and a draw has to be the same everywhere. */
#include "draw.h"

#include <math.h>

#define LN2_HIGH 0x1.62e42fefa0000p-1 /* its low bits are 0, so that small multiples are exact */
#define LN2_LOW 0x1.cf79abc9e3b39p-40

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

/* Natural logarithm of X > 0, by 2 artanh((m - 1) / (m + 1)). */
static double logarithm(double x)
{
    int exponent;
    double m = frexp(x, &exponent);

    if (m < 0.70710678118654752) {
        m *= 2;
        exponent--;
    }
    double s = (m - 1) / (m + 1);
    double square = s * s;
    double series = 0;
    for (int n = 21; n >= 3; n -= 2)
        series = (series + 1.0 / n) * square;
    return exponent * LN2_HIGH + (2 * s + (2 * s * series + exponent * LN2_LOW));
}

static double exponential(double x)
{
    if (x > 700)
        return HUGE_VAL;
    if (x < -700)
        return 0;
    double n = floor(x / (LN2_HIGH + LN2_LOW) + 0.5);
    double r = (x - n * LN2_HIGH) - n * LN2_LOW;
    double series = 1;
    for (int k = 14; k >= 1; k--)
        series = 1 + series * r / k;
    return ldexp(series, (int)n);
}

/* Exponential with mean 1. */
static double standard_exponential(Stream *stream)
{
    return -logarithm(1 - stream_unit(stream));
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
    return x * sqrt(-2 * logarithm(square) / square);
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
        return draw->first * exponential(draw->second * standard_normal(stream));
    case DRAW_PARETO:
        return draw->first * exponential(standard_exponential(stream) / draw->second);
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
