"""work - computing that takes a known core time.

What a core does at once it does at a speed that changes: whoever shares the core (a hyperthread, another virtual
machine) slows it down by up to a half, and so the bytecodes of a bare loop. A chain of divisions, each of which needs the one
before, takes the same time whoever is there: so the loop's turns are such chains, and its bytecodes hardly count.
"""
import operator
import sys
from itertools import repeat

from board import COMPUTE, HOLD, NOGIL
from clocks import thread_time

NOGIL_SHORT = -1         # a phase of kind nogil that is too short for NOGIL's call
SHORT = 30 * 1000        # shorter ones are
CHUNK = 50 * 1000        # core time between two looks at the clock

WARM_UP = 50 * 1000000   # core time until a core has reached its speed
SAMPLE = 2 * 1000000     # core time of a sample
N_SAMPLES = 50


if sys.version_info[0] == 2:
    from itertools import imap as map

    TURN = 1  # what a turn of the loop is worth

    def spin(n):
        """N turns of a loop. Its bytecodes are what CPython 2 counts, and so these are all that it consists of."""
        x = 0
        for _ in repeat(None, n):
            x ^= 1
        return x
else:
    TURN = 300  # divisions: about a microsecond

    def spin(n):
        """N divisions, TURN of them in a turn of the loop: at its end it notices drop requests."""
        x = 0
        for _ in repeat(None, n // TURN):
            x ^= DIVIDEND % DIVISOR
        return x ^ (DIVIDEND >> DIGIT_BITS * (TURN - n % TURN)) % DIVISOR

HOLD_TURN = 300
DIGIT_BITS = getattr(sys, "int_info", getattr(sys, "long_info", None)).bits_per_digit
DIVIDEND = (1 << DIGIT_BITS * HOLD_TURN) - 12345  # one division a digit
DIVISOR = 10007


def hold(n):
    """One call into C that never looks whether somebody wants the lock: N chains of divisions."""
    return sum(map(operator.mod, repeat(DIVIDEND, n), repeat(DIVISOR)))


class Speed(object):
    """Of one kind of work: amounts a nanosecond, and what a phase costs that asks for nothing."""

    def __init__(self, per_ns, base):
        self.per_ns = per_ns
        self.base = base

    def amount(self, duration):
        n = int(round((duration - self.base) * self.per_ns))
        return n if n > 0 else 0


def take_sample(function, n):
    begin = thread_time()
    function(n)
    return max(thread_time() - begin, 1)


def take_samples(function, n):
    """Their mean: what slows a core down now and then slows runs down as often."""
    return sum(take_sample(function, n) for _ in range(N_SAMPLES)) / float(N_SAMPLES)


def per_nanosecond(function, n):
    """How much of its work FUNCTION does in a nanosecond of core time; N: an amount to begin with."""
    while take_sample(function, n) < SAMPLE // 4:
        n *= 2
    n = n * SAMPLE // take_sample(function, n) + 1
    return n / float(take_samples(function, n))


def warm_up():
    begin = thread_time()
    while thread_time() - begin < WARM_UP:
        spin(1000)


def measure(phase, function, least, per_ns):
    """The Speed of FUNCTION, which does PER_NS of its work; LEAST: the smallest amount that counts.

    PHASE(FUNCTION, N) carries a phase of amount N out, and notes it.
    """
    def empty_phases(n):
        for _ in repeat(None, n):
            phase(function, least)

    return Speed(per_ns, take_samples(empty_phases, 50) / 50.0 - least / per_ns)


def speeds(phase, compute, kinds, compute_speed):
    """Speeds of KINDS; COMPUTE: the carrier's function; COMPUTE_SPEED: of it, if known, else 0."""
    found = {}
    if COMPUTE in kinds:
        found[COMPUTE] = measure(phase, compute, 0, compute_speed or per_nanosecond(compute, 1000))
    if HOLD in kinds:
        found[HOLD] = measure(phase, hold, 0, per_nanosecond(hold, 10))
    if NOGIL in kinds:
        import release

        short = len(release.BUFFER) / float(take_samples(release.hash_bytes, len(release.BUFFER)))
        found[NOGIL] = measure(phase, release.stretch_key, 1, per_nanosecond(release.stretch_key, 100))
        found[NOGIL_SHORT] = measure(phase, release.hash_bytes, release.LEAST_BYTES, short)
    return found
