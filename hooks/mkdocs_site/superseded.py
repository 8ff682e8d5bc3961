"""What ends a build that nobody will see."""


class Superseded(Exception):  # noqa: N818 - it is no error
    """Something was saved meanwhile: the build that comes next takes this one's place."""
