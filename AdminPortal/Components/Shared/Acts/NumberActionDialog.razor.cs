using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Acts;

/// <summary>What was done.</summary>
/// <param name="Before">The number as it was when the act was done.</param>
public sealed record NumberActionResult(NumberRecord Before, NumberRecord After);

/// <summary>
/// One act on one number: what will happen, the reason, the doing. When somebody else was faster it shows what changed, and
/// the person decides again. Returns <see cref="NumberActionResult"/>.
/// </summary>
public sealed partial class NumberActionDialog
{
    public static readonly DialogOptions Options = new()
    {
        MaxWidth = MaxWidth.Small,
        FullWidth = true,
        BackdropClick = false,
        CloseOnEscapeKey = true,
    };

    private readonly string _formId = $"act-{Guid.NewGuid():N}";
    private NumberRecord _seen = null!;
    private NumberRecord? _now;
    private BusinessRecord? _business;
    private string? _text;
    private string? _problem;
    private string? _fault;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public NumberAction Act { get; set; }

    /// <summary>The number as it was shown.</summary>
    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private NumberActionCalls Calls { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private bool NeedsBusiness => Act is NumberAction.Assign or NumberAction.Reassign;

    private Color ButtonColor => NumberActionWords.TakesAway(Act) ? Color.Error : Color.Primary;

    private bool CanSubmit =>
        !_isBusy && (!NeedsBusiness || _business is not null) && (!NumberActionRules.NeedsReason(Act) || !string.IsNullOrWhiteSpace(_text));

    private bool IsStillPossible => _now is { } now && NumberActionRules.Possible(now, Current.Actor).Contains(Act);

    protected override void OnInitialized()
    {
        _seen = Number;
        if (Act == NumberAction.Note)
            _text = Number.Note;
    }

    private async Task SubmitAsync()
    {
        if (!CanSubmit)
            return;
        _isBusy = true;
        (_problem, _fault) = (null, null);
        var done = await Calls.RunAsync(Current.Actor, Act, _seen, new NumberActionInput(_business?.Id, _text));
        _isBusy = false;
        switch (done.Refusal)
        {
            case null:
                Dialog?.Close(DialogResult.Ok(new NumberActionResult(_seen, done.Value!)));
                break;
            case Refusal.Stale { Current: NumberRecord now }:
                _now = now;
                break;
            case Refusal.Invalid wrong:
                _problem = wrong.Problem;
                break;
            default:
                _fault = done.Refusal.Message;
                break;
        }
    }

    private Task DoToFreshAsync()
    {
        (_seen, _now) = (_now!, null);
        return SubmitAsync();
    }
}
