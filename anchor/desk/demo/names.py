"""Invented people: common given names with family names out of the woods, put together from two lists."""

from datetime import date

from anchor.desk.demo.chance import Chance

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = {
    ("fi", "girl"): _words(
        "Aada Aava Aino Alma Amanda Anna Eevi Eila Elli Elsa Emilia Enni Erika Essi Eveliina Fanni Hanna Heini Helmi"
        " Hilda Hilja Iida Iina Inka Iris Isla Jenna Kaisla Katri Kerttu Kiia Laura Lempi Lilja Linnea Loviisa Lumi"
        " Maija Maria Matilda Meri Milla Minea Minttu Moona Neea Nella Niina Noora Oona Peppi Petra Pihla Pinja Roosa"
        " Saaga Saana Saara Salla Sanni Sara Senja Siiri Sini Sofia Stella Suvi Taika Tuuli Unelma Veera Venla Vilja"
        " Vilma Viola Amira Hodan Leyla Nadia Darya Zahra"
    ),
    ("fi", "boy"): _words(
        "Aapo Aaro Aatos Akseli Aleksi Antti Anton Arttu Arvid Daniel Eeli Eelis Eemeli Eero Eetu Eino Elias Elmeri"
        " Emil Ensio Hannes Henrik Hugo Iivo Ilmari Isak Joel Joona Joose Juho Kaarlo Kalle Kasper Kerkko Konsta Lauri"
        " Leevi Lenni Leo Luca Luka Manu Matias Miika Mikael Milo Miro Niilo Nikolas Noa Noel Nooa Oiva Okko Olavi"
        " Oliver Onni Oskari Otso Otto Paavo Pekka Peetu Pyry Rasmus Reino Roni Samu Sisu Sulo Taavi Toivo Tuomas"
        " Urho Valtteri Veeti Veikko Viljami Ville Väinö Ahmed Ali Artjom Hamza Ismail Ivan Yusuf"
    ),
    ("sv", "girl"): _words(
        "Agnes Alexandra Alice Alma Alva Amanda Astrid Cecilia Clara Ebba Edith Elin Ella Ellen Elsa Emma Engla Ester"
        " Felicia Frida Hanna Hilma Ida Ines Ingrid Isabella Johanna Julia Klara Lina Linn Linnea Lovisa Maja Matilda"
        " Meja Molly Nora Olivia Rebecka Saga Sara Selma Signe Sofia Stella Thea Tilda Tuva Vera Wilma"
    ),
    ("sv", "boy"): _words(
        "Adrian Albin Alexander Alfred Anton Arvid Axel Benjamin Casper Charlie Edvin Elis Elliot Emil Erik Felix"
        " Filip Gustav Hannes Hjalmar Hugo Isak Jakob Joel John Kevin Leo Liam Linus Love Lucas Ludvig Malte Max Melker"
        " Melvin Neo Nils Noah Oliver Oscar Otto Rasmus Robin Sebastian Sixten Theo Viktor Ville Wilhelm William"
    ),
}
FAMILY = {
    "fi": (
        _words(
            "Lumi Mustikka Saniais Kanerva Sammal Tähkä Puolukka Vadelma Karpalo Hilla Suopursu Vanamo Kielo Kuura Usva"
            " Halla Tyrni Katajan Variksen Juolukka Ruskea Poimu Kaisla Ulpukka Lumme Vesperi Naava Jäkälä Käpy Neulas"
            " Tervas Pihka Orvokin Kellon Päivän Iltarusko Aamu Utu Sade Pyry Routa Huurre Kaste Tuulen Metso Riekko"
            " Kuikan Joutsen Kurjen Hömö Peipon Tikan Ilves Hirven Näädän Saukon Majavan Siilin Ahven Kiisken"
        ),
        _words(
            "kanto vaara aho suo ranta niemi korpi notko salmi puro polku varpu niitty lähde kumpu rinne kuja lampi"
            " saari mäki harju joki laine tähti kivi laakso metsä palo niini kangas luoto selkä vuo oja pelto oksa lehvä"
        ),
    ),
    "sv": (
        _words(
            "Blåbärs Hallon Ljung Moss Ax Lingon Tranbärs Hjortron Frost Dis Vass Näckros Lavs Kott Barr Kåd Viol Klock"
            " Gryn Skym Regn Snö Rim Dagg Vind Tjäder Rip Lom Svan Tran Talg Hackspetts Lo Älg Mård Utter Bäver Abborr"
        ),
        _words("stig gläntan ås udd vik holme ström backe dal äng källa sten rot gren kvist lund näs fjärd kulle skär"),
    ),
}
SCHOOLS = {
    "fi": _words(
        "Rantapuiston Kuusikon Myllymäen Harjunrinteen Kivipellon Lähdepolun Niittykummun Suvikallion Tuulimäen"
        " Haavikon Joenmutkan Ketunpolun Lepolan Metsälammen Pihlajiston Soran Teerenpelin Uittosalmen Vaskirannan"
    ),
    "sv": _words(
        "Strandparkens Granåsens Kvarnbackens Stenåkerns Källstigens Ängskullens Sommarbergets Vindkullens Aspdungens"
        " Åkrökens Skogstjärns Rönnlidens Sandhedens Flottarsundets Kopparstrandens"
    ),
}
STREETS = {
    "fi": _words(
        "Käpytie Naavakuja Sammalpolku Kuurakatu Usvatie Hillakuja Kaislarannantie Tikanpolku Riekkotie Pihkakuja"
        " Aamukaste Neulastie Varpukuja Lähdekatu Peippolantie Karpalotie Joutsenkuja Huurrepolku Ulpukantie"
    ),
    "sv": _words(
        "Kottvägen Lavgränden Mosstigen Frostgatan Disvägen Hjortrongränden Vasstrandsvägen Hackspettsstigen"
        " Ripvägen Kådgränden Barrvägen Kvistgränden Källgatan Tranbärsvägen Svangränden"
    ),
}
LETTER_BEFORE = {"fi": "peruskoulu", "sv": "skola"}


def given_name(chance: Chance, language: str, gender: str) -> str:
    """A given name; who has not stated a gender has a name of either list."""
    shown = gender if gender in ("girl", "boy") else chance.one_of(("girl", "boy"))
    return chance.one_of(GIVEN[language, shown])


def family_name(chance: Chance, language: str) -> str:
    """Lumikanto, Frostdal: thousands of names that stand in no register."""
    first, last = FAMILY[language]
    return chance.one_of(first) + chance.one_of(last)


def school(chance: Chance, language: str) -> str:
    return f"{chance.one_of(SCHOOLS[language])} {LETTER_BEFORE[language]}"


def street(chance: Chance, language: str) -> str:
    return f"{chance.one_of(STREETS[language])} {chance.between(1, 60)}"


def phone(chance: Chance) -> str:
    """A number that rings nowhere: it begins with 000."""
    return f"000 {chance.between(0, 999):03} {chance.between(0, 9999):04}"


class IdentityCodes:
    """Gives identity codes of the kind that is never given to a person, each once in a tenant."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._given: set[tuple[str, date, int]] = set()

    def code(self, tenant_id: str, born: date, gender: str) -> str:
        """A code of this day with an individual number from 900 to 999, odd for boys; empty when all are used up."""
        numbers = range(900 + (gender == "boy"), 1000, 2) if gender in ("girl", "boy") else range(900, 1000)
        free = [number for number in numbers if (tenant_id, born, number) not in self._given]
        if not free:
            return ""
        number = self._chance.one_of(free)
        self._given.add((tenant_id, born, number))
        digits = f"{born:%d%m%y}{number}"
        separator = "ABCDEF"[self._chance.between(0, 5)] if self._chance.happens(0.2) else "A"
        return f"{digits[:6]}{separator}{number}{_CHECK[int(digits) % 31]}"
