using System.Text;

namespace AdminPortal.Services.Import.Csv;

/// <summary>How strongly a column's name indicates the inventory's numbers; the strongest first.</summary>
internal enum NumberName
{
    /// <summary>Toll-free numbers: "TFN".</summary>
    TollFree,

    /// <summary>Own phone numbers: "Phone Number", "DID".</summary>
    PhoneNumber,

    /// <summary>"Number", which may also be a row counter.</summary>
    Number,

    /// <summary>"Phone", which may also be a contact's.</summary>
    Phone,

    /// <summary>A contact's phone: "Mobile", "Work phone".</summary>
    Contact,

    /// <summary>"No", "Num", which are nearly always row counters.</summary>
    Counter,
}

/// <summary>Known names of number and note columns in files from suppliers, address books and spreadsheets. Names are compared without
/// case, accents, spaces and punctuation; English names also with other words around them. Other columns are ignored: a supplier's status
/// means nothing here.</summary>
internal static class CsvHeaders
{
    private static readonly string[] TollFreeNames =
    [
        "tollfreenumber",
        "tollfreenumbers",
        "tollfree",
        "tfn",
        "tfns",
        "freephone",
        "freephonenumber",
        "numerogratuito",
        "numeroverde",
        "numerovert",
        "gratisnummer",
    ];

    private static readonly string[] PhoneNumberNames =
    [
        "e164",
        "e164number",
        "phonenumbere164",
        "numbere164",
        "phonenumber",
        "phonenumbers",
        "telephonenumber",
        "telephonenumbers",
        "fullnumber",
        "did",
        "dids",
        "didnumber",
        "ddi",
        "tn",
        "tns",
        "msisdn",
        "inboundnumber",
        "virtualnumber",
        "phoneno",
        "telephoneno",
        // Spanish, Portuguese, Italian
        "numerodetelefono",
        "numerotelefonico",
        "numerotelefono",
        "ntelefono",
        "ndetelefono",
        "nodetelefono",
        "numerodetelefone",
        "numerotelefone",
        "ntelefone",
        "ndetelefone",
        "numeroditelefono",
        "numerodeltelefono",
        // German, Dutch
        "telefonnummer",
        "telefonnummern",
        "rufnummer",
        "rufnummern",
        "telefonnr",
        "rufnr",
        "telnr",
        "servicenummer",
        "telefoonnummer",
        "telefoonnummers",
        "telefoonnr",
        // French
        "numerodetelephone",
        "numerotelephone",
        "ndetelephone",
        "ntelephone",
        "numerosdetelephone",
    ];

    private static readonly string[] NumberNames = ["number", "numbers", "numero", "numeros", "numeri", "nummer", "nummern", "nummers"];

    private static readonly string[] PhoneNames =
    [
        "telephone",
        "telefono",
        "telefone",
        "telefon",
        "telefoon",
        "phone",
        "phones",
        "tel",
        "telefonos",
        "telefones",
    ];

    private static readonly string[] ContactNames = ["mobile", "movil", "celular", "cellulare", "handy", "mobil", "portable", "mobiel"];

    private static readonly string[] CounterNames = ["num", "nr", "no", "n"];

    // The words of English names. Any other word makes the name unknown.
    private static readonly HashSet<string> s_tollFreeWords = ["tollfree", "tfn", "tfns", "freephone", "tf"];
    private static readonly HashSet<string> s_lineWords = ["did", "dids", "ddi", "ddis", "tn", "tns", "msisdn", "e164", "dnis"];
    private static readonly HashSet<string> s_numberWords = ["number", "numbers", "no", "nr", "num", "nbr"];
    private static readonly HashSet<string> s_phoneWords = ["phone", "phones", "telephone", "telephones", "tel"];

    private static readonly HashSet<string> s_ownWords =
    [
        "inbound",
        "virtual",
        "hosted",
        "purchased",
        "ported",
        "full",
        "available",
        "inventory",
        "dialed",
        "dialled",
        "service",
        "owned",
    ];

    private static readonly HashSet<string> s_contactWords =
    [
        "mobile",
        "cell",
        "cellular",
        "home",
        "work",
        "business",
        "office",
        "main",
        "primary",
        "secondary",
        "other",
        "company",
        "car",
        "personal",
        "alternate",
        "alt",
        "backup",
        "daytime",
        "evening",
        "direct",
        "mob",
        "radio",
        "isdn",
        "iphone",
    ];

    private static readonly HashSet<string> s_foreignWords =
    [
        "customer",
        "client",
        "contact",
        "contacts",
        "caller",
        "callers",
        "callback",
        "forward",
        "forwards",
        "forwarded",
        "forwarding",
        "forwardto",
        "ring",
        "rings",
        "ringto",
        "ringing",
        "destination",
        "dest",
        "terminating",
        "termination",
        "target",
        "route",
        "routes",
        "routed",
        "routing",
        "transfer",
        "emergency",
        "fax",
        "faxes",
        "telex",
        "pager",
        "tty",
        "tdd",
        "billing",
        "owner",
        "agent",
        "assistant",
        "manager",
        "lead",
        "patient",
        "member",
        "user",
        "employee",
        "requester",
        "requestor",
        "recipient",
        "sender",
        "ani",
        "callerid",
        "cid",
        "clid",
        "failover",
        "from",
        "bill",
        "btn",
        "vendor",
        "supplier",
        "support",
        "rep",
        "admin",
        "authorized",
        "previous",
        "old",
        "losing",
        "overflow",
        "voicemail",
        "points",
        "pointed",
    ];

    private static readonly HashSet<string> s_fillers =
    [
        "value",
        "values",
        "val",
        "digit",
        "digits",
        "format",
        "formatted",
        "pretty",
        "friendly",
        "display",
        "list",
        "us",
        "usa",
        "uscan",
        "ca",
        "nanp",
        "international",
        "intl",
        "national",
        "the",
        "a",
        "with",
        "without",
        "plus",
        "new",
        "our",
        "raw",
        "clean",
        "normalized",
        "string",
        "text",
    ];

    // These describe something about the number, or another number.
    private static readonly HashSet<string> s_otherThings =
    [
        "type",
        "types",
        "label",
        "kind",
        "status",
        "state",
        "sid",
        "uuid",
        "name",
        "country",
        "code",
        "area",
        "price",
        "cost",
        "date",
        "time",
        "created",
        "updated",
        "provider",
        "carrier",
        "ext",
        "extension",
        "count",
        "total",
        "order",
        "invoice",
        "account",
        "serial",
        "version",
        "size",
        "length",
        "calls",
        "of",
        "minutes",
        "rate",
        "rates",
        "group",
        "tag",
        "tags",
        "port",
        "pin",
        "city",
        "region",
        "prefix",
        "url",
        "address",
        "pool",
    ];

    private static readonly HashSet<string> s_noteWords =
    [
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "remarks",
        "memo",
        "memos",
        "annotation",
        "annotations",
        "nota",
        "notas",
        "notiz",
        "notizen",
        "bemerkung",
        "bemerkungen",
        "kommentar",
        "commentaire",
        "commentaires",
        "remarque",
        "remarques",
        "comentario",
        "comentarios",
    ];

    private static readonly HashSet<string> s_notNotes =
    [
        "number",
        "no",
        "nr",
        "phone",
        "date",
        "time",
        "at",
        "by",
        "id",
        "count",
        "type",
        "author",
        "created",
        "updated",
        "status",
        "url",
        "delivery",
        "credit",
        "debit",
    ];

    private static readonly string[] Notes =
    [
        "note",
        "notes",
        "comment",
        "comments",
        "description",
        "remark",
        "remarks",
        "memo",
        "annotation",
        "nota",
        "notas",
        "comentario",
        "comentarios",
        "descripcion",
        "observacion",
        "observaciones",
        "notiz",
        "notizen",
        "bemerkung",
        "bemerkungen",
        "kommentar",
        "kommentare",
        "beschreibung",
        "anmerkung",
        "anmerkungen",
        "commentaire",
        "commentaires",
        "remarque",
        "remarques",
        "observation",
        "observations",
        "commento",
        "commenti",
        "descrizione",
        "osservazioni",
        "annotazione",
        "annotazioni",
        "descricao",
        "observacao",
        "observacoes",
        "notitie",
        "notities",
        "opmerking",
        "opmerkingen",
        "omschrijving",
        "beschrijving",
        "toelichting",
    ];

    private static readonly Dictionary<string, NumberName> s_numberNames = new(
        [
            .. Named(TollFreeNames, NumberName.TollFree),
            .. Named(PhoneNumberNames, NumberName.PhoneNumber),
            .. Named(NumberNames, NumberName.Number),
            .. Named(PhoneNames, NumberName.Phone),
            .. Named(ContactNames, NumberName.Contact),
            .. Named(CounterNames, NumberName.Counter),
        ],
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, int> s_noteRanks = Notes
        .Select((name, rank) => (name, rank))
        .ToDictionary(x => x.name, x => x.rank, StringComparer.Ordinal);

    /// <summary>How strongly the header indicates numbers; null if it does not.</summary>
    public static NumberName? NameOfNumbers(string header)
    {
        if (s_numberNames.TryGetValue(Fold(header), out var name))
            return header.Contains('#') && name is NumberName.Phone ? NumberName.PhoneNumber : name;
        var words = Words(header);
        return words.Overlaps(s_foreignWords) ? null : NameOfWords(words);
    }

    /// <summary>Whether the header names other people's phones: callers, contacts, forwarding targets.</summary>
    public static bool IsForeign(string header)
    {
        var words = Words(header);
        return words.Overlaps(s_foreignWords) && !words.Overlaps(s_tollFreeWords);
    }

    /// <summary>How strongly the header indicates notes, 0 being the strongest; null if it does not.</summary>
    public static int? NoteRank(string header)
    {
        if (s_noteRanks.TryGetValue(Fold(header), out var rank))
            return rank;
        var words = Words(header);
        return words.Overlaps(s_noteWords) && !words.Overlaps(s_notNotes) ? Notes.Length : null;
    }

    /// <summary>Whether two headers are equal without case, accents, spaces and punctuation.</summary>
    public static bool AreAlike(string one, string other) => Fold(one) is { Length: > 0 } folded && folded == Fold(other);

    /// <summary>Whether the other header is the same name followed by a number.</summary>
    public static bool IsNumbered(string one, string other) =>
        Fold(one) is { Length: > 0 } folded
        && Fold(other) is var longer
        && longer != folded
        && longer.TrimEnd("0123456789".ToCharArray()) == folded;

    private static NumberName? NameOfWords(HashSet<string> words)
    {
        if (words.Overlaps(s_otherThings))
            return null;
        var (tollFree, line, phone, number) = (
            words.Overlaps(s_tollFreeWords),
            words.Overlaps(s_lineWords),
            words.Overlaps(s_phoneWords),
            words.Overlaps(s_numberWords)
        );
        var (own, contact) = (words.Overlaps(s_ownWords), words.Overlaps(s_contactWords));
        if (tollFree)
            return NumberName.TollFree;
        var others = words.Where(word =>
            !(
                s_lineWords.Contains(word)
                || s_phoneWords.Contains(word)
                || s_numberWords.Contains(word)
                || s_ownWords.Contains(word)
                || s_contactWords.Contains(word)
                || s_fillers.Contains(word)
                || word.All(char.IsAsciiDigit)
            )
        );
        if (others.Any())
            return null;
        return (line, phone, number, own, contact) switch
        {
            (_, true, _, _, true) => NumberName.Contact,
            (true, _, _, _, false) => NumberName.PhoneNumber,
            (_, true, true, _, false) or (_, false, true, true, false) or (_, true, _, true, _) => NumberName.PhoneNumber,
            (_, true, false, _, _) => NumberName.Phone,
            (_, false, true, _, false) => words.Overlaps((string[])["number", "numbers"]) ? NumberName.Number : NumberName.Counter,
            (_, false, true, _, true) => NumberName.Contact,
            _ => words.Overlaps((string[])["mobile", "cell"]) ? NumberName.Contact : null,
        };
    }

    private static IEnumerable<KeyValuePair<string, NumberName>> Named(string[] names, NumberName name) =>
        names.Select(n => KeyValuePair.Create(n, name));

    /// <summary>The words of a header in lower case: "ringToNumber" has three. "Toll free" and "E.164" are one each.</summary>
    private static HashSet<string> Words(string header)
    {
        if (header.Length > 64)
            return [];
        var text = new StringBuilder(header.Length + 8);
        for (var i = 0; i < header.Length; i++)
        {
            var c = header[i];
            if (char.IsUpper(c) && i > 0 && char.IsLower(header[i - 1]))
                text.Append(' ');
            text.Append(
                c == '#' ? " number "
                : char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c).ToString()
                : " "
            );
        }

        var words = text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var set = new HashSet<string>(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            var pair = i + 1 < words.Length ? words[i] + words[i + 1] : "";
            if (pair is "tollfree" or "e164" or "callerid" or "tfns" or "ringto" or "forwardto")
                i++;
            else
                pair = words[i] is "phonenumber" or "phonenumbers" or "telephonenumber" ? "phone" : words[i];
            set.Add(pair);
            if (words[i] is "phonenumber" or "phonenumbers" or "telephonenumber")
                set.Add("number");
        }

        return set;
    }

    /// <summary>Lower-case letters and digits only. Accents are removed here because normalisation needs ICU, which is switched
    /// off.</summary>
    private static string Fold(string header)
    {
        // No known name is nearly as long, so a cell of 64 KiB need not be folded.
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
