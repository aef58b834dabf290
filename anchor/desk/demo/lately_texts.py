"""What the people of the shown team have asked, answered and noted lately."""

QUESTIONS = (
    "Nuori on 14-vuotias ja nukkuu noin neljä tuntia yössä. Mistä kannattaa aloittaa?",
    "Miten ottaa jännittäminen puheeksi nuoren kanssa, joka ei halua puhua siitä koulussa?",
    "Miten 13-vuotiaalta voi kysyä toistuvasta näpistelystä niin, että hän ei joudu puolustuskannalle?",
)
ANSWER = (
    "Aloita siitä, mikä sujuu. Kysy vasta sitten, missä tilanteissa jännitys on suurinta, ja anna nuoren itse valita, "
    "kenen kanssa siitä jatketaan."
)
NOTES = (
    "Kotipalvelun mahdollisuus kerrottu perheelle.",
    "Nuori toivoo, että koulussa tiedetään hänen tarvitsevan taukoja.",
)
REQUESTS = (
    "Onko nuorelle varattu aika kuulla asian etenemisestä? Hän kysyy sitä itse.",
    "Voisitteko ottaa unen puheeksi, kun tapaatte seuraavan kerran?",
    "Onko perheellä jo oma työntekijä, johon nuori voi olla yhteydessä?",
)
DISCLOSED = "Että nuori tarvitsee tukea koulunkäyntiin syksyn ajan."
