using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Opens, saves and deletes views; the user's own are stored in this browser.</summary>
public sealed partial class ViewsMenu
{
    private const string Kept = "inventory-views";

    private IReadOnlyList<SavedView> _own = [];

    /// <summary>The current view, without a name.</summary>
    [Parameter, EditorRequired]
    public SavedView Present { get; set; } = new("", InventoryView.Path);

    [Parameter]
    public EventCallback<SavedView> OnOpen { get; set; }

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _own = SavedView.Parse(await Browser.RecallAsync(Kept));
        StateHasChanged();
    }

    private async Task AskAsync()
    {
        var dialog = await Dialogs.ShowAsync<SaveViewDialog>("Save this view", PortalDialog.Narrow);
        if ((await dialog.Result)?.Data is not string name)
            return;
        // Another tab may have saved one in the meantime.
        var kept = SavedView
            .Parse(await Browser.RecallAsync(Kept))
            .Where(v => v.Name != name)
            .Append(Present with { Name = name })
            .TakeLast(SavedView.Most)
            .ToList();
        if (await Browser.KeepAsync(Kept, SavedView.Write(kept)))
        {
            _own = kept;
            Snackbar.Add($"Saved as “{name}” in this browser", Severity.Normal);
        }
        else
        {
            Snackbar.Add(
                "This browser keeps nothing for the portal, so the view cannot be saved. Its address can be bookmarked.",
                Severity.Warning
            );
        }
    }

    private async Task DeleteAsync(SavedView view)
    {
        _own = [.. SavedView.Parse(await Browser.RecallAsync(Kept)).Where(v => v.Name != view.Name)];
        await Browser.KeepAsync(Kept, SavedView.Write(_own));
    }
}
