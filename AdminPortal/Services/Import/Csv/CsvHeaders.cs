using System.Text;

namespace AdminPortal.Services.Import.Csv;

/// <summary>
/// The names under which suppliers and spreadsheets write the number and the note. Names are compared without case,
/// accents, spaces and punctuation. A supplier's status says nothing about ours, so no other column has a meaning.
/// </summary>
internal static class CsvHeaders
{
    // The surest first: "number" alone may also count the lines, and "phone" may be a contact's.
    private static readonly string[] Numbers =
    [
        "e164", "e164number", "phonenumbere164", "numbere164", "tollfreenumber", "tollfreenumbers", "tollfree", "tfn",
        "phonenumber", "phonenumbers", "telephonenumber", "telephonenumbers", "fullnumber", "did", "dids", "didnumber",
        "ddi", "tn", "tns", "msisdn", "inboundnumber", "virtualnumber", "phoneno", "telephoneno",
        // Spanish, Portuguese, Italian
        "numerodetelefono", "numerotelefonico", "numerotelefono", "ntelefono", "ndetelefono", "nodetelefono",
        "numerodetelefone", "numerotelefone", "ntelefone", "ndetelefone", "numeroditelefono", "numerogratuito",
        "numeroverde", "numerodeltelefono", "telefonos", "telefones",
        // German, Dutch
        "telefonnummer", "telefonnummern", "rufnummer", "rufnummern", "telefonnr", "rufnr", "telnr", "servicenummer",
        "telefoonnummer", "telefoonnummers", "telefoonnr", "gratisnummer",
        // French
        "numerodetelephone", "numerotelephone", "ndetelephone", "ntelephone", "numerovert", "numerosdetelephone",
        "telephone", "telefono", "telefone", "telefon", "telefoon", "phone", "phones", "tel", "mobile",
        "number", "numbers", "numero", "numeros", "numeri", "nummer", "nummern", "nummers", "num", "nr", "no",
    ];

    private static readonly string[] Notes =
    [
        "note", "notes", "comment", "comments", "description", "remark", "remarks", "memo", "annotation",
        "nota", "notas", "comentario", "comentarios", "descripcion", "observacion", "observaciones",
        "notiz", "notizen", "bemerkung", "bemerkungen", "kommentar", "kommentare", "beschreibung", "anmerkung", "anmerkungen",
        "commentaire", "commentaires", "remarque", "remarques", "observation", "observations",
        "commento", "commenti", "descrizione", "osservazioni", "annotazione", "annotazioni",
        "descricao", "observacao", "observacoes",
        "notitie", "notities", "opmerking", "opmerkingen", "omschrijving", "beschrijving", "toelichting",
    ];

    private static readonly Dictionary<string, int> NumberRanks = Rank(Numbers);
    private static readonly Dictionary<string, int> NoteRanks = Rank(Notes);

    /// <summary>How surely the header names the numbers, 0 being surest; null when it does not.</summary>
    public static int? NumberRank(string header) => NumberRanks.TryGetValue(Fold(header), out var rank) ? rank : null;

    /// <summary>How surely the header names the notes, 0 being surest; null when it does not.</summary>
    public static int? NoteRank(string header) => NoteRanks.TryGetValue(Fold(header), out var rank) ? rank : null;

    private static Dictionary<string, int> Rank(string[] names) =>
        names.Select((name, rank) => (name, rank)).ToDictionary(x => x.name, x => x.rank, StringComparer.Ordinal);

    /// <summary>Lower-case letters and digits alone. Accents go by hand: normalisation needs ICU, which is switched off.</summary>
    private static string Fold(string header)
    {
        // No known name is nearly as long; a cell of 64 KiB need not be folded to see that.
        if (header.Length > 64)
            return "";
        var folded = new StringBuilder(header.Length);
        foreach (var c in header)
        {
            var lower = char.ToLowerInvariant(c);
            var plain = lower switch
            {
                >= 'à' and <= 'å' or 'ā' or 'ă' or 'ą' or 'ª' => 'a',
                'ç' or 'ć' or 'č' => 'c',
                >= 'è' and <= 'ë' or 'ē' or 'ę' or 'ě' => 'e',
                >= 'ì' and <= 'ï' or 'ī' => 'i',
                'ñ' or 'ń' => 'n',
                >= 'ò' and <= 'ö' or 'ø' or 'ō' => 'o',
                >= 'ù' and <= 'ü' or 'ū' => 'u',
                'ý' or 'ÿ' => 'y',
                'º' or '°' => '\0',
                _ => lower,
            };
            if (char.IsLetterOrDigit(plain))
                folded.Append(plain);
        }

        return folded.ToString();
    }
}
