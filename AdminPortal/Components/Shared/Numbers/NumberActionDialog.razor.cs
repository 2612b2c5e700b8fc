using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Numbers;

/// <summary>The result of an action.</summary>
/// <param name="Before">The number before the action.</param>
public sealed record NumberActionResult(NumberRecord Before, NumberRecord After);

/// <summary>One action on one number: its effect, the reason, the button. After a conflict it shows what changed, and the user decides
/// again. Returns <see cref="NumberActionResult"/>.</summary>
public sealed partial class NumberActionDialog
{
    private NumberRecord _seen = null!;
    private NumberRecord? _now;
    private BusinessRecord? _business;
    private string? _text;
    private string? _problem;

    [Parameter, EditorRequired]
    public NumberAction Action { get; set; }

    /// <summary>The number as shown.</summary>
    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    /// <summary>A text that was typed before the dialog opened; the saved note without one.</summary>
    [Parameter]
    public string? Text { get; set; }

    /// <summary>The number as it is now, if a conflict opened the dialog.</summary>
    [Parameter]
    public NumberRecord? Now { get; set; }

    [Inject]
    private NumberService Numbers { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private NumberRule Rule => NumberRules.Of(Action);

    private NumberActionWords Wording => NumberActionWords.Of(Action);

    private bool CanSubmit => (!Rule.NeedsBusiness || _business is not null) && (!Rule.NeedsReason || !string.IsNullOrWhiteSpace(_text));

    private bool IsStillPossible => _now is { } now && Rule.IsAllowedTo(Current.Actor) && Rule.Admits(now);

    protected override void OnInitialized()
    {
        (_seen, _now) = (Number, Now);
        if (Action == NumberAction.Note)
            _text = Now is null ? Number.Note : Text;
    }

    private async Task SubmitAsync()
    {
        // If the number changed meanwhile, the dialog shows the change, and a second submission accepts it.
        (_seen, _now, _problem) = (_now ?? _seen, null, null);
        var command = NumberCommand.Of(Action, _business?.Id, _text);
        var done = await Numbers.DoAsync(Current.Actor, _seen.Number, command, _seen.RowVersion, CancellationToken.None);
        switch (done.Refusal)
        {
            case null:
                Close(new NumberActionResult(_seen, done.Value!));
                break;
            case Refusal.Stale { Current: NumberRecord now }:
                _now = now;
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
