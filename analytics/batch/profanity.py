"""Which words of a text are swear words? Words on a short list of common English ones, whole and in any case.

The list is this project's own. It measures vulgarity, not insults in clean words, hate, or other languages.
"""

from __future__ import annotations

import functools

import numpy as np
import pyarrow as pa

from analytics.batch.features import FEATURES, document_words, feature_of

WORDS = """
arse arsed arsehole arseholes arses ass asses asshat asshats asshole assholes asswipe badass bastard bastards bitch
bitched bitches bitchin bitching bitchy bollocks bollox boner boners boob boobies boobs bugger buggered buggers
bullcrap bullshit bullshits bullshitting butthole butthurt clusterfuck cock cocks cocksucker cocksuckers cocksucking
crap crapped crapping crappy cum cumming cums cumshot cunt cunts dammit damn damned damnit dick dickhead dickheads
dicks dildo dildos dipshit dipshits douche douchebag douchebags douches dumbass dumbasses dumbfuck fap fapped fapping
fuck fucka fuckable fucked fucker fuckers fuckery fuckface fuckhead fuckin fucking fuckings fucks fuckup fuckups
fuckwit fuckwits fuk fuking goddam goddammit goddamn goddamned goddamnit handjob handjobs hardon horny horseshit
jackass jackasses jerkoff jizz knobhead lmfao milf milfs motherfuck motherfucker motherfuckers motherfuckin
motherfucking omfg orgasm orgasms piss pissed pisser pisses pissing porn porno pr0n prick pricks pussies pussy shag
shagged shagging shat shit shite shitfaced shithead shitheads shithole shitholes shithouse shitload shitloads shits
shitshow shitstorm shitted shitter shittier shittiest shitting shitty skank skanks skanky slut sluts slutty smartass
stfu tit titfuck tits titties titty tosser tossers turd turds twat twats wank wanked wanker wankers wanking whore
whores whoring wtf
"""


def count_profanity(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, profanity_count BIGINT, profanity_word_frac DOUBLE): how many words of each text are
    on the list, and their share of all words (NULL without words).
    """
    words, ends = document_words(batch.column("text"))
    listed, may_be_listed = _listed()
    places = np.flatnonzero(may_be_listed[feature_of(words)])
    places = places[np.isin(words[places], listed)]
    counts = np.bincount(np.searchsorted(ends, places, side="right") - 1, minlength=len(ends) - 1).astype(np.int64)
    n_words = np.diff(ends)
    share = pa.array(counts / np.maximum(n_words, 1), mask=n_words == 0)
    columns = {"profanity_count": counts, "profanity_word_frac": share}
    return pa.record_batch({"doc_id": batch.column("doc_id")} | columns)


@functools.cache
def _listed() -> tuple[np.ndarray, np.ndarray]:
    """The hashes of the listed words, and by feature whether a listed word has it: most words have another one."""
    hashes, _ = document_words(pa.array([WORDS]))
    may_be_listed = np.zeros(FEATURES, bool)
    may_be_listed[feature_of(hashes)] = True
    return hashes, may_be_listed
