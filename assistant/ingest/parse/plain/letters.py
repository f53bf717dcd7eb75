"""Which letters are usual in which language: what tells the old encodings apart.

Invariant: tables of letters, the most frequent first, and nothing else. They hold what is outside ASCII.
"""

from __future__ import annotations

# Languages that write with Latin letters: those of their letters that ASCII lacks (for English, its signs).
LATIN = {
    "English": "\u2019\u201c\u201d\u2013\u2018\u2014\u00a3\u2026é",
    "German": "üäöß",
    "French": "éèàêçôûîâùëïœ",
    "Spanish": "óíáéñúü¿¡ºª",
    "Portuguese": "ãçáéíóõêâúàôºª",
    "Italian": "àèéùòì",
    "Dutch": "ëéïöèü",
    "Swedish": "äåöé",
    "Danish": "øåæé",
    "Icelandic": "áíóðéúöþæý",
    "Polish": "łąęóżśćńź",
    "Czech": "íáéěšřčžýůúťďňó",
    "Slovak": "áíéčšžýúľťôňďäóĺŕ",
    "Hungarian": "áéöóőüíúű",
    "Romanian": "ăîâşţ",
    "Croatian": "čšžćđ",
    "Turkish": "ıüşğçöâî",
    "Lithuanian": "ėšįųžūčąę",
    "Latvian": "āīēšūņļķģžč",
    "Estonian": "äõüöšž",
}
# Languages with letters of their own.
CYRILLIC = {
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оаниітвресклудмпзябьгчйхцжїшюєщфґ",
    "Bulgarian": "аоиетнрсвлкдпмзъугябчщжцйшхфюь",
    "Serbian": "аоиенрстјукдвлпмзбгчшцхћжљњђфџ",
}
GREEK = "αοιετσνηυρπκμλςωάγδθίόέχήφύώβξζψϊ"
HEBREW = "יוהלאמרתבשנםדכחקפעטזסגןצףךץ"
ARABIC = "اليمونرتبعدسهفكقةحجشىأطخصضإذزثئءغظآؤپچگژ"
THAI = "านรอกเงมยลวดตทส่้ี์ัิปบคหแะจพชขใไโ็ึูุผถซภธศฟณญฝษฉฐฎฏฑฒฬฮ๊๋ืํำ"
# The most frequent signs, a third to a half of an ordinary text.
SIMPLIFIED = (
    "的一是不了在有人这中大来上个国我以要他时到们为生出会可也你对就地里后自年得能家多天小本日月号点分"
    "请电话姓名地址费元市区路年龄周星期上下午开闭馆图书联系通知先生女士公司时间"
)
TRADITIONAL = (
    "的一是不了在有人這中大來上個國我以要他時到們為生出會可也你對就地裡後自年得能家多天小本日月號點分"
    "請電話姓名地址費元市區路週星期上下午開閉館圖書聯繫通知先生女士公司時間"
)
KANJI = "日一人年大十本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎会員番号住所費市町村県区田藤郎"  # noqa: E501
HANGUL = (
    "이다는에의을가하고지기은를로사도한어인서시대나그자정아리일있보수장원부해제과전니여동상기스주라만습요김박최년월"
)
# Signs beside words, the most frequent first.
SIGNS = "\u2019\u201c\u201d\u2013\u20ac\u2026\u00a0\u201e\u2018\u00ab\u00bb\u2014\u00b0\u2022\u00a7\u00a3\u00a9\u00ae\u2122\u00b7\u201a\u00bd\u00b2\u00b3\u00d7\u00b1\u00b5\u2116\u2212"  # noqa: E501
