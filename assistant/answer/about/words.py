"""The words of answers about the program, in four languages.

Invariant: commands and keys stand here as they are typed; a test compares each with the commands and keys that exist.
"""

from __future__ import annotations

from assistant.text.asked_language import Language

Words = dict[Language, str]

ABILITIES: Words = {
    "en": (
        "I answer questions about the files in your library: {files}, {passages}. Ask in your own words; every answer "
        "names the file and the page.\n"
        "- A fact: ‘When is the rent due?’\n"
        "- A summary, of a file or of a topic: ‘Summarise the insurance terms’\n"
        "- A list of files: ‘Which files mention the ferry?’\n"
        "- The same question to each of many files, or a total: ‘How much did I earn in each payslip?’\n"
        "- Two things beside each other: ‘What is the difference between the two invoices?’\n"
        "- Dates: ‘What deadlines do I have in March?’\n"
        "- Letters, sums, and rewording: ‘Write a letter to my landlord about the heating’\n"
        "A name after @ limits a question to a file or folder. {help}"
    ),
    "de": (
        "Ich beantworte Fragen zu den Dateien in Ihrer Bibliothek: {files}, {passages}. Fragen Sie in Ihren eigenen Worten; "
        "jede Antwort nennt Datei und Seite.\n"
        "- Eine Tatsache: ‘Wann ist die Miete fällig?’\n"
        "- Eine Zusammenfassung einer Datei oder eines Themas: ‘Fasse die Versicherungsbedingungen zusammen’\n"
        "- Eine Liste von Dateien: ‘Welche Dateien erwähnen die Fähre?’\n"
        "- Dieselbe Frage an viele Dateien, oder eine Summe: ‘Wie viel habe ich laut jeder Abrechnung verdient?’\n"
        "- Zwei Dinge nebeneinander: ‘Was ist der Unterschied zwischen den beiden Rechnungen?’\n"
        "- Termine: ‘Welche Fristen habe ich im März?’\n"
        "- Briefe, Rechnen und Umformulieren: ‘Schreib meinem Vermieter einen Brief wegen der Heizung’\n"
        "Ein Name hinter @ beschränkt eine Frage auf eine Datei oder einen Ordner. {help}"
    ),
    "es": (
        "Respondo preguntas sobre los archivos de su biblioteca: {files}, {passages}. Pregunte con sus propias palabras; cada "
        "respuesta nombra el archivo y la página.\n"
        "- Un dato: ‘¿Cuándo vence el alquiler?’\n"
        "- Un resumen de un archivo o de un tema: ‘Resume las condiciones del seguro’\n"
        "- Una lista de archivos: ‘¿Qué archivos mencionan el ferry?’\n"
        "- La misma pregunta a muchos archivos, o un total: ‘¿Cuánto gané según cada nómina?’\n"
        "- Dos cosas lado a lado: ‘¿Qué diferencia hay entre las dos facturas?’\n"
        "- Fechas: ‘¿Qué plazos tengo en marzo?’\n"
        "- Cartas, cuentas y cambios de estilo: ‘Escribe una carta a mi casero sobre la calefacción’\n"
        "Un nombre después de @ limita la pregunta a un archivo o carpeta. {help}"
    ),
    "fr": (
        "Je réponds aux questions sur les fichiers de votre bibliothèque : {files}, {passages}. Posez vos questions avec vos "
        "propres mots ; chaque réponse nomme le fichier et la page.\n"
        "- Un fait : ‘Quand le loyer est-il dû ?’\n"
        "- Un résumé d'un fichier ou d'un sujet : ‘Résume les conditions de l'assurance’\n"
        "- Une liste de fichiers : ‘Quels fichiers parlent du ferry ?’\n"
        "- La même question à beaucoup de fichiers, ou un total : ‘Combien ai-je gagné selon chaque fiche de paie ?’\n"
        "- Deux choses côte à côte : ‘Quelle est la différence entre les deux factures ?’\n"
        "- Des dates : ‘Quelles échéances ai-je en mars ?’\n"
        "- Des lettres, des calculs, des reformulations : ‘Écris une lettre à mon propriétaire au sujet du chauffage’\n"
        "Un nom après @ limite la question à un fichier ou un dossier. {help}"
    ),
}
HELP: Words = {
    "en": "In the app F1 opens the help and ctrl+p all commands; outside it `assistant --help` does. Version {version}.",
    "de": "In der App öffnet F1 die Hilfe und ctrl+p alle Befehle; außerhalb zeigt sie `assistant --help`. Version {version}.",
    "es": "En la aplicación, F1 abre la ayuda y ctrl+p todas las órdenes; fuera de ella, `assistant --help`. Versión {version}.",
    "fr": "Dans l'application, F1 ouvre l'aide et ctrl+p toutes les commandes ; ailleurs, `assistant --help`. Version {version}.",
}
COUNT: Words = {
    "en": "{where}: {files} read, in {passages}; not readable: {unread}{waiting}.",
    "de": "{where}: {files} gelesen, in {passages}; nicht lesbar: {unread}{waiting}.",
    "es": "{where}: {files} leídos, en {passages}; no legibles: {unread}{waiting}.",
    "fr": "{where} : {files} lus, en {passages} ; illisibles : {unread}{waiting}.",
}
WAITING: Words = {
    "en": "; waiting to be read (`assistant index`): {pending}",
    "de": "; noch zu lesen (`assistant index`): {pending}",
    "es": "; pendientes de leer (`assistant index`): {pending}",
    "fr": " ; encore à lire (`assistant index`) : {pending}",
}
IN_LIBRARY: Words = {
    "en": "In the library", "de": "In der Bibliothek", "es": "En la biblioteca", "fr": "Dans la bibliothèque",
}  # fmt: skip
IN_SCOPE: Words = {
    "en": "In the files that this question is limited to",
    "de": "In den Dateien, auf die diese Frage beschränkt ist",
    "es": "En los archivos a los que se limita esta pregunta",
    "fr": "Dans les fichiers auxquels cette question est limitée",
}
KINDS: Words = {"en": "Kind of file", "de": "Art der Datei", "es": "Tipo de archivo", "fr": "Type de fichier"}
FILES: Words = {"en": "Files", "de": "Dateien", "es": "Archivos", "fr": "Fichiers"}
FILE: Words = {"en": "File", "de": "Datei", "es": "Archivo", "fr": "Fichier"}
FOLDER: Words = {"en": "Folder", "de": "Ordner", "es": "Carpeta", "fr": "Dossier"}
WHY: Words = {"en": "Why", "de": "Warum", "es": "Por qué", "fr": "Pourquoi"}
NO_ENDING: Words = {"en": "(none)", "de": "(keine)", "es": "(ninguno)", "fr": "(aucun)"}
READ_MORE: Words = {
    "en": "Each file with its state is in the library view (ctrl+b) and in `assistant status`.",
    "de": "Jede Datei mit ihrem Zustand steht in der Bibliothek (ctrl+b) und in `assistant status`.",
    "es": "Cada archivo con su estado está en la vista de la biblioteca (ctrl+b) y en `assistant status`.",
    "fr": "Chaque fichier avec son état est dans la vue de la bibliothèque (ctrl+b) et dans `assistant status`.",
}
UNREAD: Words = {
    "en": "{where}: not readable are {unread}, of {all}.",
    "de": "{where}: nicht lesbar sind {unread}, von {all}.",
    "es": "{where}: no se han podido leer {unread}, de {all}.",
    "fr": "{where} : illisibles, {unread} sur {all}.",
}
ALL_READ: Words = {
    "en": "{where}: all {all} could be read.",
    "de": "{where}: alle {all} konnte ich lesen.",
    "es": "{where}: se han podido leer todos, {all}.",
    "fr": "{where} : tout a pu être lu, {all}.",
}
PARTLY: Words = {
    "en": "Pages without text (pictures?) are in: {names}.",
    "de": "Seiten ohne Text (Bilder?) haben: {names}.",
    "es": "Tienen páginas sin texto (¿imágenes?): {names}.",
    "fr": "Ont des pages sans texte (images ?) : {names}.",
}
AND_MORE: Words = {
    "en": "{count} more are not listed here.",
    "de": "{count} weitere stehen hier nicht.",
    "es": "{count} más no figuran aquí.",
    "fr": "{count} de plus ne figurent pas ici.",
}
KEPT: Words = {
    "en": (
        "On this machine, in these folders:\n- the library (texts, index, conversations): {library}\n- models: {models}\n"
        "- your own policies: {policies}\n- settings: {settings}\nYour files stay where they are; I only read them. "
        "`assistant paths` prints all of it."
    ),
    "de": (
        "Auf diesem Rechner, in diesen Ordnern:\n- die Bibliothek (Texte, Index, Gespräche): {library}\n- Modelle: {models}\n"
        "- Ihre eigenen Richtlinien: {policies}\n- Einstellungen: {settings}\nIhre Dateien bleiben, wo sie sind; ich lese sie "
        "nur. `assistant paths` zeigt alles."
    ),
    "es": (
        "En este equipo, en estas carpetas:\n- la biblioteca (textos, índice, conversaciones): {library}\n- modelos: {models}\n"
        "- sus propias políticas: {policies}\n- ajustes: {settings}\nSus archivos se quedan donde están; solo los leo. "
        "`assistant paths` lo muestra todo."
    ),
    "fr": (
        "Sur cette machine, dans ces dossiers :\n- la bibliothèque (textes, index, conversations) : {library}\n"
        "- modèles : {models}\n- vos propres politiques : {policies}\n- réglages : {settings}\nVos fichiers restent où ils "
        "sont ; je ne fais que les lire. `assistant paths` affiche tout."
    ),
}
STAYS: Words = {
    "en": "No. Questions, files and answers stay on this machine. {seal} `assistant doctor --prove` tries it.",
    "de": "Nein. Fragen, Dateien und Antworten bleiben auf diesem Rechner. {seal} `assistant doctor --prove` probiert es aus.",
    "es": "No. Preguntas, archivos y respuestas se quedan en este equipo. {seal} `assistant doctor --prove` lo comprueba.",
    "fr": "Non. Questions, fichiers et réponses restent sur cette machine. {seal} `assistant doctor --prove` le vérifie.",
}
SEALED: Words = {
    "en": "The system refuses this program every connection to the internet; only fetching a model (`assistant models pull`) opens one.",
    "de": "Das System verweigert diesem Programm jede Verbindung ins Internet; nur das Holen eines Modells (`assistant models pull`) öffnet eine.",
    "es": "El sistema niega a este programa toda conexión a internet; solo descargar un modelo (`assistant models pull`) abre una.",
    "fr": "Le système refuse à ce programme toute connexion à internet ; seul le chargement d'un modèle (`assistant models pull`) en ouvre une.",
}
NOT_SEALED: Words = {
    "en": "The program opens no connection, but on this system nothing enforces it: the status line says ‘not sealed’.",
    "de": "Das Programm öffnet keine Verbindung, aber auf diesem System erzwingt das nichts: die Statuszeile sagt ‘not sealed’.",
    "es": "El programa no abre ninguna conexión, pero en este sistema nada lo impone: la línea de estado dice ‘not sealed’.",
    "fr": "Le programme n'ouvre aucune connexion, mais sur ce système rien ne l'impose : la ligne d'état dit ‘not sealed’.",
}
LEAVES: Words = {
    "en": (
        "Yes, by your own settings: questions and passages are sent to {where}, which answers. The settings (F4) name it; "
        "without it nothing leaves."
    ),
    "de": (
        "Ja, durch Ihre eigenen Einstellungen: Fragen und Textstellen gehen an {where}, das antwortet. Die Einstellungen (F4) "
        "nennen es; ohne das verlässt nichts den Rechner."
    ),
    "es": (
        "Sí, por sus propios ajustes: las preguntas y los pasajes se envían a {where}, que responde. Los ajustes (F4) lo "
        "nombran; sin ello no sale nada."
    ),
    "fr": (
        "Oui, par vos propres réglages : questions et passages sont envoyés à {where}, qui répond. Les réglages (F4) le "
        "nomment ; sans cela rien ne sort."
    ),
}
MODEL: Words = {
    "en": "{generator} answers, on this machine. Passages are found with {embedder}. F3 or `assistant models` shows what else can be used.",
    "de": "{generator} antwortet, auf diesem Rechner. Textstellen werden mit {embedder} gefunden. F3 oder `assistant models` zeigt, was sonst geht.",
    "es": "Responde {generator}, en este equipo. Los pasajes se buscan con {embedder}. F3 o `assistant models` muestra qué más se puede usar.",
    "fr": "{generator} répond, sur cette machine. Les passages sont trouvés avec {embedder}. F3 ou `assistant models` montre les autres choix.",
}
MODEL_ELSEWHERE: Words = {
    "en": "{generator} answers, at {where}, by your own settings (F4). Passages are found here, with {embedder}.",
    "de": "{generator} antwortet, bei {where}, durch Ihre eigenen Einstellungen (F4). Textstellen werden hier gefunden, mit {embedder}.",
    "es": "Responde {generator}, en {where}, por sus propios ajustes (F4). Los pasajes se buscan aquí, con {embedder}.",
    "fr": "{generator} répond, sur {where}, par vos propres réglages (F4). Les passages sont trouvés ici, avec {embedder}.",
}
QUOTING: Words = {
    "en": "No language model: I answer by quoting your files. Passages are found with {embedder}. F3 or `assistant models` shows what else can be used.",
    "de": "Kein Sprachmodell: ich antworte, indem ich Ihre Dateien zitiere. Textstellen werden mit {embedder} gefunden. F3 oder `assistant models` zeigt, was sonst geht.",
    "es": "Ningún modelo de lenguaje: respondo citando sus archivos. Los pasajes se buscan con {embedder}. F3 o `assistant models` muestra qué más se puede usar.",
    "fr": "Aucun modèle de langue : je réponds en citant vos fichiers. Les passages sont trouvés avec {embedder}. F3 ou `assistant models` montre les autres choix.",
}
POLICY: Words = {
    "en": "The policy ‘{policy}’ is in use: {description}. It has {rules} that check questions, passages and answers. F2 or `assistant policy show` shows each.",
    "de": "In Gebrauch ist die Richtlinie ‘{policy}’: {description}. Sie hat {rules}, die Fragen, Textstellen und Antworten prüfen. F2 oder `assistant policy show` zeigt jede.",
    "es": "Está en uso la política ‘{policy}’: {description}. Tiene {rules} que revisan preguntas, pasajes y respuestas. F2 o `assistant policy show` las muestra.",
    "fr": "La politique en usage est ‘{policy}’ : {description}. Elle a {rules} qui vérifient questions, passages et réponses. F2 ou `assistant policy show` les montre.",
}
DEGRADED: Words = {
    "en": "Switched off because something is missing: {names}.",
    "de": "Abgeschaltet, weil etwas fehlt: {names}.",
    "es": "Desactivado porque falta algo: {names}.",
    "fr": "Désactivé parce qu'il manque quelque chose : {names}.",
}
FORGET: Words = {
    "en": (
        "`assistant forget FILE` removes a file from everything that I keep and proves it; a folder works too. In the app: "
        "ctrl+b, choose the file, f. The file itself stays on the disk; while its folder is watched it comes back unless "
        "you move it away or name it in .assistantignore."
    ),
    "de": (
        "`assistant forget FILE` entfernt eine Datei aus allem, was ich aufbewahre, und weist es nach; auch ein Ordner geht. "
        "In der App: ctrl+b, die Datei wählen, f. Die Datei selbst bleibt auf der Platte; solange ihr Ordner überwacht wird, "
        "kommt sie zurück, wenn sie nicht verschoben oder in .assistantignore genannt wird."
    ),
    "es": (
        "`assistant forget FILE` quita un archivo de todo lo que guardo y lo demuestra; también sirve para una carpeta. En la "
        "aplicación: ctrl+b, elegir el archivo, f. El archivo mismo se queda en el disco; mientras se vigile su carpeta, "
        "vuelve, salvo que se mueva o se nombre en .assistantignore."
    ),
    "fr": (
        "`assistant forget FILE` retire un fichier de tout ce que je garde et le prouve ; un dossier aussi. Dans "
        "l'application : ctrl+b, choisir le fichier, f. Le fichier lui-même reste sur le disque ; tant que son dossier est "
        "surveillé, il revient, sauf s'il est déplacé ou nommé dans .assistantignore."
    ),
}
ADD: Words = {
    "en": "`assistant index FOLDER` reads a folder; in the app F6 chooses one and shows what will be read. Changes in it are followed while the app is open.",
    "de": "`assistant index FOLDER` liest einen Ordner; in der App wählt F6 einen und zeigt, was gelesen wird. Änderungen darin werden verfolgt, solange die App offen ist.",
    "es": "`assistant index FOLDER` lee una carpeta; en la aplicación, F6 elige una y muestra lo que se leerá. Los cambios se siguen mientras la aplicación esté abierta.",
    "fr": "`assistant index FOLDER` lit un dossier ; dans l'application, F6 en choisit un et montre ce qui sera lu. Les changements sont suivis tant que l'application est ouverte.",
}
FOLDERS: Words = {
    "en": "I have read these folders:", "de": "Diese Ordner habe ich gelesen:",
    "es": "He leído estas carpetas:", "fr": "J'ai lu ces dossiers :",
}  # fmt: skip
NO_FOLDERS: Words = {
    "en": "No folder has been read yet.", "de": "Noch wurde kein Ordner gelesen.",
    "es": "Todavía no se ha leído ninguna carpeta.", "fr": "Aucun dossier n'a encore été lu.",
}  # fmt: skip
LANGUAGES: Words = {
    "en": (
        "Ask in English, German, Spanish or French: I know these four well enough to tell kinds of questions apart, and my own "
        "words come in the language of the question. Files may be in any language; they are quoted as they are. A "
        "question finds files in another language less surely."
    ),
    "de": (
        "Fragen Sie auf Englisch, Deutsch, Spanisch oder Französisch: in diesen vier unterscheide ich die Arten von Fragen, und "
        "meine eigenen Worte kommen in der Sprache der Frage. Dateien dürfen in jeder Sprache sein; sie werden zitiert, wie sie "
        "sind. Dateien in einer anderen Sprache findet eine Frage weniger sicher."
    ),
    "es": (
        "Pregunte en inglés, alemán, español o francés: en estos cuatro distingo los tipos de preguntas, y mis propias palabras "
        "van en el idioma de la pregunta. Los archivos pueden estar en cualquier idioma; se citan tal como son. Una "
        "pregunta encuentra con menos seguridad archivos en otro idioma."
    ),
    "fr": (
        "Posez vos questions en anglais, allemand, espagnol ou français : dans ces quatre langues je distingue les sortes de "
        "questions, et mes propres mots sont dans la langue de la question. Les fichiers peuvent être dans toute langue ; ils "
        "sont cités tels quels. Une question trouve moins sûrement un fichier dans une autre langue."
    ),
}
# Why a file could not be read, by the reason that the library keeps.
REASONS: dict[str, Words] = {
    "empty": {"en": "empty", "de": "leer", "es": "vacío", "fr": "vide"},
    "no_text": {
        "en": "no text in it (a scan?)", "de": "kein Text darin (ein Scan?)",
        "es": "no contiene texto (¿escaneado?)", "fr": "ne contient pas de texte (numérisé ?)",
    },
    "picture": {
        "en": "a picture without text", "de": "ein Bild ohne Text",
        "es": "una imagen sin texto", "fr": "une image sans texte",
    },
    "needs_password": {
        "en": "needs a password", "de": "braucht ein Passwort",
        "es": "necesita una contraseña", "fr": "demande un mot de passe",
    },
    "damaged": {"en": "damaged", "de": "beschädigt", "es": "dañado", "fr": "endommagé"},
    "unsupported": {
        "en": "unknown kind of file", "de": "unbekannte Art von Datei",
        "es": "tipo de archivo desconocido", "fr": "type de fichier inconnu",
    },
    "too_large": {"en": "too large", "de": "zu groß", "es": "demasiado grande", "fr": "trop grand"},
    "limit": {
        "en": "took too long or too much", "de": "brauchte zu viel Zeit oder Speicher",
        "es": "tardó o ocupó demasiado", "fr": "a pris trop de temps ou de place",
    },
    "crashed": {
        "en": "its reader crashed", "de": "sein Leser ist abgestürzt",
        "es": "falló su lector", "fr": "son lecteur a planté",
    },
    "unreadable": {
        "en": "the system refuses it", "de": "das System verweigert sie",
        "es": "el sistema lo niega", "fr": "le système le refuse",
    },
    "policy": {
        "en": "kept out by a rule", "de": "von einer Regel ausgeschlossen",
        "es": "excluido por una regla", "fr": "écarté par une règle",
    },
    "not_stored": {
        "en": "could not be stored", "de": "konnte nicht gespeichert werden",
        "es": "no se pudo guardar", "fr": "n'a pas pu être enregistré",
    },
}  # fmt: skip
_NOUNS: dict[str, dict[Language, tuple[str, str]]] = {
    "file": {
        "en": ("file", "files"), "de": ("Datei", "Dateien"),
        "es": ("archivo", "archivos"), "fr": ("fichier", "fichiers"),
    },
    "passage": {
        "en": ("passage", "passages"), "de": ("Textstelle", "Textstellen"),
        "es": ("pasaje", "pasajes"), "fr": ("passage", "passages"),
    },
    "rule": {
        "en": ("rule", "rules"), "de": ("Regel", "Regeln"), "es": ("regla", "reglas"), "fr": ("règle", "règles"),
    },
}  # fmt: skip
_THOUSANDS: Words = {"en": ",", "de": ".", "es": ".", "fr": "\u202f"}


def counted(number: int, noun: str, language: Language) -> str:
    """ "1 file", "3.902 Dateien". Raises KeyError for another noun than file, passage, rule."""
    one, many = _NOUNS[noun][language]
    return f"{number:,}".replace(",", _THOUSANDS[language]) + f" {one if number == 1 else many}"
