"""A shell whose profile lies in a folder of the run, and is made when somebody asks for it."""

from __future__ import annotations

import os

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir


class RunProfile(InteractiveShell):  # type: ignore[misc]  # IPython is untyped
    """IPython's shell, but for the folder of its profile."""

    _profile: ProfileDir | None = None
    _ipython_dir = ""

    def keep_in(self, folder: str) -> None:
        """Keep the profile, and what magics store in it, in a folder of this run."""
        self.starting_dir, self._ipython_dir = os.getcwd(), folder
        self._profile = None

    @property
    def ipython_dir(self) -> str:
        """The folder of the profile, made when somebody asks for it."""
        os.makedirs(self._ipython_dir, exist_ok=True)
        return self._ipython_dir

    @ipython_dir.setter
    def ipython_dir(self, folder: str) -> None:
        self._ipython_dir = folder

    @property
    def profile_dir(self) -> ProfileDir:
        """The profile, made when somebody asks for it."""
        if self._profile is None:
            self.init_profile_dir(None)
        return self._profile

    @profile_dir.setter
    def profile_dir(self, made: ProfileDir) -> None:
        self._profile = made
