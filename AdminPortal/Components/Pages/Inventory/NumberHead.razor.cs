using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The number, its status, and the possible actions.</summary>
public sealed partial class NumberHead : IDisposable
{
    /// <summary>Actions with their own button; the others are in the menu.</summary>
    private const int Buttons = 2;

    private const string WhyNoUndo = "number-why-no-undo";

    private IReadOnlyList<NumberAction> _possible = [];
    private NumberRecord? _shown;
    private string? _whyNoUndo;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    /// <summary>Raised when the number was deleted here.</summary>
    [Parameter]
    public EventCallback OnGone { get; set; }

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private NumberActions Actions { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    // Before the page is live, a click would be lost.
    private bool IsLive => RendererInfo.IsInteractive;

    // What takes something away comes last, as on the business's page.
    private IReadOnlyList<NumberAction> Shown => [.. _possible.Take(Buttons).OrderBy(action => NumberActionWords.Of(action).TakesAway)];

    private IReadOnlyList<NumberAction> More => [.. _possible.Skip(Buttons)];

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _possible = Actions.Possible(Number);
        if (_shown == Number)
            return;
        _shown = Number;
        await CheckUndoAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Businesses);
    }

    private async Task RefreshAsync()
    {
        await CheckUndoAsync();
        StateHasChanged();
    }

    /// <summary>A release cannot be undone while its business has another number.</summary>
    private async Task CheckUndoAsync()
    {
        var number = Number;
        var why = await Actions.WhyNoUndoAsync(number);
        if (number == Number)
            _whyNoUndo = why;
    }

    private string? DescriptionOf(NumberAction action) => action == NumberAction.UndoRelease && _whyNoUndo is not null ? WhyNoUndo : null;

    /// <summary>Whether it can be given back to its supplier.</summary>
    private bool CanRelease =>
        Current.Actor.IsAdmin
        && Number is { Status: NumberStatus.Available or NumberStatus.Inactive, Supplier: not null, ProviderRef: not null };

    private Variant VariantOf(NumberAction action) =>
        action == Shown[0] && !NumberActionWords.Of(action).TakesAway ? Variant.Filled : Variant.Outlined;

    private async Task DoAsync(NumberAction action)
    {
        if (await Actions.DoAsync(action, Number) && action == NumberAction.Delete)
            await OnGone.InvokeAsync();
    }

    private async Task ReleaseAtSupplierAsync()
    {
        var dialog = await Dialogs.ShowAsync<ReleaseAtSupplierDialog>(
            $"Release {E164.Shown(Number.Number)} at {SupplierDirectory.Shown(Number.Supplier!)}",
            new DialogParameters<ReleaseAtSupplierDialog> { { d => d.Number, Number } },
            PortalDialog.Narrow
        );
        if (await dialog.GetReturnValueAsync<NumberRecord>() is { } released)
            Snackbar.AddDone($"Released {E164.Shown(released.Number)} at {SupplierDirectory.Shown(released.Supplier!)}");
    }

    private async Task CopyAsync()
    {
        if (await Browser.CopyAsync(Number.Number))
            Snackbar.Add($"Copied {Number.Number}");
        else
            Snackbar.Add($"The browser does not let the portal copy. The number is {Number.Number}.", Severity.Warning);
    }
}
