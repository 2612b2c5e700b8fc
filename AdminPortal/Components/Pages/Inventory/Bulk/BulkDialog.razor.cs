using AdminPortal.Components.Shared;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory.Bulk;

/// <summary>Shows what an act on many numbers will do, takes the reason, and begins it. Closes with the job.</summary>
public sealed partial class BulkDialog
{
    private BulkPlan? _plan;
    private string? _problem;
    private string? _reason;
    private bool _isStarted;

    [Parameter, EditorRequired]
    public BulkAction Act { get; set; }

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

    protected override Task OnInitializedAsync() => PlanAsync();

    private async Task PlanAsync()
    {
        _problem = null;
        var planned = await Read.OffThreadAsync(() => Bulk.PlanAsync(Current.Actor, Act, Selection, CancellationToken.None));
        _plan = planned.Value;
        _problem = planned.Refusal?.Message;
    }

    private void Start()
    {
        // The second click of a double click may come before the dialog is gone.
        if (_isStarted)
            return;
        var started = Bulk.Start(Current.Actor, _plan!, _reason);
        (_problem, _isStarted) = (started.Refusal?.Message, started.IsDone);
        if (started.IsDone)
            Dialog?.Close(DialogResult.Ok(started.Value));
    }
}
