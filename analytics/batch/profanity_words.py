"""Swear words of the main languages, and the words among them that mostly mean something else.

The lists are this project's own. They measure vulgarity, not insults in clean words, slurs or hate.
"""

from __future__ import annotations

import re

ENGLISH = """
arsed arsehole arseholes asshat asshats asshole assholes asswipe badass bastards bitched bitchin bitching bitchy
bollocks bollox bullcrap bullshit bullshits bullshitting butthole butthurt clusterfuck cocksucker cocksuckers
cocksucking crapped crapping crappy cumming cumshot cunt cunts dammit damnit dickhead dickheads dipshit dipshits
douchebag douchebags dumbass dumbasses dumbfuck fap fapped fapping fuck fucka fuckable fucked fucker fuckers fuckery
fuckface fuckhead fuckin fucking fuckings fucks fuckup fuckups fuckwit fuckwits fuk fuking goddam goddammit goddamn
goddamned goddamnit handjob handjobs hardon horseshit jackass jackasses jerkoff jizz knobhead lmfao milf milfs
motherfuck motherfucker motherfuckers motherfuckin motherfucking omfg pissed pissing pissers shagged shagging shit
shite shitfaced shithead shitheads shithole shitholes shithouse shitload shitloads shits shitshow shitstorm shitted
shitter shittier shittiest shitting shitty slut sluts slutty smartass stfu titfuck titties titty tossers turd turds
twat twats wank wanked wanker wankers wanking whore whores whoring wtf ass asses arse arses bastard bitch
bitches boner boners boob boobies boobs bugger buggers buggered cock cocks crap cum cums damn damned dick dicks dildo
dildos douche douches horny piss pisses prick pricks pussies pussy shag shat skank skanks skanky tit tits tosser
"""

SWEAR_WORDS = {
    "en": ENGLISH,
    "de": """scheiße scheisse scheiß scheiss beschissen beschissene beschissenen arsch arschloch arschlöcher ärsche
    ficken ficker fickt gefickt verfickt verfickte verfickten wichser wichsen fotze fotzen hure huren hurensohn
    hurensöhne nutte nutten schlampe schlampen kacke verpiss pisse miststück arschgeige arschkriecher verarscht
    verarschen bescheuert fick""",
    "fr": """merde merdes merdique emmerde emmerder putain putains pute putes connard connards connasse connasses salope
    salopes enculé enculés enculer encule couilles chiant chiante chiants chier nique niquer ntm branleur
    branleurs foutre bordel con cons conne bite bites cul salaud salauds""",
    "es": """mierda mierdas puta putas puto putos joder jodido jodida jodidos cabrón cabron cabrones coño gilipollas
    pendejo pendejos pendeja chingar chingada chingado hijoputa hijueputa malparido carajo follar cojones
    culero culeros mamón verga polla hostia concha""",
    "it": """merda merde cazzo cazzi cazzate cazzata stronzo stronza stronzi stronzate vaffanculo puttana puttane
    coglione coglioni fottuto fottuta fottuti fottere minchia incazzato incazzata culo troia figa fica""",
    "pt": """merda porra caralho caralhos puta putas puto foda foder fodido fodida fodam fodase cuzão buceta boceta
    arrombado desgraçado cacete rola pica""",
    "nl": """kut klootzak klootzakken godverdomme verdomme neuken geneukt teringlijer kutwijf kankerlijer gore lul eikel
    hoer hoeren kanker""",
    "pl": """kurwa kurwy kurwę kurwo kurwą chuj chuja chuje chujowy huj pierdolić pierdol pierdolę pierdolony pierdolona
    pierdolone spierdalaj wypierdalaj jebać jebany jebana jebane zajebisty zajebiste zajebiście skurwysyn
    skurwysyny pizda gówno dupa dupę dupie""",
    "ru": """блядь блять бля бляди хуй хуя хуи хуйня хуйню хуёвый хуевый нахуй похуй пизда пизды пиздец пиздеть ебать
    ебаный ебаная ебал ебу ёбаный заебал заебало мудак мудаки мудила говно говна дерьмо залупа гандон жопа жопу
    сука суки""",
    "sv": """jävla jävlar jävel jävligt helvete fitta fittor kuk knulla knullar rövhål skit skiten fan hora""",
    "tr": """amk aq orospu orospular siktir sikeyim sikerim siktiğimin piç yarrak amına amcık göt sik""",
}
"""By language, the words that swear; those of OTHER_MEANING only in some contexts."""

OTHER_MEANING = {
    "en": """ass asses arse arses bastard bastards bitch bitches boner boners boob boobies boobs bugger buggers cock
    cocks crap cum cums damn damned dick dicks dildo dildos douche douches horny piss pisses prick pricks
    pussies pussy shag shat skank skanks skanky tit tits tosser turd turds jackass jackasses pissed wank badass""",
    "de": "hure huren kacke pisse bescheuert",
    "fr": "ntm bordel con cons conne bite bites cul foutre",
    "es": "verga polla hostia concha puto puta putas mamón",
    "it": "troia figa fica culo merde",
    "pt": "cacete rola pica porra",
    "nl": "kut lul eikel hoer hoeren kanker gore",
    "pl": "dupa dupę dupie gówno",
    "ru": "сука суки жопа жопу",
    "sv": "fan hora skit skiten helvete",
    "tr": "göt sik piç aq amk",
}
"""By language, the words that often mean something else: an animal, a name, a tool, a disease."""

EVERYWHERE = frozenset(
    str.split("fuck fucking fucked fucker motherfucker shit bullshit asshole wtf stfu bitch bitches")
)
"""English words that swear in texts of other languages too."""

ORDINARY = {
    "de": "dick ass hell fan cum bite shag rola kanker piss",
    "sv": "slut prick fan fick fag fart cum fitta",
    "da": "slut prick fan fag fart cum piss hora",
    "no": "slut prick fan fag fart cum piss hora",
    "nl": "dick cum fan hoer ass boob turd",
    "ro": "cum crap hora dupa pula con cul",
    "la": "cum con cul merda ass",
    "es": "con hora culo cum fan",
    "pt": "cum con hora fan",
    "it": "con cum merde fan fitta",
    "fr": "cum ass con fan piss douche douches shag crap",
    "pl": "fan cum cud huj",
    "fi": "fan hora",
    "tr": "dick fan aq",
}
"""By language, words of other languages' lists that are ordinary words in it."""

IDEOGRAPHS = {
    "zh": r"操你|肏|草泥马|傻[逼屄]|他妈的|他媽的|你妈的|妈逼|(?<![^\s，。！？!?,.])(?:妈的|媽的)(?![^\s，。！？!?,.])|狗屎|装逼|煞笔|狗日的|王八蛋",
    "ja": r"クソ(?:野郎|ったれ)|くそ(?:野郎|ったれ|くらえ)|ちんこ|まんこ|畜生め",
    "ko": r"씨발|씨팔|개새끼|병신|지랄|존나|좆|씹할",
}
"""Patterns for scripts that do not put spaces between words."""

ANY_IDEOGRAPH = re.sub(r"\(\?<?!.*?\)", "", "|".join(IDEOGRAPHS.values()))
"""The patterns without their surroundings, for RE2, which has none."""


def words_of(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


BY_LANGUAGE = {language: words_of(text) for language, text in SWEAR_WORDS.items()}
AMBIGUOUS = {language: words_of(text) for language, text in OTHER_MEANING.items()}
ORDINARY_WORDS = {language: words_of(text) for language, text in ORDINARY.items()}
ALL_WORDS = frozenset().union(*BY_LANGUAGE.values())
_WORD = re.compile(r"[^\W\d_]+")
COMMON = frozenset(str.split("fan con cons bite bites gore aq cul concha hora pica rola"))
"""Words so common elsewhere that they count only in a text with another swear word."""

HASHED = " ".join(sorted({word for entry in ALL_WORDS - COMMON for word in _WORD.findall(entry)}))
"""Every other word, for the fast pass that looks for texts with one."""
