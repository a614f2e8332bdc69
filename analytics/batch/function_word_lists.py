"""Stop words of more languages: the function words that are most common in running text. Languages that share most of
them have one list. The lists are made for the names of topics only.
"""

from __future__ import annotations

LATIN = {
    "ca": """
        a al als amb aquest aquesta com de del dels des dins el els en és entre era es està ha han hi i la les li més
        molt no o on però per perquè què que quan qui sense ser seu seva si són sobre també tot un una uns
    """,
    "cs sk": """
        a aby ale ani až bez bude by byl byla bylo být co či do ho i já jak jako je jeho její jejich jen ještě již
        jsem jsme jsou k kde kdy když ke která které který může na nad není nebo než o od po pod podle pokud pro proto
        při s se si sa som sú tak také tam ten to tu u už v ve však všechny vo z za ze že keď ktorá ktoré ktorý pre
        alebo ako bol bola bolo byť nie tiež len
    """,
    "et": """
        aga ei ega et ja ka kas kes kui kuid ma me mis mida nad need ning nii ole oli olla on saab see seda ta või
    """,
    "fi": """
        ei eikä että hän he ja jo jos joka jotka kanssa kuin kun me mikä minä mitä mukaan mutta myös ne niin nyt oli
        olla on ovat se sekä sen siinä siitä sitä tai tämä tämän te vain voi ole
    """,
    "hr bs sr sl": """
        a ako ali bez bi bio bila bilo biti da do dok ga gdje gde i ih ili iz ja je jedan jer jesu još kada kako kao
        koja koje koji li može na nad ne nego nema nije no o od on ona oni ovaj ovo po pod prema prije pre s sa samo
        se si su sve svi šta što ta te to u uz va već za zbog in ki ko pri so tudi ter bo lahko ni kot
    """,
    "hu": """
        a az azt abban akkor alatt aki ami amely amelyek azok azonban be benne csak de e egy egyik el és ez ezek ezt
        ha hogy hogyan is itt így kell ki lehet lesz ma már még meg mert mint minden nem nincs ő pedig s sem szerint
        után van vagy vannak volt volna
    """,
    "id ms": """
        ada adalah agar akan antara apa atau bagi bahwa banyak beberapa belum bisa boleh dalam dan dapat dari daripada
        dengan di dia hanya harus ini itu jika juga kami karena ke kepada kita lain lebih mereka oleh pada para saat
        saja saya sebagai secara sebuah sedang sejak semua seperti serta sesuatu setelah suatu sudah supaya tanpa
        telah tetapi tidak untuk yang
    """,
    "lt": """
        ar apie bet bus buvo dar dėl iki ir iš ja jai jau jei jis jie kad kai kaip kas kur kuri kurie nei ne nes nuo o
        pat per po prie savo su tai taip tik už yra
    """,
    "lv": """
        ar arī bet bija būt gan ir jau ja kā kad kas ko kur līdz lai nav ne no par pa pēc pie starp šis tā tas tiek
        tik to un uz vai viņš
    """,
    "no da sv": """
        af alle alt at att av bara blev bli blir ble da de deg dem den denna denne der dere deres det detta dette din
        disse du eller efter en ein er et ett etter fik för fra från han hade har hans hennes her hun hur hvad hva
        hvis hvor hvordan i ikke ikkje inte in ind inn jag jeg kan kun kunne man mange med men mer mig min mot må ned
        når nå nu och og også om op opp oss över på sedan seg ser sig sin sine ska skal skulle som så till til under
        upp ut var vara ved vi vid vil vill være är än där dig här hos mellan eftersom
    """,
    "pl": """
        a aby albo ale ani bardzo bez bo by być był była było były będzie co czy dla do gdy gdzie go i ich ile im
        innych ja jak jako je jego jej jest jeszcze jeśli już każdy kiedy która które którego której który których lub
        ma może można na nad nie nim niż o od on ona one oni oraz po pod podczas przed przez przy są się sobie swoje
        ta tak także tam te tego tej ten to tu tylko tym u w we wszystkie z za ze że
    """,
    "ro": """
        a acest această aceste acum ai al ale am ar are as asta atunci au ca când care către ce cel cea cele cu cum da
        dacă dar de deci decât despre din după ea ei el era este eu fi fie foarte fost în între îi îl la le lor lui
        mai mult ne nu o pe pentru prin sa să sale sau se si și sunt șî te toate tot un una unde unei unor unui vor
    """,
    "sw": """
        alikuwa ambayo bila cha hadi hata hii hiyo huo huu ili ingawa jinsi juu kama katika kila kisha kutoka kuwa kwa
        kwamba la lakini lini na ni pia sana sasa tu vya wa wakati wao ya yake yao za
    """,
    "tl": """
        ako ang ano ay at ba bago dahil din dito hindi ito iyon ka kanilang kanyang kapag kay ko kung lang lamang mga
        mo na nang ng ngunit ni para pero sa sila siya upang
    """,
    "tr az": """
        acaba ama ancak artık bana bazı belki ben beni bir biri birkaç biz bu bunu bunun çok çünkü da daha de değil
        diye en gibi göre hem hep her hiç için ile ilk ise kadar karşı kendi ki kim mi mı mu mü nasıl ne neden nerede
        o olan olarak oldu olduğu olur ona onlar onu onun sadece sen siz şey şu tüm ve veya ya yani yok bəzi bütün də
        deyil əgər və üçün ilə
    """,
    "uz": """
        agar ammo bilan bir bu bor buning edi ega ekan emas esa faqat ham har hech kabi kerak keyin ko'p lekin menga
        mumkin o'z shu siz u uchun va yoki yo'q yana
    """,
    "vi": """
        ai bạn bị bởi các cái cần càng cho chỉ có còn cũng của cùng đã đang đây để đến đều đi điều do đó được gì hay
        hoặc hơn khi không là lại làm mà một này nên nếu những như nhưng nhiều nó ở phải qua ra rằng rất sau sẽ tại
        theo thì trên trong trước từ và vẫn vào về vì với
    """,
}

OTHER_SCRIPTS = """
    бы вы для до ее если его есть еще же за из или им их как когда кто ли мы на не него нет но об он она они оно
    от по при со так также то только ты уже что чтобы эта эти это але або від він вона вони воно його її із коли
    лише може над немає ні під після про та також там те ти тому той тільки у хто це цей ця чи що щоб як якщо
    яка які який є без ако аз бъде беше бил ви във всички го дали защо има като когато което който които между
    му нея ни повече с са само се си след със също така това тук че ще я који која које није јер као али ово што
    све αν από αυτά αυτή αυτό αυτός για δεν είναι είτε ενώ ένα ένας επίσης έχει έχουν η ήταν θα ή και κάθε κατά
    με μετά μέχρι μη μια μία μπορεί να ο οι όπως όταν ότι που πως πριν προς σε στα στη στην στις στο στον στους
    τα τη την της τι τις το τον του τους των ως في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما لا لم لن
    إن أن أو أم بل ثم حتى قد كان كانت كل كما كيف لكن ليس هو هي هم نحن أنا أنت بين بعد قبل عند غير أي إذا به بها
    له لها فيه فيها منه منها عليه وهو وهي وفي ومن وقد از با بر برای این آن که را در است و یا تا اگر اما باید بود
    بوده شد شده شود می نمی هر یک دو خود چه چون پس نیز پیش همه هیچ او آنها شما کرد کردن کند کنید دارد دارند کا کی
    کے کو نے میں سے پر اور ہے ہیں تھا تھی تھے یہ وہ نہیں بھی ہی تو جو کہ اس ان ایک لیے ساتھ کر گیا ہو ہوا של את
    על אל עם לא זה זו הוא היא הם הן אני אתה אנחנו כי אם או גם רק כל אשר מה מי יש אין היה היתה היו להיות בין אך
    אבל כמו יותר מאוד עוד כאשר לפי אחר אחרי לפני का की के को ने में से पर और है हैं था थी थे यह वह ये वे इस उस
    इन उन नहीं भी ही तो जो कि एक लिए साथ कर गया गई गए हो हुआ हुई हुए होता होती होते कुछ अपने अपनी अपना तक बहुत
    अब जब तब यदि या किसी कोई क्या कैसे द्वारा करने करता करते करती किया सकते सकता रहा रही रहे दिया दी लिया ली बाद
    आज कल हम मैं आप छ छन् हुन् थियो र मा ले लाई बाट पनि यो त्यो गर्न गर्ने भएको भन्ने तर वा यस आणि आहे आहेत ते
    हा हे ती मध्ये साठी नाही पण व এ এই এবং একটি এক ও ওই করা করে করতে কি কিছু কিন্তু কোন জন্য তা তার তাদের তিনি
    থেকে দিয়ে না নেই পর পরে বা মধ্যে যা যে যদি সঙ্গে সব সে হয় হয়েছে হবে হতে আর আমি আমরা আপনি আছে ছিল ஒரு இந்த
    அந்த இது அது என்று என்ற மற்றும் உள்ள இல்லை என ஆனால் அல்லது மிகவும் மேலும் அவர் அவர்கள் நான் நாம் நீங்கள்
    இருந்து வேண்டும் போன்ற எனவே பின்னர் கொண்டு வரை மீது பற்றி இருந்தது இருந்தனர் உள்ளது ஆகும் இன்று நேற்று
    இன்னும் மட்டும் தான் ఈ ఆ ఒక మరియు లేదా కాని కానీ ఇది అది వారు నేను మీరు ఉంది ఉన్న లేదు కోసం నుండి వరకు చాలా
    కూడా అని గా ಈ ಆ ಒಂದು ಮತ್ತು ಅಥವಾ ಆದರೆ ಇದು ಅದು ಅವರು ನಾನು ನೀವು ಇದೆ ಇಲ್ಲ ಎಂದು ಕೂಡ ಮೇಲೆ ഈ ആ ഒരു കൂടാതെ അല്ലെങ്കിൽ
    എന്നാൽ ഇത് അത് അവർ ഞാൻ നിങ്ങൾ ആണ് ഉണ്ട് ഇല്ല എന്ന് എന്ന നിന്ന് വരെ മാത്രം આ એ એક અને અથવા પણ છે છો હતું હતી
    હતા માટે નથી સાથે થી ની નું ના ને માં તે જે ਇਹ ਉਹ ਇੱਕ ਅਤੇ ਜਾਂ ਪਰ ਹੈ ਹਨ ਸੀ ਨਹੀਂ ਲਈ ਨਾਲ ਦੇ ਦੀ ਦਾ ਨੂੰ ਵਿੱਚ ਤੋਂ
    ਨੇ 그 이 저 것 수 등 및 또는 그리고 그러나 하지만 그런데 그래서 위해 위한 대한 대해 있는 있다 있습니다 없는 없다 없습니다 하는 한다 합니다 입니다 이다 된다 됩니다 때문에 더 매우
    아주 모든 같은 다른 또한 통해 따라 의해 나는 너는 우리는 제가 내가 저는 և որ է են այս այդ մի նաև համար ու կամ բայց და რომ არის ეს ის ან
    მაგრამ თუ როგორც 的是 是一 了一 一個 一个 我們 我们 他們 他们 你們 你们 這個 这个 那個 那个 這些 这些 那些 什麼 什么 沒有 没有 可以 因為 因为 所以 但是 如果 就是 不是
    也是 都是 還是 还是 已經 已经 以及 或者 而且 由於 由于 為了 为了 我的 你的 他的 她的 之一 於是 于是 です ます した して いる ある ない この その あの これ それ から まで など ため
    する します です ます して した ある いる から まで ください この その এর করুন করতে জন্য করে করা करें करके करने इन
    よう こと もの ので では には とは の は を が に へ と も で た 的 了 是 們 们 嗎 吗 呢 吧 這 这 那 和 與 与 及
    และ ของ ที่ เป็น ใน มี ไม่ ได้ จะ ให้ กับ การ ความ ว่า นี้ นั้น แต่ หรือ จาก ไป มา อยู่
    แล้ว ก็ คือ
"""
"""Words in scripts of their own: no word of another language is written like them, so they need no language."""
