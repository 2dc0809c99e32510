"""A stream of random numbers from a seed and two names: SplitMix64, seeded by FNV-1a."""
WORD = 2**64
GAMMA = 0x9e3779b97f4a7c15


def mix(x):
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9 % WORD
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb % WORD
    return x ^ (x >> 31)


class Stream:
    def __init__(self, seed, *names):
        mark = 0xcbf29ce484222325
        for name in names:
            for byte in name.encode() + b"\xff":
                mark = (mark ^ byte) * 0x100000001b3 % WORD
        self.state = mix(mix((seed + GAMMA) % WORD) ^ mark)

    def next(self):
        self.state = (self.state + GAMMA) % WORD
        return mix(self.state)

    def below(self, limit):
        """0 .. limit - 1, even."""
        while True:
            product = self.next() * limit
            if product % WORD >= -limit % WORD % limit:
                return product // WORD
