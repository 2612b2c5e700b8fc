using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Bulk;

/// <summary>Shows the effect of an action on many records, asks for the reason, and starts it. Closes with the job.</summary>
public sealed partial class BulkDialog
{
    private BulkPlan? _plan;
    private string? _reason;

    [Parameter, EditorRequired]
    public BulkAct Act { get; set; }

    /// <summary>The numbers, for an action on numbers.</summary>
    [Parameter]
    public NumberSelection? Numbers { get; set; }

    /// <summary>The businesses, for an action on businesses.</summary>
    [Parameter]
    public BusinessSelection? Businesses { get; set; }

    /// <summary>The change to undo; null otherwise.</summary>
    [Parameter]
    public Guid? UndoOf { get; set; }

    [Inject]
    private BulkService Bulk { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NumberSettings Settings { get; set; } = null!;

    /// <summary>The reason of an undo is known.</summary>
    private bool NeedsReason => UndoOf is null && Act.NeedsReason;

    private BulkActWords Wording => BulkActWords.Of(Act);

    protected override Task OnInitializedAsync() => PlanAsync();

    private async Task PlanAsync()
    {
        Fault = null;
        var planned = (Act, UndoOf) switch
        {
            (_, { } undoOf) => await Bulk.PlanUndoAsync(Current.Actor, undoOf, CancellationToken.None),
            ({ Number: { } number }, _) => await Bulk.PlanAsync(Current.Actor, number, Numbers!, CancellationToken.None),
            _ => await Bulk.PlanAsync(Current.Actor, Act.Business!.Value, Businesses!, CancellationToken.None),
        };
        _plan = planned.Value;
        Fault = planned.Refusal?.Message;
    }

    private async Task StartAsync()
    {
        var started = await Bulk.StartAsync(Current.Actor, _plan!, NeedsReason ? _reason : null, CancellationToken.None);
        Fault = started.Refusal?.Message;
        if (started.IsDone)
            Close(started.Value);
    }
}
