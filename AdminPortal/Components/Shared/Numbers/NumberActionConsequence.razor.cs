using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Numbers;

/// <summary>Describes the effect of an action.</summary>
public sealed partial class NumberActionConsequence
{
    private BusinessRecord? _holder;
    private DateTimeOffset? _lastCall;

    [Parameter, EditorRequired]
    public NumberAction Action { get; set; }

    /// <summary>The number as the user saw it.</summary>
    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    /// <summary>The business that gets it, once chosen.</summary>
    [Parameter]
    public BusinessRecord? To { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private CallService Calls { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NumberSettings Settings { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (Action is NumberAction.UndoRelease or NumberAction.EndQuarantine && Number.ReleasedFrom is { } last)
            _holder = (await Businesses.FindAsync(Current.Actor, last, CancellationToken.None)).Value;
        if (Action is NumberAction.Reassign or NumberAction.Release or NumberAction.EndQuarantine)
            _lastCall = (await Calls.LastOnNumberAsync(Current.Actor, Number.Number, CancellationToken.None)).Value?.At;
    }

    private string Since(DateTimeOffset? moment) => moment is { } since ? $" for {Format.Duration(Clock.GetUtcNow() - since)}" : "";
}
