using AdminPortal.Data.Entities;

namespace AdminPortal.Services.Import.Uploads;

/// <summary>What importing the file now would do.</summary>
/// <param name="Rows">Rows with content, without the header.</param>
/// <param name="New">Numbers that are not in the inventory.</param>
/// <param name="Repeated">Rows whose number is on an earlier line of the file.</param>
/// <param name="Known">Numbers in the inventory, by status.</param>
/// <param name="Rejected">Invalid rows by reason, the most frequent first.</param>
/// <param name="Doubtful">Rows whose number no carrier can assign; they are also counted in the other groups.</param>
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

/// <summary>Rows with the same result: how many, and the first of them.</summary>
public sealed record RowGroup(long Count, IReadOnlyList<PreviewRow> First);

/// <summary>Rows whose number is in the inventory with this status.</summary>
public sealed record KnownRows(NumberStatus Status, RowGroup Group);

/// <summary>Rows rejected for this reason; null collects the less frequent reasons of a file with very many.</summary>
public sealed record RejectedRows(string? Reason, RowGroup Group);

/// <summary>A row of the file for display.</summary>
/// <param name="Line">The line on which it starts, from 1, as editors count.</param>
/// <param name="Text">The number, or the truncated text of a rejected row.</param>
public sealed record PreviewRow(long Line, string Text);
