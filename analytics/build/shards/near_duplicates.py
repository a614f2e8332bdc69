"""All verified pairs of documents of a corpus in shards, on a cluster: texts with equal hashes, equal bands and shared
samples are brought together, and every pair is verified.

The rows are those of `build.duplicates` on one machine, without the semantic pairs, which need the neighbour graph.
Each step is a folder of files, so that a killed driver continues after the last one. Workers write these files;
the cluster moves blocks of many rows (`engines.blocks`), and reads none of them.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.batch.verify import SAMPLED_ONE_IN
from analytics.build.shards.buckets import Buckets, buckets_of_hashes
from analytics.build.shards.candidate_pairs import CandidateKeys, CandidatePairs, ChoosePairs, WriteCandidates
from analytics.build.shards.components import Components, connect, total
from analytics.build.shards.corpus import Corpus
from analytics.build.shards.distinct import ContentHashes, Represent, WriteTexts
from analytics.build.shards.verified_pairs import PairsOfShard, VerifyPairs, WritePaired
from analytics.errors import DataloupeError
from analytics.files import write_atomically

if TYPE_CHECKING:
    from analytics.build.engine import Task
    from analytics.build.engines.blocks import Block, Reduce
    from analytics.build.engines.spark import SparkEngine
    from analytics.build.shards.shard import Shard


class NearDuplicates:
    """The steps from the signatures of the `shards` to the folders `pairs` and `paired`, in `folder`."""

    def __init__(self, engine: SparkEngine, shards: Sequence[Shard], folder: Path):
        self._engine, self._shards, self._folder = engine, shards, folder
        self.corpus = Corpus(tuple(shards), str(folder))
        self.workers = engine.workers

    def pairs(self) -> Path:
        """The folder with all verified pairs, exact copies and near-duplicates, as rows of `duplicate_pairs`."""
        buckets = self._candidates(*self._texts())
        tasks = [PairsOfShard(shard, str(self._folder), buckets.pairs) for shard in self._shards]
        self.step("pairs", ["pairs", "paired"], tasks, [VerifyPairs(self.corpus), WritePaired(self.corpus)])
        return self._folder / "pairs"

    def paired(self) -> Path:
        """The folder with the documents of `pairs` by shard, and whether a pair of each is linked."""
        self.pairs()
        return self._folder / "paired"

    def components(self) -> Components:
        """The components of the documents in `pairs`."""
        buckets = self._candidates(*self._texts()).pairs
        return connect(self.step, self.pairs(), buckets, self.corpus)

    def _texts(self) -> tuple[int, int]:
        """How many different texts are compared, and the number of their shingles."""
        hashes = buckets_of_hashes(self.workers, self.corpus.documents)
        tasks = [ContentHashes(shard, hashes) for shard in self._shards]
        blocks = self.step("texts", ["texts"], tasks, [Represent(self.corpus), WriteTexts(self.corpus)])
        return total(blocks, "compared"), total(blocks, "shingles")

    def _candidates(self, texts: int, shingles: int) -> Buckets:
        buckets = Buckets.of(texts, shingles // SAMPLED_ONE_IN, self.workers)
        tasks = [CandidateKeys(shard, str(self._folder / "texts"), buckets) for shard in self._shards]
        reduces: list[Reduce] = [CandidatePairs(buckets), ChoosePairs(self.corpus), WriteCandidates(self.corpus)]
        self.step("candidates", ["candidates", "needed"], tasks, reduces)
        return buckets

    def step(self, name: str, folders: Sequence[str], tasks: Sequence[Task], reduces: Sequence[Reduce]) -> list[Block]:
        """What a step gives, which an earlier run may have written. Raises DataloupeError in one line when the cluster
        cannot.
        """
        done = self._folder / f"{name}.done"
        if done.is_file():
            earlier: list[Block] = pickle.loads(done.read_bytes())
            return earlier
        for folder in folders:
            shutil.rmtree(self._folder / folder, ignore_errors=True)
            (self._folder / folder).mkdir(parents=True, exist_ok=True)  # tasks of a killed driver may still write here
        try:
            blocks = self._engine.exchange(tasks, reduces, self._folder)
        except DataloupeError:
            raise
        except Exception as error:  # whatever a worker raised, as an exception of the server
            raise self._engine.failure(error, f"find duplicates (step {name})") from None
        write_atomically(done, pickle.dumps(blocks))
        return blocks
