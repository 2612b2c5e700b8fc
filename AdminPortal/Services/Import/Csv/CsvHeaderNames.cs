using System.Collections.Frozen;

namespace AdminPortal.Services.Import.Csv;

/// <summary>The known names of number and note columns in files from suppliers, address books and spreadsheets, and the words of such
/// names; all in lower case, without accents and punctuation. <see cref="CsvHeaders"/> compares a header with them. A word that is in no
/// list makes an English name of a number unknown.</summary>
internal static class CsvHeaderNames
{
    /// <summary>Whole names of columns with numbers, without spaces.</summary>
    public static readonly FrozenDictionary<string, NumberName> OfNumbers = new Dictionary<string, NumberName>([
        .. Names(
            NumberName.TollFree,
            """
            tollfreenumber tollfreenumbers tollfree tfn tfns freephone freephonenumber numerogratuito
            numeroverde numerovert gratisnummer
            """
        ),
        // English; Spanish, Portuguese and Italian; German and Dutch; French.
        .. Names(
            NumberName.PhoneNumber,
            """
            e164 e164number phonenumbere164 numbere164 phonenumber phonenumbers telephonenumber telephonenumbers
            fullnumber did dids didnumber ddi tn tns msisdn inboundnumber virtualnumber phoneno telephoneno
            numerodetelefono numerotelefonico numerotelefono ntelefono ndetelefono nodetelefono numerodetelefone
            numerotelefone ntelefone ndetelefone numeroditelefono numerodeltelefono
            telefonnummer telefonnummern rufnummer rufnummern telefonnr rufnr telnr servicenummer telefoonnummer
            telefoonnummers telefoonnr
            numerodetelephone numerotelephone ndetelephone ntelephone numerosdetelephone
            """
        ),
        .. Names(NumberName.Number, "number numbers numero numeros numeri nummer nummern nummers"),
        .. Names(NumberName.Phone, "telephone telefono telefone telefon telefoon phone phones tel telefonos telefones"),
        .. Names(NumberName.Contact, "mobile movil celular cellulare handy mobil portable mobiel"),
        .. Names(NumberName.Counter, "num nr no n"),
    ]).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whole names of columns with notes, without spaces; the strongest first.</summary>
    public static readonly IReadOnlyList<string> OfNotes = Split(
        """
        note notes comment comments description remark remarks memo annotation nota notas comentario
        comentarios descripcion observacion observaciones notiz notizen bemerkung bemerkungen kommentar
        kommentare beschreibung anmerkung anmerkungen commentaire commentaires remarque remarques
        observation observations commento commenti descrizione osservazioni annotazione annotazioni
        descricao observacao observacoes notitie notities opmerking opmerkingen omschrijving beschrijving
        toelichting
        """
    );

    /// <summary>Words for toll-free numbers.</summary>
    public static readonly FrozenSet<string> TollFreeWords = Set("tollfree tfn tfns freephone tf");

    /// <summary>Words for a number that rings, in the language of suppliers.</summary>
    public static readonly FrozenSet<string> LineWords = Set("did dids ddi ddis tn tns msisdn e164 dnis");

    /// <summary>Words for "number", which may also be a row counter.</summary>
    public static readonly FrozenSet<string> NumberWords = Set("number numbers no nr num nbr");

    /// <summary>Words for "phone".</summary>
    public static readonly FrozenSet<string> PhoneWords = Set("phone phones telephone telephones tel");

    /// <summary>Words that say that the number is one's own.</summary>
    public static readonly FrozenSet<string> OwnWords = Set(
        "inbound virtual hosted purchased ported full available inventory dialed dialled service owned"
    );

    /// <summary>Words that say which phone of a contact it is.</summary>
    public static readonly FrozenSet<string> ContactWords = Set(
        """
        mobile cell cellular home work business office main primary secondary other company car personal
        alternate alt backup daytime evening direct mob radio isdn iphone
        """
    );

    /// <summary>Words without a meaning of their own.</summary>
    public static readonly FrozenSet<string> Fillers = Set(
        """
        value values val digit digits format formatted pretty friendly display list us usa uscan ca nanp
        international intl national the a with without plus new our raw clean normalized string text
        """
    );

    /// <summary>Words for other people's phones: callers, contacts, forwarding targets.</summary>
    public static readonly FrozenSet<string> ForeignWords = Set(
        """
        customer client contact contacts caller callers callback forward forwards forwarded forwarding
        forwardto ring rings ringto ringing destination dest terminating termination target route routes
        routed routing transfer emergency fax faxes telex pager tty tdd billing owner agent assistant
        manager lead patient member user employee requester requestor recipient sender ani callerid cid clid
        failover from bill btn vendor supplier support rep admin authorized previous old losing overflow
        voicemail points pointed
        """
    );

    /// <summary>Words for something about the number, or for another number.</summary>
    public static readonly FrozenSet<string> OtherThings = Set(
        """
        type types label kind status state sid uuid name country code area price cost date time created
        updated provider carrier ext extension count total order invoice account serial version size length
        calls of minutes rate rates group tag tags port pin city region prefix url address pool
        """
    );

    /// <summary>Words for notes.</summary>
    public static readonly FrozenSet<string> NoteWords = Set(
        """
        note notes comment comments remark remarks memo memos annotation annotations nota notas notiz
        notizen bemerkung bemerkungen kommentar commentaire commentaires remarque remarques comentario
        comentarios
        """
    );

    /// <summary>Words that make something else of a name with a word for notes, such as "note date".</summary>
    public static readonly FrozenSet<string> NotNotes = Set(
        """
        number no nr phone date time at by id count type author created updated status url delivery credit
        debit
        """
    );

    private static IEnumerable<KeyValuePair<string, NumberName>> Names(NumberName name, string names) =>
        Split(names).Select(n => KeyValuePair.Create(n, name));

    private static FrozenSet<string> Set(string words) => Split(words).ToFrozenSet(StringComparer.Ordinal);

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
