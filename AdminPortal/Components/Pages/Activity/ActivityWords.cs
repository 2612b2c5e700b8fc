using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Bulk;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Import;
using AdminPortal.Services.Overview;
using AdminPortal.Services.Supply;
using MudBlazor;

namespace AdminPortal.Components.Pages.Activity;

/// <summary>How an activity is shown.</summary>
/// <param name="Detail">What else the result says; empty if nothing.</param>
/// <param name="State">Once it ended.</param>
/// <param name="StateClass">The colour of the state.</param>
/// <param name="Share">How much is done, 0 to 1; null if unknown.</param>
internal sealed record ActivityWords(string Icon, string Title, string Detail, string State, string? StateClass, double? Share)
{
    private const string Good = "ap-good",
        Bad = "ap-bad",
        Doubt = "ap-doubt";

    public static ActivityWords Of(ActivityRecord activity) =>
        activity switch
        {
            { Bulk: { } change } => OfBulk(change),
            { Import: { } import } => OfImport(import),
            _ => OfOrders(activity.Orders!),
        };

    private static ActivityWords OfBulk(BulkRecord change)
    {
        var (state, look) = change switch
        {
            { UndoneBy: not null } => ("Undone", null),
            { Status: BulkStatus.Finished, Skipped: 0 } => ("Done", Good),
            { Status: BulkStatus.Finished } => ("Done, some skipped", Doubt),
            { Status: BulkStatus.Cancelled } => ("Stopped", Doubt),
            { Status: BulkStatus.Interrupted } => ("Interrupted", Bad),
            _ => ("Failed", Bad),
        };
        var why = change.Reason is { } reason ? $"Reason: {reason}. " : "";
        return new(
            BulkActWords.Of(change.Act).Icon,
            BulkWords.TitleOf(change),
            why + BulkWords.DetailOf(change),
            state,
            look,
            (double)change.Looked / Math.Max(1, change.Changing)
        );
    }

    private static ActivityWords OfImport(ImportRecord import)
    {
        var file = import.FileName ?? "an API upload";
        var (title, state, look) = import.Status switch
        {
            ImportStatus.Running => ($"Importing {file}", "", null),
            ImportStatus.Done => ($"Imported {Format.Count(import.Added, "number")} from {file}", "Done", Good),
            ImportStatus.Refused => ($"Did not import {file}", "Refused", Bad),
            ImportStatus.Cancelled => ($"Imported {Format.Count(import.Added, "number")} from {file}", "Stopped", Doubt),
            _ => ($"Imported {Format.Count(import.Added, "number")} from {file}", "Interrupted", Bad),
        };
        var counts = new[]
        {
            $"{Format.Count(import.Read, "row")} read",
            import.Duplicates > 0 ? Format.Count(import.Duplicates, "duplicate") : null,
            import.Rejected > 0 ? $"{Format.Count(import.Rejected)} rejected" : null,
        }.OfType<string>();
        return new(
            Icons.Material.Outlined.UploadFile,
            title,
            $"{string.Join(", ", counts)}. {import.Problem}".TrimEnd(),
            state,
            look,
            null
        );
    }

    private static ActivityWords OfOrders(IReadOnlyList<OrderRecord> orders)
    {
        var (bought, failed) = (orders.Count(o => o.Status == OrderStatus.Fulfilled), orders.Count(o => o.Status == OrderStatus.Failed));
        var supplier = SupplierDirectory.Shown(orders[0].Supplier);
        var counts = new[]
        {
            bought > 0 ? $"{Format.Count(bought)} bought" : null,
            failed > 0 ? $"{Format.Count(failed)} failed" : null,
            orders.Count > bought + failed ? $"{Format.Count(orders.Count - bought - failed)} open" : null,
        }.OfType<string>();
        return new(
            Icons.Material.Outlined.ShoppingCart,
            $"Ordered {Format.Count(orders.Count, "number")} from {supplier}",
            $"{(orders[0].Reason == OrderReasons.TopUp ? "Top-up: " : "")}{string.Join(", ", counts)}.",
            failed == 0 ? "Done"
                : bought == 0 ? "Failed"
                : "Done, some failed",
            failed == 0 ? Good
                : bought == 0 ? Bad
                : Doubt,
            (double)(bought + failed) / orders.Count
        );
    }
}
