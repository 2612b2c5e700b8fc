using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Keys;

/// <summary>Revokes a key after a confirmation.</summary>
public sealed partial class RevokeKeyDialog
{
    [Parameter, EditorRequired]
    public ApiKeyRecord Key { get; set; } = null!;

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private async Task RevokeAsync()
    {
        var ended = await Keys.RevokeAsync(Current.Actor, Key.Id, CancellationToken.None);
        Fault = ended.Refusal?.Message;
        if (ended.IsDone)
            Close();
    }
}
