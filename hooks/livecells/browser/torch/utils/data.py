"""torch.utils.data: data sets, and loaders that make batches of them in the page's own process."""

import itertools
import math

from .._join import stack
from .._lazily import whole
from .._make import tensor
from .._missing import missing
from .._names_below import DATA
from .._random import Generator, randint, randperm, seed_now
from .._storage import warn
from .._tensor import Tensor
from .._types import _float, _int, fault, float64, refuse

DIFFERENT = "Sum of input lengths does not equal the length of the input dataset!"
EMPTY = "Length of split at index %d is 0. This might result in an empty dataset."
EXCLUDES = "sampler option is mutually exclusive with shuffle"


class Dataset:
    def __getitem__(self, index):
        fault(NotImplementedError, "Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        if any(t.shape[0] != tensors[0].shape[0] for t in tensors):
            fault(AssertionError, "Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(t[index] for t in self.tensors)

    def __len__(self):
        return self.tensors[0].shape[0]


def _at(indices, k):
    """One of a list; that there are fewer is Python's own error, which ends a loop."""
    if isinstance(indices, list) and isinstance(k, _int) and not -len(indices) <= k < len(indices):
        fault(IndexError, "list index out of range")
    return indices[k]


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, idx):
        if isinstance(idx, list):
            return self.dataset[[_at(self.indices, i) for i in idx]]
        return self.dataset[_at(self.indices, idx)]

    def __len__(self):
        return len(self.indices)


class ConcatDataset(Dataset):
    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            fault(AssertionError, "datasets should not be an empty iterable")
        self.cumulative_sizes = list(itertools.accumulate(len(d) for d in self.datasets))

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx):
        if idx < 0:
            if -idx > len(self):
                text = "absolute value of index should not exceed dataset length"
                fault(ValueError, text)
            idx += len(self)
        before = 0
        for dataset, end in zip(self.datasets, self.cumulative_sizes, strict=True):
            if idx < end:
                return dataset[idx - before]
            before = end
        return fault(IndexError, "list index out of range")


def _whole_lengths(count, parts):
    """How many each part gets; the rest goes round."""
    lengths = []
    for i, part in enumerate(parts):
        if part < 0 or part > 1:
            fault(ValueError, f"Fraction at index {i} is not between 0 and 1")
        lengths.append(math.floor(count * part))
    for i in range(count - sum(lengths)):
        lengths[i % len(lengths)] += 1
    for i, length in enumerate(lengths):
        if not length:
            warn(EMPTY % i)
    return lengths


def random_split(dataset, lengths, generator=None):
    lengths = list(lengths)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = _whole_lengths(len(dataset), lengths)
    if sum(lengths) != len(dataset):
        fault(ValueError, DIFFERENT)
    order = randperm(sum(lengths), generator=generator).tolist()
    ends = itertools.accumulate(lengths)
    pairs = zip(ends, lengths, strict=True)
    return [Subset(dataset, order[end - length : end]) for end, length in pairs]


# ----- Orders -----


class Sampler:
    def __iter__(self):
        raise NotImplementedError


class SequentialSampler(Sampler):
    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


def _drawn(generator):
    """What an empty tensor of int64 gets from `random_`."""
    return seed_now(generator).u64() & 0x7FFFFFFFFFFFFFFF


class RandomSampler(Sampler):
    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source, self.replacement = data_source, replacement
        self._count, self.generator = num_samples, generator
        count = self.num_samples
        if not isinstance(count, _int) or count <= 0:
            text = "num_samples should be a positive integer value, but got num_samples="
            fault(ValueError, text + str(count))

    @property
    def num_samples(self):
        return len(self.data_source) if self._count is None else self._count

    def __iter__(self):
        n, count, generator = len(self.data_source), self.num_samples, self.generator
        if generator is None:
            generator = Generator().manual_seed(_drawn(None))
        while count > 0:
            if self.replacement:
                many = randint(0, n, (min(count, 32),), generator=generator).tolist()
            else:
                many = randperm(n, generator=generator).tolist()[:count]
            yield from many
            count -= len(many)

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler):
    def __init__(self, indices, generator=None):
        self.indices, self.generator = indices, generator

    def __iter__(self):
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self):
        return len(self.indices)


class BatchSampler(Sampler):
    def __init__(self, sampler, batch_size, drop_last):
        if not isinstance(batch_size, _int) or isinstance(batch_size, bool) or batch_size <= 0:
            text = "batch_size should be a positive integer value, but got batch_size="
            fault(ValueError, text + str(batch_size))
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self):
        each = iter(self.sampler)
        while batch := list(itertools.islice(each, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self):
        full, rest = divmod(len(self.sampler), self.batch_size)
        return full if self.drop_last else full + bool(rest)


# ----- Batches -----


def default_collate(batch):
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch), 0)
    if isinstance(first, _float):
        return tensor(batch, dtype=float64)
    if isinstance(first, (bool, _int)):
        return tensor(batch)
    if isinstance(first, str):
        return batch
    if type(first) is dict:
        return {key: default_collate([each[key] for each in batch]) for key in first}
    if type(first) not in (tuple, list):
        refuse(f"a batch of {type(first).__name__}")
    if any(len(each) != len(first) for each in batch):
        fault(RuntimeError, "each element in list of batch should be of equal size")
    return [default_collate(column) for column in zip(*batch, strict=True)]


class DataLoader:
    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        num_workers=0,
        collate_fn=None,
        pin_memory=False,
        drop_last=False,
        timeout=0,
        worker_init_fn=None,
        *,
        generator=None,
        **others,
    ):
        if num_workers or timeout or others or batch_size is None:
            refuse("a DataLoader with these settings")
        if not hasattr(dataset, "__getitem__") or isinstance(dataset, dict):
            refuse("a DataLoader of such a data set")
        if sampler is not None and shuffle:
            fault(ValueError, EXCLUDES)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.num_workers, self.pin_memory, self.generator = 0, pin_memory, generator
        self.collate_fn = collate_fn or default_collate
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                refuse("batch_sampler beside what it excludes")
            self.batch_size = None
        elif sampler is None:
            given = {"generator": generator}
            sampler = RandomSampler(dataset, **given) if shuffle else SequentialSampler(dataset)
        self.sampler = sampler
        self.batch_sampler = batch_sampler or BatchSampler(sampler, batch_size, drop_last)

    def __iter__(self):
        return _Batches(self)

    def __len__(self):
        return len(self.batch_sampler)


class _Batches:
    """One way through the data; torch draws a number for its workers though it has none."""

    def __init__(self, loader):
        self.loader, self.order = loader, iter(loader.batch_sampler)
        _drawn(loader.generator)

    def __iter__(self):
        return self

    def __next__(self):
        dataset, places = self.loader.dataset, next(self.order)
        if hasattr(dataset, "__getitems__"):
            return self.loader.collate_fn(dataset.__getitems__(places))
        return self.loader.collate_fn([dataset[k] for k in places])


def __getattr__(name):
    missing("torch.utils.data", name, DATA)


whole(__name__)
