"""What is written in the Finnish teams: short, respectful, so that the adolescent could read it. {name} is the given name."""

HAPPENED = {
    "petty_theft": ("Nuori otti kaupasta tavaraa maksamatta.", "Kaupassa jäi maksamatta muutama tuote. Tavarat palautettiin."),
    "assault": ("Koulun pihalla oli riita, jossa lyötiin.", "Kahden nuoren riita päättyi lyöntiin. Lääkäriä ei tarvittu."),
    "theft": ("Pukuhuoneesta katosi puhelin, ja nuori kertoi ottaneensa sen.", "Nuori oli mukana, kun pyörä vietiin."),
    "damage": ("Bussikatoksen lasi rikottiin kaveriporukassa.", "Koulun seinään oli maalattu. Nuori kertoi olleensa paikalla."),
    "disturbance": ("Kauppakeskuksessa on ollut useana iltana levotonta.", "Tunneilla on ollut tilanteita, joissa muut pelästyivät."),
    "threat": ("Nuori lähetti uhkaavan viestin luokkatoverille.", "Riidassa sanottiin sanoja, jotka pelästyttivät."),
    "robbery": ("Iltapäivällä keskustassa vietiin toiselta nuorelta takki.", "Nuori oli porukassa, joka vei toiselta kuulokkeet."),
    "traffic": ("Nuori ajoi mopoa ilman ajo-oikeutta.", "Mopo oli viritetty, ja kyydissä oli kaveri."),
    "vehicle_use": ("Sukulaisen auto lähti ajelulle ilman lupaa.", "Naapurin mopo löytyi läheiseltä pysäköintipaikalta."),
    "weapon": ("Repussa oli puukko koulupäivän aikana.", "Nuorella oli keskustassa mukana teräase."),
    "fire_setting": ("Roska-astia syttyi puistossa.", "Porukka sytytti paperia rappukäytävässä."),
    "cyber": ("Toisen pelitilille kirjauduttiin luvatta.", "Koulun tunnuksia käytettiin väärin."),
    "sexual": ("Kuvia jaettiin eteenpäin ilman lupaa.", "Nuori kertoi asiattomista viesteistä."),
    "drug_offence": ("Nuoren taskusta löytyi vähän kannabista.", "Nuori kertoi ostaneensa ainetta tutultaan."),
    "drugs": ("Koti on huolissaan huumeiden käytöstä.", "Nuori kertoi kokeilleensa kannabista."),
    "alcohol": ("Nuori tavattiin päihtyneenä viikonloppuna.", "Alkoholia on ollut mukana useana viikonloppuna."),
    "nicotine_medicine": ("Nikotiinipusseja on myyty koulussa.", "Nuorella oli hallussaan toisen lääkkeitä."),
    "bullying": ("Koulussa on ollut pitkään kiusaamista.", "Ryhmäviesteissä on kiusattu samaa oppilasta."),
    "domestic_violence": ("Kotona oli riita, ja partio kävi paikalla.", "Nuori kertoi, että kotona pelottaa välillä."),
    "home_conflict": ("Kotona riidellään kotiintuloajoista joka viikko.", "Huoltaja ja nuori toivovat apua riitoihin."),
    "school_absence": ("Poissaoloja on kertynyt syksyn aikana paljon.", "Nuori ei ole käynyt koulussa kahteen viikkoon."),
    "runaway": ("Nuori oli yön poissa kotoa ja palasi itse.", "Nuori on lähtenyt kotoa kolmesti kuukauden aikana."),
    "self_harm": ("Nuori kertoi kuraattorille pahasta olosta.", "Kaveri huolestui nuoren viesteistä."),
    "gang": ("Kaveriporukka on vaihtunut, ja kotona ollaan huolissaan.", "Nuori liikkuu aikuisten seurassa iltaisin."),
    "recruitment": ("Nuorelle on tarjottu rahaa paketin viemisestä.", "Aikuinen on ottanut yhteyttä viestisovelluksessa."),
    "exploitation": ("Nuoren tilin kautta on kulkenut vieraita rahoja.", "Nuorta on painostettu lainaamaan pankkitunnuksia."),
    "grooming": ("Tuntematon aikuinen on pyytänyt kuvia.", "Nuori kertoi viesteistä, jotka tuntuivat väärältä."),
    "school_threat": ("Viestiryhmässä kirjoitettiin uhkaus koulua kohtaan.", "Nuori kertoi pilasta, joka säikäytti koulun."),
    "hate": ("Nuori huuteli toiselle taustan takia.", "Nuori on jakanut väkivaltaan kannustavaa aineistoa."),
    "honour": ("Nuori kertoi, että seurustelu on kotona kielletty ja se pelottaa.", "Nuori pelkää suvun reaktiota."),
    "other": ("Opettaja on huolissaan nuoren jaksamisesta.", "Nuori toivoi, että joku aikuinen kuuntelisi."),
}  # fmt: skip
TOLD_BY = {
    "police": ("Partio tapasi nuoren paikalla.", "Asiasta on tehty ilmoitus."),
    "social": ("Asia tuli esiin sosiaalipäivystyksessä.", "Perheen työntekijä otti yhteyttä."),
    "school": ("Rehtori soitti.", "Kuraattori kertoi asiasta huoltajan luvalla."),
    "close_person": ("Äiti soitti itse.", "Isä toivoo, että joku juttelee nuoren kanssa."),
    "adolescent": ("Nuori otti itse yhteyttä.",),
}
TOLD_BY_OTHERS = ("Yhteydenottaja kertoi asiasta puhelimessa.", "Yhteydenottaja pyysi tiimiä arvioimaan tilannetta.")
WISHES = (
    "Huoltaja toivoo tapaamista pian.", "Huoltaja on tavoitettu ja suhtautuu myönteisesti.", "Nuori on valmis tulemaan tapaamiseen.",
    "Nuori on pahoillaan tapahtuneesta.", "Kotona asiasta on jo puhuttu.", "Huoltajaa ei ole vielä tavoitettu.",
    "Tämä on ensimmäinen kerta.", "Samasta asiasta on puhuttu jo keväällä.", "",
)  # fmt: skip
INFORMANTS = {
    "police": "ylikonstaapeli, kenttätoiminta", "social": "sosiaalityöntekijä", "school": "rehtori", "close_person": "huoltaja",
    "adolescent": "nuori itse", "health": "kouluterveydenhoitaja", "youth": "nuorisotyöntekijä",
}  # fmt: skip
OPINIONS = {
    "yes": ("Tapaaminen auttaisi nuorta ja perhettä.", "Varhainen tuki on tässä paikallaan.", "Moniammatillinen tapaaminen on hyvä.", ""),
    "no": ("Perhe saa jo tukea meiltä.", "Asia on hoidettu koulussa.", "Yksi keskustelu riittää."),
    "needs_information": ("Huoltajan näkemys puuttuu.", "Haluaisimme kuulla koulua ensin."),
}  # fmt: skip
DECISIONS = {
    "selected": ("Kutsutaan nuori ja huoltajat tapaamiseen.", "Tiimi voi auttaa. Ensitapaaminen sovitaan kahden viikon sisällä.", ""),
    "declined": ("Nuori saa jo apua muualta.", "Asia on hoidettu, eikä lisää tukea tarvita.", "Nuori ja perhe eivät halunneet tapaamista."),
    "redirected": ("Perhe ohjattiin suoraan palveluun, johon se pääsee nopeasti.", "Toinen palvelu sopii tilanteeseen paremmin."),
}  # fmt: skip
NO_NEED = (
    "Nuorella on turvallinen koti ja aikuisten tuki.",
    "Perhe on jo palvelujen piirissä.",
    "Asia on selvitetty huoltajan kanssa.",
)
NOTIFIER = ("partio", "koulu", "tiimin jäsen", "sosiaalipäivystys")
SUMMARY = {
    "home": ("Kotona on nyt rauhallisempaa.", "{name} ja huoltaja sopivat kotiintuloajoista.", "Pikkusisarusten kanssa menee hyvin."),
    "school": ("Koulussa sujuu parhaiten aamuisin.", "{name} toivoo, että koulussa on yksi aikuinen, jolle puhua.", "Matematiikka kiinnostaa."),
    "friends": ("{name} on ottanut etäisyyttä porukkaan.", "Kaverit ovat tärkeitä, ja heistä on myös tukea."),
    "leisure": ("{name} haluaa jatkaa kiipeilyä.", "Harrastus löytyi: {name} kävi tutustumassa kerhoon.", "Jalkapallo jatkuu."),
    "wellbeing": ("Nukkuminen on ollut hankalaa, mutta se on parantunut.", "{name} kertoi, että puhuminen helpottaa."),
    "health": ("Terveydenhoitajan aika on varattu.", "Vointi on hyvä."),
    "substances": ("{name} ei ole käyttänyt päihteitä kuukauteen.", "Puhuttiin siitä, milloin on helppo sanoa ei."),
    "act": ("{name} haluaa pyytää anteeksi.", "Käytiin läpi, mitä teosta voi seurata ja miten sovittelu toimii."),
    "safety": ("{name} tietää, kenelle soittaa, jos pelottaa.", "Sovittiin, miten koulumatka tuntuu turvalliselta."),
    "money": ("Puhuttiin viikkorahasta ja veloista.", "{name} etsii kesätöitä."),
}  # fmt: skip
OPENING = (
    "Tutustuttiin ja kerrottiin, mitä ankkuritoiminta on.",
    "{name} kertoi kuulumiset.",
    "Käytiin läpi edellisen kerran sopimukset.",
)
CLOSING = ("Sovittiin uusi tapaaminen.", "{name} oli mukana aktiivisesti.", "Jatketaan samalla tavalla.", "")
PLACES = ("Ankkuritiimin huone", "Koulun ryhmätila", "Nuorisotila", "Perhekeskus", "Poliisitalon tapaamishuone")
OTHERS = ("luokanvalvoja", "isovanhempi", "koulukuraattori", "valmentaja")
ACTIONS = {
    "professional": ("Soitetaan koululle.", "Varataan aika perheneuvolaan.", "Otetaan yhteyttä kerhoon.", "Lähetetään kutsu tapaamiseen.", "Selvitetään sovittelun aikataulu."),
    "adolescent": ("Käy kerhossa tutustumassa.", "Palauttaa rästitehtävät.", "Soittaa, jos tulee huono päivä.", "Miettii, mitä haluaa sanoa sovittelussa."),
    "guardian": ("Sopii kotiintuloajat nuoren kanssa.", "Soittaa terveydenhoitajalle.", "Tulee mukaan seuraavaan tapaamiseen."),
}  # fmt: skip
NOTES = ("Kirjattu omaan järjestelmään.", "Merkintä tehty oman toimialan rekisteriin.")
CONSENT = (
    "Kysyttiin tapaamisessa, ja vastaus käytiin läpi yhdessä.",
    "Sanoi suostumuksen puhelimessa.",
    "Suostumus kirjattiin nuoren omin sanoin.",
)
UNITS = {
    "family_services": "Lapsiperheiden palvelut", "school_welfare": "Opiskeluhuolto", "need_assessment": "Palvelutarpeen arviointi",
    "child_welfare": "Lastensuojelun avohuolto", "hobby": "Nuorisotilan kerho", "mediation": "Sovittelutoimisto",
    "mental_health": "Nuorten mielenterveyspalvelut", "family_counselling": "Perheneuvola",
    "substance_services": "Nuorten päihdepalvelut", "youth_psychiatry": "Nuorisopsykiatrian poliklinikka",
    "outreach": "Etsivä nuorisotyö", "workshop": "Nuorten paja", "victim_support": "Rikosuhripäivystys",
}  # fmt: skip
TITLES = {
    "police": ("vanhempi konstaapeli", "ylikonstaapeli", "rikosylikonstaapeli"),
    "social": ("sosiaalityöntekijä", "sosiaaliohjaaja", "johtava sosiaalityöntekijä"),
    "health": ("psykiatrinen sairaanhoitaja", "sairaanhoitaja", "terveydenhoitaja"),
    "youth": ("nuorisotyöntekijä", "erityisnuorisotyöntekijä", "nuoriso-ohjaaja"),
    "coordinator": ("ankkurikoordinaattori",),
}
