using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>One business: its data, number, keys and history.</summary>
public sealed partial class BusinessPage : IDisposable
{
    private BusinessRecord? _business;
    private bool _isMissing;
    private string? _problem;

    /// <summary>The number that a closed business gets back when it is reopened.</summary>
    private string? _returning;
    private IDisposable? _listening;

    /// <summary>Incremented with each change that may add an event: not all of them change the business's own record.</summary>
    private int _round;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private ClosingService Closing { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    // Before the page is live, a click would be lost.
    private bool IsLive => RendererInfo.IsInteractive;

    private static string Mailto(string email) => $"mailto:{Uri.EscapeDataString(email).Replace("%40", "@", StringComparison.Ordinal)}";

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_business?.Id != Id)
            _business = null;
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(
                () => InvokeAsync(RefreshAsync),
                ChangeKind.Businesses,
                ChangeKind.Agents,
                ChangeKind.ApiKeys,
                ChangeKind.Users,
                ChangeKind.Comments
            );
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        _round++;
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var id = Id;
        var found = await Businesses.FindAsync(Current.Actor, id, CancellationToken.None);
        if (id != Id)
            return;
        _isMissing = found.Refusal is Refusal.NotFound;
        _problem = _isMissing ? null : found.Refusal?.Message;
        if (found.IsDone || _isMissing)
            _business = found.Value;
        _returning =
            _business is { ClosedAt: not null } && Current.Actor.IsAdmin
                ? (await Closing.PreviewReopeningAsync(Current.Actor, id, CancellationToken.None)).Value?.Number
                : null;
    }

    private async Task CloseAsync()
    {
        var dialog = await Dialogs.ShowAsync<CloseBusinessDialog>(
            $"Close {_business!.Name}",
            new DialogParameters<CloseBusinessDialog> { { d => d.BusinessId, Id } },
            PortalDialog.Narrow
        );
        if (await dialog.GetReturnValueAsync<BusinessRecord>() is not { } closed)
            return;
        await LoadAsync();
        Snackbar.AddDone($"Closed {closed.Name}", () => InvokeAsync(() => ReopenAsync(closed)));
    }

    private async Task ReopenAsync(BusinessRecord business)
    {
        var reopened = await Closing.ReopenAsync(Current.Actor, business.Id, business.RowVersion, CancellationToken.None);
        if (reopened.IsDone)
            Snackbar.AddDone($"Reopened {business.Name}");
        else
            Snackbar.Add(reopened.Refusal.Message, Severity.Warning);
        await RefreshAsync();
    }

    private async Task EditAsync()
    {
        var dialog = await Dialogs.ShowAsync<BusinessDialog>(
            $"Edit {_business!.Name}",
            new DialogParameters<BusinessDialog> { { d => d.Business, _business } },
            PortalDialog.Narrow
        );
        if (await dialog.GetReturnValueAsync<BusinessRecord>() is not { } saved)
            return;
        _business = saved;
        Snackbar.Add($"Saved {saved.Name}");
    }
}
