using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Components.Shared.Keys;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>A business's API keys: created, shown once, and revoked here.</summary>
public sealed partial class BusinessKeys : IDisposable
{
    private IReadOnlyList<ApiKeyRecord>? _keys;
    private string? _problem;
    private Guid _shown;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public BusinessRecord Business { get; set; } = null!;

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Business.Id)
            await LoadAsync();
        _shown = Business.Id;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.ApiKeys);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var found = await Keys.ListAsync(Current.Actor, Business.Id, CancellationToken.None);
        _problem = found.Refusal?.Message;
        _keys = found.Value ?? _keys;
    }

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<NewKeyDialog>(
            "Create an API key",
            new DialogParameters<NewKeyDialog> { { d => d.BusinessId, (Guid?)Business.Id } },
            PortalDialog.Narrow
        );
        await dialog.Result;
        await LoadAsync();
    }

    private async Task RevokeAsync(ApiKeyRecord key)
    {
        var dialog = await Dialogs.ShowAsync<RevokeKeyDialog>(
            $"Revoke {key.Name}",
            new DialogParameters<RevokeKeyDialog> { { d => d.Key, key } },
            PortalDialog.Narrow
        );
        await dialog.Result;
        await LoadAsync();
    }
}
