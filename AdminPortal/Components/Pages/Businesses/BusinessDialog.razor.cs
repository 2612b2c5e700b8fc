using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>Creates or edits a business; returns the resulting <see cref="BusinessRecord"/>.</summary>
public sealed partial class BusinessDialog
{
    private FormSubmission<BusinessRecord>? _form;
    private string _name = "";
    private string? _email;
    private string? _externalId;
    private long? _seen;
    private string? _field;
    private string? _problem;
    private BusinessRecord? _now;
    private string _who = "Somebody";

    /// <summary>The business to edit, as shown; null creates one.</summary>
    [Parameter]
    public BusinessRecord? Business { get; set; }

    /// <summary>The business as it is now, if a conflict opened the dialog.</summary>
    [Parameter]
    public BusinessRecord? Now { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private FormSubmissions Forms { get; set; } = null!;

    [Inject]
    private HistoryService History { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string SubmitText =>
        _now is not null ? "Overwrite"
        : Business is null ? "Add business"
        : "Save changes";

    protected override async Task OnInitializedAsync()
    {
        if (Business is null)
            _form = Forms.Open<BusinessRecord>();
        else
            Fill(Business);
        if (Now is not null)
            await ShowAsync(Now);
    }

    private void Fill(BusinessRecord business) =>
        (_name, _email, _externalId, _seen) = (business.Name, business.ContactEmail, business.ExternalId, business.RowVersion);

    private async Task SaveAsync()
    {
        (_field, _problem) = (null, null);
        var wanted = new NewBusiness(_name, _email, _externalId);
        var saved = Business is null
            ? await _form!.SendAsync(Current.Actor, wanted, actor => Businesses.CreateAsync(actor, wanted, CancellationToken.None))
            : await Businesses.ChangeAsync(
                Current.Actor,
                Business.Id,
                new BusinessChanges(_name, _email ?? "", _externalId ?? ""),
                _seen,
                CancellationToken.None
            );
        switch (saved.Refusal)
        {
            case null:
                Close(saved.Value);
                break;
            case Refusal.Invalid wrong:
                (_field, _problem, _now) = (wrong.Field, wrong.Problem, null);
                break;
            case Refusal.Conflict taken:
                (_field, _problem, _now) = (taken.Field, taken.Problem, null);
                break;
            case Refusal.Stale { Current: BusinessRecord now }:
                await ShowAsync(now);
                break;
            default:
                Fault = saved.Refusal.Message;
                break;
        }
    }

    /// <summary>Shows what somebody else saved meanwhile.</summary>
    private async Task ShowAsync(BusinessRecord now)
    {
        (_now, _seen) = (now, now.RowVersion);
        _who = await WhoAsync(now.Id);
    }

    private void Leave()
    {
        if (_now is not { } theirs)
        {
            Cancel();
            return;
        }

        Fill(theirs);
        _now = null;
    }

    private async Task<string> WhoAsync(Guid id)
    {
        var history = await History.OfBusinessAsync(Current.Actor, id, CancellationToken.None);
        return history.Value?.Events is [{ Actor: var actor }, ..] ? char.ToUpperInvariant(actor[0]) + actor[1..] : "Somebody";
    }
}
