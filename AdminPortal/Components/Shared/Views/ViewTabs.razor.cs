using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Views;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Views;

/// <summary>Opens, saves, shares and deletes the views of a list. They are kept on the server, so they are there on every device.</summary>
public sealed partial class ViewTabs
{
    private IReadOnlyList<SavedViewRecord> _views = [];

    [Parameter, EditorRequired]
    public ListPage Page { get; set; }

    /// <summary>The list's address without a query.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>The address of what is shown.</summary>
    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    /// <summary>The shown columns; null if the list has none to choose.</summary>
    [Parameter]
    public string? Columns { get; set; }

    /// <summary>Views that everyone has.</summary>
    [Parameter]
    public IReadOnlyList<(string Name, string Query)> BuiltIn { get; set; } = [];

    /// <summary>Raised with the columns of a view that is opened; null if it has none.</summary>
    [Parameter]
    public EventCallback<string?> OnOpen { get; set; }

    [Inject]
    private SavedViewService Views { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    private string Query => Address.IndexOf('?') is >= 0 and var at ? Address[at..] : "";

    private bool IsUnsaved =>
        RendererInfo.IsInteractive && Query.Length > 0 && !BuiltIn.Any(v => IsPresent(v.Query)) && !_views.Any(v => IsPresent(v.Query));

    protected override Task OnInitializedAsync() => LoadAsync();

    // If the database does not respond, the list below reports it.
    private async Task LoadAsync() => _views = (await Views.ListAsync(Current.Actor, Page, CancellationToken.None)).Value ?? _views;

    /// <summary>Compared by their parts: the order of an address's parts means nothing.</summary>
    private bool IsPresent(string query) => Parts(query).SetEquals(Parts(Query));

    private static HashSet<string> Parts(string query) => [.. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)];

    private static string? TitleOf(SavedViewRecord? view) =>
        view is { IsShared: true, IsMine: false } ? $"Shared by {view.OwnerName}" : null;

    private async Task SaveAsync()
    {
        var dialog = await Dialogs.ShowAsync<SaveViewDialog>(
            "Save this view",
            new DialogParameters<SaveViewDialog>
            {
                { d => d.Page, Page },
                { d => d.Query, Query },
                { d => d.Columns, Columns },
            },
            PortalDialog.Narrow
        );
        if (await dialog.GetReturnValueAsync<SavedViewRecord>() is not { } saved)
            return;
        await LoadAsync();
        Messages.AddDone($"Saved the view “{saved.Name}”");
    }

    private async Task DeleteAsync(SavedViewRecord view)
    {
        var deleted = await Views.DeleteAsync(Current.Actor, view.Id, CancellationToken.None);
        await LoadAsync();
        if (deleted.IsDone)
            Messages.AddDone($"Deleted the view “{view.Name}”", view.IsMine ? () => SaveAgainAsync(view) : null);
        else
            Messages.Add(deleted.Refusal.Message, Severity.Warning);
    }

    private async Task SaveAgainAsync(SavedViewRecord view)
    {
        var saved = await Views.SaveAsync(Current.Actor, Page, view.Name, view.Query, view.Columns, view.IsShared, CancellationToken.None);
        if (!saved.IsDone)
            Messages.Add(saved.Refusal.Message, Severity.Warning);
        await LoadAsync();
        StateHasChanged();
    }
}
