"""release - computing without the lock: one call into hashlib, which lets go of it meanwhile."""
import hashlib

LEAST_BYTES = 2048  # it keeps the lock for less
BUFFER = bytearray(1 << 17)


def stretch_key(n):
    """N rounds; they take as long as one likes."""
    return hashlib.pbkdf2_hmac("sha256", b"password", b"salt", n if n > 0 else 1)


def hash_bytes(n):
    """The same for a few microseconds: N bytes."""
    return hashlib.sha256(memoryview(BUFFER)[:n if n > LEAST_BYTES else LEAST_BYTES])
