/* series - logarithm and exponential that are the same on every platform, to the last bit: those of C libraries differ
 * in the last place, and even with the processor. */
#pragma once

/* The natural logarithm of X > 0. */
double series_logarithm(double x);
/* e^X; infinite, or 0, where it is not a number of the usual size. */
double series_exponential(double x);
