"""torch.fft: the transform of a row, and back."""

from ._complex import fft as fft
from ._complex import ifft as ifft
from ._missing import missing
from ._names_below import FFT


def __getattr__(name):
    missing("torch.fft", name, FFT)
