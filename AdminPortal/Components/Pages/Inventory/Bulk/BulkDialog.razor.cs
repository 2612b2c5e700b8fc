using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory.Bulk;

/// <summary>Shows the effect of an action on many numbers, asks for the reason, and starts it. Closes with the job.</summary>
public sealed partial class BulkDialog
{
    private BulkPlan? _plan;
    private string? _problem;
    private string? _reason;
    private bool _isStarted;

    [Parameter, EditorRequired]
    public NumberAction Action { get; set; }

    [Parameter, EditorRequired]
    public NumberSelection Selection { get; set; } = null!;

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private BulkNumberService Bulk { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NumberSettings Settings { get; set; } = null!;

    private NumberActionWords Wording => NumberActionWords.Of(Action);

    protected override Task OnInitializedAsync() => PlanAsync();

    private async Task PlanAsync()
    {
        _problem = null;
        var planned = await Bulk.PlanAsync(Current.Actor, Action, Selection, CancellationToken.None);
        _plan = planned.Value;
        _problem = planned.Refusal?.Message;
    }

    private string? Unchanged(BulkPlan plan)
    {
        var rule = NumberRules.Of(Action);
        var others = plan.States.Where(s => !rule.StartsFrom(s.Key)).OrderBy(s => s.Key).Select(s => WhyNot(s.Key, s.Value)).ToList();
        if (plan.Gone > 0)
            others.Add($"{Words.Count(plan.Gone)} {(plan.Gone == 1 ? "is" : "are")} no longer in the inventory");
        return others.Count == 0
            ? null
            : $"Not changed: {string.Join(", ", others)}. Only {string.Join(" or ", rule.From.Select(f => f.ToText()))} numbers can be.";
    }

    /// <summary>Why numbers of a status do not change, such as "3 are quarantined".</summary>
    private static string WhyNot(NumberStatus status, long count) =>
        $"{Words.Count(count)} {(count == 1 ? "is" : "are")} {status.ToText()}";

    private void Start()
    {
        // The second click of a double click may arrive before the dialog has closed.
        if (_isStarted)
            return;
        var started = Bulk.Start(Current.Actor, _plan!, _reason);
        (_problem, _isStarted) = (started.Refusal?.Message, started.IsDone);
        if (started.IsDone)
            Dialog?.Close(DialogResult.Ok(started.Value));
    }
}
