"""Function words by language: words that are too common to name a topic or to explain a difference. The lists are made
for this purpose only.
"""

from __future__ import annotations

from collections.abc import Collection

from analytics.batch.function_word_lists import LATIN, OTHER_SCRIPTS

_LISTS = {
    "en": """
        a about above after again against all almost also although always am among an and another any anyone anything
        are aren't around as at be became because become been before being below between both but by came can can't
        cannot come could couldn't did didn't do does doesn't doing don't done down during each either else enough even
        ever every everyone everything few first for from further gave get gets getting give given go goes going gone
        got had hadn't has hasn't have haven't having he he'd he's her here hers herself him himself his how however i
        i'd i'll i'm i've if in instead into is isn't it it's its itself just keep know known last later least less let
        let's like made make makes making many may maybe me might mine more most much must my myself near need never new
        next no none nor not nothing now of off often on once one one's ones only onto or other others our ours
        ourselves out over own per perhaps please put quite rather really said same say says second see seem seems seen
        several shall she she's should shouldn't since so some someone something sometimes still such sure take taken
        tell than thanks that that's the their theirs them themselves then there there's therefore these they they'd
        they're they've thing things think this those though three through thus to together too took toward try trying
        two under until up upon us use used uses using usually various very via want wants was wasn't way we we'd we'll
        we're we've well went were weren't what what's when where whether which while who whole whom whose why will with
        within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself lot really able
        actually already anyway back bit don doesn didn isn wasn won ve ll re im ive dont cant thats youre etc eg ie vs
        ok okay yeah oh hey hi hello edit deleted removed
    """,
    "de": """
        aber alle allem allen aller alles als also am an ander andere anderen anderer anderes auch auf aus bei beim
        bereits bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf darin
        darüber das dass dasselbe dazu dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser
        dieses doch dort du durch dürfen ebenso ein eine einem einen einer eines einschließlich er es etwa euch euer für
        gegen gemäß gilt gelten hat hatte hatten haben ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins insbesondere
        ist ja jede jedem jeden jeder jedes jedoch jene kann kein keine keinem keinen keiner können könnte mehr mein
        mich mir mit muss müssen nach nicht nichts noch nur ob oder ohne satz sein seine seinem seinen seiner seit sich
        sie sind so sofern solche soll sollen soweit sowie über um und uns unser unter vom von vor war waren was weil
        welche welchem welchen welcher welches wenn werden wer wie wir wird wo worden wurde wurden zu zum zur zwischen
        absatz artikel buchstabe nummer abs nr
    """,
    "fr": """
        a afin ai ainsi alors après au aucun aucune aucuns auquel aussi autre autres aux auxquels avait avant avec avoir
        ayant c ça car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment d dans
        de depuis des desquels deux dès doit doivent donc dont du duquel elle elles en encore entre est et étaient était
        étant être eu eux fait faite font il ils j je jusqu l la laquelle le lequel les lesquels leur leurs lors lorsqu
        lorsque lui m ma mais me même mêmes mes moi moins mon n ne ni nos notre nous on ont ou où par parce pas pendant
        peut peuvent plus pour pourra pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera seront
        ses si sien soit son sont sous sur t ta te tel telle telles tels tes toi ton tous tout toute toutes très tu un
        une vers voici vos votre vous y article articles alinéa celle-ci celui-ci c'est d'un d'une n'a n'est qu'il
        qu'ils qu'elle s'il l'article été
    """,
    "es": """
        a al algo algunas algunos ante antes aquel aquella así aunque cada como con contra cual cuando de del desde
        donde dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están estar
        estas este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi mis mucho muy nada ni no
        nos nosotros o os otra otras otro otros para pero poco por porque puede pueden que qué quien se sea ser si sí
        sido sin sobre son su sus también tanto te tiene tienen todo todos tu tus un una uno unos y ya yo
    """,
    "it": """
        a abbia ad ai al alla alle allo altri altro anche ancora avere c che chi ci come con contro cui da dai dal dalla
        dalle degli dei del della delle dello di dopo dove due e è ed era erano essere fatto fra gli ha hanno ho i il in
        io l la le lei li lo loro lui ma me mi mia molto ne negli nei nel nella nelle no noi non o ogni per perché però
        più poi prima può quale quando quanto quella quelle quelli quello questa queste questi questo qui se sempre
        senza si sia sono su sua sue sui sul sulla suo suoi tra tu tutti tutto un una uno
    """,
    "pt": """
        a ainda ao aos apenas após aquela aquele as às até cada com como contra da das de dela dele deles depois desde
        do dos e é ela elas ele eles em entre era eram essa esse esta está estão este eu foi foram há isso isto já lhe
        mais mas me mesmo meu minha muito na nas nem no nos nós não o os ou outra outras outro outros para pela pelas
        pelo pelos pode podem por porque qual quando que quem se sem ser seu seus sido só sobre sua suas são também te
        tem têm todos tudo um uma umas uns você
    """,
    "nl": """
        aan al alle als altijd andere bij daar dan dat de der deze die dit doch doen door dus een en er ge geen haar had
        heb hebben heeft hem het hier hij hoe hun iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet
        na naar niet niets nog nu of om omdat onder ons ook op over te tegen toch toen tot u uit uw van veel voor want
        waren was wat we wel werd wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou
    """,
    "ru": """
        а без более бы был была были было быть в вам вас ведь во вот все всего всех вы где да даже для до его ее если
        есть еще же за здесь и из или им их к как какая какой когда кто ли либо мне может мы на надо наш не него нее нет
        ни них но ну о об однако он она они оно от очень по под при с со так также такой там те тем то того тоже той
        только том ты у уже хотя чего чей чем что чтобы чье эта эти это я
    """,
    "code": """
        def return import self class true false none null elif else lambda nonlocal assert async await raise except
        finally yield pass int str float bool void var const func args kwargs param params println printf sizeof todo
        fixme url urls http https www com org html href src pdf nbsp amp quot div span img br css px lt gt utf
    """,
}
STOPWORDS = {language: frozenset(words.split()) for language, words in (_LISTS | LATIN).items()}
"""By language, in lower case. `code` are keywords and names that are common in programs."""
ALWAYS = STOPWORDS["code"] | STOPWORDS["ru"] | frozenset(OTHER_SCRIPTS.split())
"""Stop words in texts of every language."""


def stopwords_of(languages: Collection[str]) -> frozenset[str]:
    """The stop words of these languages, and those of every text; of all languages where none is known."""
    known = [STOPWORDS[language] for language in languages if language in STOPWORDS]
    return ALWAYS.union(*(known or STOPWORDS.values()))


def is_stopword(word: str, stopwords: frozenset[str]) -> bool:
    """Whether a word, or what is before its apostrophe (`here's`, `here’s`), is one of `stopwords`."""
    word = word.replace("’", "'")
    return word in stopwords or ("'" in word and word.partition("'")[0] in stopwords)
