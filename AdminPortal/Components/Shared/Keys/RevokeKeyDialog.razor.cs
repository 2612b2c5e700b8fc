using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Keys;

/// <summary>Revokes a key after a confirmation.</summary>
public sealed partial class RevokeKeyDialog
{
    private bool _isBusy;
    private string? _fault;

    [Parameter, EditorRequired]
    public ApiKeyRecord Key { get; set; } = null!;

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private async Task RevokeAsync()
    {
        _isBusy = true;
        var ended = await Keys.RevokeAsync(Current.Actor, Key.Id, CancellationToken.None);
        _isBusy = false;
        _fault = ended.Refusal?.Message;
        if (ended.IsDone)
            Dialog?.Close();
    }
}
