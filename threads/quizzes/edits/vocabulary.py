"""The words of the edits that need no model, language by language, and what is said back."""

from typing import NamedTuple


class Vocabulary(NamedTuple):
    """Fragments of regular expressions, lower case; `{n}` stands for a list of numbers, `{a}` and `{b}` for one."""

    question: str
    delete: tuple[str, ...]
    move: tuple[str, ...]
    swap: tuple[str, ...]
    shuffle: str
    questions: str
    options: str
    undo: str
    last: str
    polite: str
    replies: dict[str, str]


LANGUAGES: dict[str, Vocabulary] = {
    "en": Vocabulary(
        question=r"(?:the )?(?:questions?|q|numbers?|no\.?)",
        delete=(r"(?:delete|remove|drop|erase|discard|take out|get rid of) {n}",),
        move=(r"(?:move|put) {a} (?:to|into|at)(?: the)?(?: (?:position|place|spot|slot|number))? {b}",),
        swap=(r"(?:swap|switch|exchange) {a} (?:and|with|for) {b}",),
        shuffle=r"(?:shuffle|randomi[sz]e|scramble|mix(?: up)?|reorder)(?: all)?(?: the)?(?: order of)?(?: the)?",
        questions=r"(?:questions?(?: order)?|order|quiz|it|them)",
        options=r"(?:(?:answer )?options|answers|choices)",
        undo=r"(?:undo|revert)(?: (?:that|this|it|the|my|last|change|edit|changes))*|go back|take that back",
        last=r"(?:the )?last(?: question| one)?",
        polite=r"please|can you|could you|would you|now|ok|thanks|thank you",
        replies={
            "deleted": "Deleted: {numbers}. Questions left: {count}.",
            "moved": "Question {0} is now number {1}.",
            "swapped": "Questions {0} and {1} have changed places.",
            "shuffled_questions": "The questions are in a new order.",
            "shuffled_options": "The options are in a new order.",
            "undone": "The last change is undone.",
            "no_such_number": "There is no question {numbers}; the quiz has {count}.",
            "nothing_to_undo": "There is nothing to undo.",
            "undo_expired": "That change is too long ago to be undone.",
            "nothing_to_shuffle": "There is nothing here whose order could change.",
            "unchanged": "That changes nothing; the quiz stays as it is.",
        },
    ),
    "es": Vocabulary(
        question=r"(?:las? )?(?:preguntas?|n[úu]meros?)",
        delete=(r"(?:elimina|eliminar|elimine|borra|borrar|borre|quita|quitar|quite|suprime|suprimir) {n}",),
        move=(r"(?:mueve|mover|mueva|pon|pasa) {a} (?:a|al)(?: la| el)?(?: (?:posición|puesto|lugar|número))? {b}",),
        swap=(r"(?:intercambia|intercambiar|cambia) {a} (?:y|con|por) {b}",),
        shuffle=r"(?:mezcl(?:a|ar|e)|baraj(?:a|ar|e)|desordena)(?: todas)?(?: las?| el)?(?: orden de las)?",
        questions=r"(?:preguntas|orden|cuestionario)",
        options=r"(?:opciones|respuestas)",
        undo=r"(?:deshaz|deshacer|deshaga|revierte|revertir)(?: (?:eso|esto|el|último|la|última|cambio|edición))*",
        last=r"(?:la )?última(?: pregunta)?",
        polite=r"por favor|puedes|podrías|ahora|gracias",
        replies={
            "deleted": "Eliminadas: {numbers}. Preguntas restantes: {count}.",
            "moved": "La pregunta {0} es ahora la número {1}.",
            "swapped": "Las preguntas {0} y {1} han cambiado de lugar.",
            "shuffled_questions": "Las preguntas tienen un orden nuevo.",
            "shuffled_options": "Las opciones tienen un orden nuevo.",
            "undone": "El último cambio se ha deshecho.",
            "no_such_number": "No existe la pregunta {numbers}; el cuestionario tiene {count}.",
            "nothing_to_undo": "No hay nada que deshacer.",
            "undo_expired": "Ese cambio es demasiado antiguo para deshacerlo.",
            "nothing_to_shuffle": "No hay nada cuyo orden pueda cambiar.",
            "unchanged": "Eso no cambia nada; el cuestionario queda como está.",
        },
    ),
    "fr": Vocabulary(
        question=r"(?:les? |la )?(?:questions?|q|numéros?)",
        delete=(r"(?:supprim(?:e|er|ez)|enl[èe]v(?:e|er|ez)|effac(?:e|er|ez)|retir(?:e|er|ez)) {n}",),
        move=(
            r"(?:déplac(?:e|er|ez)|met(?:s|tre|tez)) {a}"
            r" (?:en|à|au|vers)(?: la)?(?: (?:position|place|rang|numéro))? {b}",
        ),
        swap=(r"(?:échang(?:e|er|ez)|permut(?:e|er|ez)|invers(?:e|er|ez)) {a} (?:et|avec|contre) {b}",),
        shuffle=r"(?:mélang(?:e|er|ez))(?: toutes)?(?: les| l')?(?: ?ordre des)?",
        questions=r"(?:questions|ordre|quiz)",
        options=r"(?:options|réponses|choix)",
        undo=r"(?:annul(?:e|er|ez)|défais|défaire)(?: (?:ça|cela|la|le|dernière|dernier|modification|changement))*",
        last=r"(?:la )?dernière(?: question)?",
        polite=r"s'il (?:te|vous) plaît|s’il (?:te|vous) plaît|svp|stp|peux-tu|pouvez-vous|maintenant|merci",
        replies={
            "deleted": "Supprimées : {numbers}. Questions restantes : {count}.",
            "moved": "La question {0} porte maintenant le numéro {1}.",
            "swapped": "Les questions {0} et {1} ont échangé leurs places.",
            "shuffled_questions": "Les questions sont dans un nouvel ordre.",
            "shuffled_options": "Les options sont dans un nouvel ordre.",
            "undone": "La dernière modification est annulée.",
            "no_such_number": "Il n'y a pas de question {numbers} ; le quiz en compte {count}.",
            "nothing_to_undo": "Il n'y a rien à annuler.",
            "undo_expired": "Cette modification est trop ancienne pour être annulée.",
            "nothing_to_shuffle": "Il n'y a rien dont l'ordre puisse changer.",
            "unchanged": "Cela ne change rien ; le quiz reste tel quel.",
        },
    ),
    "de": Vocabulary(
        question=r"(?:die )?(?:fragen?|nummern?|nr\.?)",
        delete=(r"(?:lösch(?:e|en)?|entfern(?:e|en)?|streich(?:e|en)?) {n}", r"{n} (?:löschen|entfernen|streichen)"),
        move=(
            r"(?:verschieb(?:e|en)?|setz(?:e|en)?) {a}"
            r" (?:auf|an|nach|zu)(?: die)?(?: (?:position|platz|stelle|nummer))? {b}",
            r"{a} (?:auf|an|nach|zu)(?: die)?(?: (?:position|platz|stelle|nummer))? {b} (?:verschieben|setzen)",
        ),
        swap=(r"(?:ver)?tausch(?:e|en)? {a} (?:und|mit|gegen) {b}", r"{a} (?:und|mit|gegen) {b} (?:ver)?tauschen"),
        shuffle=r"(?:misch(?:e|en)?|würf(?:le|eln))(?: alle)?(?: die)?(?: reihenfolge der)?",
        questions=r"(?:fragen|reihenfolge|quiz)(?: neu)?(?: mischen)?",
        options=r"(?:optionen|antworten|antwortmöglichkeiten)(?: neu)?(?: mischen)?",
        undo=r"(?:mach(?:e)? )?(?:(?:das|es|die|letzte|änderung) )*rückgängig(?: machen)?|widerrufen?",
        last=r"(?:die )?letzte(?: frage)?",
        polite=r"bitte|kannst du|können sie|jetzt|danke",
        replies={
            "deleted": "Gelöscht: {numbers}. Verbleibende Fragen: {count}.",
            "moved": "Frage {0} ist jetzt Nummer {1}.",
            "swapped": "Die Fragen {0} und {1} haben die Plätze getauscht.",
            "shuffled_questions": "Die Fragen stehen in neuer Reihenfolge.",
            "shuffled_options": "Die Antwortmöglichkeiten stehen in neuer Reihenfolge.",
            "undone": "Die letzte Änderung ist rückgängig gemacht.",
            "no_such_number": "Es gibt keine Frage {numbers}; das Quiz hat {count}.",
            "nothing_to_undo": "Es gibt nichts rückgängig zu machen.",
            "undo_expired": "Diese Änderung liegt zu lange zurück.",
            "nothing_to_shuffle": "Hier gibt es nichts, dessen Reihenfolge sich ändern könnte.",
            "unchanged": "Das ändert nichts; das Quiz bleibt, wie es ist.",
        },
    ),
    "it": Vocabulary(
        question=r"(?:la |le |l')?(?:domand[ae]|numer[oi])",
        delete=(r"(?:elimina|eliminare|elimini|cancella|cancellare|rimuovi|rimuovere|togli|togliere) {n}",),
        move=(r"(?:sposta|spostare|metti) {a} (?:al|alla|in|a)(?: (?:posizione|posto|numero))? {b}",),
        swap=(r"(?:scambia|scambiare|inverti) {a} (?:e|con) {b}",),
        shuffle=r"(?:mescola|mescolare|mischia|mischiare)(?: tutte)?(?: le| l')?(?: ?ordine delle)?",
        questions=r"(?:domande|ordine|quiz)",
        options=r"(?:opzioni|risposte)",
        undo=r"(?:annulla|annullare|ripristina)(?: (?:questo|la|l'ultim[ao]|ultim[ao]|modifica|cambiamento))*",
        last=r"(?:l'|l’)?ultima(?: domanda)?",
        polite=r"per favore|per piacere|puoi|potresti|ora|grazie",
        replies={
            "deleted": "Eliminate: {numbers}. Domande rimaste: {count}.",
            "moved": "La domanda {0} è ora la numero {1}.",
            "swapped": "Le domande {0} e {1} si sono scambiate di posto.",
            "shuffled_questions": "Le domande hanno un nuovo ordine.",
            "shuffled_options": "Le opzioni hanno un nuovo ordine.",
            "undone": "L'ultima modifica è annullata.",
            "no_such_number": "Non esiste la domanda {numbers}; il quiz ne ha {count}.",
            "nothing_to_undo": "Non c'è niente da annullare.",
            "undo_expired": "Questa modifica è troppo lontana per essere annullata.",
            "nothing_to_shuffle": "Non c'è niente di cui si possa cambiare l'ordine.",
            "unchanged": "Questo non cambia niente; il quiz resta com'è.",
        },
    ),
    "pt": Vocabulary(
        question=r"(?:as? )?(?:perguntas?|quest(?:ão|ões)|números?)",
        delete=(r"(?:exclu(?:a|i|ir)|remov(?:a|e|er)|apag(?:ue|a|ar)|elimin(?:e|a|ar)|tir(?:e|a|ar)) {n}",),
        move=(r"(?:mov(?:a|e|er)|coloque|passe) {a} para(?: a| o)?(?: (?:posição|lugar|número))? {b}",),
        swap=(r"(?:troque|troca|trocar|inverta) {a} (?:e|com|por) {b}",),
        shuffle=r"(?:embaralh(?:e|a|ar)|mistur(?:e|a|ar))(?: todas)?(?: as?| o)?(?: ordem das)?",
        questions=r"(?:perguntas|questões|ordem|quiz)",
        options=r"(?:opções|alternativas|respostas)",
        undo=r"(?:desfaz|desfazer|desfaça|reverter|reverta)(?: (?:isso|a|o|última|último|alteração|mudança))*",
        last=r"(?:a )?última(?: pergunta| questão)?",
        polite=r"por favor|pode|poderia|agora|obrigad[oa]",
        replies={
            "deleted": "Excluídas: {numbers}. Perguntas restantes: {count}.",
            "moved": "A pergunta {0} é agora a número {1}.",
            "swapped": "As perguntas {0} e {1} trocaram de lugar.",
            "shuffled_questions": "As perguntas estão em uma nova ordem.",
            "shuffled_options": "As opções estão em uma nova ordem.",
            "undone": "A última alteração foi desfeita.",
            "no_such_number": "Não existe a pergunta {numbers}; o quiz tem {count}.",
            "nothing_to_undo": "Não há nada para desfazer.",
            "undo_expired": "Essa alteração é antiga demais para ser desfeita.",
            "nothing_to_shuffle": "Não há nada cuja ordem possa mudar.",
            "unchanged": "Isso não muda nada; o quiz fica como está.",
        },
    ),
}
