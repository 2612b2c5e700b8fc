using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>Closes a business, after showing what that takes from it; returns the closed <see cref="BusinessRecord"/>.</summary>
public sealed partial class CloseBusinessDialog
{
    private static readonly string[] s_usual = ["The contract ended", "The business shut down", "Did not pay", "Added by mistake"];

    private ClosingPreview? _plan;
    private bool _isChanged;
    private string? _reason;

    [Parameter, EditorRequired]
    public Guid BusinessId { get; set; }

    [Inject]
    private ClosingService Closing { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var plan = await Closing.PreviewAsync(Current.Actor, BusinessId, CancellationToken.None);
        (_plan, Fault) = (plan.Value, plan.Refusal?.Message);
    }

    private async Task CloseAsync()
    {
        var closed = await Closing.CloseAsync(Current.Actor, BusinessId, _reason, _plan!.Business.RowVersion, CancellationToken.None);
        if (closed.IsDone)
            Close(closed.Value);
        else if (closed.Refusal is Refusal.Stale)
        {
            _isChanged = true;
            await LoadAsync();
        }
        else
            Fault = closed.Refusal.Message;
    }
}
