/* series - logarithm and exponential, written out. */
#include "series.h"

#include <math.h>

#define LN2_HIGH 0x1.62e42fefa0000p-1 /* its low bits are 0, so that small multiples are exact */
#define LN2_LOW 0x1.cf79abc9e3b39p-40

/* By 2 artanh((m - 1) / (m + 1)). */
double series_logarithm(double x)
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

double series_exponential(double x)
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
