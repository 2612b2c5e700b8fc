using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Numbers;

/// <summary>Assigns a number to a business: the next available one is suggested, any other can be chosen. Returns
/// <see cref="NumberActionResult"/>.</summary>
public sealed partial class GiveNumberDialog
{
    private NumberRecord? _suggested;
    private NumberRecord? _number;
    private Refusal.NoneAvailable? _none;
    private string? _reason;
    private string? _problem;
    private string? _taken;
    private bool _isReady;

    /// <summary>The business as shown, without a number.</summary>
    [Parameter, EditorRequired]
    public BusinessRecord Business { get; set; } = null!;

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private NumberService Numbers { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override Task OnInitializedAsync() => SuggestAsync();

    private async Task SuggestAsync()
    {
        var next = await Inventory.NextFreeAsync(Current.Actor, CancellationToken.None);
        _none = next.Refusal as Refusal.NoneAvailable;
        Fault = _none is null ? next.Refusal?.Message : null;
        _isReady = next.IsDone;
        _number = _suggested = next.Value;
    }

    private async Task SubmitAsync()
    {
        var number = _number!;
        (_problem, _taken) = (null, null);
        var command = new NumberCommand.Assign(Business.Id, _reason);
        var done = await Numbers.DoAsync(Current.Actor, number.Number, command, number.RowVersion, CancellationToken.None);
        switch (done.Refusal)
        {
            case null:
                Close(new NumberActionResult(number, done.Value!));
                break;
            case Refusal.Stale { Current: NumberRecord { AssignedTo: null } now }
                when NumberRules.Possible(now, Current.Actor).Contains(NumberAction.Assign):
                // Still available: only other fields changed, such as the note.
                _number = now;
                _taken = $"{E164.Shown(now.Number)} was changed meanwhile and is still available. Assign it if you still want it.";
                break;
            case Refusal.Stale { Current: NumberRecord now }:
                await SuggestAsync();
                _taken =
                    $"{E164.Shown(now.Number)} was assigned "
                    + $"meanwhile{(now.BusinessName is null ? "" : $" by {now.BusinessName}")}. Here is the next available one.";
                break;
            case Refusal.Invalid wrong:
                _problem = wrong.Problem;
                break;
            default:
                Fault = done.Refusal.Message;
                break;
        }
    }
}
