"""What keeps the benchmark from a result."""


class Failure(Exception):
    """A reason that ends the run, as a person should read it."""


class Missing(Failure):
    """Something of the machine that is not there: what needs it is left out, and the report says so."""
