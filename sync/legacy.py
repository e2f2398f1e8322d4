"""Text typed in the legacy encodings TCVN3 (.VnTime) and VNI: recognised and read, never rewritten in the sheet.

The same letters can be good Unicode Vietnamese ("chó" is "chú" in TCVN3), so a whole column is judged, not one cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

Encoding = Literal["tcvn3", "vni"]

_TCVN3_PAIRS = (
    ("¡¢£¤¥¦§¨©ª«¬\u00ad®", "ĂÂÊÔƠƯĐăâêôơưđ"),
    ("µ¶·¸¹", "àảãáạ"), ("»¼½¾Æ", "ằẳẵắặ"), ("ÇÈÉÊË", "ầẩẫấậ"),
    ("ÌÎÏÐÑ", "èẻẽéẹ"), ("ÒÓÔÕÖ", "ềểễếệ"), ("×ØÜÝÞ", "ìỉĩíị"),
    ("ßáâãä", "òỏõóọ"), ("åæçèé", "ồổỗốộ"), ("êëìíî", "ờởỡớợ"),
    ("ïñòóô", "ùủũúụ"), ("õö÷øù", "ừửữứự"), ("úûüýþ", "ỳỷỹýỵ"),
)  # fmt: skip
_TCVN3 = {old: new for olds, news in _TCVN3_PAIRS for old, new in zip(olds, news, strict=True)}

_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ì": "ì", "í": "í"}

_BASES = "aăâeêioôơuưy"
_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
_GLIDING = r"(?:oai|oay|oeo|oao|uôi|ươi|ươu|uây|uya|uyu|iêu|yêu|uêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|uơ|ưa|ưi|ưu|ya)"
_CLOSABLE = r"(?:uyê|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|[aăâeêioôơuưy])(?:ng|nh|ch|[cmnpt])?"
_SYLLABLE = re.compile(rf"{_ONSET}(?:{_GLIDING}|{_CLOSABLE}|oo(?:ng|c))")
_WORD = re.compile(r"[^\W\d_]+(?:[\u00a1-\u00be\u00d7\u00f7][^\W\d_]*)*|[\u00a1-\u00be][^\W\d_]*")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def is_syllable(word: str) -> bool:
    """Whether the word is a well-formed Vietnamese syllable (one tone, letters that go together)."""
    apart = unicodedata.normalize("NFD", word.lower())
    if sum(c in _TONES for c in apart) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    return bool(_SYLLABLE.fullmatch(plain))


def from_tcvn3(text: str) -> str:
    """The text as .VnTime shows it. The font has no capital letters with a tone: they stand as lower case."""
    return "".join(_TCVN3.get(c, c) for c in text)


def from_vni(text: str) -> str:
    """The text as a VNI font shows it: a letter and its mark are two characters."""
    out: list[str] = []
    for character in text:
        lower = character.lower()
        joined = unicodedata.normalize("NFC", out[-1] + _VNI_MARKS[lower]) if out and lower in _VNI_MARKS else ""
        if len(joined) == 1 and out[-1].lower() in _BASES:
            out[-1] = joined
        elif lower in _VNI_SINGLE:
            out.append(_VNI_SINGLE[lower] if character == lower else _VNI_SINGLE[lower].upper())
        else:
            out.append(character)
    return "".join(out)


_READERS: dict[Encoding, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}


def _may_be_legacy(text: str) -> bool:
    """Legacy text has one-byte characters only; ă, đ, ơ, ư, ễ ... prove that a cell is Unicode already."""
    return bool(_NON_ASCII.search(text)) and all(ord(c) < 0x100 or not c.isalpha() for c in text)


def _bad_words(text: str) -> int:
    return sum(not is_syllable(word) for word in _WORD.findall(text))


def encoding_of(texts: Iterable[str]) -> Encoding | None:
    """The legacy encoding of a column's texts; None when they are good Unicode, or when neither reading is clearly better."""
    candidates = [unicodedata.normalize("NFC", text) for text in texts]
    candidates = [text for text in candidates if _may_be_legacy(text)]
    bad = sum(_bad_words(text) for text in candidates)
    if not bad:
        return None
    scores = {name: sum(_bad_words(reader(text)) for text in candidates) for name, reader in _READERS.items()}
    best = min(scores, key=lambda name: scores[name])
    return best if scores[best] * 2 < bad else None


def reading(text: str, encoding: Encoding | None) -> str:
    """The Unicode reading of a cell in a column of that encoding; a cell that is Unicode already stays as it is.

    A name such as "Bùi Xuân Quý" has one-byte letters only, so that nothing but its words tells that it was typed in Unicode.
    """
    if encoding is None or not _may_be_legacy(text):
        return text
    meant = _READERS[encoding](text)
    return text if _bad_words(meant) and not _bad_words(text) else meant


_TELEX_VOWELS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_ORDER = "ơêôâăưaeoiuy"


def _telex_word(word: str) -> str:
    """One word typed in Telex keys, as the keyboard driver would have shown it."""
    lower, tone = word.lower(), ""
    if len(lower) > 1 and lower[-1] in _TELEX_TONES:
        lower, tone = lower[:-1], _TELEX_TONES[lower[-1]]
    lower = lower.replace("uow", "ươ")
    for keys, letter in _TELEX_VOWELS.items():
        lower = lower.replace(keys, letter)
    if tone:
        lower = _toned(lower, tone)
    return lower[:1].upper() + lower[1:] if word[:1].isupper() else lower


def _toned(word: str, tone: str) -> str:
    """The word with the tone on the vowel that bears it: the marked one, else the last but one, else the only one."""
    vowels = [i for i, c in enumerate(word) if c in _BASES]
    if word.startswith(("gi", "qu")) and len(vowels) > 1:
        vowels = vowels[1:]
    if not vowels:
        return word
    marked = [i for i in vowels if word[i] in "ơêôâăư"]
    closed = vowels[-1] < len(word) - 1
    place = marked[-1] if marked else vowels[-1] if closed or len(vowels) == 1 else vowels[-2]
    return unicodedata.normalize("NFC", word[: place + 1] + tone + word[place + 1 :])


def telex_reading(text: str) -> str | None:
    """What was meant by a text typed in Telex keys without a keyboard driver ("Nguyeenx Vawn Hungf"); None if it was not."""
    words = text.split()
    if not text.isascii() or not words or not any(not is_syllable(w) for w in words):
        return None
    meant = [w if is_syllable(w) else _telex_word(w) for w in words]
    changed = any(not m.isascii() for m in meant)
    return " ".join(meant) if changed and all(is_syllable(m) for m in meant) else None
