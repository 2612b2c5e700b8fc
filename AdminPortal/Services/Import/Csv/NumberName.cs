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
