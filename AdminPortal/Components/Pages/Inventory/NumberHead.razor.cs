using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The number, its status, and the possible actions.</summary>
public sealed partial class NumberHead
{
    /// <summary>Actions with their own button; the others are in the menu.</summary>
    private const int Buttons = 2;

    private IReadOnlyList<NumberAction> _possible = [];

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    /// <summary>Raised when the number was deleted here.</summary>
    [Parameter]
    public EventCallback OnGone { get; set; }

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

    private IReadOnlyList<NumberAction> Shown => [.. _possible.Take(Buttons)];

    private IReadOnlyList<NumberAction> More => [.. _possible.Skip(Buttons)];

    protected override void OnParametersSet() => _possible = Actions.Possible(Number);

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
