"""Rules are tested with random cases; how long one takes on a busy machine is no rule."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
