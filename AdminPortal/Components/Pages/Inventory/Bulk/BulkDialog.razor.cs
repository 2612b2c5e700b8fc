using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory.Bulk;

/// <summary>Shows the effect of an action on many numbers, asks for the reason, and starts it. Closes with the job.</summary>
public sealed partial class BulkDialog
{
    private BulkPlan? _plan;
    private string? _reason;

    [Parameter, EditorRequired]
    public NumberAction Action { get; set; }

    /// <summary>The numbers; null to undo a change.</summary>
    [Parameter]
    public NumberSelection? Selection { get; set; }

    /// <summary>The change to undo; null otherwise.</summary>
    [Parameter]
    public Guid? UndoOf { get; set; }

    [Inject]
    private BulkNumberService Bulk { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NumberSettings Settings { get; set; } = null!;

    /// <summary>The reason of an undo is known.</summary>
    private bool NeedsReason => UndoOf is null && NumberRules.Of(Action).NeedsReason;

    private NumberActionWords Wording => NumberActionWords.Of(Action);

    protected override Task OnInitializedAsync() => PlanAsync();

    private async Task PlanAsync()
    {
        Fault = null;
        var planned = UndoOf is { } undoOf
            ? await Bulk.PlanUndoAsync(Current.Actor, undoOf, CancellationToken.None)
            : await Bulk.PlanAsync(Current.Actor, Action, Selection!, CancellationToken.None);
        _plan = planned.Value;
        Fault = planned.Refusal?.Message;
    }

    private string? Unchanged(BulkPlan plan)
    {
        var rule = NumberRules.Of(Action);
        var others = plan.States.Where(s => !rule.StartsFrom(s.Key)).OrderBy(s => s.Key).Select(s => WhyNot(s.Key, s.Value)).ToList();
        if (plan.Gone > 0 && UndoOf is not null)
            return $"Not changed: {Format.Count(plan.Gone, "number")} that somebody changed since.";
        if (plan.Gone > 0)
            others.Add($"{Format.Count(plan.Gone, "is", "are")} no longer in the inventory");
        return others.Count == 0
            ? null
            : $"Not changed: {string.Join(", ", others)}. Only {string.Join(" or ", rule.From.Select(f => f.ToText()))} numbers can be.";
    }

    /// <summary>Why numbers of a status do not change, such as "3 are quarantined".</summary>
    private static string WhyNot(NumberStatus status, long count) => $"{Format.Count(count, "is", "are")} {status.ToText()}";

    private async Task StartAsync()
    {
        var started = await Bulk.StartAsync(Current.Actor, _plan!, NeedsReason ? _reason : null, CancellationToken.None);
        Fault = started.Refusal?.Message;
        if (started.IsDone)
            Close(started.Value);
    }
}
