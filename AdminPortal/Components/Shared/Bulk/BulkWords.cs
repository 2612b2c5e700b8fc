using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;

namespace AdminPortal.Components.Shared.Bulk;

/// <summary>The texts of a bulk change.</summary>
internal static class BulkWords
{
    /// <summary>Such as "Releasing numbers", and then "Released 20 numbers".</summary>
    public static string TitleOf(BulkRecord change)
    {
        var words = BulkActWords.Of(change.Act);
        return change.IsRunning ? words.AtWork : words.DoneTo(change.Changed);
    }

    /// <summary>The progress, or what else the result says; empty if everything went well.</summary>
    public static string DetailOf(BulkRecord change)
    {
        var rest = change.Changing - change.Looked;
        return change.IsRunning
            ? $"{Format.Count(change.Looked)} of {Format.Count(change.Changing)}{(change.Skipped > 0 ? $", {SkippedOf(change)}" : "")}"
            : string.Join(
                " ",
                new[]
                {
                    change.Status == BulkStatus.Cancelled ? "Stopped." : change.Problem,
                    rest > 0 ? $"{BulkActWords.Of(change.Act).Count(rest)} unchanged." : null,
                    change.Skipped > 0 ? $"{SkippedOf(change)}; see the list." : null,
                }.OfType<string>()
            );
    }

    /// <summary>The name of the file with what it did to each record.</summary>
    public static string FileOf(BulkRecord change) => $"changed-{BulkActWords.Of(change.Act).Several}.csv";

    private static string SkippedOf(BulkRecord change) => $"{Format.Count(change.Skipped)} skipped";
}
