/* decay - 2^-x, the same on every platform: exp2 of C libraries differs in the last place. */
#pragma once

#include <math.h>

/* X >= 0. */
static inline double decay(double x)
{
    double whole = floor(x), rest = (whole - x) * 0.69314718055994531; /* ln 2: e^rest is above a half */
    double series = 1;

    if (x > 1000)
        return 0;
    for (int k = 14; k >= 1; k--)
        series = 1 + series * rest / k;
    return ldexp(series, -(int)whole);
}
