using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>What would become of a file's rows if it were imported now.</summary>
/// <param name="Rows">Rows with anything in them, without the header.</param>
/// <param name="New">Numbers that the inventory does not have.</param>
/// <param name="Repeated">Rows whose number stands on an earlier line of the file.</param>
/// <param name="Known">Numbers that the inventory has, by their state there.</param>
/// <param name="Rejected">Rows that hold no number, by the reason, the most frequent first.</param>
/// <param name="Doubtful">Rows whose number no carrier can assign; they count among the others too.</param>
public sealed record UploadPreview(
    long Rows,
    RowGroup New,
    RowGroup Repeated,
    IReadOnlyList<KnownRows> Known,
    IReadOnlyList<RejectedRows> Rejected,
    RowGroup Doubtful
)
{
    public long KnownCount => Known.Sum(known => known.Group.Count);

    public long RejectedCount => Rejected.Sum(rejected => rejected.Group.Count);
}

/// <summary>Rows that one thing becomes of: how many, and the first of them.</summary>
public sealed record RowGroup(long Count, IReadOnlyList<PreviewRow> First);

/// <summary>Rows whose number is in the inventory, in this state.</summary>
public sealed record KnownRows(NumberStatus Status, RowGroup Group);

/// <summary>Rows that are rejected for this reason; null gathers the rarer reasons of a file that has very many.</summary>
public sealed record RejectedRows(string? Reason, RowGroup Group);

/// <summary>A row of the file, to be shown.</summary>
/// <param name="Line">The line on which it starts, from 1, as an editor counts.</param>
/// <param name="Text">The number, or of a rejected row its text, cut.</param>
public sealed record PreviewRow(long Line, string Text);
