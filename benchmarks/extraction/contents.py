"""Texts for pages with known main text, in seven languages, written for this benchmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """A text: its language, its title and its paragraphs."""

    lang: str
    title: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, lang: str, title: str, text: str) -> Content:
        """A content whose paragraphs are separated by blank lines."""
        return cls(lang, title, tuple(" ".join(one.split()) for one in text.strip().split("\n\n")))


CONTENTS = (
    Content.of(
        "en",
        "How the old lighthouse got its new lamp",
        """
For ninety years the lighthouse on the point burned oil, and for ninety years someone climbed the stairs twice
a night to fill it.

Last spring the harbour office replaced the lamp with a small panel of diodes that draws less power than a
kettle.

The keeper, who retired in March, says that he misses the smell more than the work.

Ships report that the new light can be seen three miles further out, although the beam is whiter than before.

The old lens, which weighs almost a tonne, is now on display in the school hall.
""",
    ),
    Content.of(
        "en",
        "Sourdough that survives a busy week",
        """
Most recipes assume that you are at home all day. This one assumes that you leave at eight and return at six.

Mix the flour and the water before you go to bed, and add the starter in the morning while the coffee brews.

The dough rises slowly in a cool kitchen, so it is ready when you come back, not before.

Fold it four times, shape it, and let it rest for one more hour while the oven heats.

Bake it under a lid for twenty-five minutes, then without the lid until the crust is as dark as you dare.
""",
    ),
    Content.of(
        "en",
        "Replacing the battery of a hearing aid",
        """
Open the small door at the bottom of the device with your fingernail; do not use a screwdriver.

Remove the coloured sticker from the new battery and wait one minute, because the cell needs air to start.

Insert the battery with its flat side up and close the door until it clicks.

If you hear four short tones, the battery is low; if you hear none, check that the contacts are clean.
""",
    ),
    Content.of(
        "en",
        "Why did my tomato seedlings fall over?",
        """
I planted them two weeks ago on the windowsill, and yesterday half of them had collapsed at the soil line.

That is damping off, a fungus that likes wet soil and still air. Water from below and put a small fan near
them.

I had the same problem until I stopped covering the tray. The cover is only for germination, remove it as soon
as you see green.

Thank you both, I moved the fan from my desk to the seedlings and the remaining ones look fine after three
days.
""",
    ),
    Content.of(
        "en",
        "Quarterly figures of the county libraries",
        """
The libraries lent fewer books than a year ago, but more people came through the door.

Most of the growth is due to longer opening hours on Saturdays and to the rooms that groups can reserve.

Digital loans have now overtaken loans of printed books in two of the seven branches.

The council will decide in autumn whether the experiment with longer hours continues.
""",
    ),
    Content.of(
        "en",
        "A folding bicycle for people who climb stairs",
        """
The frame folds in three movements and weighs nine kilograms with pedals, so it can be carried with one hand.

Its hub has three gears, chosen for cities with hills but without mountains.

The tyres are made for wet cobblestones, and the lights take their power from the front wheel.

A rack for a bag of up to five kilograms is included; mudguards are sold separately.
""",
    ),
    Content.of(
        "de",
        "Warum die Kirchturmuhr drei Tage stillstand",
        """
Am Montagmorgen blieb die Uhr der Stadtkirche um sieben Minuten nach vier stehen, und niemand bemerkte es bis
zum Mittag.

Der Uhrmacher fand im Räderwerk das Nest einer Dohle, sorgfältig aus Zweigen und Bindfäden gebaut.

Weil die Eier noch nicht ausgebrütet waren, beschloss der Gemeinderat, die Reparatur zu verschieben.

Seit Donnerstag geht die Uhr wieder, und die jungen Vögel wohnen nun in einem Kasten am Nordfenster.
""",
    ),
    Content.of(
        "fr",
        "Le marché du samedi change de place",
        """
Depuis plus de soixante ans, le marché se tenait devant la mairie, sous les platanes que tout le monde
connaît.

À partir de septembre, les étals seront installés le long du canal, où l’ombre est rare mais la place plus
grande.

Les marchands de fromage craignent la chaleur, tandis que les fleuristes se réjouissent d’être près de l’eau.

La mairie promet des toiles, des bancs et une fontaine avant la fin de l’automne.
""",
    ),
    Content.of(
        "es",
        "El tren nocturno vuelve a la costa",
        """
Después de once años de ausencia, el tren nocturno saldrá otra vez cada viernes hacia los pueblos de la costa.

Los vagones son los mismos de antes, pero los asientos se han renovado y las ventanas por fin se abren.

El viaje dura nueve horas y termina junto al puerto, donde los pescadores venden el desayuno a los viajeros.

La compañía espera llenar la mitad de las plazas durante el primer verano.
""",
    ),
    Content.of(
        "ru",
        "Как в посёлке появилась общая мастерская",
        """
Три года назад соседи решили, что покупать каждому свою дрель и свою лестницу слишком дорого.

Они сложили инструменты в старом гараже, повесили на стену тетрадь и записывали, кто и что берёт.

Сегодня в мастерской больше двухсот инструментов, а по воскресеньям там учат детей чинить велосипеды.

Тетрадь до сих пор висит на том же гвозде, хотя записи давно ведут в телефоне.
""",
    ),
    Content.of(
        "zh",
        "山谷里的图书馆是怎样建成的",
        """
五年前，村里的孩子要走两个小时的山路才能借到一本书，雨天的时候路还会被冲断。

后来几位退休的老师把自己的旧房子腾出来，又向城里的朋友要来了三千多册图书。

现在每个周末都有志愿者来讲故事，大人们也常常坐在院子里看报纸和下棋。

村民们说，灯光亮到晚上九点的那间屋子，是整个山谷里最温暖的地方。
""",
    ),
    Content.of(
        "ar",
        "كيف عاد النحل إلى أسطح المدينة",
        """
قبل أربع سنوات وضعت معلمة متقاعدة أول خلية نحل على سطح منزلها القديم بالقرب من السوق.

في البداية خاف الجيران من اللسعات، لكنهم غيروا رأيهم عندما ذاقوا العسل في نهاية الصيف.

اليوم توجد ستون خلية فوق البيوت والمدارس، ويتعلم الأطفال كيف يعتنون بها مرة كل أسبوع.

وتقول المعلمة إن الحدائق الصغيرة في الحي أصبحت أكثر خضرة مما كانت عليه من قبل.
""",
    ),
)
