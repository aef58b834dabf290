"""What is written in the Swedish teams: short, respectful, so that the adolescent could read it. {name} is the given name."""

HAPPENED = {
    "petty_theft": ("Den unga tog varor i butiken utan att betala.", "Några varor blev obetalda. De lämnades tillbaka."),
    "assault": ("På skolgården blev det bråk och slag.", "Ett gräl mellan två unga slutade med ett slag. Läkare behövdes inte."),
    "theft": ("En telefon försvann och den unga berättade att hen tagit den.", "Den unga var med när en cykel togs."),
    "damage": ("Rutan i en busskur krossades i kompisgänget.", "Skolans vägg hade målats. Den unga var på plats."),
    "disturbance": ("Det har varit oroligt i köpcentret flera kvällar.", "På lektionerna har det funnits situationer som skrämt andra."),
    "threat": ("Den unga skickade ett hotfullt meddelande.", "I grälet sades ord som skrämde."),
    "robbery": ("En annan ung blev av med sin jacka på eftermiddagen.", "Den unga var med i ett gäng som tog någons hörlurar."),
    "traffic": ("Den unga körde moped utan körrätt.", "Mopeden var trimmad och en kompis satt bakpå."),
    "vehicle_use": ("En släktings bil kördes utan lov.", "Grannens moped hittades på en parkering i närheten."),
    "weapon": ("Det fanns en kniv i ryggsäcken under skoldagen.", "Den unga hade ett eggvapen med sig i centrum."),
    "fire_setting": ("En soptunna fattade eld i parken.", "Gänget tände eld på papper i trappuppgången."),
    "cyber": ("Någon annans spelkonto användes utan lov.", "Skolans koder användes fel."),
    "sexual": ("Bilder spreds utan lov.", "Den unga berättade om olämpliga meddelanden."),
    "drug_offence": ("Den unga hade lite cannabis i fickan.", "Den unga berättade att hen köpt av en bekant."),
    "drugs": ("Hemmet är oroligt för användning av narkotika.", "Den unga berättade att hen prövat cannabis."),
    "alcohol": ("Den unga träffades berusad under veckoslutet.", "Alkohol har funnits med flera veckoslut."),
    "nicotine_medicine": ("Nikotinpåsar har sålts i skolan.", "Den unga hade någon annans mediciner."),
    "bullying": ("Mobbning har pågått länge i skolan.", "Samma elev har mobbats i gruppmeddelanden."),
    "domestic_violence": ("Det var bråk hemma och en patrull besökte hemmet.", "Den unga berättade att det ibland är skrämmande hemma."),
    "home_conflict": ("Hemma grälar man om hemkomsttider varje vecka.", "Vårdnadshavaren och den unga önskar hjälp med grälen."),
    "school_absence": ("Frånvaron har ökat under hösten.", "Den unga har inte varit i skolan på två veckor."),
    "runaway": ("Den unga var borta över natten och kom själv hem.", "Den unga har lämnat hemmet tre gånger på en månad."),
    "self_harm": ("Den unga berättade för kuratorn om att må dåligt.", "En vän blev orolig för den ungas meddelanden."),
    "gang": ("Kompisgänget har bytts och hemmet är oroligt.", "Den unga rör sig med vuxna på kvällarna."),
    "recruitment": ("Den unga har erbjudits pengar för att föra ett paket.", "En vuxen har tagit kontakt i en meddelandeapp."),
    "exploitation": ("Främmande pengar har gått via den ungas konto.", "Den unga har pressats att låna ut bankkoder."),
    "grooming": ("En okänd vuxen har bett om bilder.", "Den unga berättade om meddelanden som kändes fel."),
    "school_threat": ("I en grupp skrevs ett hot mot skolan.", "Den unga berättade om ett skämt som skrämde skolan."),
    "hate": ("Den unga skrek åt någon på grund av bakgrunden.", "Den unga har delat material som uppmuntrar till våld."),
    "honour": ("Den unga berättade att det är förbjudet att dejta och att det skrämmer.", "Den unga är rädd för släktens reaktion."),
    "other": ("Läraren är orolig för hur den unga orkar.", "Den unga önskade att någon vuxen skulle lyssna."),
}  # fmt: skip
TOLD_BY = {
    "police": ("Patrullen träffade den unga på plats.", "En anmälan har gjorts."),
    "social": ("Ärendet kom fram vid socialjouren.", "Familjens handläggare tog kontakt."),
    "school": ("Rektorn ringde.", "Kuratorn berättade med vårdnadshavarens lov."),
    "close_person": ("Mamma ringde själv.", "Pappa önskar att någon talar med den unga."),
    "adolescent": ("Den unga tog själv kontakt.",),
}
TOLD_BY_OTHERS = ("Den som tog kontakt berättade per telefon.", "Teamet ombads bedöma situationen.")
WISHES = (
    "Vårdnadshavaren önskar en träff snart.", "Vårdnadshavaren är nådd och ställer sig positiv.", "Den unga är redo att komma på en träff.",
    "Den unga är ledsen över det som hände.", "Man har redan talat om saken hemma.", "Vårdnadshavaren har ännu inte nåtts.",
    "Det är första gången.", "Samma sak har diskuterats redan i våras.", "",
)  # fmt: skip
INFORMANTS = {
    "police": "överkonstapel, fältverksamheten", "social": "socialarbetare", "school": "rektor", "close_person": "vårdnadshavare",
    "adolescent": "den unga själv", "health": "skolhälsovårdare", "youth": "ungdomsarbetare",
}  # fmt: skip
OPINIONS = {
    "yes": (
        "En träff skulle hjälpa den unga och familjen.",
        "Tidigt stöd är på sin plats.",
        "En multiprofessionell träff är bra.",
        "",
    ),
    "no": ("Familjen får redan stöd av oss.", "Saken har skötts i skolan.", "Ett samtal räcker."),
    "needs_information": ("Vårdnadshavarens syn saknas.", "Vi vill höra skolan först."),
}
DECISIONS = {
    "selected": ("Den unga och vårdnadshavarna bjuds in.", "Teamet kan hjälpa. Första träffen ordnas inom två veckor.", ""),
    "declined": ("Den unga får redan hjälp på annat håll.", "Saken är skött och mer stöd behövs inte.", "Den unga och familjen ville inte träffas."),
    "redirected": ("Familjen hänvisades direkt till en tjänst som är snabbt tillgänglig.", "En annan tjänst passar bättre."),
}  # fmt: skip
NO_NEED = (
    "Den unga har ett tryggt hem och vuxnas stöd.",
    "Familjen får redan service.",
    "Saken har retts ut med vårdnadshavaren.",
)
NOTIFIER = ("patrullen", "skolan", "en teammedlem", "socialjouren")
SUMMARY = {
    "home": (
        "Hemma är det lugnare nu.",
        "{name} och vårdnadshavaren kom överens om hemkomsttider.",
        "Det går bra med småsyskonen.",
    ),
    "school": (
        "Skolan går bäst på morgnarna.",
        "{name} önskar en vuxen i skolan att tala med.",
        "Matematik intresserar.",
    ),
    "friends": ("{name} har tagit avstånd till gänget.", "Vännerna är viktiga och ger också stöd."),
    "leisure": (
        "{name} vill fortsätta klättra.",
        "En hobby hittades: {name} besökte klubben.",
        "Fotbollen fortsätter.",
    ),
    "wellbeing": ("Sömnen har varit svår men blivit bättre.", "{name} berättade att det lättar att tala."),
    "health": ("En tid till hälsovårdaren är bokad.", "{name} mår bra."),
    "substances": ("{name} har inte använt rusmedel på en månad.", "Vi talade om när det är lätt att säga nej."),
    "act": ("{name} vill be om ursäkt.", "Vi gick igenom vad som kan följa och hur medling fungerar."),
    "safety": ("{name} vet vem hen kan ringa om det känns otryggt.", "Vi kom överens om hur skolvägen känns trygg."),
    "money": ("Vi talade om veckopeng och skulder.", "{name} söker sommarjobb."),
}
OPENING = (
    "Vi lärde känna varandra och berättade vad ankarverksamhet är.",
    "{name} berättade hur det går.",
    "Vi gick igenom vad som avtalats.",
)
CLOSING = ("En ny träff avtalades.", "{name} deltog aktivt.", "Vi fortsätter på samma sätt.", "")
PLACES = ("Ankarteamets rum", "Skolans grupprum", "Ungdomsgården", "Familjecentret", "Polishusets mötesrum")
OTHERS = ("klassföreståndare", "mor- eller farförälder", "skolkurator", "tränare")
ACTIONS = {
    "professional": ("Vi ringer skolan.", "Vi bokar tid till familjerådgivningen.", "Vi kontaktar klubben.", "Vi skickar en inbjudan.", "Vi tar reda på medlingens tidtabell."),
    "adolescent": ("Besöker klubben.", "Lämnar in restuppgifterna.", "Ringer om det blir en dålig dag.", "Funderar på vad hen vill säga vid medlingen."),
    "guardian": ("Kommer överens om hemkomsttider.", "Ringer hälsovårdaren.", "Kommer med på nästa träff."),
}  # fmt: skip
NOTES = ("Antecknat i eget system.", "Anteckning gjord i den egna sektorns register.")
CONSENT = (
    "Frågan ställdes på träffen och svaret gicks igenom.",
    "Gav samtycke per telefon.",
    "Samtycket skrevs med den ungas egna ord.",
)
UNITS = {
    "family_services": "Service för barnfamiljer", "school_welfare": "Elevhälsan", "need_assessment": "Bedömning av servicebehov",
    "child_welfare": "Barnskyddets öppenvård", "hobby": "Ungdomsgårdens klubb", "mediation": "Medlingsbyrån",
    "mental_health": "Mentalvård för unga", "family_counselling": "Familjerådgivningen",
    "substance_services": "Missbrukarvård för unga", "youth_psychiatry": "Ungdomspsykiatriska polikliniken",
    "outreach": "Uppsökande ungdomsarbete", "workshop": "Ungdomsverkstaden", "victim_support": "Brottsofferjouren",
}  # fmt: skip
TITLES = {
    "police": ("äldre konstapel", "överkonstapel", "äldre kriminalkonstapel"),
    "social": ("socialarbetare", "socialhandledare", "ledande socialarbetare"),
    "health": ("psykiatrisk sjukskötare", "sjukskötare", "hälsovårdare"),
    "youth": ("ungdomsarbetare", "specialungdomsarbetare", "ungdomsledare"),
    "coordinator": ("ankarkoordinator",),
}
