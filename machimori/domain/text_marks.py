"""How alike the words of two posts are: 128-bit marks of their character pairs. Pure.

Character pairs need no word boundaries, so they serve Japanese as well as English. Each text is
a bag of pairs weighted by how rare they are in the file (a wish everybody ends with counts for
little), projected on 128 random directions; the sign of each is one bit. Two texts differ in a
share of bits that is their angle over pi, so that comparing ten million pairs is two XORs.

Method: M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

#: Bits of a mark, and the buckets character pairs are hashed into.
BITS = 128
BUCKETS = 1 << 15
#: Longer texts are told apart by their beginning; a post of 100,000 characters costs no more.
MOST_CHARACTERS = 300
#: Texts with fewer characters say nothing to compare.
LEAST_CHARACTERS = 3
_CHUNK = 60_000
#: Everything but letters, numbers and ideographs.
_NOT_WORDS = r"[^\p{L}\p{N}]+"
_KATAKANA = (0x30A1, 0x30F6)
_TO_HIRAGANA = 0x60
#: Words by which people say that they, or others, have told of it before. Normalised as texts.
AGAIN = (
    "以前も連絡", "以前にも", "前にも連絡", "前も連絡", "再度", "まだ直って", "直っていません",
    "前から", "何度も", "何度か", "先月から", "ずっと前", "放置され", "再通報",
    "again", "stillnot", "reportedbefore", "alreadyreported", "previouslyreported",
    "still", "multipletimes", "severaltimes", "secondtime", "followup", "weeksago", "monthsago",
)  # fmt: skip


@dataclass(frozen=True)
class TextMarks:
    """Marks of texts: ``bits`` is ``(n, 2)`` of 64 bits each; without words there is none."""

    bits: NDArray[np.uint64]
    has_words: NDArray[np.bool_]
    tells_again: NDArray[np.bool_]

    def alike(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of pairs of texts, 1 for the same words; NaN where one of them has none."""
        different = np.zeros(len(first), dtype=np.uint8)
        for half in range(self.bits.shape[1]):
            words = self.bits[:, half]
            different += np.bitwise_count(words[first] ^ words[second])
        cosine = np.cos(np.arange(BITS + 1, dtype=np.float32) * np.float32(np.pi / BITS))[different]
        cosine[~(self.has_words[first] & self.has_words[second])] = np.nan
        return np.asarray(cosine, dtype=np.float32)


def text_marks(texts: pa.Array) -> TextMarks:
    """Marks of texts (NULL and empty ones among them), each distinct text looked at once."""
    filled = pc.fill_null(texts.cast(pa.string()), "")
    coded = pc.dictionary_encode(pc.utf8_slice_codeunits(filled, 0, MOST_CHARACTERS))
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    words = normalised(coded.dictionary)
    marks = _marks(words)
    rows = coded.indices.to_numpy(zero_copy_only=False)
    return TextMarks(marks.bits[rows], marks.has_words[rows], marks.tells_again[rows])


def normalised(texts: pa.Array) -> pa.Array:
    """One spelling: NFKC, small letters, no spaces and signs."""
    one = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    return pc.replace_substring_regex(one, _NOT_WORDS, "")


def _marks(words: pa.Array) -> TextMarks:
    from scipy.sparse import csr_array

    again = pc.match_substring_regex(words, "|".join(AGAIN)).to_numpy(zero_copy_only=False)
    lengths = pc.utf8_length(words).to_numpy(zero_copy_only=False).astype(np.int64)
    bits = np.zeros((len(words), BITS // 64), dtype=np.uint64)
    random = np.random.default_rng(4_711)  # the directions are the same in every run
    directions = random.choice(np.array([-1.0, 1.0], dtype=np.float32), (BUCKETS, BITS))
    weights = _rarity(words, lengths)
    for start in range(0, len(words), _CHUNK):
        part = slice(start, start + _CHUNK)
        buckets, pairs = _pairs(words.slice(start, _CHUNK), lengths[part])
        ends = np.concatenate([[0], np.cumsum(pairs)])
        bags = csr_array(
            (weights[buckets], buckets, ends), shape=(len(pairs), BUCKETS), dtype=np.float32
        )
        signs = np.asarray(bags @ directions) > 0
        packed = np.packbits(signs, axis=1, bitorder="little")
        bits[part] = packed.view(np.uint64)
    return TextMarks(bits, lengths >= LEAST_CHARACTERS, again)


def _rarity(words: pa.Array, lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """Weight of each bucket: the logarithm of how many texts there are per occurrence."""
    seen = np.zeros(BUCKETS)
    for start in range(0, len(words), _CHUNK):
        part = slice(start, start + _CHUNK)
        buckets, _ = _pairs(words.slice(start, _CHUNK), lengths[part])
        seen += np.bincount(buckets, minlength=BUCKETS)
    return np.log1p(len(words) / (1.0 + seen)).astype(np.float32)


def _pairs(
    words: pa.Array, lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Bucket of each pair of neighbouring characters, text by text, and how many each text has."""
    text = "".join(words.to_pylist())
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    katakana = (codes >= _KATAKANA[0]) & (codes <= _KATAKANA[1])
    codes = np.where(katakana, codes - np.uint32(_TO_HIRAGANA), codes)
    if len(codes) < 2:
        return np.zeros(0, dtype=np.int32), np.zeros(len(lengths), dtype=np.int64)
    mixed = codes[:-1] * np.uint32(2_654_435_761) + codes[1:] * np.uint32(40_503)
    mixed ^= mixed >> np.uint32(15)
    buckets = (mixed * np.uint32(2_246_822_519)) >> np.uint32(17)
    within = np.ones(len(buckets), dtype=bool)
    ends = np.cumsum(lengths)[:-1]
    ends = ends[(ends > 0) & (ends <= len(buckets))]
    within[ends - 1] = False
    return buckets[within].astype(np.int32), np.maximum(lengths - 1, 0)
